"""`spoorboek timeline` as people run it: a process of its own."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

KEYS = {
    *("key", "occurrence", "label", "force", "opens_on", "target_on", "due_on", "tolerated_until"),
    *("status", "reason", "basis", "explanation"),
}


def spoorboek(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "spoorboek.cli", *arguments], capture_output=True, text=True, check=False, timeout=60
    )


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    """Write the facts of a plain case."""
    path = tmp_path / "FACTS.json"
    path.write_text('{"first_sick_day": "2026-01-05"}', encoding="utf-8")
    return path


def test_the_plan_is_printed_as_json(facts: Path) -> None:
    """The JSON has exactly the fixed surface."""
    ran = spoorboek("timeline", str(facts), "--format", "json")
    plan = json.loads(ran.stdout)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert plan.keys() == {"rules", "effective_first_sick_day", "closed_on", "milestones"}
    assert all(milestone.keys() == KEYS for milestone in plan["milestones"])
    report = next(m for m in plan["milestones"] if m["key"] == "melding_42_weken")
    assert (report["due_on"], report["force"], report["status"]) == ("2026-10-26", "statute", "gepland")
    assert report["basis"][0].keys() == {"article", "url", "quote"}


def test_the_plan_is_printed_as_a_table(facts: Path) -> None:
    """By default people get a table in Dutch, in order of time."""
    lines = spoorboek("timeline", str(facts)).stdout.splitlines()
    assert lines[0] == "Eerste ziektedag: 5 januari 2026"
    assert any(
        line.split()[0] == "43" and "42e-weeksmelding UWV" in line and "26-10-2026" in line for line in lines if line
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('{"first_sick_day": "2026-01-05", "ziek": 1}', "onbekende sleutel 'ziek'"),
        ("{", "Geen geldige JSON: regel 1, kolom 2"),
        ('{"first_sick_day": "2005-12-28"}', "geldt voor wie ziek werd vanaf"),
        (None, "Bestand niet gevonden"),
    ],
)
def test_a_mistake_is_one_message_and_exit_code_2(tmp_path: Path, content: str | None, message: str) -> None:
    """One message on stderr, nothing on stdout, no traceback."""
    path = tmp_path / "FACTS.json"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    ran = spoorboek("timeline", str(path))
    assert (ran.returncode, ran.stdout) == (2, "")
    assert message in ran.stderr
    assert "Traceback" not in ran.stderr
    assert ran.stderr.count("\n") == 1


@pytest.mark.parametrize("arguments", [("timeline",), ("timeline", "x", "--format", "xml"), ("onbekend",)])
def test_wrong_usage_exits_with_2(arguments: tuple[str, ...]) -> None:
    """Wrong usage is wrong input."""
    ran = spoorboek(*arguments)
    assert ran.returncode == 2
    assert "Traceback" not in ran.stderr


def test_other_encodings_are_named(tmp_path: Path) -> None:
    """A file that is no UTF-8 is refused with what to do; one with a byte order mark is read."""
    path = tmp_path / "FACTS.json"
    path.write_bytes('{"first_sick_day": "2026-01-05", "é": 1}'.encode("latin-1"))
    assert "Bewaar het bestand als UTF-8" in spoorboek("timeline", str(path)).stderr
    path.write_text('\ufeff{"first_sick_day": "2026-01-05"}', encoding="utf-8")
    assert spoorboek("timeline", str(path)).returncode == 0


def test_nothing_heavy_is_imported() -> None:
    """No Prefect, no SQLModel, no Jinja2 behind this command."""
    program = (
        "import sys, spoorboek.cli.timeline_command;"
        "print(sorted({'prefect', 'sqlmodel', 'sqlalchemy', 'jinja2', 'weasyprint'} & sys.modules.keys()))"
    )
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == "[]\n"
