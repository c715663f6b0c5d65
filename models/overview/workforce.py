"""How many people are in service of an employer: record what the house was told, and count their days in a period."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from sqlmodel import Session, col, select

from models.tables import WorkforceCount
from spoorboek.statute.days.calendar import DAY


class ServiceDays(NamedTuple):
    """What was available in a period: days times people, and days times contract hours a week (None: not known)."""

    days: int
    person_days: int
    hour_days: Decimal | None


def record_workforce(
    writing: Session, employer: int, from_day: date, persons: int | None, hours: Decimal | None, actor: str
) -> None:
    """Record how many people are in service from a day on, and their contract hours a week together; once.

    What is recorded already, as of a form that was sent twice, is not recorded again.
    """
    held = {row.from_day: row for row in workforce_counts(writing, [employer]).get(employer, ())}.get(from_day)
    if held is not None and (held.persons, held.contract_hours) == (persons, hours):
        return
    row = WorkforceCount(employer_id=employer, from_day=from_day, persons=persons, contract_hours=hours, actor=actor)
    writing.add(row)
    writing.flush()


def workforce_counts(reading: Session, employers: Collection[int]) -> Mapping[int, Sequence[WorkforceCount]]:
    """Return the counts that hold, by employer, the earliest day first."""
    query = select(WorkforceCount).where(col(WorkforceCount.employer_id).in_(employers))
    held: dict[int, dict[date, WorkforceCount]] = defaultdict(dict)
    for row in reading.exec(query.order_by(col(WorkforceCount.id))):
        held[row.employer_id][row.from_day] = row
    return {employer: [rows[day] for day in sorted(rows)] for employer, rows in held.items()}


def service_days(counts: Sequence[WorkforceCount], first: date, last: date) -> ServiceDays | None:
    """Add up who was in service in a period, by the counts of one employer; None unless each day of it is known."""
    place = bisect_right([each.from_day for each in counts], first) - 1
    if place < 0 or last < first:
        return None
    persons, hours = 0, Decimal(0)
    known_hours = True
    for each, following in zip(counts[place:], [*counts[place + 1 :], None], strict=True):
        if each.from_day > last:
            break
        if each.persons is None:
            return None
        until = min(last, following.from_day - DAY) if following else last
        days = (until - max(first, each.from_day)).days + 1
        persons += days * each.persons
        known_hours &= each.contract_hours is not None
        hours += days * (each.contract_hours or 0)
    return ServiceDays((last - first).days + 1, persons, hours if known_hours else None)


def smallest_group(counts: Sequence[WorkforceCount], first: date, last: date) -> int:
    """Return the lowest number of people in service in a period of which each day is known."""
    place = max(bisect_right([each.from_day for each in counts], first) - 1, 0)
    return min((each.persons or 0 for each in counts[place:] if each.from_day <= last), default=0)
