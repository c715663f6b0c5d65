"""The key of backups: an age identity in a file or variable of its own. It is in no backup, and opens nothing else."""

from pathlib import Path

from pyrage import IdentityError
from pyrage.x25519 import Identity

from models.sealing.keys import read_key_file
from spoorboek.errors import PlatformError
from spoorboek.outside.files import reason_of
from spoorboek.platform.home_rights import BACKUP_KEY_FILE
from spoorboek.private_files import create_private_file, make_private_folder
from spoorboek.settings import Settings

IF_BACKUP_KEY_READ = (
    "Wie het gelezen heeft, opent elke reservekopie die ermee is gemaakt: houd die buiten bereik. Geef het bestand een "
    "andere naam, en `spoorboek up` maakt een sleutel voor de volgende."
)


class NoBackupKey(PlatformError):
    """De sleutel van de reservekopieën ontbreekt."""


def backup_key_file(home: Path) -> Path:
    """Return the path of the file with the key of backups."""
    return home / BACKUP_KEY_FILE


def read_backup_key(configuration: Settings) -> Identity:
    """Return the key, from `SPOORBOEK_BACKUP_KEY` or else from the file HOME/backup-key.

    Raises NoBackupKey when there is none, PlatformError, without quoting it, when it is malformed or open to others.
    """
    where = "SPOORBOEK_BACKUP_KEY"
    if configuration.backup_key is not None:
        text = configuration.backup_key.get_secret_value()
    else:
        path = backup_key_file(configuration.home)
        if not path.exists():
            raise NoBackupKey(
                f"De sleutel van de reservekopieën ontbreekt: zet haar in {path} (rechten 0600), of in {where}. "
                "Zonder die sleutel is geen reservekopie te openen."
            )
        where, text = str(path), read_key_file(path, "", IF_BACKUP_KEY_READ)
    try:
        return Identity.from_str(text.strip())
    except IdentityError:
        raise PlatformError(
            f"In {where} staat geen sleutel van reservekopieën: verwacht één regel die begint met AGE-SECRET-KEY-1."
        ) from None


def ensure_backup_key(configuration: Settings) -> str | None:
    """Create the key when there is none yet, and return it, to be shown this once; None when there was one.

    Raises PlatformError when it cannot be written.
    """
    path = backup_key_file(configuration.home)
    if configuration.backup_key is not None or path.exists():
        return None
    secret = str(Identity.generate())
    try:
        make_private_folder(path.parent)
        create_private_file(path, f"{secret}\n".encode())
    except FileExistsError:  # another process was first
        return None
    except OSError as error:
        raise PlatformError(
            f"De sleutel van de reservekopieën kan niet in {path} worden geschreven ({reason_of(error)})."
        ) from None
    return secret


def new_key_text(configuration: Settings, secret: str, *, show: bool) -> str:
    """Return what to tell of a new key. `show`: the key itself too, for a person at a terminal."""
    told = f"\n    {secret}\n" if show else ""
    return (
        f"Nieuwe sleutel voor reservekopieën: {backup_key_file(configuration.home)}{told}\n"
        "Bewaar haar buiten deze machine, apart van de reservekopieën: zonder haar is er geen weg terug."
    )
