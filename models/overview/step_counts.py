"""Counts of planned steps: how many are due when, when waits end, and how late steps were done."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Date, Integer, Select, and_, cast, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from models.tables import OPEN, Case, CaseEvent, PlannedStep

TO_COME = ("open", "gepland", "afgeweken")
DONE, LATE, LAPSED = "gedaan", "te_laat", "vervallen"


class DueSteps(NamedTuple):
    """So many steps with this key that are due on a day."""

    step: str
    on: date
    steps: int


class DoneSteps(NamedTuple):
    """So many steps with this key that were done on a day, so many calendar days after the last lawful one (or 0)."""

    step: str
    on: date
    days_late: int
    steps: int


def steps_to_come(reading: Session, cases: Select[Any], first: date, last: date) -> Iterator[DueSteps]:
    """Count the steps of open cases that are still to be done, by the day that decides, within a period."""
    names = ("agreed_on", "due_on", "target_on", "opens_on")
    day = func.coalesce(*(col(getattr(PlannedStep, name)) for name in names))
    query = _of_open(select(col(PlannedStep.step), day, func.count()), cases).where(day.between(first, last))
    query = query.where(col(PlannedStep.status).in_(TO_COME)).group_by(col(PlannedStep.step), day)
    yield from (DueSteps(*row) for row in reading.execute(query))


def count_late(reading: Session, cases: Select[Any], left_out: Collection[str]) -> int:
    """Count the steps of open cases that are past their last lawful day."""
    query = _of_open(select(func.count()), cases).where(col(PlannedStep.status) == LATE)
    found: int = reading.execute(query.where(col(PlannedStep.step).not_in(sorted(left_out)))).scalar_one()
    return found


def days_of_step(reading: Session, cases: Select[Any], step: str, first: date, last: date) -> Iterator[DueSteps]:
    """Count the open cases by the last lawful day of one step, within a period, whether it was done or not."""
    day = func.coalesce(col(PlannedStep.due_on), col(PlannedStep.target_on), col(PlannedStep.opens_on))
    query = _of_open(select(col(PlannedStep.step), day, func.count()), cases).where(col(PlannedStep.step) == step)
    query = query.where(col(PlannedStep.status) != LAPSED, day.between(first, last))
    yield from (DueSteps(*row) for row in reading.execute(query.group_by(col(PlannedStep.step), day)))


def done_steps(reading: Session, cases: Select[Any], first: date, last: date) -> Iterator[DoneSteps]:
    """Count what was recorded as done within a period, of steps with a last lawful day, by how late it was.

    Of a step that was recorded twice the last record counts; one that was taken back is not done.
    """
    told = aliased(CaseEvent)
    step, on = told.data["step"].as_string(), cast(told.data["on"].as_string(), Date)
    number = func.coalesce(cast(told.data["occurrence"].as_string(), Integer), 1)
    newest = (
        select(col(told.case_id), step.label("step"), number.label("number"), on.label("day"))
        .where(col(told.kind) == "step_done", col(told.case_id).in_(cases))
        .distinct(col(told.case_id), step, number)
        .order_by(col(told.case_id), step, number, col(told.seq).desc())
        .subquery()
    )
    same = and_(
        newest.c.case_id == col(PlannedStep.case_id),
        newest.c.step == col(PlannedStep.step),
        newest.c.number == col(PlannedStep.occurrence),
    )
    late = func.greatest(newest.c.day - col(PlannedStep.due_on), 0)
    query = select(col(PlannedStep.step), newest.c.day, late, func.count()).join(newest, same)
    query = query.where(col(PlannedStep.status) == DONE, col(PlannedStep.due_on).is_not(None))
    query = query.where(newest.c.day.between(first, last)).group_by(col(PlannedStep.step), newest.c.day, late)
    yield from (DoneSteps(*row) for row in reading.execute(query))


def _of_open(query: Select[Any], cases: Select[Any]) -> Select[Any]:
    joined = query.select_from(PlannedStep).join(Case, col(Case.id) == col(PlannedStep.case_id))
    return joined.where(col(Case.status) == OPEN, col(PlannedStep.case_id).in_(cases))
