"""Values an older version sealed, for no place: read until they are bound, in batches while all goes on; then never."""

import subprocess
import sys
import time
from collections.abc import Callable

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import text
from sqlmodel import Session, col, select
from support.sealed_values import make_older, place, put, raw, sealed_before

from models.addressees import find_employee, link_hash
from models.connection import case_engine
from models.schema import check_database
from models.sealing.crypto import MisplacedError, UnreadableError, keyring
from models.sealing.key_rotation import has_unbound_values, rotate_keys, sealed_tables
from models.sealing.sealed_columns import sealed_columns
from models.tables import Case, Contact, Employee, KeyCheck

MakeCase = Callable[..., Case]
Fresh = Callable[[], None]
PEOPLE = 6
ROTATE = """
from models.connection import session
from models.sealing.key_rotation import rotate_keys
with session() as writing:
    rotate_keys(writing, batch=1)
"""


@pytest.fixture
def older(session: Session, make_case: MakeCase) -> int:
    """Fill a database as an older version did; return how many values are sealed in it."""
    for index in range(PEOPLE):
        make_case(bsn="111222333", email=f"{index}@kanarie.test")
    return make_older(session)


def bound(session: Session) -> dict[bool, int]:
    """Count the sealed values of a database, by whether they are bound to their place."""
    counts = {True: 0, False: 0}
    for table in sealed_tables():
        for name in sealed_columns(table):
            query = text(f"select substr({name}, 1, 1) = '\\x01' from {table.name} where {name} is not null")
            for each in session.connection().execute(query).scalars():
                counts[each] += 1
    session.rollback()
    return counts


def test_older_values_are_read_and_new_ones_written_beside_them(session: Session, older: int) -> None:
    """Before they are bound everything works: lookups, reading, writing; what is written now is bound at once."""
    assert has_unbound_values(session)
    check_database()
    assert {each.name for each in session.exec(select(Employee))} == {"T. Kanarie"}
    number = session.exec(select(Employee.personnel_number).limit(1)).one()
    assert find_employee(session, "bakkerij", number) is not None
    session.get_one(Employee, 1).address = "Kanariestraat 1"
    session.add(Contact(code="c1", name="Kanarie", email="k@kanarie.test"))
    session.commit()
    assert bound(session) == {True: 3, False: older}


def test_binding_leaves_everything_readable_and_nothing_unbound(session: Session, older: int) -> None:
    """The same people, the same lookup hashes; a second time there is nothing to do."""
    link = link_hash(session, "bakkerij", "p-x")
    before = {each.id: (each.name, each.bsn, each.email) for each in session.exec(select(Employee))}
    session.expunge_all()
    assert rotate_keys(session, batch=2) == older
    assert bound(session) == {True: older, False: 0}
    assert {each.id: (each.name, each.bsn, each.email) for each in session.exec(select(Employee))} == before
    assert (link_hash(session, "bakkerij", "p-x"), rotate_keys(session)) == (link, 0)
    assert not has_unbound_values(session)
    check_database()


def test_an_older_value_put_back_after_binding_is_an_error(session: Session, older: int) -> None:
    """Its own value of before, that of somebody else, or a new one: none opens, and rotating does not launder it."""
    kept = raw(session, "employee.name", 1), raw(session, "employee.name", 2), sealed_before(b"Iemand")
    rotate_keys(session)
    for value in kept:
        put(session, "employee.name", 1, value)
        with pytest.raises(MisplacedError, match=r"employee\.name, rij 1\."):
            session.exec(select(Employee)).all()
        with pytest.raises(UnreadableError, match=r"employee\.name, rij 1\."):
            rotate_keys(session)
        assert raw(session, "employee.name", 1) == value
        session.rollback()


