"""When each round of upkeep last ended and what it found, kept in the record: Prefect forgets, and may be silent."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from models.tables import UpkeepRound
from spoorboek.clock import now as read_clock


class UpkeepKind(StrEnum):
    """A round whose end is kept."""

    RECONCILE, MAIL, ANCHOR, BACKUP = "herstel", "post", "anker", "reservekopie"


class EndedRound(NamedTuple):
    """When a round last ended, and how much it found that is not in order."""

    at: datetime
    findings: int


def note_round(writing: Session, kind: UpkeepKind, findings: int = 0, now: datetime | None = None) -> None:
    """Note that a round ended. `findings`: how much of what it looked at is not in order, and was not mended."""
    row = {"ended_at": now or read_clock(), "findings": findings}
    new = insert(UpkeepRound).values(kind=str(kind), **row)
    writing.execute(new.on_conflict_do_update(index_elements=["kind"], set_=row))


def ended_rounds(reading: Session) -> Mapping[UpkeepKind, EndedRound]:
    """Return the last round of each kind; a kind that never ended is left out."""
    rows = reading.execute(select(col(UpkeepRound.kind), col(UpkeepRound.ended_at), col(UpkeepRound.findings)))
    return {UpkeepKind(kind): EndedRound(at, findings) for kind, at, findings in rows if kind in list(UpkeepKind)}
