"""The key of the ledger, apart from the data keys: whoever has the database and not this key cannot forge an entry."""

import binascii
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import cache
from pathlib import Path

from models.sealing.keys import read_key_file
from spoorboek.errors import PlatformError
from spoorboek.outside.files import reason_of
from spoorboek.private_files import create_private_file, make_private_folder
from spoorboek.settings import Settings, settings

KEY_BYTES = 32
HOW_TO_GO_ON = (
    "Zet SPOORBOEK_LEDGER_KEY, of zet het bestand terug uit de reservekopie. Een nieuwe sleutel past niet: daarmee is "
    "niet meer na te gaan of het dossier klopt."
)
IF_LEDGER_KEY_READ = (
    "Wie het gelezen heeft en bij de database kan, kan regels van het grootboek namaken. Wat een bewaard anker "
    "bewijst, blijft bewezen: spoorboek verify --since ANKER"
)


class WrongLedgerKeyError(PlatformError):
    """De sleutel van het grootboek past niet bij deze database.

    Zet de sleutel waarmee het grootboek is begonnen in SPOORBOEK_LEDGER_KEY of in het bestand `ledger.key` van
    SPOORBOEK_HOME. Past die ook niet, dan is het begin van het grootboek gewijzigd.
    """


def ledger_key_file(home: Path) -> Path:
    """Return the path of the file with the key of the ledger."""
    return home / "ledger.key"


@cache
def ledger_key() -> bytes:
    """Return the key of the ledger, read once per process; raises PlatformError without a valid one."""
    return read_ledger_key(settings())


def read_ledger_key(configuration: Settings) -> bytes:
    """Return the key from `SPOORBOEK_LEDGER_KEY` or else from the file HOME/ledger.key.

    Raises PlatformError, without quoting the key, when there is none, it is malformed, or others can read the file.
    """
    if configuration.ledger_key is not None:
        where, text = "SPOORBOEK_LEDGER_KEY", configuration.ledger_key.get_secret_value()
    else:
        path = ledger_key_file(configuration.home)
        where, text = str(path), read_key_file(path, HOW_TO_GO_ON, IF_LEDGER_KEY_READ)
    try:
        key = urlsafe_b64decode(text.strip())
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise PlatformError(f"In {where} staat geen geldige sleutel: verwacht 44 tekens (base64). {HOW_TO_GO_ON}")
    return key


def create_ledger_key(home: Path) -> Path:
    """Create the key file, readable by its owner only; raises PlatformError when it exists or cannot be written."""
    path = ledger_key_file(home)
    try:
        make_private_folder(home)
        create_private_file(path, urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)) + b"\n")
    except FileExistsError:
        raise PlatformError(f"Het sleutelbestand {path} bestaat al en wordt nooit overschreven.") from None
    except OSError as error:
        raise PlatformError(
            f"Het sleutelbestand {path} kan niet worden geschreven ({reason_of(error)}); er is niets gewijzigd. "
            "Kijk of er ruimte op de schijf is, en of de map te beschrijven is."
        ) from None
    return path
