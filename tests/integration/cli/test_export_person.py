"""`spoorboek case export-person`: all that is held about one person, and nothing of another."""

import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pypdf
import pytest
from sqlmodel import Session, select
from support.command_in_process import Said
from support.machine.other_users import rights
from support.outbox_samples import PDF, SAID, queue

from models.record import append_event, open_case
from models.tables import Case, Employee
from tasks.views.person_access import person_export

Typed = Callable[..., Said]
MakeCase = Callable[..., Case]
KNOWN = {
    "name": "T. Kanarie", "bsn": "111222333", "birth_date": date(1980, 2, 29), "email": "t.kanarie@acme.example",
    "function": "Bakker", "address": "Kooi 1, Utrecht",
}  # fmt: skip


@pytest.fixture
def case(session: Session, make_case: MakeCase) -> Case:
    """Return the second case of a person, with a document and a mail in the first; a colleague is ill as well."""
    first = make_case(date(2025, 1, 6), **KNOWN)
    queue(session, first)
    colleague = make_case(name="P. Papegaai", bsn="123456782")
    queue(session, colleague)
    employee = session.exec(select(Employee).where(Employee.id == first.employee_id)).one()
    day = date(2026, 1, 5)
    second = open_case(session, employee, day, {"first_sick_day": day}, "operator-1")
    append_event(session, second, "capability_changed", day, {"from": day, "percentage": 40}, "operator-2")
    session.commit()
    return second


def exported(typed: Typed, case: Case, to: Path) -> tuple[dict[str, Any], str]:
    """Run the command; return what the files say."""
    said = typed("case", "export-person", case.number, "--to", to)
    assert (said.code, said.err) == (0, "")
    pages = pypdf.PdfReader(io.BytesIO((to / person_export.OVERVIEW_FILE).read_bytes())).pages
    return json.loads((to / person_export.DATA_FILE).read_text(encoding="utf-8")), "\n".join(
        page.extract_text() for page in pages
    )


def test_a_person_gets_what_is_held_from_every_case(typed: Typed, case: Case, tmp_path: Path) -> None:
    """Data, what was recorded by whom, what was sent with its text, and the documents; of both cases."""
    data, overview = exported(typed, case, tmp_path / "inzage")
    assert data["persoon"]["bsn"] == "111222333"
    assert data["persoon"]["geboortedatum"] == "1980-02-29"
    first, second = data["zaken"]
    assert (first["eerste_ziektedag"], second["eerste_ziektedag"]) == ("2025-01-06", "2026-01-05")
    assert [(each["tekst"], each["ontvanger"]) for each in first["berichten"]] == [(SAID.body, "Renée de Vries, BA")]
    assert [each["door"] for each in second["vastgelegd"]] == ["operator-1", "operator-2"]
    assert "40" in second["vastgelegd"][1]["wat"]
    assert (tmp_path / "inzage" / first["documenten"][0]["bestand"]).read_bytes() == PDF
    for shown in ("T. Kanarie", "29 februari 1980", "111222333", "Kooi 1, Utrecht", "Bakkerij Kanarie", case.number):
        assert shown in overview
    assert all(path.stat().st_mode & 0o077 == 0 for path in (tmp_path / "inzage").rglob("*"))
    assert rights(tmp_path / "inzage") == 0o700


def test_nothing_of_a_colleague_is_in_it(typed: Typed, case: Case, tmp_path: Path) -> None:
    """The colleague's name, number and case stand in no file."""
    exported(typed, case, tmp_path / "inzage")
    files = [path for path in (tmp_path / "inzage").rglob("*") if path.is_file()]
    assert len(files) == 3
    assert not any(word in path.read_bytes() for path in files for word in (b"Papegaai", b"123456782"))


def test_every_column_of_the_person_is_shown(typed: Typed, case: Case, tmp_path: Path) -> None:
    """A column that is added to the table of employees is given to the employee as well."""
    data, _ = exported(typed, case, tmp_path / "inzage")
    own_keys = {"id", "employer_id", "link_hash"}
    assert len(data["persoon"]) == len(set(Employee.model_fields) - own_keys) + len(
        ["werkgever", "in_een_bestand_anders"]
    )


@pytest.mark.parametrize("there", ["a file", "a folder with a file", "a link"])
def test_it_goes_into_a_new_folder_only(typed: Typed, case: Case, tmp_path: Path, there: str) -> None:
    """What is of one person is not mixed with anything else, and replaces nothing."""
    to = tmp_path / "inzage"
    if there == "a file":
        to.write_text("van mij")
    elif there == "a link":
        (tmp_path / "elders").mkdir()
        to.symlink_to(tmp_path / "elders")
    else:
        to.mkdir()
        (to / "van mij").touch()
    before = sorted(tmp_path.rglob("*"))
    said = typed("case", "export-person", case.number, "--to", to)
    assert (said.code, "Kies een nieuwe" in said.err) == (2, True)
    assert sorted(path for path in tmp_path.rglob("*") if "var" not in path.parts) == before


def test_it_is_made_whole_or_not_at_all(
    typed: Typed, case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that is full at the last file leaves nothing behind, and is said in one line."""

    def full(html: str) -> bytes:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(person_export, "make_pdf", full)
    said = typed("case", "export-person", case.number, "--to", tmp_path / "inzage")
    assert said.code == 2
    assert "kan niet worden geschreven" in said.err
    assert not [path for path in tmp_path.iterdir() if "inzage" in path.name]
