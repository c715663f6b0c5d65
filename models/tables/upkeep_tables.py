"""What the installation did on its own rounds: when each last ended, and the report of each day. No personal data."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from models.tables.base import APPEND_ONLY, CHANGEABLE, Row, UtcMoment
from spoorboek.clock import now


class UpkeepRound(Row, table=True):
    """A round of upkeep (`kind`): when it last ended, and how much it found that is not in order."""

    __tablename__ = "upkeep_round"
    rights: ClassVar[frozenset[str]] = CHANGEABLE
    shown: ClassVar[tuple[str, ...]] = ("kind", "findings")

    kind: str = Field(primary_key=True)
    ended_at: datetime = Field(sa_type=UtcMoment)
    findings: int = 0


class DayReport(Row, table=True):
    """The report of a day was made: one a day, whoever makes it. `counts`: numbers by what was counted."""

    __tablename__ = "day_report"
    rights: ClassVar[frozenset[str]] = APPEND_ONLY
    shown: ClassVar[tuple[str, ...]] = ("on_day",)

    on_day: date = Field(primary_key=True)
    made_at: datetime = Field(default_factory=now, sa_type=UtcMoment)
    counts: dict[str, Any] = Field(default_factory=dict, sa_type=JSONB)
