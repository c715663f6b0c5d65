"""A managed server with two roles: the owner migrates and grants, the application works with what it was granted."""

from collections.abc import Callable
from datetime import date

import psycopg
import pytest
from sqlmodel import Session
from support.machine.tcp_postgres import QUOTED, Managed

from models.case_lookup import find_case
from models.connection import case_engine, session
from models.database_rights import MissingRightsError, compare_rights
from models.record import append_event, load_record, open_case
from models.schema import check_database, migrate_database
from models.tables import Employee, Employer
from spoorboek.errors import PlatformError

Use = Callable[..., None]


@pytest.fixture
def use(managed_databases: Managed, keys: list[str], monkeypatch: pytest.MonkeyPatch, fresh: Callable[[], None]) -> Use:
    """Empty the managed database; return a way to point this process to it by one address, or by two."""
    with psycopg.connect(managed_databases.cases, autocommit=True) as connection:
        connection.execute("drop schema if exists public cascade")
        connection.execute("create schema public")
        connection.execute("grant usage on schema public to public")
    monkeypatch.delenv("SPOORBOEK_OWNER_DATABASE_URL", raising=False)

    def pointed(url: str, owner: str | None = None) -> None:
        monkeypatch.setenv("SPOORBOEK_DATABASE_URL", url)
        if owner:
            monkeypatch.setenv("SPOORBOEK_OWNER_DATABASE_URL", owner)
        else:
            monkeypatch.delenv("SPOORBOEK_OWNER_DATABASE_URL", raising=False)
        fresh()

    return pointed


def test_the_application_works_with_what_the_owner_granted(use: Use, managed_databases: Managed) -> None:
    """Migrated by the owner, lived in by the application, which may do no more than the tables declare."""
    use(managed_databases.application, managed_databases.cases)
    assert migrate_database() is None
    with case_engine().connect() as connection:
        assert compare_rights(connection, "toepassing") == (frozenset(), frozenset())
    use(managed_databases.application)
    assert check_database() is None
    with session() as writing:
        number = _open(writing)
        append_event(writing, find_case(writing, number), "advised", date(2026, 2, 2), {"track": 1}, "operator-1")
    with session() as reading:
        assert len(load_record(reading, find_case(reading, number)).events) == 2
    with pytest.raises(Exception, match="permission denied"), session() as writing:
        writing.connection().exec_driver_sql("delete from case_event")


def test_without_the_owner_nothing_to_migrate_is_no_obstacle(use: Use, managed_databases: Managed) -> None:
    """The owner's address is needed for a first start and an upgrade; a daily start does without."""
    use(managed_databases.application, managed_databases.cases)
    migrate_database()
    use(managed_databases.application)
    assert migrate_database() is None


def test_one_role_that_owns_everything_goes_on_and_is_told(use: Use, managed_databases: Managed) -> None:
    """An existing installation with one address works as before, and hears what it should change."""
    use(managed_databases.cases)
    for check in (migrate_database, check_database):
        told = check() or ""
        assert "de databaserol beheer is eigenaar" in told
        assert "SPOORBOEK_OWNER_DATABASE_URL" in told
        assert QUOTED not in told
        assert "\n" not in told


def test_the_same_owner_in_both_addresses_keeps_its_rights(use: Use, managed_databases: Managed) -> None:
    """Who gives one role twice loses nothing by it, and is told as well."""
    use(managed_databases.cases, managed_databases.cases)
    assert "eigenaar" in (migrate_database() or "")
    with session() as writing:
        _open(writing)


def test_a_superuser_as_application_is_told(use: Use, managed_databases: Managed) -> None:
    """The role of the server's manager is no role for an application."""
    use(managed_databases.superuser, managed_databases.cases)
    assert "de databaserol postgres is" in (migrate_database() or "")


def test_a_member_of_the_owner_is_told(use: Use, managed_databases: Managed) -> None:
    """`SET ROLE` would make it the owner, so it is told as one."""
    use(managed_databases.application, managed_databases.cases)
    with psycopg.connect(managed_databases.superuser, autocommit=True) as connection:
        connection.execute("grant beheer to toepassing")
        try:
            assert "toepassing is lid van beheer" in (migrate_database() or "")
        finally:
            connection.execute("revoke beheer from toepassing")


def test_existing_tables_get_an_application_later(use: Use, managed_databases: Managed) -> None:
    """An installation that adds the second role: one start with both addresses is enough."""
    use(managed_databases.cases)
    migrate_database()
    with session() as writing:
        number = _open(writing)
    use(managed_databases.application)
    with pytest.raises(MissingRightsError, match="SPOORBOEK_OWNER_DATABASE_URL"):
        check_database()
    use(managed_databases.application, managed_databases.cases)
    assert migrate_database() is None
    with session() as reading:
        assert find_case(reading, number)


def test_the_application_alone_cannot_make_the_tables(use: Use, managed_databases: Managed) -> None:
    """Without the owner's address a first start says whose address is missing, and changes nothing."""
    use(managed_databases.application)
    with pytest.raises(MissingRightsError, match="SPOORBOEK_OWNER_DATABASE_URL") as refused:
        migrate_database()
    assert QUOTED not in str(refused.value)


def test_addresses_of_two_databases_are_refused(use: Use, managed_databases: Managed) -> None:
    """A slip in one of the two would leave the tables in another database than the application reads."""
    elsewhere = managed_databases.engine.replace("postgresql+asyncpg", "postgresql")
    use(managed_databases.application, elsewhere)
    with pytest.raises(PlatformError, match="verschillende databases"):
        migrate_database()


def test_a_wrong_owner_is_told_by_its_own_variable(use: Use, managed_databases: Managed) -> None:
    """The message names the setting that is wrong, and no password."""
    use(managed_databases.application, managed_databases.cases.replace(QUOTED, "vergist"))
    with pytest.raises(PlatformError, match=r"beheer:\*\*\*@.*SPOORBOEK_OWNER_DATABASE_URL") as refused:
        migrate_database()
    assert "vergist" not in str(refused.value)


def _open(writing: Session) -> str:
    employer = Employer(code="e", name="Werkgever Kanarie")
    writing.add(employer)
    writing.flush()
    employee = Employee(employer_id=employer.id, link_hash="h", personnel_number="1", name="T. Kanarie")
    writing.add(employee)
    writing.flush()
    return open_case(writing, employee, date(2026, 1, 5), {"first_sick_day": date(2026, 1, 5)}, "operator-1").number
