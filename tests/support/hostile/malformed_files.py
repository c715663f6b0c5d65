"""Malformed files made from real ones by a seeded generator, and a process with limits that reads them all."""

import io
import json
import random
import re
import resource
import signal
import sys
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from support.hostile.raw_workbooks import HEADERS, PERSON, packed, workbook

from spoorboek.errors import InputError
from spoorboek.importing.reading.file_reader import read_sheet
from spoorboek.importing.sheet_checks import check_cases
from spoorboek.portfolio.portfolio_reader import portfolio_from_text
from spoorboek.statute.editions.edition import (
    read_policy,
    read_rules,
    rulebook,
    shipped_policy_text,
    shipped_rules_text,
)
from spoorboek.statute.reports.facts_json import facts_from_text
from spoorboek.stories.story_reader import STORY_FOLDER, _read

SECONDS, MEMORY = 60, 3 * 1024**3  # for one file; of address space, for the process that reads them all
ON = date(2026, 11, 29)
FACTS = {
    "first_sick_day": "2026-01-05",
    "recoveries": [{"from": "2026-02-02", "until": "2026-02-09"}],
    "done": {"probleemanalyse": "2026-02-16", "evaluatie": ["2026-04-01", None]},
    "safety_net": "zes_weken",
    "advice": [{"on": "2026-06-01", "track": 2}],
}
PORTFOLIO = """
titel: Drie vestigingen
weken: 52
loon: {doorbetaling: 100%, kans: {start_spoor_2: 40%, anders: 5%}}
gedrag:
  druk: {laat: 20%, dagen_te_laat: [3, 10], nooit: 5%}
instroom:
  - {aantal: 10, van: 2027-01-06, tot: 2027-12-31, herstel: {42: 80%}, regios: {"01": 2, 30: 1}, weekloon: [450, 1400]}
"""
NUMBERS, ENCODINGS = (b"0", b"-7", b"999999999999"), ("utf-16", "utf-32", "cp850", "latin-1")
SNIPPETS = (
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\x1b[31m", b"=?utf-8?q?=0D=0ABcc:_a?=", b'"' * 7, b"'",
    b";" * 300, b"{" * 200, b"[" * 200, b"&a [*a]", b"*a", b"!!python/object:os.system ", b"<row r='1048576'>",
    b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"9" * 5000, b"1e999", b"-1", b"2026-02-31", b"\xe2\x80\xae", b"\r", b"\n\n",
    b"</row>", b": ", b"- ", b"NaN", b"null", b"=1+1", b"\\u0000", b"%", b"{{ 7*7 }}", b"\t", b"|", b"?", b"x" * 40000,
)  # fmt: skip


def real_files() -> Mapping[str, bytes]:
    """Return one real file of every kind the product reads."""
    rows = [HEADERS, *((*PERSON[:2], f"A{number:03}", *PERSON[3:]) for number in range(40))]
    return {
        "csv": "\r\n".join(";".join(row) for row in rows).encode(),
        "xlsx": workbook(),
        "json": json.dumps(FACTS, indent=1).encode(),
        "story": STORY_FOLDER.joinpath("volledig_tot_wia.yaml").read_bytes(),
        "portfolio": PORTFOLIO.encode(),
        "house": shipped_policy_text().encode(),
        "rules": shipped_rules_text().encode(),
    }


def malformed_files(count: int, seed: int = 20261129) -> Iterator[tuple[str, bytes]]:
    """Yield kind and content of `count` files, each made of a real one by one to three changes; always the same."""
    chance, real = random.Random(seed), real_files()
    for number in range(count):
        kind = list(real)[number % len(real)]
        content = real[kind]
        inside = kind == "xlsx" and chance.random() < 0.8
        for _ in range(chance.randint(1, 3)):
            content = _change_part(chance, content) if inside else _change(chance, content)
        yield kind, content


def _change(chance: random.Random, content: bytes) -> bytes:
    at = chance.randrange(len(content) + 1)
    to = min(len(content), at + chance.choice((1, 3, 20, 200)))
    changes: tuple[Callable[[], bytes], ...] = (
        lambda: content[:at],
        lambda: content[:at] + content[to:],
        lambda: content[:at] + chance.choice(SNIPPETS) + content[at:],
        lambda: content[:at] + chance.choice(SNIPPETS) + content[to:],
        lambda: content[:at] + bytes(chance.randrange(256) for _ in range(to - at)) + content[to:],
        lambda: content[:to] + content[at:to] * chance.choice((1, 50, 2000)) + content[to:],
        lambda: re.sub(
            rb"\d+", lambda found: chance.choice((found[0], b"0", b"-7", b"999999999999")), content, count=9
        ),
        lambda: content.decode("utf-8", "replace").encode(chance.choice(ENCODINGS), "replace"),
    )
    return chance.choice(changes)()


def _change_part(chance: random.Random, content: bytes) -> bytes:
    """Change one part of a workbook and pack it again."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError):
        return _change(chance, content)
    name = chance.choice(list(parts))
    parts[name] = _change(chance, parts[name])  # type: ignore[arg-type]
    return packed(parts)


def read_malformed(kind: str, content: bytes) -> Any:
    """Read a file as the command for its kind does."""
    if kind in ("csv", "xlsx"):
        return check_cases(read_sheet(content, "zaken"), ON)
    text = content.decode("utf-8-sig", "replace")
    readers: Mapping[str, Callable[[str], Any]] = {
        "json": facts_from_text,
        "story": lambda text: _read("proef", text),
        "portfolio": portfolio_from_text,
        "house": lambda text: read_policy(text, "beleid.yaml", rulebook()),
        "rules": lambda text: read_rules(text, "regels.yaml"),
    }
    return readers[kind](text)


def report(count: int) -> None:
    """Read `count` malformed files, print one line of JSON for each: number, kind, outcome and seconds."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    for number, (kind, content) in enumerate(malformed_files(count)):
        started = time.monotonic()
        signal.alarm(SECONDS)  # ends the process: the file that hangs is the one without a line
        try:
            read_malformed(kind, content)
            outcome = "read"
        except InputError as error:
            outcome = f"refused: {error}"
        except BaseException as error:
            outcome = f"{type(error).__name__}: {error}"
        signal.alarm(0)
        line = json.dumps([number, kind, outcome, round(time.monotonic() - started, 2)])
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    report(int(sys.argv[1]))
