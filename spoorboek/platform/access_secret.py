"""The secret of an installation: who knows it may use the Prefect API and UI, nobody else.

Prefect calls it an auth string: one text for all, which the UI asks for and clients send as basic authentication. It
stands in the setting `SPOORBOEK_API_SECRET`, or else in the file HOME/access, for the user of Spoorboek alone.
"""

import os
import shlex
from pathlib import Path
from secrets import token_urlsafe
from typing import NamedTuple

from pydantic import SecretStr

from spoorboek.errors import PlatformError
from spoorboek.outside.files import reason_of
from spoorboek.platform.home_rights import ACCESS_FILE
from spoorboek.private_files import OTHERS, create_private_file, write_private_file
from spoorboek.settings import Settings, check_api_secret

USER = "spoorboek"  # before the colon, as basic authentication wants it
RANDOM_BYTES = 24
RENEW = "spoorboek access --new"


class AccessError(PlatformError):
    """Het toegangswoord is niet te gebruiken."""


class Access(NamedTuple):
    """The secret, and whether it was made just now, so that somebody has to be told."""

    secret: SecretStr
    is_new: bool = False


def access_file(home: Path) -> Path:
    """Return the path of the file with the secret."""
    return home / ACCESS_FILE


def ensure_access(configuration: Settings) -> Access:
    """Return the secret of an installation, made now when it has none yet.

    Raises AccessError, without quoting it, when others can read it, or it cannot be read, used or written.
    """
    if known := read_secret(configuration):
        return Access(SecretStr(known))
    secret = random_secret()
    path = access_file(configuration.home)
    try:
        create_private_file(path, f"{secret}\n".encode())
    except OSError as error:
        raise AccessError(_unwritable_text(path, error)) from None
    return Access(SecretStr(secret), is_new=True)


def renew_secret(configuration: Settings) -> str:
    """Put a new secret in the place of the one in the file. Raises AccessError; then the old one is as it was."""
    if configuration.api_secret is not None:
        raise AccessError("Het toegangswoord staat in SPOORBOEK_API_SECRET; wijzig het daar.")
    secret, path = random_secret(), access_file(configuration.home)
    try:
        write_private_file(path, f"{secret}\n".encode(), durable=True)
    except OSError as error:
        raise AccessError(_unwritable_text(path, error)) from None
    return secret


def read_secret(configuration: Settings) -> str | None:
    """Return the secret of an installation; None when it has none yet. Raises AccessError as `ensure_access` does."""
    if configuration.api_secret is not None:
        return configuration.api_secret.get_secret_value()
    path = access_file(configuration.home)
    try:
        with path.open(encoding="utf-8") as file:
            _refuse_known_to_others(path, os.fstat(file.fileno()))
            secret = file.read().strip()
        return check_api_secret(secret)
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        reason = reason_of(error) if isinstance(error, OSError) else "er staat geen bruikbaar toegangswoord in"
        raise AccessError(f"Het bestand {path} is niet te gebruiken ({reason}). Maak een nieuw: {RENEW}") from None


def random_secret() -> str:
    """Return a new secret, as basic authentication wants it: a user, a colon and what nobody guesses."""
    return f"{USER}:{token_urlsafe(RANDOM_BYTES)}"


def _refuse_known_to_others(path: Path, found: os.stat_result) -> None:
    if found.st_uid != os.geteuid():
        raise AccessError(
            f"Het bestand {path} met het toegangswoord is van een andere gebruiker. "
            f"Haal het weg ({shlex.join(['rm', str(path)])}) en start `spoorboek up`: dat maakt een nieuw."
        )
    if found.st_mode & OTHERS:
        raise AccessError(
            f"Het bestand {path} met het toegangswoord is ook voor anderen dan de eigenaar toegankelijk. "
            f"Iemand kan het gelezen hebben: maak een nieuw met `{RENEW}`, en start dan opnieuw."
        )


def _unwritable_text(path: Path, error: OSError) -> str:
    return (
        f"Het bestand {path} met het toegangswoord kan niet worden geschreven ({reason_of(error)}). "
        "Kijk of er ruimte op de schijf is, en of de map te beschrijven is."
    )
