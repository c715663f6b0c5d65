"""The editions of rules and house policy that cases were planned by: their texts, and which was in force since when."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from models.tables.base import Row, UtcMoment, row_id
from spoorboek.clock import now

RULES, HOUSE = "rules", "house"


class EditionText(Row, table=True):
    """One version of the rules or of the house policy as it was written. Rows are only ever added."""

    __tablename__ = "edition_text"
    __table_args__ = (CheckConstraint("kind in ('rules', 'house')", name="kind"),)
    shown: ClassVar[tuple[str, ...]] = ("kind", "version")

    kind: str = Field(primary_key=True)
    version: str = Field(primary_key=True)
    recorded_at: datetime = Field(default_factory=now, sa_type=UtcMoment)
    sha256: str
    content: str


class EditionInForce(Row, table=True):
    """From when an edition was in force, and who saw to that; the newest row counts. Rows are only ever added."""

    __tablename__ = "edition_in_force"
    shown: ClassVar[tuple[str, ...]] = ("id", "rules", "house", "on_day")

    id: int = row_id()
    on_day: date
    recorded_at: datetime = Field(default_factory=now, sa_type=UtcMoment)
    rules: str
    house: str
    actor: str
