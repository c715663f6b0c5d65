"""Make a backup of the record, while it runs, and check it before it takes its place."""

from pathlib import Path
from typing import IO, NamedTuple

from pyrage.x25519 import Identity

from spoorboek.clock import now
from spoorboek.errors import PlatformError
from spoorboek.outside.files import reason_of
from spoorboek.platform.backup.addresses import record_addresses
from spoorboek.platform.backup.archive import Manifest, write_archive
from spoorboek.platform.backup.backup_key import read_backup_key
from spoorboek.platform.backup.postgres_tools import dump_of
from spoorboek.platform.backup.restored_copy import Checked, check_backup
from spoorboek.platform.backup.snapshot import open_snapshot
from spoorboek.private_files import make_private_folder, private_file_writer
from spoorboek.settings import Settings

SUFFIX = ".age"
BY_HAND = "spoorboek"  # the beginning of the name of a backup that a person asked for


class BackupFailed(PlatformError):
    """De reservekopie kon niet worden gemaakt."""


class Backup(NamedTuple):
    """A backup that was made: where, how large in bytes, of what, and what the check found."""

    path: Path
    size: int
    manifest: Manifest
    checked: Checked


def default_path(configuration: Settings, kind: str = BY_HAND) -> Path:
    """Return where a backup made now is kept, in the folder of backups."""
    return configuration.folder_of_backups / f"{kind}-{now():%Y-%m-%dT%H%M%S}{SUFFIX}"


def make_backup(configuration: Settings, path: Path) -> Backup:
    """Make a backup of the record this process points to, check it, and put it in its place, in that of another.

    It is one moment of the record; nobody waits for it. Raises BackupFailed, or what is wrong with key, database or
    copy; then nothing is left behind.
    """
    key = read_backup_key(configuration)
    try:
        make_private_folder(path.parent)
        with private_file_writer(path, durable=True) as file:
            manifest = _dump(configuration, file, key)
            size = file.tell()
            checked = check_backup(file, key, configuration.home)
    except OSError as error:
        raise BackupFailed(
            f"De reservekopie {path} kan niet worden geschreven ({reason_of(error)}); er is "
            "niets achtergebleven. Kijk of er ruimte op de schijf is, en of de map te beschrijven is."
        ) from None
    return Backup(path, size, manifest, checked)


def _dump(configuration: Settings, file: IO[bytes], key: Identity) -> Manifest:
    url = record_addresses(configuration).owner
    with open_snapshot(url) as snapshot, dump_of(url, snapshot.name, snapshot.manifest.postgres) as dump:
        write_archive(file, snapshot.manifest, dump, key)
    file.flush()
    return snapshot.manifest


def backup_text(backup: Backup) -> str:
    """Say what was made, and what was checked."""
    tables, rows, cases = backup.checked
    return (
        f"Reservekopie gemaakt: {backup.path} ({backup.size / 1_000_000:.1f} MB).\n"
        f"Nagegaan: teruggezet in een proefdatabase; {tables} tabellen met {rows} rijen kloppen, en van {cases} zaken "
        "klopt elk controlegetal.\n"
        "De sleutels zitten er niet in: bewaar die apart, ook die van de reservekopieën zelf."
    )
