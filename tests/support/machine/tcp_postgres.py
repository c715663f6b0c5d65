"""A PostgreSQL of somebody else: over TCP, with passwords, and an ordinary user who owns two databases."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import psycopg
import pytest
from support.platforms import free_port

from spoorboek.platform.database.postgres import CASES, PREFECT, Postgres

PASSWORD, QUOTED = "p@ss/woord:1", "p%40ss%2Fwoord%3A1"


class Managed(NamedTuple):
    """The addresses of both databases, as somebody would get them from whoever manages the server.

    `cases` and `engine` are for the user `beheer`, who owns both; `application` is that of the record for the user
    `toepassing`, who may connect and nothing else; `superuser` is that of the one who manages it all; `server` is what
    runs, for a test that ends it.
    """

    cases: str
    engine: str
    application: str
    superuser: str
    server: Postgres


@pytest.fixture(scope="module")
def managed_databases(room: Callable[[str], Path]) -> Iterator[Managed]:
    """Run such a server."""
    with managed_server(room("beheerd")) as managed:
        yield managed


@contextmanager
def managed_server(folder: Path) -> Iterator[Managed]:
    """Run such a server in a folder."""
    server, port = Postgres(folder), free_port()
    server.start()
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        for role in ("beheer", "toepassing"):
            connection.execute(f"create role {role} login password '{PASSWORD}'".encode())
        for name in (CASES, PREFECT):
            connection.execute(f"alter database {name} owner to beheer".encode())
        connection.execute(f"alter role postgres password '{PASSWORD}'".encode())
        connection.execute(f"grant connect on database {CASES} to toepassing".encode())
    server.stop()
    (server.folder / "pg_hba.conf").write_text("host all all 127.0.0.1/32 scram-sha-256\n")
    options = ["-h", "127.0.0.1", "-p", str(port), "-k", "", "-c", "fsync=off"]
    server.child.command = [*server.child.command[:3], *options]
    server.child.start()
    server.await_ready()

    def at(user: str) -> str:
        return f"{user}:{QUOTED}@127.0.0.1:{port}"

    yield Managed(
        f"postgresql://{at('beheer')}/{CASES}",
        f"postgresql+asyncpg://{at('beheer')}/{PREFECT}",
        f"postgresql://{at('toepassing')}/{CASES}",
        f"postgresql://{at('postgres')}/{CASES}",
        server,
    )
    server.stop()
