"""A PostgreSQL of somebody else, over TCP with a password: only the address differs."""

from collections.abc import Callable, Iterator
from datetime import date

import psycopg
import pytest
from sqlmodel import Session
from support.machine.tcp_postgres import QUOTED, Managed

from models.case_lookup import find_case
from models.connection import advisory_lock, case_engine, session
from models.record import append_event, load_record, open_case
from models.schema import check_database, migrate_database
from models.tables import Employee, Employer
from models.verification import verify_record
from spoorboek.errors import PlatformError


@pytest.fixture
def managed(
    managed_databases: Managed, keys: list[str], monkeypatch: pytest.MonkeyPatch, fresh: Callable[[], None]
) -> Iterator[str]:
    """Point this process to the managed database, empty at the start of each test."""
    with psycopg.connect(managed_databases.cases, autocommit=True) as connection:
        connection.execute("drop schema if exists public cascade")
        connection.execute("create schema public")
    monkeypatch.setenv("SPOORBOEK_DATABASE_URL", managed_databases.cases)
    fresh()
    yield managed_databases.cases
    fresh()


def test_a_case_lives_in_a_managed_database(managed: str) -> None:
    """Migration, key check, lock, record and its check work over TCP as an ordinary user."""
    migrate_database()
    check_database()
    with session() as writing:
        number = _open(writing)
    with advisory_lock(number), session() as writing:
        append_event(writing, find_case(writing, number), "advised", date(2026, 2, 2), {"track": 1}, "operator-1")
    with session() as reading:
        assert len(load_record(reading, find_case(reading, number)).events) == 2
        assert verify_record(reading) == []
    assert case_engine().url.host == "127.0.0.1"


def test_a_wrong_password_is_told(managed: str, monkeypatch: pytest.MonkeyPatch, fresh: Callable[[], None]) -> None:
    """The message names server and user, and never a password."""
    monkeypatch.setenv("SPOORBOEK_DATABASE_URL", managed.replace(QUOTED, "vergist"))
    fresh()
    with pytest.raises(PlatformError, match=r"beheer:\*\*\*@127.0.0.1.* niet bereikbaar") as refused:
        migrate_database()
    assert "vergist" not in str(refused.value)


def test_a_user_without_rights_is_told(
    managed: str, monkeypatch: pytest.MonkeyPatch, fresh: Callable[[], None]
) -> None:
    """Who may not make tables hears that, without a traceback of the driver."""
    with psycopg.connect(managed, autocommit=True) as connection:
        connection.execute("revoke create on schema public from beheer")
    with pytest.raises(PlatformError, match="rechten"):
        migrate_database()


def _open(writing: Session) -> str:
    employer = Employer(code="e", name="Werkgever Kanarie")
    writing.add(employer)
    writing.flush()
    employee = Employee(employer_id=employer.id, link_hash="h", personnel_number="1", name="T. Kanarie")
    writing.add(employee)
    writing.flush()
    return open_case(writing, employee, date(2026, 1, 5), {"first_sick_day": date(2026, 1, 5)}, "operator-1").number
