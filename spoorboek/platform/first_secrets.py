"""The secrets an installation of several processes begins with, each in a file of its own."""

import secrets
from base64 import urlsafe_b64encode
from pathlib import Path

from cryptography.fernet import Fernet
from pyrage.x25519 import Identity

from models.ledger.ledger_key import KEY_BYTES
from spoorboek.errors import InputError
from spoorboek.outside.files import reason_of
from spoorboek.platform.access_secret import random_secret
from spoorboek.private_files import create_private_file, make_private_folder


def make_secrets(folder: Path) -> list[str]:
    """Make each secret in a new folder, for its owner alone, and return the names of the files.

    Raises InputError when there is something at that path already, or it cannot be written; nothing is replaced.
    """
    texts = {
        "keys": Fernet.generate_key().decode(),
        "ledger.key": urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode(),
        "backup-key": str(Identity.generate()),
        "api-secret": random_secret(),
    }
    if folder.exists():
        raise InputError(f"{folder} bestaat al. Kies een map die er nog niet is: geheimen worden nooit overschreven.")
    try:
        make_private_folder(folder)
        for name, text in texts.items():
            create_private_file(folder / name, f"{text}\n".encode())
    except OSError as error:
        raise InputError(f"{folder} kan niet worden gemaakt of beschreven ({reason_of(error)}).") from None
    return list(texts)
