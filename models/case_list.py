"""The list of cases, each with the step to look at first, from the last computed plan."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, exists, select
from sqlmodel import Session, col

from models.tables import CLOSED, OPEN, Case, Employee, Employer, NextStepRow, PlannedStep, WakeTrouble
from spoorboek.statute.agenda.next_step import Urgency

LATE_STATUS, QUESTION_STATUS = "te_laat", "vraag"


class CaseLine(NamedTuple):
    """One case in a list. `step` to `who` are None without an unfinished step, or before the first wake.

    `name` and `day` are those by which the run of the case is named, `who` has to act, in Dutch. `step` to `agreed_on`
    are None for the closing of a recovered case too. `failing`: its last wake did not succeed.
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
    name: str | None = None
    day: date | None = None
    who: str | None = None
    failing: bool = False

    @property
    def late(self) -> bool:
        """Tell whether the step is past its last lawful day, undone or without an answer."""
        return self.step_status == LATE_STATUS or self.unanswered

    @property
    def unanswered(self) -> bool:
        """Tell whether nobody knows if the step was done though its last lawful day passed before the adoption."""
        return self.step_status == QUESTION_STATUS and self.due_on is not None


def case_lines(reading: Session, *, late: bool = False, closed: bool = False) -> Sequence[CaseLine]:
    """List cases with the step of each that comes first, the most urgent case first.

    `late`: only cases with a step past its last lawful day, also when nobody knows whether it was done; `closed`:
    include closed cases.
    """
    query = _lines(closed=closed).order_by(col(NextStepRow.urgency), col(NextStepRow.ranked_on), col(Case.number))
    if late:
        query = query.where(col(NextStepRow.urgency) <= Urgency.UNANSWERED)
    return [CaseLine(*row) for row in reading.execute(query)]


def _lines(*, closed: bool) -> Select[Any]:
    of_step = ("label", "status", "target_on", "due_on", "opens_on", "agreed_on")
    columns: list[Any] = [
        col(Case.number),
        col(Employer.code),
        col(Case.status),
        col(Case.next_wake),
        col(NextStepRow.step),
        col(NextStepRow.occurrence),
        *(getattr(PlannedStep, name) for name in of_step),
        *(getattr(NextStepRow, name) for name in ("name", "day", "who")),
        exists().where(col(WakeTrouble.case_id) == col(Case.id)),
    ]
    is_first = and_(
        col(PlannedStep.case_id) == col(NextStepRow.case_id),
        col(PlannedStep.step) == col(NextStepRow.step),
        col(PlannedStep.occurrence) == col(NextStepRow.occurrence),
    )
    joined = (
        select(*columns)
        .select_from(Case)
        .join(Employee, col(Employee.id) == col(Case.employee_id))
        .join(Employer, col(Employer.id) == col(Employee.employer_id))
        .outerjoin(NextStepRow, col(NextStepRow.case_id) == col(Case.id))
        .outerjoin(PlannedStep, is_first)
    )
    return joined.where(col(Case.status).in_((OPEN, CLOSED) if closed else (OPEN,)))
