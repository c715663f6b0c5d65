"""A backup of many copied cases, and the way back: the parts of `spoorboek backup` and `restore` that grow."""

import time

import psycopg
from bench.scale_meter import Meter

from spoorboek.platform.backup.addresses import record_addresses
from spoorboek.platform.backup.archive import write_archive
from spoorboek.platform.backup.backup_key import ensure_backup_key, read_backup_key
from spoorboek.platform.backup.postgres_tools import dump_of
from spoorboek.platform.backup.restored_copy import restore_into
from spoorboek.platform.backup.snapshot import open_snapshot
from spoorboek.platform.database.postgres import CASES

COPY = "scale_terugzetten"
READABLE = "grant usage on schema bench to public; grant select on all tables in schema bench to public"


def back_up(meter: Meter) -> None:
    """Dump and encrypt the record, and put it back beside it. The chains of copies are not whole, so not checked."""
    configuration = meter.platform.settings
    ensure_backup_key(configuration)
    key, url = read_backup_key(configuration), record_addresses(configuration).owner
    with psycopg.connect(meter.database.url(CASES)) as connection:
        connection.execute(READABLE)  # what is copied from stands in the same database
    path, began = configuration.home / "scale.age", time.monotonic()
    with (
        meter.measuring("a backup", drawn=False),
        path.open("w+b") as file,
        open_snapshot(url) as snapshot,
        dump_of(url, snapshot.name, snapshot.manifest.postgres) as dump,
    ):
        write_archive(file, snapshot.manifest, dump, key)
    meter.note("a backup, time that passed", "s", time.monotonic() - began)
    meter.note("a backup, its size", "MB", path.stat().st_size / 1e6)
    with psycopg.connect(meter.database.url("postgres"), autocommit=True) as server:
        server.execute(f"create database {COPY} owner {url.username}".encode())
        began = time.monotonic()
        with meter.measuring("a restore", drawn=False), path.open("rb") as file:
            restore_into(record_addresses(configuration).of(COPY).owner, file, key)
        meter.note("a restore, time that passed", "s", time.monotonic() - began)
        server.execute(f"drop database {COPY} with (force)".encode())
    path.unlink()
