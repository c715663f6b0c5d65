"""Fixtures for all tests.

A real PostgreSQL (the embedded one) runs once per test run; each test that asks for it gets a database of its own,
copied from a migrated template in some tens of milliseconds:

- `keys`: SPOORBOEK_KEYS holds a fresh key; a list with that key, newest first; SPOORBOEK_LEDGER_KEY holds another;
- `database_url`: an empty, migrated case database; SPOORBOEK_DATABASE_URL and the settings of this process point to it,
  so `models.connection.case_engine()`, `session()` and `advisory_lock()` simply work; child processes inherit it. Its
  role is that of the application, as on an installation: what it has no right to fails in any test;
- `as_owner`: a function that runs SQL on that database as the owner of its tables, and `owner_session`, a session of
  that owner: for tests that tamper;
- `session`: an open `sqlmodel.Session` on it. Commit in it what another connection must see; it rolls back at the end;
- `make_case`: a function that opens a case in `session`, and commits, for an invented employee of employer `bakkerij`;
- `blank_database_url`: the same without tables, for the owner, as an installation with one address has it;
- `working_day`: in this process the day is a working day;
- `server`: the server itself, for tests that need its socket or a database of their own (`server.new_database`).

Settings are overridden through the environment: `monkeypatch.setenv(...)` and then `fresh()`.
"""

import gc
import itertools
import os
from collections.abc import Callable, Iterator
from datetime import date, datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from cryptography.fernet import Fernet
from hypothesis import settings as examples
from sqlalchemy import NullPool, create_engine, make_url
from sqlmodel import Session, select
from support.examples import IN_SEARCH, at_most
from support.machine.database_server import TestServer
from support.machine.scheduling import PlatformScheduling, turn_of

from models.connection import forget_engine, reload_configuration
from models.database_roles import APPLICATION, OWNER
from models.schema import migrate_database
from spoorboek import clock
from spoorboek.statute.days.calendar import working_day_from

if TYPE_CHECKING:
    from xdist.remote import Producer

    from models.tables import Case

pytest_plugins = [
    "support.machine.server_folders",
    "support.platforms",
    "support.command_in_process",
    "support.machine.tcp_postgres",
    "support.mailboxes.imap_server",
    "support.hostile.ledger_attack",
    "support.desk_site",
    "support.desk.openid_site",
]
# A slow machine is no failure.
examples.register_profile("spoorboek", deadline=None, max_examples=at_most(100), derandomize=not IN_SEARCH)
examples.load_profile("spoorboek")
os.environ["SPOORBOEK_DESK_PORT"] = "0"  # platforms of tests beside each other have no desk, unless a test wants one
TEMPLATE = "template_spoorboek"
TEST_KEY = Fernet.generate_key().decode()  # one per test run: the template is sealed with it
TEST_LEDGER_KEY = Fernet.generate_key().decode()
_counter = itertools.count(1)  # of people


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let what waits for servers begin; short computing fills the end."""
    items.sort(key=lambda item: turn_of(item.nodeid))


def pytest_collection_finish() -> None:
    """Let the collector of garbage pass over what was imported, which stays, and look less often."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: "Producer") -> PlatformScheduling | None:
    """Hand out files so that few platforms are started."""
    return PlatformScheduling(config, log) if config.getoption("dist") == "loadfile" else None


@pytest.fixture(scope="session")
def server(room: Callable[[str], Path]) -> Iterator[TestServer]:
    """Start the one PostgreSQL of this test run."""
    running = TestServer(room("pg"))
    yield running
    running.server.stop()


@pytest.fixture(scope="session")
def template(server: TestServer) -> str:
    """Migrate a database once, for all others to be copied from."""
    server.new_database(name=TEMPLATE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPOORBOEK_DATABASE_URL", server.url(TEMPLATE, APPLICATION))
        patch.setenv("SPOORBOEK_OWNER_DATABASE_URL", server.url(TEMPLATE, OWNER))
        patch.setenv("SPOORBOEK_KEYS", TEST_KEY)
        patch.setenv("SPOORBOEK_LEDGER_KEY", TEST_LEDGER_KEY)
        reload_configuration()
        migrate_database()
        forget_engine()
    reload_configuration()
    return TEMPLATE


@pytest.fixture
def working_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a test that begins on a Saturday, Sunday or holiday begin on the next working day, when mail goes out."""
    today = clock.today()
    later = working_day_from(today) - today

    class WorkingDay(datetime):
        """The time of who tells it, some days later: every way to ask the clock goes through it."""

        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            """Return the time of that working day."""
            return datetime.now(tz) + later

    monkeypatch.setattr(clock, "datetime", WorkingDay)


@pytest.fixture
def fresh() -> Iterator[Callable[[], None]]:
    """Return a function that makes this process read its settings anew; called once more after the test."""
    yield reload_configuration
    reload_configuration()


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch, fresh: Callable[[], None]) -> list[str]:
    """Set the key of this test run and return it in a list, newest first."""
    monkeypatch.setenv("SPOORBOEK_KEYS", TEST_KEY)
    monkeypatch.setenv("SPOORBOEK_LEDGER_KEY", TEST_LEDGER_KEY)
    fresh()
    return [TEST_KEY]


@pytest.fixture
def database_url(
    server: TestServer, template: str, keys: list[str], monkeypatch: pytest.MonkeyPatch, fresh: Callable[[], None]
) -> Iterator[str]:
    """Point this process to a migrated, empty case database of its own and yield its URL."""
    yield from _pointed(server, server.url(server.new_database(template), APPLICATION), monkeypatch, fresh)


@pytest.fixture
def blank_database_url(
    server: TestServer, keys: list[str], monkeypatch: pytest.MonkeyPatch, fresh: Callable[[], None]
) -> Iterator[str]:
    """Point this process to a database without tables and yield its URL."""
    yield from _pointed(server, server.url(server.new_database(), OWNER), monkeypatch, fresh)


@pytest.fixture
def as_owner(server: TestServer, database_url: str) -> Callable[[str], None]:
    """Return a way to run one SQL statement on the database of this test as the owner of its tables."""

    url = server.url(str(make_url(database_url).database), OWNER)

    def run(statement: str) -> None:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(statement.encode())

    return run


@pytest.fixture
def owner_session(server: TestServer, database_url: str) -> Iterator[Session]:
    """Open a session on the case database of this test for the owner of its tables, who can switch triggers off."""
    url = make_url(server.url(str(make_url(database_url).database), OWNER)).set(drivername="postgresql+psycopg")
    engine = create_engine(url, poolclass=NullPool)
    with Session(engine, expire_on_commit=False) as opened:
        yield opened


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
    from models.identity.identities import write_identity
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
        write_identity(session, employee, "bakkerij")
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
