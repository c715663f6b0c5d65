"""What `spoorboek rules …` does: read the editions that are meant, ask the record, print."""

import json
from collections.abc import Iterator
from pathlib import Path

from sqlmodel import Session

from models.case_numbers import normal_number
from models.connection import reading_session
from models.edition_history import Written, history, in_force, text_of, texts_in_force
from models.tables import HOUSE, RULES
from spoorboek.cli_operator import known_operator
from spoorboek.errors import InputError
from spoorboek.platform.record_access import record
from spoorboek.statute.editions.edition import Edition, Names, read_policy, read_rules, shipped_house, shipped_rules
from spoorboek.statute.editions.migration_text import migration_json, migration_lines
from spoorboek.statute.explain.plan_text import aligned
from spoorboek.statute.law.milestones import Rulebook
from tasks.case_state import Situation, situation_in
from tasks.edition_change import Proposal, proposals
from tasks.edition_change import apply as put_in_force

SAME = "Geen open zaak verandert."
HEADS = ("sinds", "regels", "huisbeleid", "door")


def diff(rules: str, house: str, shape: str) -> None:
    """Print for every open case what another edition would change."""
    with record(), reading_session() as reading:
        new, _ = meant(reading, rules, house)
        old = in_force(reading).names
        found = list(proposals(reading, new))
    if shape == "json":
        print(json.dumps(diff_json(old, new, found), ensure_ascii=False, indent=2))
    else:
        print(*diff_lines(old, new, found), sep="\n")


def apply(rules: str, house: str, by: str, *, accept_late: bool) -> None:
    """Put another edition in force and wake the cases it changed."""
    known_operator(by)
    with record() as reach:
        with reading_session() as reading:
            new, written = meant(reading, rules, house)
            if new.names == in_force(reading).names:
                raise InputError(f"{_named(new.names)} gelden al. Geef een bestand met een nieuwe `version`.")
        changed = put_in_force(new, written, by, accept_late=accept_late)
        print(f"Van kracht: {_named(new.names)}. {len(changed)} {'zaak' if len(changed) == 1 else 'zaken'} gewijzigd.")
        if later := reach.wake([each.number for each in changed]):
            print(later)


def case_and_rules(number: str, rules: str) -> tuple[Situation, Rulebook | None]:
    """Return where a case stands, and the rules a person means with a file or a version; None where none were named."""
    with record(), reading_session() as reading:
        here = situation_in(reading, normal_number(number))
        return here, meant(reading, rules, "")[0].rules if rules else None


def list_() -> None:
    """Print since when which edition was in force."""
    with record(), reading_session() as reading:
        rows = [(f"{on:%d-%m-%Y}", rules, house, actor) for on, rules, house, actor in history(reading)]
    print(*aligned([HEADS, *rows]), sep="\n")


def show(version: str, *, house: bool) -> None:
    """Print a version as it was written."""
    with record(), reading_session() as reading:
        now = texts_in_force(reading)
        text = _known(reading, HOUSE if house else RULES, version) if version else now.house if house else now.rules
    print(text, end="")


def meant(reading: Session, rules: str, house: str) -> tuple[Edition, Written]:
    """Return the edition a person means: files or versions; what is left out stays, both left out is the product's.

    Errors: InputError for a file that cannot be read, a version nobody knows, or a text that does not hold together.
    """
    now = texts_in_force(reading)
    if not rules and not house:
        written = Written(shipped_rules(), shipped_house())
    else:
        written = Written(
            _text(reading, RULES, rules) if rules else now.rules, _text(reading, HOUSE, house) if house else now.house
        )
    book = read_rules(written.rules, rules or "De regels")
    return Edition(book, read_policy(written.house, house or "Het huisbeleid", book)), written


def diff_json(old: Names, new: Edition, found: list[Proposal]) -> dict[str, object]:
    """Return what an edition changes as JSON."""
    return {
        "from": old._asdict(),
        "to": new.names._asdict(),
        "cases": [
            {"case": each.number, "problem": each.problem} | (migration_json(each.migration) if each.migration else {})
            for each in found
            if each.changes
        ],
        "unchanged": sum(not each.changes for each in found),
    }


def diff_lines(old: Names, new: Edition, found: list[Proposal]) -> Iterator[str]:
    """Walk what an edition changes as lines, case by case, the counts last."""
    yield f"Van {_named(old)} naar {_named(new.names)}."
    changed = [each for each in found if each.changes]
    for each in changed:
        yield from ("", each.number)
        lines = migration_lines(each.migration, new) if each.migration else [f"Past niet: {each.problem}"]
        yield from (f"  {line}" for line in lines)
    yield ""
    if not changed:
        yield SAME
    yield from _count([each for each in changed if each.migration], found, "verandert", "veranderen")
    yield from _count([each for each in changed if not each.migration], found, "past niet", "passen niet")


def _count(some: list[Proposal], found: list[Proposal], one: str, more: str) -> Iterator[str]:
    if some:
        yield f"{len(some)} van {len(found)} open zaken {one if len(some) == 1 else more}."


def _text(reading: Session, kind: str, named: str) -> str:
    path = Path(named)
    if not path.exists():
        return _known(reading, kind, named)
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{named} kan niet worden gelezen ({type(error).__name__}). Geef een YAML-bestand.") from None


def _known(reading: Session, kind: str, version: str) -> str:
    text = text_of(reading, kind, version)
    if text is None:
        raise InputError(f"'{version}' is geen bestand en geen bekende versie. Zie `spoorboek rules list`.")
    return text


def _named(names: Names) -> str:
    return f"regels {names.rules} en huisbeleid {names.house}"
