"""Restore a backup: beside the record first, and in its place only when all of it was found right.

The copy is restored, migrated, verified and prepared in a database of its own. Then one transaction gives it the name
of the record and the record another name: at any moment before, the old one stands, at any moment after, the new one.
"""

from datetime import date
from pathlib import Path
from typing import IO, NamedTuple

from psycopg import Connection, sql
from psycopg.errors import InsufficientPrivilege, ObjectInUse
from psycopg.rows import TupleRow
from pyrage.x25519 import Identity
from sqlalchemy import URL

from models.connection import database_at, session
from models.ledger.anchors import one_head
from models.ledger.entries import record_restore
from models.restores import append_restore
from models.tables import Restore
from spoorboek import clock
from spoorboek.errors import InputError, PlatformError
from spoorboek.outside.files import reason_of
from spoorboek.platform.backup.addresses import Addresses, record_addresses
from spoorboek.platform.backup.archive import Manifest, read_archive
from spoorboek.platform.backup.backup_key import read_backup_key
from spoorboek.platform.backup.restored_copy import restore_into, verify_copy
from spoorboek.platform.backup.snapshot import VERSION_TABLE, connected, count_rows
from spoorboek.settings import Settings
from tasks.case_state import current_day
from tasks.outbox.held_mail import hold_waiting_mail
from tasks.retention.destroying import repeat_destructions


class RestoreRefused(PlatformError):
    """De reservekopie kan hier niet worden teruggezet."""


class Restored(NamedTuple):
    """A restore that was done: what was restored, the lost time, where the earlier record is, the mails held so far."""

    manifest: Manifest
    restore: Restore
    kept_as: str | None
    held: int


def inspect_backup(configuration: Settings, path: Path) -> Manifest:
    """Read a backup as a whole, and return what it says of itself; raises UnreadableBackup, InputError."""
    with _opened(path) as file:
        return read_archive(file, read_backup_key(configuration), lambda _piece: None)


def restore_backup(configuration: Settings, path: Path, actor: str, on: date | None = None) -> Restored:
    """Restore a backup in the place of the record of this installation, which is kept under another name.

    Nothing else may be connected to the record. `on`: the last day of the time that was lost; by default the day of the
    record now. Raises UnreadableBackup, BackupNotWhole, WrongKeyError, NewerDatabaseError, RestoreRefused: then the
    record is as it was.
    """
    key, target = read_backup_key(configuration), record_addresses(configuration)
    name = target.owner.database or ""
    copy = target.of(f"{name}_terugzetten")
    with _opened(path) as file, connected(target.maker, autocommit=True) as server:
        _refuse_others(server, name)
        _make_empty(server, copy.owner)
        try:
            manifest, restore, held = _prepare(copy, file, key, actor, on)
            kept_as = _swap(server, target.owner, copy.owner.database or "")
        except BaseException:
            _drop(server, copy.owner.database or "")
            raise
    return Restored(manifest, restore, kept_as, held)


def _prepare(
    copy: Addresses, file: IO[bytes], key: Identity, actor: str, on: date | None
) -> tuple[Manifest, Restore, int]:
    """Restore, migrate and verify the copy, record the restore in it, and hold what waits in its outbox."""
    manifest = restore_into(copy.owner, file, key)
    with database_at(copy.application, copy.owner):
        verify_copy()
        with session() as writing:
            until = on or max(current_day(writing), manifest.day)
            record_restore(writing, backup_made_at=manifest.made_at, backup_head=one_head(writing), actor=actor)
            restore = append_restore(writing, manifest.made_at, clock.now(), manifest.day, until, actor)
            held = hold_waiting_mail(writing)
        repeat_destructions()
    return manifest, restore, held


def _opened(path: Path) -> IO[bytes]:
    try:
        return path.open("rb")
    except OSError as error:
        raise InputError(f"De reservekopie {path} is niet te openen: {reason_of(error)}.") from None


def _refuse_others(server: Connection[TupleRow], name: str) -> None:
    others = server.execute("select count(*) from pg_stat_activity where datname = %s", (name,)).fetchone()
    if others and others[0]:
        raise RestoreRefused(
            "Er wordt nog met de zaakdatabase gewerkt. Stop eerst `spoorboek up` en andere opdrachten, op elke machine."
        )


def _make_empty(server: Connection[TupleRow], owner: URL) -> None:
    name = owner.database or ""
    _drop(server, name)
    try:
        making = sql.SQL("create database {} owner {}")
        server.execute(making.format(sql.Identifier(name), sql.Identifier(owner.username or "")))
    except InsufficientPrivilege:
        raise RestoreRefused(
            "De databasegebruiker mag geen database maken, en dat is nodig om naast de huidige terug te zetten. Laat "
            "de beheerder van de server hem CREATEDB geven."
        ) from None


def _drop(server: Connection[TupleRow], name: str) -> None:
    server.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))


def _swap(server: Connection[TupleRow], target: URL, copy: str) -> str | None:
    """Give the copy the name of the record; return the name under which the record is kept, None when it was empty."""
    name, filled = target.database or "", _is_filled(target)
    aside = f"{name}_voor_{clock.now():%Y%m%d_%H%M%S}"
    try:
        with server.transaction():
            _rename(server, name, aside)
            _rename(server, copy, name)
    except (ObjectInUse, InsufficientPrivilege) as error:
        raise RestoreRefused(
            f"De databases konden niet worden verwisseld ({type(error).__name__}). Kijk of niets anders met de "
            "zaakdatabase werkt, en of de databasegebruiker haar eigenaar is."
        ) from None
    if filled:
        return aside
    _drop(server, aside)
    return None


def _is_filled(target: URL) -> bool:
    with connected(target) as connection:
        return VERSION_TABLE in count_rows(connection)


def _rename(server: Connection[TupleRow], old: str, new: str) -> None:
    server.execute(sql.SQL("alter database {} rename to {}").format(sql.Identifier(old), sql.Identifier(new)))


def restored_text(restored: Restored) -> str:
    """Say what was restored, which time was lost, what people must do now, and where the earlier record is."""
    manifest, restore, kept_as, held = restored
    cases = manifest.rows.get("case_file", 0)
    lost = restore.backup_at, restore.restored_at
    moments = [f"{moment.astimezone(clock.AMSTERDAM):%d-%m-%Y %H:%M}" for moment in lost]
    lines = [
        f"Teruggezet: de stand van {moments[0]}, met {cases} zaken; elk controlegetal klopt.",
        f"De gegevens die er stonden, zijn bewaard als database {kept_as}." if kept_as else "",
        f"Voer opnieuw in wat tussen {moments[0]} en {moments[1]} is gemeld: dat is verloren.",
        f"Post uit die tijd gaat niet vanzelf nog eens: {held} mails stonden klaar en zijn aangehouden, en daarbij "
        "komt wat `spoorboek up` straks inhaalt. Kijk en besluit met: spoorboek mail held",
    ]
    return "\n".join(filter(None, lines))
