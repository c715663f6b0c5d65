"""Data folders of earlier versions, restored as they were: see tests/homes/README.md."""

import shutil
import subprocess
from pathlib import Path

import psycopg
from support.repository import TESTS

from spoorboek.platform.postgres import CASES, PREFECT, Postgres
from spoorboek.platform.postgres_place import PROGRAMS

BEFORE_THE_ROOMS = "before_the_rooms"
DUMPS = {CASES: "cases.dump", PREFECT: "prefect.dump"}


def restore_home(name: str, home: Path, statement: str) -> None:
    """Restore a home into an empty folder, and run one SQL statement on its record before anything is started on it."""
    dumped = TESTS / "homes" / name
    shutil.copy(dumped / "keys", home / "keys")
    (home / "keys").chmod(0o600)
    server = Postgres(home)
    server.start()
    try:
        for database, dump in DUMPS.items():
            command = [PROGRAMS / "pg_restore", "-h", server.sockets, "-U", "postgres", "--exit-on-error"]
            subprocess.run([*command, "--no-owner", "-d", database, dumped / dump], check=True, capture_output=True)
        with psycopg.connect(server.url(CASES), autocommit=True) as connection:
            connection.execute(statement.encode())
    finally:
        server.stop()
