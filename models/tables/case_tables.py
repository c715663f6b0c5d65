"""The case and its record: events that were reported, effects that were carried out, steps that are planned."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, SmallInteger, UniqueConstraint, false, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from models.tables.base import APPEND_ONLY, CHANGEABLE, DELETABLE, Row, UtcMoment, reference, row_id
from spoorboek.clock import now

OPEN, CLOSED, EMPTIED = "open", "gesloten", "vernietigd"
DECISIVE_DAY = "coalesce(agreed_on, due_on, target_on, opens_on)"  # of a planned step


class Case(Row, table=True):
    """A sickness case. Of one whose content was destroyed (EMPTIED) the row stays, as the proof that it was there.

    `version` is the `seq` of its last event, `effects` that of its last effect; `event_head` and `effect_head` are
    their hashes, so that a chain with its end cut off is detected too; `seal` is a keyed hash over these. Only
    models/record.py changes these five.
    """

    __tablename__ = "case_file"
    __table_args__ = (
        CheckConstraint("status in ('open', 'gesloten', 'vernietigd')", name="status"),
        Index("ix_case_file_wake", "next_wake", postgresql_where=text("status = 'open'")),
    )
    rights: ClassVar[frozenset[str]] = CHANGEABLE
    shown: ClassVar[tuple[str, ...]] = ("id", "number", "status", "version")

    id: int = row_id()
    employee_id: int = reference("employee.id", index=True)
    previous_case_id: int | None = reference("case_file.id", default=None)
    flow_run_id: UUID | None = None
    artifact_id: UUID | None = None
    opened_at: datetime = Field(default_factory=now, sa_type=UtcMoment)
    closed_on: date | None = None
    next_wake: date | None = None
    version: int = 0
    effects: int = 0
    number: str = Field(unique=True)
    status: str = OPEN
    rules: str = ""
    event_head: bytes = Field(default=b"", sa_type=LargeBinary)
    effect_head: bytes = Field(default=b"", sa_type=LargeBinary)
    seal: bytes = Field(default=b"", sa_type=LargeBinary)


class WakeBasis(Row, table=True):
    """What the next wake of a case was computed from: the wake of a case stores it; a case without one must be woken.

    `version` and `effects` are those of the case; `planned_by` names the rules, house policy, lead times and product;
    `checked_on` is the last day on which the next wake was computed.
    """

    __tablename__ = "wake_basis"
    rights: ClassVar[frozenset[str]] = DELETABLE
    shown: ClassVar[tuple[str, ...]] = ("case_id", "version", "effects", "planned_by", "checked_on")

    case_id: int = reference("case_file.id", primary_key=True)
    version: int
    effects: int
    checked_on: date
    planned_by: str


class CaseEvent(Row, table=True):
    """An event that was reported. Append-only; `hash` chains each row to the one before it in its case."""

    __tablename__ = "case_event"
    __table_args__ = (
        UniqueConstraint("case_id", "seq"),
        Index("ix_case_event_difference", "case_id", postgresql_where=text("kind = 'file_differs'")),
    )
    rights: ClassVar[frozenset[str]] = APPEND_ONLY
    shown: ClassVar[tuple[str, ...]] = ("case_id", "seq", "kind")

    id: int = row_id()
    case_id: int = reference("case_file.id")
    recorded_at: datetime = Field(default_factory=now, sa_type=UtcMoment)
    seq: int
    on_day: date
    hash: bytes = Field(sa_type=LargeBinary)
    kind: str
    actor: str
    data: dict[str, Any] = Field(default_factory=dict, sa_type=JSONB)


class CaseEffect(Row, table=True):
    """An effect the product carried out. Append-only; the unique key makes every effect happen once."""

    __tablename__ = "effect"
    __table_args__ = (
        UniqueConstraint("case_id", "step", "occurrence", "kind", "name", "attempt", name="uq_effect_key"),
        Index("ix_effect_request", "on_day", postgresql_where=text("kind in ('mail', 'referral', 'referral_sent')")),
    )
    rights: ClassVar[frozenset[str]] = APPEND_ONLY
    shown: ClassVar[tuple[str, ...]] = ("case_id", "seq", "step", "occurrence", "kind", "name", "attempt")

    id: int = row_id()
    case_id: int = reference("case_file.id")
    recorded_at: datetime = Field(default_factory=now, sa_type=UtcMoment)
    seq: int
    on_day: date
    occurrence: int = Field(sa_type=SmallInteger)
    attempt: int = Field(sa_type=SmallInteger)
    hash: bytes = Field(sa_type=LargeBinary)
    step: str
    kind: str
    name: str
    detail: dict[str, Any] = Field(default_factory=dict, sa_type=JSONB)


class PlannedStep(Row, table=True):
    """One step of the last computed plan of a case, for lists; can be rebuilt at any time.

    `paused`: the employee is recovered, so that nobody has to work on it now.
    """

    __tablename__ = "planned_step"
    __table_args__ = (
        Index("ix_planned_step_due", "due_on", postgresql_where=text("status in ('open', 'te_laat')")),
        Index("ix_planned_step_begun", text(DECISIVE_DAY), postgresql_where=text("status in ('open', 'afgeweken')")),
        Index(
            "ix_planned_step_work",
            "status",
            text(DECISIVE_DAY),
            postgresql_where=text("status in ('te_laat', 'vraag', 'gepland')"),
        ),
    )
    rights: ClassVar[frozenset[str]] = DELETABLE
    shown: ClassVar[tuple[str, ...]] = ("case_id", "step", "occurrence", "status")

    case_id: int = reference("case_file.id", primary_key=True)
    step: str = Field(primary_key=True)
    occurrence: int = Field(primary_key=True, sa_type=SmallInteger)
    opens_on: date | None = None
    target_on: date | None = None
    due_on: date | None = None
    agreed_on: date | None = None
    paused: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    status: str
    label: str


class NextStepRow(Row, table=True):
    """The step of a case to look at first, as its run and dossier name it; can be rebuilt at any time.

    `step` and `occurrence` are None for the closing of a recovered case. `urgency` and `ranked_on` order the cases,
    `day` is its decisive day, `who` names in Dutch who has to act.
    """

    __tablename__ = "next_step"
    rights: ClassVar[frozenset[str]] = DELETABLE
    shown: ClassVar[tuple[str, ...]] = ("case_id", "step", "occurrence", "urgency")

    case_id: int = reference("case_file.id", primary_key=True)
    ranked_on: date
    day: date | None = None
    urgency: int = Field(sa_type=SmallInteger)
    occurrence: int | None = Field(default=None, sa_type=SmallInteger)
    step: str | None = None
    name: str
    who: str
