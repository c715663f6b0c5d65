"""`spoorboek import` as an operator uses it: a report on stdout, one message on stderr, exit codes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlmodel import Session, select

from models.tables import Case
from spoorboek import clock

NOBODY = "http://127.0.0.1:9/api"
HEADERS = "Werkgever;Werkgever naam;Personeelsnummer;Naam;Eerste ziektedag"


def command(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own, with no platform running."""
    return subprocess.run(
        [sys.executable, "-m", "spoorboek.cli", "import", *map(str, arguments)],
        capture_output=True, text=True, check=False, env={**os.environ, "PREFECT_API_URL": NOBODY},
    )  # fmt: skip


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Write a file of one person."""
    path = tmp_path / "zaken.csv"
    path.write_text(f"{HEADERS}\nACME;Acme;007;Kanarie de Vogel;{clock.today().isoformat()}\n")
    return path


def test_a_proof_run_and_then_the_real_one(file: Path, session: Session) -> None:
    """`--dry-run` writes nothing; the import itself does, and says that nothing can be woken now."""
    proof = command(file, "--dry-run")
    assert (proof.returncode, session.exec(select(Case)).all()) == (0, [])
    assert "er is niets gewijzigd" in proof.stdout
    real = command(file)
    case = session.exec(select(Case)).one()
    assert (real.returncode, real.stderr) == (0, "")
    assert f"regel 2: nieuw (zaak {case.number}" in real.stdout
    assert "zodra `spoorboek up` draait" in real.stdout
    assert "1 ongewijzigd" in command(file).stdout


def test_a_wrong_file_is_one_message_without_traceback_or_person(file: Path, session: Session) -> None:
    """Exit code 2, every problem with its place on stderr, nothing on stdout, no name anywhere."""
    file.write_text(file.read_text().replace(clock.today().isoformat(), "31-02-2026"))
    wrong = command(file)
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "regel 2, kolom E (Eerste ziektedag): deze datum bestaat niet." in wrong.stderr
    assert "Traceback" not in wrong.stderr
    assert "Kanarie" not in wrong.stderr


def test_a_template_is_a_workbook_by_name_too(tmp_path: Path) -> None:
    """A workbook under the name of a text file would open nowhere: refused, and nothing is written."""
    said = command("--template", tmp_path / "zaken.csv")
    assert (said.returncode, list(tmp_path.iterdir())) == (2, [])
    assert "eindigt, niet 'zaken.csv'" in said.stderr


def test_the_template_is_written_once(tmp_path: Path) -> None:
    """An empty workbook on request; a file that exists is not overwritten."""
    path = tmp_path / "sjabloon.xlsx"
    assert command("--template", path).returncode == 0
    before = path.read_bytes()
    again = command("--template", path)
    assert (again.returncode, path.read_bytes()) == (2, before)
    assert "bestaat al" in again.stderr
