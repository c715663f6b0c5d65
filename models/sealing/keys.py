"""Read, create and add encryption keys. No key is ever printed or overwritten."""

import os
import shlex
from pathlib import Path

from cryptography.fernet import Fernet

from spoorboek.errors import PlatformError
from spoorboek.outside.files import reason_of
from spoorboek.private_files import OTHERS, create_private_file, make_private_folder, write_private_file
from spoorboek.settings import Settings

IF_DATA_KEY_READ = "Kan iemand het gelezen hebben, maak dan een nieuwe sleutel: spoorboek keys add"
HOW_TO_START = "Zet SPOORBOEK_KEYS, of zet het bestand terug uit de reservekopie: zonder sleutel is niets te lezen."


def key_file(home: Path) -> Path:
    """Return the path of the file with the keys: one per line, newest first."""
    return home / "keys"


def read_keys(settings: Settings) -> list[str]:
    """Return the keys, newest first, from `SPOORBOEK_KEYS` or else from the file HOME/keys.

    Raises PlatformError, without quoting a key, when there is none, one is malformed, or others can read the file.
    """
    if settings.keys is not None:
        where, text = "SPOORBOEK_KEYS", settings.keys.get_secret_value().replace(",", "\n")
    else:
        where, text = (
            str(key_file(settings.home)),
            read_key_file(key_file(settings.home), HOW_TO_START, IF_DATA_KEY_READ),
        )
    keys = [line.strip() for line in text.splitlines() if line.strip()]
    if not keys:
        raise PlatformError(f"Er staat geen sleutel in {where}. {HOW_TO_START}")
    for number, key in enumerate(keys, start=1):
        _check(key, number, where)
    return keys


def create_keys(home: Path) -> Path:
    """Create the key file with one new key, readable by its owner only; raises PlatformError when the file exists."""
    path = key_file(home)
    try:
        make_private_folder(home)
        create_private_file(path, f"{Fernet.generate_key().decode()}\n".encode())
    except FileExistsError:
        raise PlatformError(f"Het sleutelbestand {path} bestaat al en wordt nooit overschreven.") from None
    except OSError as error:
        raise PlatformError(_unwritable_text(path, error)) from None
    return path


def add_key(home: Path) -> Path:
    """Insert a new key above the others in the key file, as a whole or not at all; the older keys can still decrypt.

    Raises PlatformError when the file is not there, others can read it, or it cannot be written; then it is as it was.
    """
    path = key_file(home)
    older_keys = read_key_file(path, HOW_TO_START, IF_DATA_KEY_READ)
    try:
        write_private_file(path, f"{Fernet.generate_key().decode()}\n{older_keys}".encode(), durable=True)
    except OSError as error:
        raise PlatformError(_unwritable_text(path, error)) from None
    return path


def _unwritable_text(path: Path, error: OSError) -> str:
    return (
        f"Het sleutelbestand {path} kan niet worden geschreven ({reason_of(error)}); er is niets gewijzigd. "
        "Kijk of er ruimte op de schijf is, en of de map te beschrijven is."
    )


def read_key_file(path: Path, if_missing: str, if_read: str) -> str:
    """Return the text of a file with keys; PlatformError, with the advice, when it is missing or others can read it."""
    try:
        with path.open(encoding="utf-8") as file:
            _refuse_known_to_others(path, os.fstat(file.fileno()), if_read)
            return file.read()
    except FileNotFoundError:
        raise PlatformError(f"Het sleutelbestand {path} ontbreekt. {if_missing}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise PlatformError(f"Het sleutelbestand {path} is niet te lezen ({type(error).__name__}).") from None


def _refuse_known_to_others(path: Path, found: os.stat_result, if_read: str) -> None:
    place = shlex.quote(str(path))
    if found.st_uid != os.geteuid():
        raise PlatformError(
            f"Het sleutelbestand {path} is van een andere gebruiker, die het kan lezen en vervangen. Herstel dat eerst "
            f'met: sudo chown "$(id -un)" {place} && chmod 600 {place}. {if_read}'
        )
    if found.st_mode & OTHERS:
        raise PlatformError(
            f"Het sleutelbestand {path} is ook voor anderen dan de eigenaar toegankelijk. Herstel dat eerst met: "
            f"chmod 600 {place}. {if_read}"
        )


def _check(key: str, number: int, where: str) -> None:
    try:
        Fernet(key)
    except ValueError:
        raise PlatformError(
            f"Sleutel {number} in {where} is geen geldige sleutel: verwacht 44 tekens (base64). Een nieuwe maakt u met "
            "`python -c 'from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())'`."
        ) from None
