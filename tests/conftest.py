"""Fixtures for all tests.

A real PostgreSQL (the embedded one) runs once per test run; each test that asks for it gets a database of its own,
copied from a migrated template in some tens of milliseconds:

- `keys`: SPOORBOEK_KEYS holds a fresh key; a list with that key, newest first;
- `database_url`: an empty, migrated case database; SPOORBOEK_DATABASE_URL and the settings of this process point to it,
  so `models.database.engine()`, `session()` and `advisory_lock()` simply work; child processes inherit it;
- `session`: an open `sqlmodel.Session` on it. Commit in it what another connection must see; it rolls back at the end;
- `make_case`: a function that opens a case in `session`, and commits, for an invented employee of employer `bakkerij`;
- `blank_database_url`: the same without tables;
- `server`: the server itself, for tests that need its socket or a database of their own (`server.new_database`).

Settings are overridden through the environment: `monkeypatch.setenv(...)` and then `fresh()`.
"""

import itertools
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from cryptography.fernet import Fernet
from hypothesis import settings as examples
from sqlalchemy import make_url
from sqlmodel import Session, select
from support.examples import at_most

from models.connection import forget_engine, reload_configuration
from models.schema import migrate_database
from spoorboek.platform.postgres import Postgres

if TYPE_CHECKING:
    from models.tables import Case

pytest_plugins = [
    "support.server_folders",
    "support.platforms",
    "support.command_in_process",
    "support.tcp_postgres",
]
examples.register_profile("spoorboek", deadline=None, max_examples=at_most(100))  # a slow machine is no failure
examples.load_profile("spoorboek")
TEMPLATE = "template_spoorboek"
TEST_KEY = Fernet.generate_key().decode()  # one per test run: the template is sealed with it
_counter = itertools.count(1)


class TestServer:
    """A PostgreSQL that forgets everything, fast: no fsync, databases made from a template."""

    __test__ = False

    def __init__(self, folder: Path) -> None:
        self.server = Postgres(folder)
        self.server.start()
        for setting in ("fsync = off", "synchronous_commit = off", "full_page_writes = off"):
            self.execute(f"alter system set {setting}")
        self.execute("select pg_reload_conf()")

    def execute(self, statement: str) -> None:
        """Run one statement outside a transaction."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())

    def url(self, database: str) -> str:
        """Return the plain URL of a database on this server."""
        return self.server.url(database)

    def new_database(self, template: str = "template1", name: str | None = None) -> str:
        """Make a database and return its URL."""
        chosen = name or f"test_{next(_counter)}"
        self.execute(f'create database "{chosen}" template "{template}"')
        return self.url(chosen)

    def drop(self, url: str) -> None:
        """Drop a database, whoever is still connected to it."""
        self.execute(f'drop database if exists "{make_url(url).database}" with (force)')


@pytest.fixture(scope="session")
def server(room: Callable[[str], Path]) -> Iterator[TestServer]:
    """Start the one PostgreSQL of this test run."""
    running = TestServer(room("pg"))
    yield running
    running.server.stop()


@pytest.fixture(scope="session")
def template(server: TestServer) -> str:
    """Migrate a database once, for all others to be copied from."""
    url = server.new_database(name=TEMPLATE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPOORBOEK_DATABASE_URL", url)
        patch.setenv("SPOORBOEK_KEYS", TEST_KEY)
        reload_configuration()
        migrate_database()
        forget_engine()
    reload_configuration()
    return TEMPLATE


@pytest.fixture
def fresh() -> Iterator[Callable[[], None]]:
    """Return a function that makes this process read its settings anew; called once more after the test."""
    yield reload_configuration
    reload_configuration()


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch, fresh: Callable[[], None]) -> list[str]:
    """Set the key of this test run and return it in a list, newest first."""
    monkeypatch.setenv("SPOORBOEK_KEYS", TEST_KEY)
    fresh()
    return [TEST_KEY]


@pytest.fixture
def database_url(
    server: TestServer, template: str, keys: list[str], monkeypatch: pytest.MonkeyPatch, fresh: Callable[[], None]
) -> Iterator[str]:
    """Point this process to a migrated, empty case database of its own and yield its URL."""
    yield from _pointed(server, server.new_database(template), monkeypatch, fresh)


@pytest.fixture
def blank_database_url(
    server: TestServer, keys: list[str], monkeypatch: pytest.MonkeyPatch, fresh: Callable[[], None]
) -> Iterator[str]:
    """Point this process to a database without tables and yield its URL."""
    yield from _pointed(server, server.new_database(), monkeypatch, fresh)


@pytest.fixture
def session(database_url: str) -> Iterator[Session]:
    """Open a session on the case database of this test; what is not committed is rolled back at the end."""
    from models.connection import case_engine

    with Session(case_engine(), expire_on_commit=False) as opened:
        yield opened


@pytest.fixture
def make_case(session: Session) -> "Callable[..., Case]":
    """Return a function that opens a case and commits; keywords are columns of the employee."""
    from models.addressees import link_hash
    from models.record import open_case
    from models.tables import Employee, Employer

    first = date(2026, 1, 5)

    def make(on: date = first, **columns: Any) -> "Case":
        employer = session.exec(select(Employer).where(Employer.code == "bakkerij")).first()
        if employer is None:
            employer = Employer(code="bakkerij", name="Bakkerij Kanarie", postcode_area="10")
            session.add(employer)
            session.flush()
        number = f"p-{next(_counter)}"
        known = {"personnel_number": number, "link_hash": link_hash(session, "bakkerij", number), "name": "T. Kanarie"}
        employee = Employee(employer_id=employer.id, **(known | columns))
        session.add(employee)
        session.flush()
        case = open_case(session, employee, on, {"first_sick_day": on}, "operator-1")
        session.commit()
        return case

    return make


def _pointed(server: TestServer, url: str, monkeypatch: pytest.MonkeyPatch, fresh: Callable[[], None]) -> Iterator[str]:
    monkeypatch.setenv("SPOORBOEK_DATABASE_URL", url)
    fresh()
    yield url
    fresh()
    server.drop(url)
