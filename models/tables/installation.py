"""Tables of the installation itself: its identity, key check and virtual clock, and when it was restored."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from models.sealing.sealed_columns import EncryptedBytes
from models.tables.base import APPEND_ONLY, CHANGEABLE, READ_ONLY, Row, UtcMoment, row_id
from spoorboek.clock import now


class Installation(Row, table=True):
    """The identity of this database: random, and authenticated with every encrypted value; none opens in another."""

    __table_args__ = (CheckConstraint("id = 1", name="one"),)
    rights: ClassVar[frozenset[str]] = READ_ONLY

    id: int = Field(default=1, primary_key=True)
    code: UUID


class KeyCheck(Row, table=True):
    """An encrypted random secret.

    Decrypting it proves that the encryption key is right. It is also the key of the lookup hashes, which therefore stay
    the same when the encryption key changes. It is bound to its place last: as long as it is an older value, which is
    not, others of that kind are read too, and afterwards none.
    """

    __tablename__ = "key_check"
    __table_args__ = (CheckConstraint("id = 1", name="one"),)
    rights: ClassVar[frozenset[str]] = CHANGEABLE

    id: int = Field(default=1, primary_key=True)
    token: bytes = Field(sa_type=EncryptedBytes)


class VirtualClock(Row, table=True):
    """The virtual day of a time-lapse; no row outside one."""

    __tablename__ = "virtual_clock"
    __table_args__ = (CheckConstraint("id = 1", name="one"),)
    rights: ClassVar[frozenset[str]] = CHANGEABLE

    id: int = Field(default=1, primary_key=True)
    day: date


class Restore(Row, table=True):
    """A restore from a backup: what happened between both moments is lost here, and may have happened. Append-only.

    The days are those of the record: virtual ones in a time-lapse. `actor`: the code of who restored.
    """

    rights: ClassVar[frozenset[str]] = APPEND_ONLY
    shown: ClassVar[tuple[str, ...]] = ("id", "from_day", "until_day")

    id: int = row_id()
    backup_at: datetime = Field(sa_type=UtcMoment)
    restored_at: datetime = Field(default_factory=now, sa_type=UtcMoment)
    from_day: date
    until_day: date
    actor: str
