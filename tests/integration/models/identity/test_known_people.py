"""People are found by name or number as they are typed; what changed in the record is known at the next search."""

from collections.abc import Callable

import pytest
from sqlmodel import Session

from models.identity.known_people import KnownPeople, folded
from models.tables import Case, Employee

Make = Callable[..., Case]


@pytest.fixture
def people(session: Session, make_case: Make) -> dict[int, str]:
    """Make some people; return the name of each by id."""
    names = ("Zoë van den Berg", "Renée Çelik", "A.J. de Vries", "Jan-Willem van 't Hof", "Björn Bergsma")
    return {make_case(name=name).employee_id: name for name in names}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("berg", ["Zoë van den Berg", "Björn Bergsma"]),
        ("ZOE", ["Zoë van den Berg"]),
        ("celik renee", ["Renée Çelik"]),
        ("bergs bjo", ["Björn Bergsma"]),
        ("willem", ["Jan-Willem van 't Hof"]),
        ("t hof", ["Jan-Willem van 't Hof"]),
        ("a.j. vries", ["A.J. de Vries"]),
        ("erg", []),
        ("berg renee", []),
        ("", []),
        ("  ", []),
        ("%", []),
        ("_", []),
        ("'; drop table employee; --", []),
    ],
)
def test_each_word_begins_a_word_of_the_name(
    session: Session, people: dict[int, str], asked: str, found: list[str]
) -> None:
    """Capitals, accents and order make no difference; signs that mean something elsewhere mean nothing here."""
    assert sorted(people[id_] for id_ in KnownPeople().find(session, asked)) == sorted(found)


def test_a_personnel_number_is_found_by_its_beginning(session: Session, make_case: Make) -> None:
    """Without leading zeros, as the identity rule compares them."""
    case = make_case(personnel_number="0012345", name="T. Kanarie")
    known = KnownPeople()
    for asked in ("12345", "0012345", "123"):
        assert known.find(session, asked) == [case.employee_id]
    assert known.find(session, "2345") == []


def test_what_changed_is_found_and_what_is_gone_is_forgotten(session: Session, make_case: Make) -> None:
    """A new person, another name, and a person whose row is gone: each at the next search, without starting anew."""
    known, case = KnownPeople(), make_case(name="Oude Naam")
    assert known.find(session, "oude") == [case.employee_id]
    session.get_one(Employee, case.employee_id).name = "Nieuwe Naam"
    session.commit()
    assert (known.find(session, "oude"), known.find(session, "nieuwe")) == ([], [case.employee_id])
    added = make_case(name="Nog Iemand")
    assert known.find(session, "iemand") == [added.employee_id]
    assert len(known) == 2


def test_nothing_is_read_anew_when_nothing_changed(
    session: Session, make_case: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second search decrypts nobody."""
    known, case = KnownPeople(), make_case(name="T. Kanarie")
    known.refresh(session)
    monkeypatch.setattr("models.identity.known_people._read", lambda *_: pytest.fail("read anew"))
    assert known.find(session, "kanarie") == [case.employee_id]


def test_a_name_that_cannot_be_read_hides_no_other(
    session: Session, make_case: Make, as_owner: Callable[[str], None]
) -> None:
    """A damaged value is left out; the others are found."""
    damaged, sound = make_case(name="Stuk Gegaan"), make_case(name="Heel Gebleven")
    as_owner(f"update employee set name = '\\x00' where id = {damaged.employee_id}")
    assert KnownPeople().find(session, "heel") == [sound.employee_id]


def test_nobody_is_shown_in_a_message() -> None:
    """What stands in memory is not written by who prints it."""
    assert "Kanarie" not in repr(KnownPeople())
    assert folded("  Dr.  Ünal-Ö'Neil ") == "dr unal oneil"
