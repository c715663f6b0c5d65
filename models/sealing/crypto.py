"""Authenticated encryption of values that belong to one place: a column of one row of one installation.

A sealed value is `01 | key id (8 bytes) | nonce (12) | AES-256-GCM of the packed value`. Its place and these first nine
bytes are authenticated with it, so it opens nowhere else. The first byte leaves room for other ways of sealing. Older
values begin with 80: they are Fernet tokens, which belong to no place.
"""

import base64
import os
import zlib
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy.exc import DontWrapMixin

from models.sealing.keys import read_keys
from spoorboek.errors import PlatformError
from spoorboek.settings import settings

BOUND, UNBOUND = b"\x01", b"\x80"
KEY_ID_BYTES, NONCE_BYTES, KEY_BYTES = 8, 12, 32
HEADER_BYTES = len(BOUND) + KEY_ID_BYTES
PLAIN, PACKED = b"\x00", b"\x01"
NAMED_AT_MOST = 20  # places in one message
WORTH_PACKING = 200  # bytes; shorter text hardly shrinks


class Place(NamedTuple):
    """Where a sealed value belongs. `installation`: sixteen random bytes, the same for a whole database."""

    installation: bytes
    table: str
    column: str
    row: int

    def __str__(self) -> str:
        """Name the place as people look it up."""
        return f"{self.table}.{self.column}, rij {self.row}"

    def associated_data(self, header: bytes) -> bytes:
        """Return what is authenticated beside the value: every part has a fixed length, or its length before it."""
        names = (name.encode() for name in (self.table, self.column))
        lengths_and_names = b"".join(len(name).to_bytes(2, "big") + name for name in names)
        return header + self.installation + self.row.to_bytes(8, "big", signed=True) + lengths_and_names


class UnreadableError(PlatformError, DontWrapMixin):
    """Een versleuteld gegeven is met geen van de ingestelde sleutels te lezen.

    Zet de ontbrekende sleutel erbij in SPOORBOEK_KEYS of in het bestand `keys` van SPOORBOEK_HOME en start opnieuw.
    """

    def __init__(self, *places: Place) -> None:
        named = "; ".join(map(str, places[:NAMED_AT_MOST])) + ("; en meer" if len(places) > NAMED_AT_MOST else "")
        super().__init__(f"{' '.join(str(type(self).__doc__).split())} Het gaat om {named}.")
        self.places = places


class MisplacedError(UnreadableError):
    """Een versleuteld gegeven is beschadigd, of het hoort op een andere plaats; het is niet gelezen.

    Zet die rij terug uit de reservekopie, en zoek uit wie in de database schreef: Spoorboek verplaatst niets.
    """


def all_in_one(errors: Sequence[UnreadableError]) -> UnreadableError:
    """Return one error, of the kind of the first, that names the places of all."""
    return type(errors[0])(*(place for error in errors for place in error.places))


class Keyring:
    """The keys of this installation, newest first: the newest seals, the id in a value says which one opens it."""

    def __init__(self, keys: Sequence[str]) -> None:
        secrets = [base64.urlsafe_b64decode(key) for key in keys]
        self._ciphers = {_derive(key, "id", KEY_ID_BYTES): AESGCM(_derive(key, "seal", KEY_BYTES)) for key in secrets}
        self._newest = next(iter(self._ciphers))
        self._unbound = MultiFernet([Fernet(key) for key in keys])

    @property
    def newest_header(self) -> bytes:
        """Return how every value begins that is sealed with the newest key."""
        return BOUND + self._newest

    def seal(self, plain: bytes, place: Place) -> bytes:
        """Encrypt bytes with the newest key, for one place."""
        header, nonce = self.newest_header, os.urandom(NONCE_BYTES)
        return header + nonce + self._ciphers[self._newest].encrypt(nonce, _pack(plain), place.associated_data(header))

    def unseal(self, sealed: bytes, place: Place, *, unbound: bool = False) -> bytes:
        """Decrypt what was sealed for this place; with `unbound` also a Fernet token, which belongs to no place.

        Raises UnreadableError when its key is not here, MisplacedError when it is damaged or of another place.
        """
        if unbound and sealed.startswith(UNBOUND):
            return self._unseal_unbound(sealed, place)
        header, nonce = sealed[:HEADER_BYTES], sealed[HEADER_BYTES : HEADER_BYTES + NONCE_BYTES]
        if len(header) < HEADER_BYTES or not header.startswith(BOUND):
            raise MisplacedError(place)
        cipher = self._ciphers.get(header[len(BOUND) :])
        if cipher is None:
            raise UnreadableError(place)
        try:
            return _unpack(cipher.decrypt(nonce, sealed[len(header + nonce) :], place.associated_data(header)))
        except (InvalidTag, ValueError, zlib.error):
            raise MisplacedError(place) from None

    def _unseal_unbound(self, sealed: bytes, place: Place) -> bytes:
        try:
            return _unpack(self._unbound.decrypt(base64.urlsafe_b64encode(sealed)))
        except (InvalidToken, zlib.error):
            raise UnreadableError(place) from None


@cache
def keyring() -> Keyring:
    """Return the keyring of this process, read once; raises PlatformError without valid keys."""
    return Keyring(read_keys(settings()))


def unsealed(sealed: bytes, place: Place, *, unbound: bool = False) -> bytes:
    """Decrypt with the keys of this process, which are read again when none fits: one may have been added to the file.

    Raises UnreadableError when still none of the keys fits, MisplacedError for a value that does not belong here.
    """
    try:
        return keyring().unseal(sealed, place, unbound=unbound)
    except MisplacedError:
        raise
    except UnreadableError:
        keyring.cache_clear()
        return keyring().unseal(sealed, place, unbound=unbound)


def _derive(key: bytes, purpose: str, length: int) -> bytes:
    """Derive bytes for one purpose, so that no key serves two algorithms: Fernet used the key itself."""
    return HKDF(SHA256(), length, salt=None, info=f"spoorboek {purpose} AES-256-GCM 1".encode()).derive(key)


def _pack(plain: bytes) -> bytes:
    # Encrypted bytes cannot be compressed by the database, so this is done before encryption.
    packed = zlib.compress(plain, 9) if len(plain) > WORTH_PACKING else plain
    return PACKED + packed if len(packed) < len(plain) else PLAIN + plain


def _unpack(packed: bytes) -> bytes:
    return zlib.decompress(packed[1:]) if packed[:1] == PACKED else packed[1:]
