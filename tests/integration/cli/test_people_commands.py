"""`spoorboek person …`, `difference …` and `case merge`: what stands twice, what differs, and what a person decides."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, col, select
from support.command_in_process import Said
from support.import_rows import as_csv, row_of

from models.tables import Case, CaseEvent, CaseRole, Contact, Employee, Employer, EmployerRole, PersonIdentity
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


def test_a_transfer_of_undertaking_takes_case_roles_and_first_day_along(
    session: Session, typed: Typed, make_case: Callable[..., Case]
) -> None:
    """The person is known at the new employer under the number there, and no longer at the old one."""
    case, other = make_case(clock.today() - timedelta(30)), make_case(clock.today())
    old = session.get_one(Employer, session.get_one(Employee, case.employee_id).employer_id)
    new, lead = Employer(code="overnemer", name="Overnemer BV"), Contact(code="c-lead", name="L", email="l@x.example")
    session.add_all([new, lead])
    session.flush()
    session.add(EmployerRole(employer_id=old.id, role="leidinggevende", contact_id=lead.id))
    session.commit()
    number = session.get_one(Employee, case.employee_id).personnel_number
    taken = session.get_one(Employee, other.employee_id).personnel_number
    assert typed("retention", "own-risk", "overnemer", "zw", "--since", "01-01-2026", *BY).code == 0
    words = ("person", "transfer", old.code, number, "overnemer", "--on", f"{clock.today():%d-%m-%Y}")
    assert "ligt in de toekomst" in typed(*words[:-1], "01-01-2199", *BY).err
    assert "is al bij werkgever" in typed(*words[:4], old.code, *words[5:], *BY).err
    said = typed(*words, "--number", "N-77", *BY)
    assert (said.code, said.err) == (0, "")
    assert f"Dossier {case.number}: vanaf" in said.out
    session.expire_all()
    moved = session.get_one(Employee, case.employee_id)
    assert (moved.employer_id, moved.personnel_number) == (new.id, "N-77")
    assert "niet bekend" in typed("person", "renumber", old.code, number, "X", *BY).err
    assert session.exec(select(CaseRole.contact_id).where(CaseRole.case_id == case.id)).one() == lead.id
    events = session.exec(select(CaseEvent).where(CaseEvent.case_id == case.id).order_by(col(CaseEvent.seq))).all()
    assert [(each.kind, each.data) for each in events[1:]] == [
        ("employer_changed", {"on": clock.today().isoformat()}),
        ("own_risk_set", {"from": "2026-01-01"}),
    ]
    assert session.get_one(Employee, other.employee_id).personnel_number == taken
    assert "Overgang van" in typed("case", "show", case.number).out
    assert verify_record(session) == []


def test_two_numbers_are_recorded_as_two_employments(
    session: Session, typed: Typed, make_case: Callable[..., Case]
) -> None:
    """Each keeps its own case; one number twice is refused."""
    one, other = make_case(clock.today() - timedelta(30)), make_case(clock.today())
    numbers = [session.get_one(Employee, case.employee_id).personnel_number for case in (one, other)]
    assert "twee dienstverbanden van één persoon" in typed("person", "beside", "bakkerij", *numbers, *BY).out
    assert "twee keer hetzelfde" in typed("person", "beside", "bakkerij", numbers[0], numbers[0], *BY).err
    session.expire_all()
    assert session.get_one(PersonIdentity, one.employee_id).beside_id == other.employee_id
    for case, beside in ((one, other), (other, one)):
        assert "Zelfde persoon, ander dienstverband" in typed("case", "show", case.number).out
        told = json.loads(typed("case", "show", case.number, "--format", "json").out)
        assert told["other_employments"] == [beside.number]
    assert verify_record(session) == []
