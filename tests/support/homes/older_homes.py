"""Data folders of earlier versions, restored as they were: see tests/homes/README.md."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from support.repository import TESTS

from spoorboek.platform.database.postgres import CASES, PREFECT, Postgres
from spoorboek.platform.database.postgres_place import PROGRAMS, database_entry, reachable_programs, system_user
from spoorboek.platform.database.postgres_roles import run_as
from spoorboek.platform.home_rights import let_pass

BEFORE_THE_ROOMS, WITH_A_LEDGER = "before_the_rooms", "with_a_ledger"
DUMPS = {CASES: "cases.dump", PREFECT: "prefect.dump"}
AS_BEFORE = "-U postgres --auth=trust --encoding=UTF8 --locale=C --locale-provider=builtin --builtin-locale=C.UTF-8"


def homes_folder(name: str) -> Path:
    """Return the folder with what was kept of a home."""
    return TESTS / "homes" / name


def restore_home(name: str, home: Path, statement: str) -> None:
    """Restore a home into an empty folder, and run one SQL statement on its record before anything is started on it.

    The server is that of its version: whoever reaches it is its superuser, who owns every table.
    """
    dumped = homes_folder(name)
    shutil.copy(dumped / "keys", home / "keys")
    (home / "keys").chmod(0o600)
    with trusting_server(home) as sockets:
        for database in DUMPS:
            restore_dump(name, database, trusted_url(sockets, database))
        with psycopg.connect(trusted_url(sockets, CASES), autocommit=True) as connection:
            connection.execute(statement.encode())


def restore_dump(name: str, database: str, url: str, *, with_roles: bool = False) -> None:
    """Restore one database of a home into an empty one; whoever connects owns its tables.

    `with_roles`: the roles of the dump own them, and have the rights they had; the superuser connects.
    """
    command = [PROGRAMS / "pg_restore", "--exit-on-error", *([] if with_roles else ["--no-owner"]), "-d", url]
    subprocess.run([*command, TESTS / "homes" / name / DUMPS[database]], check=True, capture_output=True)


@contextmanager
def trusting_server(home: Path) -> Iterator[Path]:
    """Run the server of a version that believed whoever reached its socket; yield the folder of that socket."""
    cluster = database_entry(home)
    cluster.mkdir(mode=0o700)
    identity = system_user() if os.geteuid() == 0 else (os.geteuid(), os.getegid())
    os.chown(cluster, *identity)
    let_pass(home)
    made = run_as(identity, [str(reachable_programs() / "initdb"), "-D", str(cluster), *AS_BEFORE.split()], cluster)
    assert made.returncode == 0, made.stderr
    server = Postgres(home)
    server.child.start()
    try:
        server.await_ready()
        with psycopg.connect(trusted_url(server.sockets, "postgres"), autocommit=True) as connection:
            for name in DUMPS:
                connection.execute(f"create database {name}".encode())
        yield server.sockets
    finally:
        server.stop()


def trusted_url(sockets: Path, database: str) -> str:
    """Return the URL of a database without any password."""
    return f"postgresql://postgres@/{database}?host={sockets}"
