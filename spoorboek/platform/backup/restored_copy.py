"""A backup restored into an empty database, and what is verified of it before anyone relies on it."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple

import psutil
from pyrage.x25519 import Identity
from sqlalchemy import URL

from models.connection import database_at, session
from models.schema import migrate_database
from models.verification import verify_record
from spoorboek.errors import PlatformError
from spoorboek.platform.backup.addresses import Addresses, server_addresses
from spoorboek.platform.backup.archive import Manifest, read_archive
from spoorboek.platform.backup.postgres_tools import restoring
from spoorboek.platform.backup.snapshot import connected, count_rows
from spoorboek.platform.database.postgres import Postgres
from spoorboek.platform.database.postgres_place import forget_cluster

SCRATCH = "proef-"


class BackupNotWhole(PlatformError):
    """De reservekopie is teruggezet en klopt niet."""


class Checked(NamedTuple):
    """What was found in a restored copy: counts of tables, rows and cases."""

    tables: int
    rows: int
    cases: int


def check_backup(file: IO[bytes], key: Identity, home: Path) -> Checked:
    """Restore a backup into a scratch server, compare, migrate and verify it there, and forget it.

    Raises UnreadableBackup, BackupNotWhole, or what the migration raises.
    """
    with scratch_database(home) as addresses:
        manifest = restore_into(addresses.owner, file, key)
        with database_at(addresses.application, addresses.owner):
            verify_copy()
    rows = manifest.rows
    return Checked(len(rows), sum(rows.values()), rows.get("case_file", 0))


def restore_into(url: URL, file: IO[bytes], key: Identity) -> Manifest:
    """Restore a backup into an empty database, and see that every table has as many rows as it says.

    The file is read twice: as a whole before anything is done, so that a damaged one is refused as a whole.
    """
    manifest = read_archive(file, key, lambda _piece: None)
    with connected(url) as connection:
        major = connection.info.server_version // 10000
    with restoring(url, major) as target:
        read_archive(file, key, target.write)
    with connected(url) as connection:
        found = count_rows(connection)
    if found != manifest.rows:
        wrong = sorted(name for name in {*found, *manifest.rows} if found.get(name) != manifest.rows.get(name))
        raise BackupNotWhole(f"De reservekopie is niet volledig: het aantal rijen verschilt van {', '.join(wrong)}.")
    return manifest


def verify_copy() -> None:
    """Migrate and verify the copy this process points to: its key fits and every chain is whole.

    Raises WrongKeyError, NewerDatabaseError, or BackupNotWhole with the findings.
    """
    migrate_database()
    with session() as reading:
        findings = verify_record(reading)
    if findings:
        raise BackupNotWhole("\n".join(["De reservekopie klopt niet:", *findings]))


@contextmanager
def scratch_database(home: Path) -> Iterator[Addresses]:
    """Start a server of its own under a data directory, for an empty database; it is gone after the block."""
    _sweep(home)
    place = home.resolve() / f"{SCRATCH}{os.getpid()}"
    server = Postgres(place)
    try:
        server.start()
        yield server_addresses(server)
    finally:
        if server.folder.exists():
            server.stop()
        _forget(place)


def _sweep(home: Path) -> None:
    """Delete what a killed process left behind."""
    for left in home.resolve().glob(f"{SCRATCH}*"):
        pid = left.name.removeprefix(SCRATCH)
        if pid.isdigit() and not psutil.pid_exists(int(pid)):
            _forget(left)


def _forget(place: Path) -> None:
    if place.is_dir():
        forget_cluster(place)
        shutil.rmtree(place, ignore_errors=True)
