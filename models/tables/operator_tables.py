"""Who may act, and which run forms were recorded."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, SmallInteger, UniqueConstraint
from sqlmodel import Field

from models.tables.base import APPEND_ONLY, CHANGEABLE, Row, UtcMoment, reference, row_id
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


class DeskEntry(Row, table=True):
    """An event that was recorded at the desk: `seq` is its number in the case, `form_id` the form that was sent.

    `recalled_at`, `recalled_by`: when and by whom the mail that follows from it was called back.
    """

    __tablename__ = "desk_entry"
    __table_args__ = (UniqueConstraint("case_id", "seq"),)
    rights: ClassVar[frozenset[str]] = CHANGEABLE
    shown: ClassVar[tuple[str, ...]] = ("id", "case_id", "seq")

    id: int = row_id()
    case_id: int = reference("case_file.id", index=True)
    recorded_at: datetime = Field(default_factory=now, sa_type=UtcMoment)
    recalled_at: datetime | None = Field(default=None, sa_type=UtcMoment)
    seq: int = Field(sa_type=SmallInteger)
    form_id: UUID
    recalled_by: str | None = None
