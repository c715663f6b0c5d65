"""Cases whose wake does not succeed."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import SmallInteger
from sqlmodel import Field

from models.tables.base import DELETABLE, Row, UtcMoment, reference
from spoorboek.clock import now


class WakeTrouble(Row, table=True):
    """A case whose last wake failed; no row when it succeeded. It can be lost without harm.

    `attempts` counts how often it was woken again since, on the facts of `version`, lastly at `tried_at`. `reason` is
    Dutch, without personal data; `told_at` is when operations was told.
    """

    __tablename__ = "wake_trouble"
    rights: ClassVar[frozenset[str]] = DELETABLE
    shown: ClassVar[tuple[str, ...]] = ("case_id", "attempts", "version")

    case_id: int = reference("case_file.id", primary_key=True)
    since: datetime = Field(default_factory=now, sa_type=UtcMoment)
    tried_at: datetime = Field(default_factory=now, sa_type=UtcMoment)
    told_at: datetime | None = Field(default=None, sa_type=UtcMoment)
    version: int
    attempts: int = Field(default=0, sa_type=SmallInteger)
    reason: str
