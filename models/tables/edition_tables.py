"""The editions of rules and house policy: their texts, which was in force since when, and the lead times of a day."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from models.tables.base import APPEND_ONLY, Row, UtcMoment, row_id
from spoorboek.clock import now

RULES, HOUSE = "rules", "house"


class EditionText(Row, table=True):
    """The text of one version of the rules or of the house policy. Append-only."""

    __tablename__ = "edition_text"
    __table_args__ = (CheckConstraint("kind in ('rules', 'house')", name="kind"),)
    rights: ClassVar[frozenset[str]] = APPEND_ONLY
    shown: ClassVar[tuple[str, ...]] = ("kind", "version")

    kind: str = Field(primary_key=True)
    version: str = Field(primary_key=True)
    recorded_at: datetime = Field(default_factory=now, sa_type=UtcMoment)
    sha256: str
    content: str


class EditionInForce(Row, table=True):
    """The day an edition came into force, and who applied it; the newest row is in force. Append-only."""

    __tablename__ = "edition_in_force"
    rights: ClassVar[frozenset[str]] = APPEND_ONLY
    shown: ClassVar[tuple[str, ...]] = ("id", "rules", "house", "on_day")

    id: int = row_id()
    on_day: date
    recorded_at: datetime = Field(default_factory=now, sa_type=UtcMoment)
    rules: str
    house: str
    actor: str


class LearnedLeads(Row, table=True):
    """The lead times by which all cases are planned on a day: learned once, by whoever came first. Append-only.

    `leads`: days, unit and number of observations, by role; `policy`: the version of the house policy they belong to.
    """

    __tablename__ = "learned_leads"
    rights: ClassVar[frozenset[str]] = APPEND_ONLY
    shown: ClassVar[tuple[str, ...]] = ("on_day", "policy")

    on_day: date = Field(primary_key=True)
    policy: str = Field(primary_key=True)
    leads: dict[str, Any] = Field(sa_type=JSONB)
