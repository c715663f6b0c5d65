"""The keys of bureaus: a new one is made here and told once; the one before it holds a while longer."""

import re
import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, select

from models.tables import Bureau, BureauKey
from spoorboek import clock
from spoorboek.errors import InputError
from spoorboek.outside.plain_words import harm_in
from tasks.outbox.end_points import end_point_of

SECRET_BYTES, NAME_BYTES = 32, 4
ADDRESS = re.compile(r"https://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[!-~]*)?")
EXAMPLE = "https://bureau.example/berichten"


class SigningKey(NamedTuple):
    """A key that holds: its public name, its secret, and the bureau it is of."""

    name: str
    secret: str
    bureau: int

    def __repr__(self) -> str:
        """Show the name alone."""
        return f"SigningKey({self.name!r})"


class HttpsState(NamedTuple):
    """Whether a bureau takes messages at an address, and whether a key of it holds."""

    endpoint: bool
    key: bool


def new_key(writing: Session, bureau_code: str, overlap: timedelta, end_point: str | None = None) -> SigningKey:
    """Make a key for a bureau; those before it hold for `overlap` longer.

    `end_point`: where the bureau takes messages; None: as before, empty: nowhere any more. Raises InputError for an
    unknown bureau, and for an address that is not https.
    """
    bureau = writing.exec(select(Bureau).where(Bureau.code == bureau_code)).one_or_none()
    if bureau is None:
        raise InputError(f"Bureau '{bureau_code}' is niet bekend. Kijk de code na in het register van bureaus.")
    address = end_point_of(writing, bureau.id) if end_point is None else _checked(end_point)
    ends_at = clock.now() + overlap
    for key in writing.exec(select(BureauKey).where(BureauKey.bureau_id == bureau.id, _holds()).with_for_update()):
        key.ends_at = min(key.ends_at, ends_at) if key.ends_at else ends_at
        writing.add(key)
    made = BureauKey(
        bureau_id=bureau.id,
        name=f"{bureau.code}-{secrets.token_hex(NAME_BYTES)}",
        secret=secrets.token_urlsafe(SECRET_BYTES),
        end_point=address,
    )
    writing.add(made)
    writing.flush()
    return SigningKey(made.name, made.secret, bureau.id)


def find_key(reading: Session, name: str) -> SigningKey | None:
    """Return the key with a name, when it holds."""
    return _key(reading.exec(select(BureauKey).where(BureauKey.name == name, _holds())).one_or_none())


def newest_key(reading: Session, bureau: int) -> SigningKey | None:
    """Return the key that we sign with to a bureau; None when it has none."""
    query = select(BureauKey).where(BureauKey.bureau_id == bureau, _holds()).order_by(col(BureauKey.id).desc())
    return _key(reading.exec(query.limit(1)).one_or_none())


def https_states(reading: Session) -> Mapping[str, HttpsState]:
    """Return, by code, how it stands with every bureau that ever had a key: nothing sealed is opened.

    The end point is that of the newest key, as in `end_point_of`.
    """
    query = select(Bureau.code, col(BureauKey.end_point).is_not(None), _holds()).join(BureauKey)
    states: dict[str, HttpsState] = {}
    for code, endpoint, holds in reading.exec(query.order_by(col(BureauKey.id))):
        states[code] = HttpsState(endpoint, holds or (code in states and states[code].key))
    return states


def _checked(address: str) -> str | None:
    if not address:
        return None
    if harm_in(address) or not ADDRESS.fullmatch(address):
        raise InputError(
            f"Verwacht een https-adres zonder naam of wachtwoord erin, zoals {EXAMPLE}. Er is geen sleutel gemaakt."
        )
    return address


def _holds() -> ColumnElement[bool]:
    return or_(col(BureauKey.ends_at).is_(None), col(BureauKey.ends_at) > clock.now())


def _key(row: BureauKey | None) -> SigningKey | None:
    return SigningKey(row.name, row.secret, row.bureau_id) if row else None
