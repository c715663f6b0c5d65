"""Read, create and add encryption keys. No key is ever printed or overwritten."""

import os
from pathlib import Path

from cryptography.fernet import Fernet

from spoorboek.errors import PlatformError
from spoorboek.settings import Settings

HOW_TO_START = "Zet SPOORBOEK_KEYS, of zet het bestand terug uit de reservekopie: zonder sleutel is niets te lezen."


def key_file(home: Path) -> Path:
    """Return the path of the file with the keys: one per line, newest first."""
    return home / "keys"


def read_keys(settings: Settings) -> list[str]:
    """Return the keys, newest first, from `SPOORBOEK_KEYS` or else from the file HOME/keys.

    Raises PlatformError, without quoting a key, when there is none or one is malformed.
    """
    if settings.keys is not None:
        where, text = "SPOORBOEK_KEYS", settings.keys.get_secret_value().replace(",", "\n")
    else:
        where, text = str(key_file(settings.home)), _file_text(key_file(settings.home))
    keys = [line.strip() for line in text.splitlines() if line.strip()]
    if not keys:
        raise PlatformError(f"Er staat geen sleutel in {where}. {HOW_TO_START}")
    for number, key in enumerate(keys, start=1):
        _check(key, number, where)
    return keys


def create_keys(home: Path) -> Path:
    """Create the key file with one new key, readable by its owner only; raises PlatformError when the file exists."""
    path = key_file(home)
    home.mkdir(parents=True, exist_ok=True)
    _write(path, Fernet.generate_key().decode() + "\n")
    return path


def add_key(home: Path) -> Path:
    """Insert a new key above the others in the key file, atomically; the older keys can still decrypt."""
    path = key_file(home)
    older_keys = _file_text(path)
    temporary = path.with_suffix(".nieuw")
    _write(temporary, f"{Fernet.generate_key().decode()}\n{older_keys}")
    temporary.replace(path)
    return path


def _file_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise PlatformError(f"Het sleutelbestand {path} ontbreekt. {HOW_TO_START}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise PlatformError(f"Het sleutelbestand {path} is niet te lezen ({type(error).__name__}).") from None


def _check(key: str, number: int, where: str) -> None:
    try:
        Fernet(key)
    except ValueError:
        raise PlatformError(
            f"Sleutel {number} in {where} is geen geldige sleutel: verwacht 44 tekens (base64). Een nieuwe maakt u met "
            "`python -c 'from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())'`."
        ) from None


def _write(path: Path, text: str) -> None:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise PlatformError(f"Het sleutelbestand {path} bestaat al en wordt nooit overschreven.") from None
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
