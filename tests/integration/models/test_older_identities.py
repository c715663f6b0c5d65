"""A record of before the identity rule: hashes are filled, nothing fails or merges, and what collides is listed."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlmodel import Session, select
from support.import_rows import row_of, verdicts

from models.addressees import find_employee, link_hash
from models.identity.doubles import find_doubles
from models.record import open_case
from models.schema import migrate_database
from models.tables import Bureau, Case, Employee, Employer, PersonIdentity
from models.verification import verify_record
from models.virtual_calendar import set_virtual_day

DAY = date(2026, 11, 2)


@pytest.fixture
def older(session: Session, as_owner: Callable[[str], None]) -> Callable[..., Case]:
    """Return a function that writes a person with a case as an older version did."""
    set_virtual_day(session, date(2026, 11, 22))

    def write(number: str, employer: str = "CB1", **columns: object) -> Case:
        known = session.exec(select(Employer).where(Employer.code == employer)).first()
        if known is None:
            known = Employer(code=employer, name="Zorg BV")
            session.add(known)
            session.flush()
        names = {"name": f"Naam {number}", "link_hash": link_hash(session, employer, number)}
        employee = Employee(employer_id=known.id, personnel_number=number, **(names | columns))
        session.add(employee)
        session.flush()
        case = open_case(session, employee, DAY, {"first_sick_day": DAY}, "import")
        session.commit()
        return case

    return write


def test_the_upgrade_fills_lists_and_changes_nothing(session: Session, older: Callable[..., Case]) -> None:
    """Numbers, BSNs, birth dates, employers and bureaus that are the same by the rule are all told of, once."""
    same_number = older("00123"), older("123")
    same_bsn = older("B1", bsn="123456782"), older("B2", bsn="123456782")
    born = older("C1", name="Kim", birth_date=DAY), older("C2", name="KIM", birth_date=DAY)
    older("D1", name="Jo", birth_date=DAY, bsn="111222333")
    older("D2", name="Jo", birth_date=DAY, bsn="012345672")
    capital, small = older("E1"), older("e1", "cb1")
    session.add_all(Bureau(code=code, name="b", email="b@b.example") for code in ("B1", "b1"))
    session.commit()
    before = [employee.model_dump() for employee in session.exec(select(Employee).order_by(Employee.id))]  # type: ignore[arg-type]
    told = migrate_database() or ""
    assert "6 keer staat iets misschien dubbel" in told
    assert "spoorboek person doubles" in told
    assert "dubbel" not in (migrate_database() or "")
    found = [str(each) for each in find_doubles(session)]
    for pair in (same_number, same_bsn, born, (capital, small)):
        assert sum(all(case.number in each for case in pair) for each in found) == 1
    assert any("werkgever CB1 en cb1" in each for each in found)
    assert any("bureau B1 en b1" in each for each in found)
    assert len(found) == 6
    session.expire_all()
    assert [employee.model_dump() for employee in session.exec(select(Employee).order_by(Employee.id))] == before  # type: ignore[arg-type]
    assert verify_record(session) == []


def test_a_likeness_that_came_later_is_filled_too(session: Session, older: Callable[..., Case]) -> None:
    """Identities of before e-mail addresses counted get them at the start, once; who shares one is listed."""
    same = older("C1", name="Kim", email="kim@thuis.example"), older("C2", name="KIM", email="Kim@thuis.example")
    migrate_database()
    for identity in session.exec(select(PersonIdentity)):
        identity.birth_hash = None
        session.add(identity)
    session.commit()
    assert "1 keer staat iets misschien dubbel" in (migrate_database() or "")
    assert migrate_database() is None
    session.expire_all()
    assert all(case.number in str(find_doubles(session)[0]) for case in same)
    assert verify_record(session) == []


def test_two_that_collide_go_on_each_under_its_own_number(session: Session, older: Callable[..., Case]) -> None:
    """A file that writes one as it stands here means that one; another way of writing means the first."""
    older("00123", name="Kim")
    older("123", name="Kim")
    migrate_database()
    rows = [row_of(Personeelsnummer=each, Naam="Kim") for each in ("00123", "123", "0123")]
    assert [verdicts(row) for row in rows] == [["ongewijzigd"]] * 3
    session.expire_all()
    assert len(session.exec(select(Employee)).all()) == 2
    found = [find_employee(session, "cb1", each) for each in ("00123", "123", "0123")]
    assert [each.personnel_number for each in found if each] == ["00123", "123", "00123"]


def test_a_person_who_cannot_be_read_stops_no_upgrade(
    session: Session, older: Callable[..., Case], as_owner: Callable[[str], None]
) -> None:
    """The others are filled; the damaged one is left for when it was mended."""
    older("1")
    older("2")
    as_owner("update employee set bsn = name where personnel_number = personnel_number and id = 1")
    assert "dubbel" not in (migrate_database() or "")
    session.expire_all()
    assert [each.employee_id for each in session.exec(select(PersonIdentity))] == [2]


def test_a_second_filling_takes_what_came_since(session: Session, older: Callable[..., Case]) -> None:
    """Rows without a hash are found at every start."""
    older("1")
    migrate_database()
    older("01")
    assert "1 keer" in (migrate_database() or "")
    assert len(session.exec(select(PersonIdentity)).all()) == 2
