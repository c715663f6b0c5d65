"""A PostgreSQL of somebody else: over TCP, with a password, and an ordinary user who owns two databases."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import psycopg
import pytest
from support.platforms import free_port

from spoorboek.platform.postgres import CASES, PREFECT, Postgres

PASSWORD, QUOTED = "p@ss/woord:1", "p%40ss%2Fwoord%3A1"


class Managed(NamedTuple):
    """The addresses of both databases, as somebody would get them from whoever manages the server."""

    cases: str
    engine: str


@pytest.fixture(scope="module")
def managed_databases(room: Callable[[str], Path]) -> Iterator[Managed]:
    """Run such a server."""
    server, port = Postgres(room("beheerd")), free_port()
    server.start()
    with psycopg.connect(host=str(server.sockets), user="postgres", autocommit=True) as connection:
        connection.execute(f"create role beheer login password '{PASSWORD}'".encode())
        for name in (CASES, PREFECT):
            connection.execute(f"alter database {name} owner to beheer".encode())
    server.stop()
    (server.folder / "pg_hba.conf").write_text("host all all 127.0.0.1/32 scram-sha-256\n")
    options = ["-h", "127.0.0.1", "-p", str(port), "-k", "", "-c", "fsync=off"]
    server.child.command = [*server.child.command[:3], *options]
    server.child.start()
    server.await_ready()
    at = f"beheer:{QUOTED}@127.0.0.1:{port}"
    yield Managed(f"postgresql://{at}/{CASES}", f"postgresql+asyncpg://{at}/{PREFECT}")
    server.stop()
