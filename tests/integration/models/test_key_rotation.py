"""Changing the key while the product runs: everything under the new key, nothing unreadable on the way."""

from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import text
from sqlmodel import Session, select
from support.sealed_values import place, put, raw

from models.addressees import find_employee, link_hash
from models.connection import case_engine
from models.schema import check_database
from models.sealing.crypto import Keyring, UnreadableError, keyring
from models.sealing.key_rotation import rotate_keys, sealed_tables
from models.sealing.keys import add_key, create_keys, key_file
from models.tables import Case, Contact, Employee
from spoorboek.errors import PlatformError

Fresh = Callable[[], None]
NEW, LOST = Fernet.generate_key().decode(), Fernet.generate_key().decode()
PEOPLE = 7


@pytest.fixture
def people(session: Session, make_case: Callable[..., Case]) -> None:
    """Fill the database under the first key."""
    for _ in range(PEOPLE):
        make_case(bsn="111222333", email="t@kanarie.test")


def _use(keys: list[str], monkeypatch: pytest.MonkeyPatch, fresh: Fresh) -> Session:
    monkeypatch.setenv("SPOORBOEK_KEYS", ",".join(keys))
    fresh()
    return Session(case_engine())


@pytest.mark.usefixtures("people")
def test_after_rotation_the_old_key_can_go(keys: list[str], monkeypatch: pytest.MonkeyPatch, fresh: Fresh) -> None:
    """Two keys, rotate, drop the old one: everything reads as before and lookups still find people."""
    with _use([NEW, *keys], monkeypatch, fresh) as both:
        before = {employee.id: employee.name for employee in both.exec(select(Employee))}
        known = link_hash(both, "bakkerij", "p-x")
        assert (
            rotate_keys(both, batch=3) == 4 * PEOPLE + 2
        )  # per employee four values; the employer's name, the key check
    with _use([NEW], monkeypatch, fresh) as newest:
        check_database()
        assert {employee.id: employee.name for employee in newest.exec(select(Employee))} == before
        assert link_hash(newest, "bakkerij", "p-x") == known
        employee = newest.exec(select(Employee)).first()
        assert employee is not None
        assert find_employee(newest, "bakkerij", employee.personnel_number) == employee


@pytest.mark.usefixtures("people")
def test_rotating_again_changes_nothing(keys: list[str], monkeypatch: pytest.MonkeyPatch, fresh: Fresh) -> None:
    """Zero means done: the old key is no longer needed."""
    with _use([NEW, *keys], monkeypatch, fresh) as both:
        rotate_keys(both)
        before = both.connection().execute(text("select name from employee order by id")).all()
        assert rotate_keys(both) == 0
        assert both.connection().execute(text("select name from employee order by id")).all() == before


@pytest.mark.usefixtures("people")
def test_a_value_that_cannot_be_read_is_named_and_the_rest_is_done(
    keys: list[str], monkeypatch: pytest.MonkeyPatch, fresh: Fresh
) -> None:
    """One damaged value and one of a lost key hide no others; put right, a second run does them too."""
    with _use([NEW, *keys], monkeypatch, fresh) as both:
        good = raw(both, "employee.name", 2), raw(both, "employee.bsn", 3)
        put(both, "employee.name", 2, b"")
        put(both, "employee.bsn", 3, Keyring([LOST]).seal(b"111222333", place(both, "employee.bsn", 3)))
        with pytest.raises(UnreadableError, match=r"employee\.name, rij 2; employee\.bsn, rij 3\.$"):
            rotate_keys(both, batch=1)
        both.rollback()
        put(both, "employee.name", 2, good[0])
        put(both, "employee.bsn", 3, good[1])
        assert rotate_keys(both, batch=1) == 2
    with _use([NEW], monkeypatch, fresh) as newest:
        check_database()
        assert {employee.name for employee in newest.exec(select(Employee))} == {"T. Kanarie"}


@pytest.mark.usefixtures("people")
def test_an_old_key_dropped_too_early_is_noticed_at_start(
    keys: list[str], monkeypatch: pytest.MonkeyPatch, fresh: Fresh
) -> None:
    """The key check is renewed last, so a half-done rotation without the old key does not start."""
    assert sealed_tables()[-1].name == "key_check"
    with _use([NEW, *keys], monkeypatch, fresh) as both:
        put(both, "employee.name", 1, keyring().seal(b"T. Kanarie", place(both, "employee.name", 1)))
    with _use([NEW], monkeypatch, fresh), pytest.raises(PlatformError, match="sleutel past niet"):
        check_database()


@pytest.mark.usefixtures("people")
def test_what_is_written_during_rotation_is_sealed_with_the_newest_key(
    keys: list[str], monkeypatch: pytest.MonkeyPatch, fresh: Fresh
) -> None:
    """New rows need no rotation."""
    with _use([NEW, *keys], monkeypatch, fresh) as both:
        both.add(Contact(code="c1", name="Kees Kanarie", email="k@kanarie.test"))
        both.commit()
        (row,) = both.exec(select(Contact.id))
        sealed, where = raw(both, "contact.name", row), place(both, "contact.name", row)
    assert Keyring([NEW]).unseal(sealed, where) == b"Kees Kanarie"


def test_a_running_process_picks_up_a_key_added_to_the_file(
    database_url: str, keys: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fresh: Fresh
) -> None:
    """With the key file no process needs a restart to read what another sealed with a newer key."""
    key_file(tmp_path).write_text(keys[0])
    key_file(tmp_path).chmod(0o600)
    monkeypatch.delenv("SPOORBOEK_KEYS")
    monkeypatch.setenv("SPOORBOEK_HOME", str(tmp_path))
    fresh()
    with Session(case_engine()) as running:
        running.add(Contact(code="c1", name="Kees Kanarie", email="k@kanarie.test"))
        running.commit()
        newest = add_key(tmp_path).read_text().split()[0]
        (row,) = running.exec(select(Contact.id))
        put(
            running, "contact.name", row, Keyring([newest]).seal(b"Nieuwe Kanarie", place(running, "contact.name", row))
        )
        assert running.exec(select(Contact)).one().name == "Nieuwe Kanarie"


def test_a_key_is_added_above_the_others(tmp_path: Path) -> None:
    """The new key comes first, the older ones stay, and the file stays its owner's alone."""
    first = create_keys(tmp_path).read_text()
    path = add_key(tmp_path)
    lines = path.read_text().split()
    assert len(lines) == 2
    assert lines[1] == first.strip()
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["keys"]


def test_a_key_file_is_never_overwritten(tmp_path: Path) -> None:
    """Making keys where there are some is refused, and the file stays as it is."""
    before = create_keys(tmp_path).read_text()
    with pytest.raises(PlatformError, match="nooit overschreven"):
        create_keys(tmp_path)
    assert key_file(tmp_path).read_text() == before