def test_a_value_of_before_cannot_be_moved_into_a_bound_one(session: Session, older: int) -> None:
    """While both kinds are there a bound value that was moved is refused already."""
    put(session, "employee.name", 1, keyring().seal(b"Een", place(session, "employee.name", 1)))
    put(session, "employee.name", 2, raw(session, "employee.name", 1))
    with pytest.raises(MisplacedError, match=r"employee\.name, rij 2\."):
        session.exec(select(Employee.name)).all()


def test_a_damaged_older_value_does_not_keep_the_door_open(session: Session, older: int) -> None:
    """Otherwise damaging one value would keep all the others replaceable; it is named, and the rest is bound."""
    put(session, "employee.name", 3, raw(session, "employee.name", 3)[:-1])
    put(session, "employee.bsn", 4, sealed_before(b"111222333", Fernet.generate_key().decode()))
    with pytest.raises(UnreadableError, match=r"employee\.name, rij 3; employee\.bsn, rij 4\.$"):
        rotate_keys(session, batch=2)
    session.rollback()
    assert bound(session) == {True: older - 2, False: 2}
    assert not has_unbound_values(session)
    assert session.get_one(Employee, 1).name == "T. Kanarie"


def test_binding_that_is_killed_goes_on_where_it_stopped(session: Session, make_case: MakeCase) -> None:
    """Killed half-way, all is readable, the key check is not bound yet, and another start does the rest."""
    for _ in range(150):
        make_case(bsn="111222333")
    older = make_older(session)
    with subprocess.Popen([sys.executable, "-c", ROTATE]) as working:
        deadline = time.monotonic() + 60
        while bound(session)[True] < 5 and working.poll() is None:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        working.kill()
    done = bound(session)
    assert done[True] >= 5
    assert done[False] >= 2
    assert has_unbound_values(session)
    assert {each.name for each in session.exec(select(Employee))} == {"T. Kanarie"}
    session.rollback()
    assert 0 < rotate_keys(session) < older
    assert bound(session) == {True: older, False: 0}


def test_two_that_bind_at_once_do_no_harm(session: Session, older: int) -> None:
    """Two machines start at the same time: every value is bound once and opens."""
    both = [subprocess.Popen([sys.executable, "-c", ROTATE]) for _ in range(2)]
    assert [each.wait(60) for each in both] == [0, 0]
    assert bound(session) == {True: older, False: 0}
    assert {each.bsn for each in session.exec(select(Employee))} == {"111222333"}


def test_people_who_are_added_while_values_are_bound_are_kept(session: Session, older: int) -> None:
    """Cases go on while batches run: rows written and changed meanwhile are read afterwards."""
    with subprocess.Popen([sys.executable, "-c", ROTATE]) as working, Session(case_engine()) as other:
        added = 0
        while working.poll() is None:
            other.add(Contact(code=f"c{added}", name=f"Kanarie {added}", email="k@kanarie.test"))
            other.get_one(Employee, 1).function = f"functie {added}"
            other.commit()
            added += 1
    assert working.returncode == 0
    assert session.exec(select(Contact.name).order_by(col(Contact.id))).all() == [f"Kanarie {n}" for n in range(added)]
    assert session.get_one(Employee, 1).function == (f"functie {added - 1}" if added else None)
    assert bound(session)[False] == 0


def test_binding_is_a_rotation_too(
    session: Session, older: int, keys: list[str], monkeypatch: pytest.MonkeyPatch, fresh: Fresh
) -> None:
    """With a newer key in front the older values end bound under it, and the old key can go."""
    newest = Fernet.generate_key().decode()
    monkeypatch.setenv("SPOORBOEK_KEYS", ",".join([newest, *keys]))
    fresh()
    with Session(case_engine()) as both:
        assert rotate_keys(both) == older
    monkeypatch.setenv("SPOORBOEK_KEYS", newest)
    fresh()
    check_database()
    with Session(case_engine()) as alone:
        assert {each.name for each in alone.exec(select(Employee))} == {"T. Kanarie"}
        assert len(alone.exec(select(KeyCheck)).one().token) == 32
