"""`spoorboek person …`, `difference …` and `case merge`: what stands twice, what differs, and what a person decides."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlmodel import Session, select
from support.command_in_process import Said
from support.import_rows import as_csv, row_of

from models.tables import Case, CaseEvent, Employee
from models.verification import verify_record
from spoorboek import clock

Typed = Callable[..., Said]
BY = ("--door", "operator-1")


@pytest.fixture
def take(typed: Typed, tmp_path: Path) -> Callable[..., Said]:
    """Return a function that imports a file of rows, each of somebody who fell ill today."""

    def run(*rows: dict[str, str]) -> Said:
        path = tmp_path / "zaken.csv"
        path.write_bytes(as_csv(*({**row, "Eerste ziektedag": f"{clock.today():%d-%m-%Y}"} for row in rows)))
        return typed("import", path, "--force")

    return run


@pytest.mark.usefixtures("database_url")
def test_nothing_to_settle_is_said_in_one_line(typed: Typed) -> None:
    """An empty record has no doubles and no differences."""
    assert typed("person", "doubles") == (0, "Niemand staat hier dubbel.\n", "")
    assert typed("difference", "list") == (0, "Er wacht geen verschil op een besluit.\n", "")


def test_a_difference_is_listed_and_settled_by_its_number(
    session: Session, typed: Typed, take: Callable[..., Said]
) -> None:
    """The number the list shows is the one to type; a second time there is nothing to settle."""
    end = {"Laatste dag dienstverband": "31-12-2099"}
    take(row_of() | end)
    number = session.exec(select(Case.number)).one()
    assert typed("case", "report", number, "geen_einde_dienstverband", *BY).code == 0
    assert "1 aangehouden" in take(row_of() | end).out
    listed = typed("difference", "list").out
    assert f"{number} 3: laatste dag dienstverband is hier leeg, in het bestand 31 december 2099" in listed
    said = typed("difference", "take", number.lower(), 3, *BY)
    assert said.out.startswith(f"Dossier {number}: laatste dag dienstverband is 31 december 2099.")
    refused = typed("difference", "keep", number, 3, *BY)
    assert refused.code != 0
    assert "geen verschil 3" in refused.err
    assert "Onbekende operator" in typed("difference", "keep", number, 3, "--door", "niemand").err
    assert verify_record(session) == []


def test_two_cases_merge_by_command_whatever_their_order(
    session: Session, typed: Typed, make_case: Callable[..., Case]
) -> None:
    """The later one ends, also when it is named first; the reason is a code of the list."""
    first, later = make_case(clock.today()), make_case(clock.today())
    wrong = typed("case", "merge", later.number, first.number, "--reason", "ander-numer", *BY)
    assert "Bedoelde u ander_nummer?" in wrong.err
    said = typed("case", "merge", later.number, first.number.lower(), "--reason", "ander-nummer", *BY)
    assert said.out.startswith(f"Dossier {later.number} is dubbel en eindigt; {first.number} loopt door.")
    event = session.exec(select(CaseEvent).where(CaseEvent.kind == "found_double")).one()
    assert (event.case_id, event.actor, event.data["reason"]) == (later.id, "operator-1", "ander_nummer")


def test_a_number_and_a_birth_date_are_corrected_by_command(
    session: Session, typed: Typed, take: Callable[..., Said]
) -> None:
    """However the code and the number are typed; who is not known is told so."""
    take(row_of(Geboortedatum="1-2-1980"))
    assert "is nu N7" in typed("person", "renumber", "cb1", "a001", "N7", *BY).out
    assert "Leeggemaakt" in typed("person", "clear", "CB1", "n7", "geboortedatum", *BY).out
    employee = session.exec(select(Employee)).one()
    assert (employee.personnel_number, employee.birth_date) == ("N7", None)
    assert "niet bekend" in typed("person", "clear", "CB1", "weg", "bsn", *BY).err
    assert "Bedoelde u bsn?" in typed("person", "clear", "CB1", "N7", "bns", *BY).err
    assert "geen personeelsnummer" in typed("person", "renumber", "CB1", "N7", "a b", *BY).err
