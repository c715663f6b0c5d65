"""`make mutants`: change the statute in thousands of small ways and see that a test notices each.

`PYTHONPATH=tests python -m mutation [PATTERN…]` tests all mutants, or again those whose name fits, such as
`spoorboek.statute.timeline.course.*`. The verdicts are kept in var/mutants; only functions that changed are tested
again.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from mutation.score import SCORE, score, table
from mutation.undecorate import undecorated
from support.repository import ROOT

WORKSHOP = ROOT / "var" / "mutants"
SOURCES = ("spoorboek",)  # all of it, for what tests call beside the statute; only the statute is changed
# What takes minutes is left out (the properties of the agenda, of migrations, of portfolios), and what needs the
# repository; what those see, the tests here see as well.
LEFT_OUT = {
    "test_agenda_properties.py",
    "test_migration_properties.py",
    "test_report_order.py",
    "test_quotes_in_code.py",
}
TESTS = (
    *("unit/statute/**/*.py", "unit/stories/test_story_reader.py"),
    *("stories/test_stories.py", "stories/test_states_of_stories.py"),
)
HELPERS = (
    *("support/*.py", "support/homes/*.py", "homes/before_the_corrections/*"),
    *("stories/lived/*", "stories/seen/*", "golden/texts/*"),  # what people approved
)
WORKERS = 2


def main(patterns: Sequence[str]) -> int:
    """Test the mutants and print the score of every module; 1 when it is below what is asked, or the tests fail."""
    _furnish()
    command = ["nice", "-n", "15", sys.executable, "-m", "mutation.tool", "--max-children", str(WORKERS), *patterns]
    environment = os.environ | {"PYTHONPATH": str(ROOT / "tests")}
    tested = subprocess.run(command, cwd=WORKSHOP, env=environment, check=False).returncode
    found = score(WORKSHOP / "mutants")
    print(table(found))  # noqa: T201
    return tested or int(found.share < SCORE)


def _furnish() -> None:
    """Put a copy of the statute and its tests in the workshop, touching only what changed."""
    wanted = dict(_files())
    present = (path for top in ("spoorboek", "tests") for path in (WORKSHOP / top).rglob("*.*") if path.is_file())
    for path in present:
        if path.relative_to(WORKSHOP).as_posix() not in wanted and "__pycache__" not in path.parts:
            path.unlink()
    for name, content in wanted.items():
        path = WORKSHOP / name
        if not path.exists() or path.read_bytes() != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            # What the tool does not mutate it copies once; what is stale there must not be found again.
            (WORKSHOP / "mutants" / name).unlink(missing_ok=True)
    shutil.rmtree(WORKSHOP / "mutants" / "tests", ignore_errors=True)


def _files() -> Iterator[tuple[str, bytes]]:
    """Walk what belongs in the workshop: its name there, and its content."""
    for name in ("pyproject.toml", "README.md"):
        yield name, (ROOT / name).read_bytes()
    yield "tests/conftest.py", (Path(__file__).parent / "workshop_conftest.py").read_bytes()
    for name in SOURCES:
        for path in (ROOT / name).rglob("*") if (ROOT / name).is_dir() else (ROOT / name,):
            if path.is_file() and "__pycache__" not in path.parts:
                content = path.read_bytes()
                yield path.relative_to(ROOT).as_posix(), _bare(content) if path.suffix == ".py" else content
    for pattern in (*TESTS, *HELPERS):
        for path in (ROOT / "tests").glob(pattern):
            if path.name not in LEFT_OUT:
                yield path.relative_to(ROOT).as_posix(), path.read_bytes()


def _bare(content: bytes) -> bytes:
    return undecorated(content.decode()).encode()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
