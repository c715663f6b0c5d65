"""Rows the platform keeps for itself: one each."""

from datetime import date

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from models.crypto import EncryptedBytes
from models.tables.base import Row


class KeyCheck(Row, table=True):
    """A sealed random secret: that it opens proves the key; the lookup hashes are keyed by it, so they outlive keys."""

    __tablename__ = "key_check"
    __table_args__ = (CheckConstraint("id = 1", name="one"),)

    id: int = Field(default=1, primary_key=True)
    token: bytes = Field(sa_type=EncryptedBytes)


class VirtualClock(Row, table=True):
    """The day it is in a time-lapse; no row in real life."""

    __tablename__ = "virtual_clock"
    __table_args__ = (CheckConstraint("id = 1", name="one"),)

    id: int = Field(default=1, primary_key=True)
    day: date
