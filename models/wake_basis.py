"""What the next wakes of cases were computed from: which cases must be woken, and which wakes may be out of date."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from models.case_numbers import normal_number
from models.tables import OPEN, Case, WakeBasis, WakeTrouble
from models.virtual_calendar import virtual_day
from spoorboek.clock import AMSTERDAM, WAKE_AT


class WatchedCase(NamedTuple):
    """A case as reconcile sees it, without computing anything.

    `to_wake`: nothing was computed since the last report or effect, so it must be woken. `planned_by` and `checked_on`
    are those of its basis; None without one.
    """

    id: int
    number: str
    flow_run_id: UUID | None
    next_wake: date | None
    to_wake: bool
    planned_by: str | None
    checked_on: date | None


def watched_cases(reading: Session, live_runs: Collection[UUID]) -> list[WatchedCase]:
    """List the open cases, those to be woken, and the closed ones whose run is live, in the order they were opened."""
    of_open = _read(reading, _select().where((col(Case.status) == OPEN) | _to_wake()))
    others = set(live_runs) - {case.flow_run_id for case in of_open}
    return of_open + (_read(reading, _select().where(col(Case.flow_run_id).in_(others))) if others else [])


def watched_case(reading: Session, number: str) -> WatchedCase:
    """Return one case as reconcile sees it."""
    return _read(reading, _select().where(col(Case.number) == normal_number(number)))[0]


def cases_to_wake(
    reading: Session, after: int, count: int, left_alone: Collection[str] = frozenset()
) -> Sequence[WatchedCase]:
    """List the first `count` cases to be woken that were opened after the case with the id `after`.

    `left_alone`: the numbers of those that are not to be woken now.
    """
    wanted = _select().where(_to_wake(), col(Case.id) > after, col(Case.number).not_in(left_alone))
    return _read(reading, wanted.limit(count))


def count_to_wake(reading: Session, but: Collection[str] = frozenset(), among: Collection[int] | None = None) -> int:
    """Count the cases to be woken but those with the numbers given: all, or those among the ids given."""
    query = select(func.count()).select_from(Case).outerjoin(WakeBasis).where(_to_wake(), col(Case.number).not_in(but))
    found: int = reading.execute(query if among is None else query.where(col(Case.id).in_(among))).scalar_one()
    return found


def wakes_are_due(reading: Session, now: datetime) -> bool:
    """Tell whether a case is still to be woken: for its day, or for what was reported; not one whose wake fails.

    In a time-lapse its own day counts, whatever the clock says.
    """
    moment = now.astimezone(AMSTERDAM)
    woken = moment.date() if moment.time() >= WAKE_AT else moment.date() - timedelta(days=1)
    for_its_day = func.coalesce(col(Case.next_wake) <= (virtual_day(reading) or woken), False)
    wanted = _select().where(col(Case.status) == OPEN, for_its_day | _to_wake())
    return bool(_read(reading, wanted.where(col(Case.id).not_in(select(col(WakeTrouble.case_id)))).limit(1)))


def mark_to_wake(writing: Session, numbers: Collection[str]) -> None:
    """Let these cases be woken, also when nothing was reported."""
    ids = select(col(Case.id)).where(col(Case.number).in_(map(normal_number, numbers)))
    writing.execute(delete(WakeBasis).where(col(WakeBasis.case_id).in_(ids)))


def mark_open_to_wake(writing: Session) -> None:
    """Let every open case be woken."""
    ids = select(col(Case.id)).where(col(Case.status) == OPEN)
    writing.execute(delete(WakeBasis).where(col(WakeBasis.case_id).in_(ids)))


def store_basis(writing: Session, case: Case, version: int, effects: int, planned_by: str, on: date) -> None:
    """Store what the next wake of a case was computed from, on the day `on`."""
    row = {"version": version, "effects": effects, "planned_by": planned_by, "checked_on": on}
    new = insert(WakeBasis).values(case_id=case.id, **row)
    writing.execute(new.on_conflict_do_update(index_elements=["case_id"], set_=row))


def mark_checked(writing: Session, cases: Iterable[WatchedCase], planned_by: str, on: date) -> None:
    """Note that the next wakes of these cases were computed again, on the day `on`, and are right."""
    ids = [case.id for case in cases]
    same = update(WakeBasis).where(col(WakeBasis.case_id).in_(ids))
    writing.execute(same.values(planned_by=planned_by, checked_on=on))


def _select() -> Select[Any]:
    columns: list[Any] = [
        *(col(getattr(Case, name)) for name in ("id", "number", "flow_run_id", "next_wake")),
        _to_wake(),
        col(WakeBasis.planned_by),
        col(WakeBasis.checked_on),
    ]
    return select(*columns).select_from(Case).outerjoin(WakeBasis).order_by(col(Case.id))


def _to_wake() -> ColumnElement[bool]:
    computed = (col(WakeBasis.version) == col(Case.version)) & (col(WakeBasis.effects) == col(Case.effects))
    return func.coalesce(~computed, True)


def _read(reading: Session, query: Select[Any]) -> list[WatchedCase]:
    return [WatchedCase(*row) for row in reading.execute(query)]
