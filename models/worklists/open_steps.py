"""The steps of open cases that somebody has to look at now, for a day's work: each in one group, the first day first.

They are read from the steps that the wake of each case stored, as the list of cases is; nothing is computed anew.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Integer,
    Select,
    SmallInteger,
    Text,
    and_,
    any_,
    bindparam,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.types import TypeEngine
from sqlmodel import Session, col

from models.case_list import LATE_STATUS, QUESTION_STATUS
from models.tables import OPEN, Case, CaseEffect, Employee, PlannedStep
from spoorboek.statute.facts import StepRef

THIS_WEEK = timedelta(days=7)
MANY = 1000  # counted at most
BEGUN, PLANNED = ("open", "afgeweken"), "gepland"
ASKED_BY = ("open", "question", "mail")  # kinds of effects from which on somebody knows of a step
BY_HAND, REQUEST = "hand", "verzoek"  # how the names of reminders to who has to act begin
CaseScope = Collection[int] | None  # the ids of the cases that are asked about; None: all of them


class StepGroup(StrEnum):
    """Why a step is in the work of a day; the first that holds.

    LATE: past its last lawful day. QUESTION: nobody knows whether it was done before the adoption. WEEK: its day comes
    today or within seven calendar days. PASSED: its day passed, and no law names a last one. WAITING: begun, and its
    day is later.
    """

    LATE, QUESTION, WEEK, PASSED, WAITING = "te_laat", "vraag", "deze_week", "voorbij", "wacht"


class OpenStep(NamedTuple):
    """One step of an open case. `day` is its decisive one: agreed, else last lawful, else planned, else its opening.

    `version`: of its case, by which one knows later what was recorded since.
    """

    case_id: int
    number: str
    employee_id: int
    version: int
    employer_id: int
    step: str
    occurrence: int
    label: str
    status: str
    opens_on: date | None
    target_on: date | None
    due_on: date | None
    agreed_on: date | None
    day: date | None

    @property
    def ref(self) -> StepRef:
        """Return the step it is."""
        return StepRef(self.step, self.occurrence)


class DayOfWork(NamedTuple):
    """What is asked: the cases in scope, on which day, and the keys of steps on which nobody has to act.

    `only`: the key of the one step that is asked; empty: every. `paused_too`: also the steps of somebody who is
    recovered, on which nobody has to work now.
    """

    scope: CaseScope
    on: date
    left_out: Collection[str] = ()
    only: str = ""
    paused_too: bool = False


def count_open_steps(reading: Session, group: StepGroup, asked: DayOfWork) -> int:
    """Count the steps of a group, up to MANY: nobody works through more, and counting them all takes long."""
    some = _wanted(select(col(PlannedStep.case_id)), group, asked).limit(MANY).subquery()
    found: int = reading.execute(select(func.count()).select_from(some)).scalar_one()
    return found


def open_steps(
    reading: Session, group: StepGroup, asked: DayOfWork, *, limit: int, offset: int = 0
) -> Sequence[OpenStep]:
    """List the steps of one group, the earliest day first; `limit`: at most so many, after the first `offset`."""
    names = ("step", "occurrence", "label", "status", "opens_on", "target_on", "due_on", "agreed_on")
    columns: list[Any] = [
        *(col(getattr(Case, name)) for name in ("id", "number", "employee_id", "version")),
        col(Employee.employer_id),
        *(col(getattr(PlannedStep, name)) for name in names),
        _day().label("day"),
    ]
    query = _wanted(select(*columns), group, asked).join(Employee, col(Employee.id) == col(Case.employee_id))
    ordered = query.order_by(_day(), col(Case.number), col(PlannedStep.step), col(PlannedStep.occurrence))
    return [OpenStep(*row) for row in reading.execute(ordered.limit(limit).offset(offset))]


def in_scope(scope: CaseScope, case_id: Any = None) -> Sequence[ColumnElement[bool]]:
    """Return the conditions by which a query stays within a scope; `case_id`: its column, else the id of the case."""
    if scope is None:
        return ()
    column: Any = col(Case.id) if case_id is None else case_id
    return (column == any_(literal(list(scope), ARRAY(Integer))),)


def told_since(reading: Session, steps: Collection[OpenStep]) -> Mapping[tuple[int, StepRef], date]:
    """Return since which day somebody was told of each step: that of the first effect that asks for it."""
    return _days_of_effects(reading, steps, ASKED_BY, func.min(col(CaseEffect.on_day)))


def reminded_on(reading: Session, steps: Collection[OpenStep]) -> Mapping[tuple[int, StepRef], date]:
    """Return the day on which who has to act was last reminded of each step."""
    to_who_acts = or_(col(CaseEffect.name).startswith(BY_HAND), col(CaseEffect.name) == REQUEST)
    return _days_of_effects(reading, steps, ("reminder",), func.max(col(CaseEffect.on_day)), to_who_acts)


def _days_of_effects(
    reading: Session, steps: Collection[OpenStep], kinds: Collection[str], day: Any, *only: ColumnElement[bool]
) -> Mapping[tuple[int, StepRef], date]:
    if not steps:
        return {}
    keys = zip(*sorted({(each.case_id, *each.ref) for each in steps}), strict=True)
    types: tuple[TypeEngine[Any], ...] = (Integer(), Text(), SmallInteger())
    arrays = [literal(list(each), ARRAY(kind)) for each, kind in zip(keys, types, strict=True)]
    asked = func.unnest(*arrays).table_valued("case_id", "step", "occurrence", name="asked").render_derived()
    of_step = (col(CaseEffect.case_id), col(CaseEffect.step), col(CaseEffect.occurrence))
    same = and_(*(ours == its for ours, its in zip(of_step, asked.c, strict=True)))
    query = select(*of_step, day).join_from(asked, CaseEffect, same)
    rows = reading.execute(query.where(col(CaseEffect.kind).in_(kinds), *only).group_by(*of_step))
    return {(case_id, StepRef(step, times)): on for case_id, step, times, on in rows}


def _wanted(query: Select[Any], group: StepGroup, asked: DayOfWork) -> Select[Any]:
    joined = query.select_from(PlannedStep).join(Case, col(Case.id) == col(PlannedStep.case_id))
    of_open = joined.where(col(Case.status) == OPEN, _in_group(group, asked.on))
    of_open = of_open.where(*in_scope(asked.scope, col(PlannedStep.case_id)), *_narrowed(asked))
    return of_open.where(col(PlannedStep.step).not_in(sorted(asked.left_out))) if asked.left_out else of_open


def _narrowed(asked: DayOfWork) -> Iterator[ColumnElement[bool]]:
    if asked.only:
        yield col(PlannedStep.step) == asked.only
    if not asked.paused_too:
        yield col(PlannedStep.paused).is_(False)


def steps_asked(reading: Session, asked: DayOfWork) -> Sequence[str]:
    """List the keys of the steps about which there are questions."""
    keys: Any = _wanted(select(col(PlannedStep.step)), StepGroup.QUESTION, asked).distinct()
    return list(reading.scalars(keys))


def _day() -> ColumnElement[date | None]:
    names = ("agreed_on", "due_on", "target_on", "opens_on")
    return func.coalesce(*(col(getattr(PlannedStep, name)) for name in names))


def _in_group(group: StepGroup, on: date) -> ColumnElement[bool]:
    day = _day()
    match group:
        case StepGroup.LATE:
            return _has_status(LATE_STATUS)
        case StepGroup.QUESTION:
            return _has_status(QUESTION_STATUS)
        case StepGroup.WEEK:
            week = day.between(on, on + THIS_WEEK)  # said twice, so that each status is looked up in its own index
            return (_has_status(*BEGUN) & week) | (_has_status(PLANNED) & week)
        case StepGroup.PASSED:
            return _has_status(*BEGUN) & (day < on)
        case StepGroup.WAITING:
            return _has_status(*BEGUN) & (day > on + THIS_WEEK)


def _has_status(*statuses: str) -> ColumnElement[bool]:
    """Compare with literals, for an index on rows of some statuses is not found by parameters."""
    wanted: Any = bindparam("wanted", statuses, expanding=True, literal_execute=True, unique=True)
    return col(PlannedStep.status).in_(wanted)
