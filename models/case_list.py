"""The list of cases, each with its most urgent unfinished step, from the last computed plan."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, select
from sqlmodel import Session, col

from models.tables import CLOSED, OPEN, Case, Employee, Employer, PlannedStep, WakeTrouble

LATE_STATUS, QUESTION_STATUS = "te_laat", "vraag"
# The lower, the more urgent. Steps of any other status need no action.
UNFINISHED_STATUSES = {LATE_STATUS: 0, "open": 2, "afgeweken": 2, QUESTION_STATUS: 3, "gepland": 4}
UNANSWERED_URGENCY = 1  # of a question about a step whose last lawful day passed; from here on a case is late


class CaseLine(NamedTuple):
    """One case in a list. `step` to `opens_on` are None without an unfinished step, or before the first wake.

    `failing`: its last wake did not succeed.
    """

    number: str
    employer: str
    status: str
    next_wake: date | None
    step: str | None
    occurrence: int | None
    label: str | None
    step_status: str | None
    target_on: date | None
    due_on: date | None
    opens_on: date | None
    agreed_on: date | None = None
    failing: bool = False

    @property
    def day(self) -> date | None:
        """Return the decisive date of the step: the agreed day, else the last lawful one, the target, the opening."""
        return self.agreed_on or self.due_on or self.target_on or self.opens_on

    @property
    def late(self) -> bool:
        """Tell whether the step is past its last lawful day, undone or without an answer."""
        return self.step_status == LATE_STATUS or self.unanswered

    @property
    def unanswered(self) -> bool:
        """Tell whether nobody knows if the step was done though its last lawful day passed before the adoption."""
        return self.step_status == QUESTION_STATUS and self.due_on is not None


def case_lines(reading: Session, *, late: bool = False, closed: bool = False) -> Sequence[CaseLine]:
    """List cases with the most urgent unfinished step of each, the most urgent case first.

    `late`: only cases with a step past its last lawful day, also when nobody knows whether it was done; `closed`:
    include closed cases.
    """
    lines = _lines(_urgency(), closed=closed).subquery()
    query = select(*(lines.c[name] for name in CaseLine._fields)).order_by(lines.c.urgency, lines.c.day, lines.c.number)
    if late:
        query = query.where(lines.c.urgency <= UNANSWERED_URGENCY)
    return [CaseLine(*row) for row in reading.execute(query)]


def _urgency() -> ColumnElement[int]:
    """Return how urgent a step is; a question about one whose last day passed comes right after what is late."""
    unanswered = (col(PlannedStep.status) == QUESTION_STATUS) & col(PlannedStep.due_on).is_not(None)
    of_status = case(UNFINISHED_STATUSES, value=col(PlannedStep.status))
    return case((unanswered, UNANSWERED_URGENCY), else_=of_status)


def _lines(urgency: Any, *, closed: bool) -> Select[Any]:
    """Select the most urgent unfinished step of every case."""
    unfinished = and_(col(PlannedStep.case_id) == col(Case.id), col(PlannedStep.status).in_(UNFINISHED_STATUSES))
    day = func.coalesce(*(getattr(PlannedStep, name) for name in ("agreed_on", "due_on", "target_on", "opens_on")))
    columns: list[Any] = [
        col(Case.number),
        col(Employer.code).label("employer"),
        col(Case.status),
        col(Case.next_wake),
        col(PlannedStep.step),
        col(PlannedStep.occurrence),
        col(PlannedStep.label),
        col(PlannedStep.status).label("step_status"),
        col(PlannedStep.target_on),
        col(PlannedStep.due_on),
        col(PlannedStep.opens_on),
        col(PlannedStep.agreed_on),
        exists().where(col(WakeTrouble.case_id) == col(Case.id)).label("failing"),
        urgency.label("urgency"),
        day.label("day"),
    ]
    joined = (
        select(*columns)
        .select_from(Case)
        .join(Employee, col(Employee.id) == col(Case.employee_id))
        .join(Employer, col(Employer.id) == col(Employee.employer_id))
        .outerjoin(PlannedStep, unfinished)
    )
    shown = (OPEN, CLOSED) if closed else (OPEN,)
    joined = joined.where(col(Case.status).in_(shown))
    return joined.distinct(col(Case.id)).order_by(col(Case.id), urgency, day)
