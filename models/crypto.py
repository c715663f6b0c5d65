"""Authenticated encryption at rest, with several keys: the newest encrypts, every key can decrypt."""

import base64
import zlib
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy import LargeBinary
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DontWrapMixin
from sqlalchemy.sql.operators import OperatorType
from sqlalchemy.types import TypeDecorator

from models.keys import read_keys
from spoorboek.errors import PlatformError
from spoorboek.settings import settings

PLAIN, PACKED = b"\x00", b"\x01"
WORTH_PACKING = 200  # bytes; shorter text hardly shrinks


class UnreadableError(PlatformError, DontWrapMixin):
    """Een versleuteld gegeven is met geen van de ingestelde sleutels te lezen.

    Zet de ontbrekende sleutel erbij in SPOORBOEK_KEYS of in het bestand `keys` van SPOORBOEK_HOME en start opnieuw.
    """


class Keyring:
    """The keys of this installation. Encrypted values are Fernet tokens, stored as bytes instead of base64."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._newest = Fernet(keys[0])
        self._all = MultiFernet([Fernet(key) for key in keys])

    def seal(self, plain: bytes) -> bytes:
        """Encrypt bytes with the newest key."""
        return base64.urlsafe_b64decode(self._all.encrypt(_pack(plain)))

    def unseal(self, sealed: bytes) -> bytes:
        """Decrypt bytes encrypted with any of the keys; raises UnreadableError for all others."""
        try:
            return _unpack(self._all.decrypt(base64.urlsafe_b64encode(sealed)))
        except InvalidToken:
            raise UnreadableError from None

    def renewed(self, sealed: bytes) -> bytes | None:
        """Re-encrypt a value with the newest key; None when it already is encrypted with it."""
        token = base64.urlsafe_b64encode(sealed)
        try:
            self._newest.decrypt(token)
        except InvalidToken:
            return self._rotated(token)
        return None

    def _rotated(self, token: bytes) -> bytes:
        try:
            return base64.urlsafe_b64decode(self._all.rotate(token))
        except InvalidToken:
            raise UnreadableError from None


@cache
def keyring() -> Keyring:
    """Return the keyring of this process, read once; raises PlatformError without valid keys."""
    return Keyring(read_keys(settings()))


def unsealed(sealed: bytes) -> bytes:
    """Decrypt with the keys of this process, which are read again when none fits: one may have been added to the file.

    Raises UnreadableError when still none of the keys fits.
    """
    try:
        return keyring().unseal(sealed)
    except UnreadableError:
        keyring.cache_clear()
        return keyring().unseal(sealed)


def _pack(plain: bytes) -> bytes:
    # Encrypted bytes cannot be compressed by the database, so this is done before encryption.
    packed = zlib.compress(plain, 9) if len(plain) > WORTH_PACKING else plain
    return PACKED + packed if len(packed) < len(plain) else PLAIN + plain


def _unpack(packed: bytes) -> bytes:
    return zlib.decompress(packed[1:]) if packed[:1] == PACKED else packed[1:]


class EncryptedBytes(TypeDecorator[Any]):
    """A bytea column with encrypted content."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:  # noqa: ARG002
        """Encrypt a value that is written."""
        return None if value is None else keyring().seal(self.encode(value))

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002
        """Decrypt a value that is read."""
        return None if value is None else self.decode(unsealed(bytes(value)))

    def coerce_compared_value(self, op: OperatorType | None, value: Any) -> Any:  # noqa: ARG002
        """Refuse comparisons: the same value is encrypted differently each time, so it would never be found."""
        raise TypeError("an encrypted column cannot be searched; look employees up by link_hash")

    def encode(self, value: Any) -> bytes:
        """Turn a value of this column into bytes."""
        return bytes(value)

    def decode(self, plain: bytes) -> Any:
        """Turn bytes into a value of this column."""
        return plain


class Encrypted(EncryptedBytes):
    """An encrypted text column."""

    cache_ok = True

    def encode(self, value: str) -> bytes:
        """Turn text into bytes."""
        return value.encode()

    def decode(self, plain: bytes) -> str:
        """Turn bytes into text."""
        return plain.decode()


class EncryptedDate(EncryptedBytes):
    """An encrypted date column."""

    cache_ok = True

    def encode(self, value: date) -> bytes:
        """Turn a date into bytes."""
        return value.isoformat().encode()

    def decode(self, plain: bytes) -> date:
        """Turn bytes into a date."""
        return date.fromisoformat(plain.decode())
