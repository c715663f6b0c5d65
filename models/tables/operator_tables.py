"""Who may act, and which run forms were recorded."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from models.tables.base import APPEND_ONLY, Row, UtcMoment, row_id
from spoorboek.clock import now

ADDED, REMOVED = "toegevoegd", "verwijderd"


class OperatorAct(Row, table=True):
    """One change of who may act; the newest of a code holds. Append-only; codes, never names."""

    __tablename__ = "operator_act"
    __table_args__ = (CheckConstraint("kind in ('toegevoegd', 'verwijderd')", name="kind"),)
    rights: ClassVar[frozenset[str]] = APPEND_ONLY
    shown: ClassVar[tuple[str, ...]] = ("id", "kind", "code")

    id: int = row_id()
    recorded_at: datetime = Field(default_factory=now, sa_type=UtcMoment)
    kind: str
    code: str
    actor: str


class RecordedAction(Row, table=True):
    """A run form that was recorded, by the id of its run: another attempt of the same run records nothing."""

    __tablename__ = "recorded_action"
    rights: ClassVar[frozenset[str]] = APPEND_ONLY
    shown: ClassVar[tuple[str, ...]] = ("run_id",)

    run_id: UUID = Field(primary_key=True)
    recorded_at: datetime = Field(default_factory=now, sa_type=UtcMoment)
