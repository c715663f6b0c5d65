"""Connections to the case database: engine, sessions, one advisory lock per case."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache, partial
from pathlib import Path
from typing import Any

from psycopg.errors import LockNotAvailable
from pydantic import SecretStr
from sqlalchemy import URL, Connection, Engine, Function, NullPool, create_engine, event, func, make_url, select, text
from sqlalchemy.exc import ArgumentError, DBAPIError, InternalError, OperationalError
from sqlmodel import Session

from models.database_roles import APPLICATION, OWNER, read_password
from models.dossier import (
    changed_parties as changed_parties,
)  # every session of this process wakes what a change touches
from models.ledger import recording as recording  # every session of this process writes the ledger
from models.ledger.ledger_key import ledger_key
from models.sealing.crypto import keyring
from spoorboek.errors import PlatformError
from spoorboek.settings import Settings, settings

URL_VARIABLES = "SPOORBOEK_DATABASE_URL", "SPOORBOEK_OWNER_DATABASE_URL"
URL_FILES = tuple(f"{name}_FILE" for name in URL_VARIABLES)
DRIVER = "postgresql+psycopg"
EMBEDDED_FOLDER, EMBEDDED_DATABASE = "postgres", "spoorboek"
DATABASE_CONNECT_SECONDS = 10
POOL_OVERFLOW = 10  # connections for lists and operators, beside those of the slots
CONNECT_ARGUMENTS = {
    "connect_timeout": DATABASE_CONNECT_SECONDS,
    "keepalives_idle": 60,  # seconds; whatever stands between may forget a connection that says nothing
    "keepalives_interval": 10,
    "keepalives_count": 3,
}
# A server may end who says nothing for seconds, and making a document takes some. Ours ends a process that hangs.
LONGEST_IDLE = "set idle_in_transaction_session_timeout = '10min'"
# PostgreSQL 17 and later also limit how long a transaction lasts.
UNLIMITED = (
    "select set_config('idle_in_transaction_session_timeout', '0', true), "
    "case when current_setting('transaction_timeout', true) is not null "
    "then set_config('transaction_timeout', '0', true) end"
)
RULES_LOCK = "regels"
SOCKET_LINE = 4  # of postmaster.pid


class CaseBusyError(PlatformError):
    """Aan deze zaak wordt al gewerkt; probeer het over een minuut opnieuw."""


class LockLostError(PlatformError):
    """De database viel weg terwijl aan een zaak werd gewerkt."""


@cache
def case_engine() -> Engine:
    """Return the engine of this process. Parameters of statements never appear in a log or an error message."""
    configuration = settings()
    # Each slot may use two connections at once, a lock and a session.
    engine = create_engine(
        database_url(configuration),
        pool_size=2 * configuration.slots,
        max_overflow=POOL_OVERFLOW,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args=CONNECT_ARGUMENTS,
    )
    return _patient(engine)


def owner_engine(configuration: Settings) -> Engine:
    """Return an engine of who owns the tables, for a migration; it keeps no connection open.

    That is the engine of the application where an installation on a managed server names no owner.
    """
    url = owner_url(configuration)
    if url is None:
        return case_engine()
    return _patient(create_engine(url, poolclass=NullPool, hide_parameters=True, connect_args=CONNECT_ARGUMENTS))


def _patient(engine: Engine) -> Engine:
    """Let transactions of this engine be idle for as long as our work takes, whatever the server allows others."""

    @event.listens_for(engine, "connect")
    def allow_idling(connection: Any, _record: Any) -> None:
        connection.execute(LONGEST_IDLE)
        connection.commit()

    return engine


def forget_engine() -> None:
    """Close the connection pool and discard the engine, for a process that changes its settings."""
    if case_engine.cache_info().currsize:
        case_engine().dispose()
        case_engine.cache_clear()


def reload_configuration() -> None:
    """Reload settings and keys and reconnect, in a process whose environment changed."""
    forget_engine()
    keyring.cache_clear()
    ledger_key.cache_clear()
    settings.cache_clear()


@contextmanager
def database_at(application: URL, owner: URL) -> Iterator[None]:
    """Let this process use another case database inside the block, such as a restored copy, by its two roles."""
    before = {name: os.environ.pop(name, None) for name in (*URL_VARIABLES, *URL_FILES)}
    urls = (each.render_as_string(hide_password=False) for each in (application, owner))
    os.environ.update(zip(URL_VARIABLES, urls, strict=True))
    reload_configuration()
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            os.environ.update({name: value} if value is not None else {})
        reload_configuration()


@contextmanager
def session() -> Iterator[Session]:
    """Open a session that commits at the end, or rolls back on an error. Rows stay readable afterwards."""
    with Session(case_engine(), expire_on_commit=False) as opened:
        yield opened
        opened.commit()


@contextmanager
def session_apart() -> Iterator[Session]:
    """Open a session as `session` does, on a connection beside the pool.

    For who may hold connections of the pool already: all slots waiting for one more would wait for ever.
    """
    engine = create_engine(case_engine().url, poolclass=NullPool, hide_parameters=True, connect_args=CONNECT_ARGUMENTS)
    with Session(_patient(engine), expire_on_commit=False) as opened:
        yield opened
        opened.commit()


@contextmanager
def reading_session() -> Iterator[Session]:
    """Open a session on which the database refuses to write."""
    with Session(case_engine(), expire_on_commit=False) as opened:
        opened.execute(text("set transaction read only"))
        yield opened


@contextmanager
def snapshot_session() -> Iterator[Session]:
    """Open a session that reads one snapshot of the record, whatever is committed meanwhile; it cannot write."""
    with Session(case_engine(), expire_on_commit=False) as opened:
        opened.execute(text("set transaction isolation level repeatable read, read only"))
        yield opened


@contextmanager
def advisory_lock(number: str, wait_seconds: float = 60) -> Iterator[Callable[[], None]]:
    """Hold the lock of one case on its own connection; the lock is released when that connection ends, however it ends.

    Yields a check that raises LockLostError once the lock is lost; call it before each action that must not run in two
    processes at once. While the lock is held no other edition comes into force. Raises CaseBusyError when another
    process holds the lock, or is putting an edition in force, for longer than `wait_seconds`.
    """
    with _lock_transaction() as connection:
        message = f"Aan zaak {number} wordt al gewerkt; probeer het over een minuut opnieuw."
        with _lock_timeout(connection, wait_seconds, message):
            connection.execute(select(func.pg_advisory_xact_lock_shared(_lock_key(RULES_LOCK))))
            connection.execute(select(func.pg_advisory_xact_lock(_lock_key(number))))
        yield partial(_check_lock_held, connection)


@contextmanager
def _lock_transaction() -> Iterator[Connection]:
    """Open a transaction for locks alone, which may be idle for as long as a whole wake.

    That it was lost is no error at its end: its locks are gone then, and who works under them asks in time.
    """
    connection = case_engine().connect()
    try:
        connection.execute(text(UNLIMITED))
        yield connection
    finally:
        with suppress(DBAPIError):
            connection.rollback()
        connection.close()


def _check_lock_held(connection: Connection) -> None:
    try:
        connection.execute(text("select 1"))
    except (OperationalError, InternalError):  # the latter when the server ended it for being idle
        raise LockLostError(
            "De database viel weg tijdens de wekbeurt; wat af was blijft, de rest volgt in een nieuwe wekbeurt."
        ) from None


def wait_for_wakes(writing: Session, seconds: float = 300) -> None:
    """Wait until no case is awake, and keep cases from waking until the transaction of `writing` ends.

    Raises CaseBusyError when a case stays awake for longer than `seconds`.
    """
    with _lock_timeout(writing, seconds, "Er is nog een zaak wakker; probeer het over een paar minuten opnieuw."):
        writing.execute(select(func.pg_advisory_xact_lock(_lock_key(RULES_LOCK))))


@contextmanager
def _lock_timeout(connection: Connection | Session, seconds: float, message: str) -> Iterator[None]:
    """Wait for a lock for at most `seconds`, then raise CaseBusyError with this message."""
    connection.execute(text(f"set local lock_timeout = {max(1, int(seconds * 1000))}"))
    try:
        yield
    except OperationalError as error:
        if not isinstance(error.orig, LockNotAvailable):
            raise
        raise CaseBusyError(message) from None


@contextmanager
def try_lock(name: str) -> Iterator[bool]:
    """Try to take the advisory lock `name`, exclusive over all machines; yields False at once when it is taken."""
    with _lock_transaction() as connection:
        yield bool(connection.execute(select(func.pg_try_advisory_xact_lock(func.hashtextextended(name, 0)))).scalar())


@contextmanager
def held_lock(name: str, go_on: Callable[[], bool]) -> Iterator[Callable[[], None] | None]:
    """Hold the lock `name` for as long as a process lives, exclusive over all machines, on a connection of its own.

    While another has it `go_on` is called, which waits a while and tells whether to try again; when it says no, None is
    yielded. Else a check is yielded that raises LockLostError once the lock is lost.
    """
    engine = create_engine(case_engine().url, poolclass=NullPool, hide_parameters=True, connect_args=CONNECT_ARGUMENTS)
    taking = select(func.pg_try_advisory_lock(_lock_key(name)))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        while not (taken := connection.execute(taking).scalar_one()) and go_on():
            pass
        yield partial(_check_lock_held, connection) if taken else None


def is_locked(number: str) -> bool:
    """Tell whether the lock of a case is held now, on any machine."""
    with try_lock(number) as free:
        return not free


def database_url(configuration: Settings) -> URL:
    """Return the URL of the case database: `SPOORBOEK_DATABASE_URL`, or the embedded server under HOME.

    Its role is that of the application. Raises PlatformError, without quoting a password, where it is not a PostgreSQL
    URL or the server is not running.
    """
    if configuration.database_url is None:
        return _embedded_url(configuration.home, APPLICATION)
    return _managed_url(configuration.database_url, "SPOORBOEK_DATABASE_URL")


def owner_url(configuration: Settings) -> URL | None:
    """Return the URL of who owns the tables: `SPOORBOEK_OWNER_DATABASE_URL`, or the owner on the embedded server.

    None on a managed server without that setting. Raises PlatformError as above.
    """
    if configuration.database_url is None:
        return _embedded_url(configuration.home, OWNER)
    address = configuration.owner_database_url
    return _managed_url(address, "SPOORBOEK_OWNER_DATABASE_URL") if address else None


def _managed_url(address: SecretStr, variable: str) -> URL:
    try:
        url = make_url(address.get_secret_value())
    except ArgumentError:
        raise PlatformError(f"{variable} is geen adres. Verwacht: postgresql://naam:…@host/db.") from None
    if url.drivername not in ("postgres", "postgresql", DRIVER):
        raise PlatformError(f"{variable} wijst naar {url.drivername}; verwacht: postgresql://…")
    return url.set(drivername=DRIVER)


def _lock_key(number: str) -> Function[int]:
    return func.hashtextextended(number, 0)


def _embedded_url(home: Path, role: str) -> URL:
    try:
        socket = (home / EMBEDDED_FOLDER / "postmaster.pid").read_text().splitlines()[SOCKET_LINE].strip()
    except (FileNotFoundError, IndexError):
        raise PlatformError(
            "De ingebouwde database draait niet. Start `spoorboek up`, of zet SPOORBOEK_DATABASE_URL."
        ) from None
    password = read_password(home, role)
    return URL.create(DRIVER, role, password, database=EMBEDDED_DATABASE, query={"host": socket})
