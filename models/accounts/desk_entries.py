"""What was recorded at the desk, by event, so that the mail that follows from it can wait and be called back."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from models.tables import Case, CaseEvent, DeskEntry


def newest_event(reading: Session) -> int:
    """Return the id of the newest event of all cases; 0 without any."""
    return int(reading.exec(select(func.max(CaseEvent.id))).one() or 0)


def note_desk_entries(writing: Session, numbers: Collection[str], form_id: UUID, actor: str, after: int) -> None:
    """Note that somebody recorded the events of these cases that came after one, by id, with a form of the desk."""
    query = select(CaseEvent).join(Case, col(Case.id) == col(CaseEvent.case_id))
    mine = query.where(col(Case.number).in_(numbers), col(CaseEvent.id) > after, CaseEvent.actor == actor)
    for event in writing.exec(mine):
        entry = DeskEntry(case_id=event.case_id, seq=event.seq, form_id=form_id, recorded_at=event.recorded_at)
        writing.add(entry)
    writing.flush()


def first_recorded(reading: Session, case: Case, form_id: UUID) -> int:
    """Return the number of the first event of a case that a form recorded; of the newest when it recorded none."""
    query = select(func.min(DeskEntry.seq)).where(DeskEntry.case_id == case.id, DeskEntry.form_id == form_id)
    return int(reading.exec(query).one() or case.version)


def desk_entry_of(reading: Session, case_id: int, seq: int) -> DeskEntry | None:
    """Return what the desk knows of an event; None for one that was recorded elsewhere."""
    return reading.exec(select(DeskEntry).where(DeskEntry.case_id == case_id, DeskEntry.seq == seq)).one_or_none()


def desk_entries_since(reading: Session, case_id: int, moment: datetime) -> Sequence[DeskEntry]:
    """List what was recorded of a case at the desk since a moment, in order."""
    query = select(DeskEntry).where(DeskEntry.case_id == case_id, DeskEntry.recorded_at > moment)
    return reading.exec(query.order_by(col(DeskEntry.seq)).execution_options(populate_existing=True)).all()
