"""Bring the record to the version of this code: first a backup, then the migration, and a word about both."""

from collections.abc import Callable

from models.schema import migrate_database, pending_migration
from spoorboek.errors import PlatformError
from spoorboek.platform.backup.backup import default_path, make_backup
from spoorboek.platform.backup.backup_key import ensure_backup_key, new_key_text
from spoorboek.settings import Settings

BEFORE = "voor-bijwerken"


class MigrationFailed(PlatformError):
    """De database kon niet worden bijgewerkt."""


def upgrade_record(configuration: Settings, tell: Callable[[str], None], *, show_key: bool) -> None:
    """Migrate the record; one that holds cases is backed up first, and that copy is migrated first as the check of it.

    `tell` is called with what was done, in Dutch. `show_key`: whether a person looks on, who may see a new key once.
    Raises MigrationFailed with what is wrong, and the record is as it was.
    """
    pending = pending_migration(configuration)
    if pending is None:
        _tell_of_roles(migrate_database(configuration), tell)
        return
    if secret := ensure_backup_key(configuration):
        tell(new_key_text(configuration, secret, show=show_key))
    old, new = pending
    try:
        backup = make_backup(configuration, default_path(configuration, f"{BEFORE}-{old}"))
    except PlatformError as error:
        raise MigrationFailed(
            f"De database is niet van versie {old} naar {new} bijgewerkt, en is zoals zij was: eerst een reservekopie "
            f"maken en die als proef bijwerken, lukte niet. {error}"
        ) from error
    try:
        told = migrate_database(configuration)
    except Exception as error:
        why = str(error) if isinstance(error, PlatformError) else type(error).__name__
        raise MigrationFailed(
            f"De database kon niet van versie {old} naar {new} worden bijgewerkt, en is zoals zij was: {why}\n"
            f"De reservekopie van daarvoor: {backup.path}"
        ) from error
    _tell_of_roles(told, tell)
    tell(f"Database bijgewerkt van versie {old} naar {new}; reservekopie van daarvoor: {backup.path}")


def _tell_of_roles(told: str | None, tell: Callable[[str], None]) -> None:
    if told:
        tell(told)
