"""The absence of the people of some employers, case by case, from what was reported; no name is read for it."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import Select, or_, select
from sqlmodel import Session, col

from models.tables import Case, CaseEvent, Employee
from spoorboek.statute.events import Event
from spoorboek.statute.reports.absence import ABSENCE_KINDS, AbsencePiece, absence_pieces


class AbsentCase(NamedTuple):
    """The absence of one case: of which employer, the contract hours a week (None: not recorded), and its pieces."""

    employer_id: int
    hours: Decimal | None
    pieces: tuple[AbsencePiece, ...]


def absent_cases(reading: Session, cases: Select[Any], employers: Collection[int], since: date) -> Iterator[AbsentCase]:
    """Yield the absence in cases of these employers that were open on or after a day; `cases` selects their ids."""
    closed_later = or_(col(Case.closed_on).is_(None), col(Case.closed_on) >= since)
    wanted = (col(Case.id).in_(cases), col(Employee.employer_id).in_(employers), closed_later)
    columns: list[Any] = [Case.id, Case.closed_on, Employee.employer_id, Employee.hours_per_week]
    found = select(*columns).join(Employee, col(Employee.id) == col(Case.employee_id)).where(*wanted)
    rows = reading.execute(found).all()
    events = _events(reading, found.with_only_columns(col(Case.id)))
    for case_id, closed_on, employer_id, hours in rows:
        yield AbsentCase(employer_id, hours, absence_pieces(events[case_id], closed_on))


def _events(reading: Session, cases: Select[Any]) -> dict[int, list[Event]]:
    columns: list[Any] = [CaseEvent.case_id, CaseEvent.seq, CaseEvent.kind, CaseEvent.on_day, CaseEvent.data]
    query = select(*columns).where(col(CaseEvent.case_id).in_(cases), col(CaseEvent.kind).in_(ABSENCE_KINDS))
    found: dict[int, list[Event]] = defaultdict(list)
    for case_id, *fields in reading.execute(query.order_by(col(CaseEvent.case_id), col(CaseEvent.seq))):
        found[case_id].append(Event(*fields))
    return found
