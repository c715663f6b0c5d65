"""Who read the page of which case: written with each page, kept in the ledger of the case."""

from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session, col, select

from models.tables import Case, CaseReading


class ReadingLine(NamedTuple):
    """One reading: when, the code of who read, and the title of the page."""

    read_at: datetime
    actor: str
    page: str


def note_reading(writing: Session, case: Case, actor: str, page: str, now: datetime) -> None:
    """Record that somebody read a page about a case; what is not recorded is not shown."""
    writing.add(CaseReading(case_id=case.id, read_at=now, actor=actor, page=page))
    writing.flush()


def readings_of(reading: Session, case: Case, limit: int = 200) -> list[ReadingLine]:
    """List who read about a case, the latest first, `limit` at most."""
    query = select(CaseReading).where(col(CaseReading.case_id) == case.id).order_by(col(CaseReading.id).desc())
    return [ReadingLine(row.read_at, row.actor, row.page) for row in reading.exec(query.limit(limit))]
