"""A moment of the record that others can read too: its snapshot, and what is in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import psycopg
from psycopg import Connection, IsolationLevel, sql
from psycopg.rows import TupleRow
from sqlalchemy import URL

from spoorboek import clock
from spoorboek.errors import PlatformError
from spoorboek.platform.backup.archive import Manifest
from spoorboek.platform.backup.postgres_tools import connection_parts

CONNECT_SECONDS = 10
TABLES = "select tablename from pg_tables where schemaname = current_schema() order by tablename"
VERSION_TABLE = "alembic_version"


class Snapshot(NamedTuple):
    """An exported snapshot: its name, for as long as it is open, and what it holds."""

    name: str
    manifest: Manifest


class NothingToBackUp(PlatformError):
    """De database is leeg: er is nog niets om een reservekopie van te maken. Start eerst `spoorboek up`."""


@contextmanager
def open_snapshot(url: URL) -> Iterator[Snapshot]:
    """Hold a snapshot of a database open while the block lasts; writers go on. Raises NothingToBackUp."""
    with connected(url) as connection:
        connection.isolation_level, connection.read_only = IsolationLevel.REPEATABLE_READ, True
        connection.execute("set local idle_in_transaction_session_timeout = 0")  # others read it for minutes
        name = _one(connection, "select pg_export_snapshot()")
        rows = count_rows(connection)
        if VERSION_TABLE not in rows:
            raise NothingToBackUp
        made_at = clock.now()
        virtual: Any = _one(connection, "select max(day) from virtual_clock")
        revision = str(_one(connection, f"select max(version_num) from {VERSION_TABLE}"))
        major = connection.info.server_version // 10000
        yield Snapshot(str(name), Manifest(made_at, clock.today(virtual), revision, major, rows))


@contextmanager
def connected(url: URL, *, autocommit: bool = False) -> Iterator[Connection[TupleRow]]:
    """Connect to a database; raises PlatformError, without a password, when it cannot be reached."""
    parts: dict[str, Any] = {"connect_timeout": CONNECT_SECONDS, **connection_parts(url)}
    try:
        connection = psycopg.connect(autocommit=autocommit, **parts)
    except psycopg.OperationalError as error:
        where = url.set(query={}).render_as_string(hide_password=True)
        raise PlatformError(f"De database {where} is niet bereikbaar ({type(error).__name__}).") from None
    with connection:
        yield connection


def count_rows(connection: Connection[TupleRow]) -> dict[str, int]:
    """Count the rows of every table of a database."""
    names = [row[0] for row in connection.execute(TABLES)]
    return {name: _count(connection, name) for name in names}


def _count(connection: Connection[TupleRow], table: str) -> int:
    counting = sql.SQL("select count(*) from {}").format(sql.Identifier(table))
    row = connection.execute(counting).fetchone()
    return int(row[0]) if row else 0


def _one(connection: Connection[TupleRow], query: str) -> object:
    row = connection.execute(query.encode()).fetchone()
    return row[0] if row else None
