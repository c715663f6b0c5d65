"""The list of cases: the wake of each stores its plan and the step to look at first, and the list reads them."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, delete, exists, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from models.tables import CLOSED, OPEN, Case, Employee, Employer, NextStepRow, PlannedStep, WakeTrouble
from spoorboek.statute.agenda.agenda import Agenda
from spoorboek.statute.agenda.next_step import NextStep, Urgency
from spoorboek.statute.plan import Plan

PLANNED_KEY = ("step", "occurrence")
SHOWN_STEPS = ("label", "status", "opens_on", "target_on", "due_on", "agreed_on")
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


def store_planned_steps(session: Session, case: Case, plan: Plan, agenda: Agenda) -> None:
    """Store the steps of an agenda as rows, delete rows of other steps, set the rules and the next wake of the case.

    Unchanged rows are not written: rewriting the whole plan at every wake would bloat the table.
    """
    stored = _stored(session, case)
    computed = {tuple(step.ref): tuple(getattr(step, name) for name in SHOWN_STEPS) for step in agenda.steps}
    changed = [
        dict(zip(PLANNED_KEY + SHOWN_STEPS, key + shown, strict=True))
        for key, shown in computed.items() - stored.items()
    ]
    if changed:
        _upsert(session, [{"case_id": case.id, **row} for row in changed])
    if obsolete := stored.keys() - computed.keys():
        _delete(session, case, sorted(obsolete))
    case.rules, case.next_wake = plan.rules, agenda.next_wake
    session.add(case)
    session.flush()


def store_next_step(session: Session, case: Case, first: NextStep | None, name: str, who: str) -> None:
    """Store which step of a case comes first, with its name and who has to act; None: nothing is left."""
    if first is None:
        session.execute(delete(NextStepRow).where(col(NextStepRow.case_id) == case.id))
        return
    ref = first.state.ref if first.state else None
    row = {
        "urgency": int(first.urgency),
        "ranked_on": first.ranked_on,
        "day": first.day,
        "step": ref.key if ref else None,
        "occurrence": ref.occurrence if ref else None,
        "name": name,
        "who": who,
    }
    insertion = insert(NextStepRow).values(case_id=case.id, **row)
    session.execute(insertion.on_conflict_do_update(index_elements=["case_id"], set_=row))


def _stored(session: Session, case: Case) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    columns: list[Any] = [getattr(PlannedStep, name) for name in PLANNED_KEY + SHOWN_STEPS]
    rows = session.execute(select(*columns).where(col(PlannedStep.case_id) == case.id))
    return {tuple(row[: len(PLANNED_KEY)]): tuple(row[len(PLANNED_KEY) :]) for row in rows}


def _upsert(session: Session, rows: list[dict[str, Any]]) -> None:
    new = insert(PlannedStep)
    shown = {name: new.excluded[name] for name in SHOWN_STEPS}
    session.execute(new.on_conflict_do_update(index_elements=("case_id", *PLANNED_KEY), set_=shown), rows)


def _delete(session: Session, case: Case, keys: list[tuple[Any, ...]]) -> None:
    obsolete = tuple_(col(PlannedStep.step), col(PlannedStep.occurrence)).in_(keys)
    session.execute(delete(PlannedStep).where(col(PlannedStep.case_id) == case.id, obsolete))
