"""The list of cases: the wake of each stores its plan and the step to look at first, and the list reads them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Integer,
    Select,
    and_,
    any_,
    delete,
    exists,
    func,
    literal,
    or_,
    select,
    tuple_,
)
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlmodel import Session, col

from models.tables import (
    CLOSED,
    OPEN,
    Case,
    CaseRole,
    Employee,
    Employer,
    EmployerRole,
    NextStepRow,
    PlannedStep,
    WakeTrouble,
)
from spoorboek.statute.agenda.agenda import Agenda
from spoorboek.statute.agenda.next_step import NextStep, Urgency
from spoorboek.statute.plan import Plan

PLANNED_KEY = ("step", "occurrence")
SHOWN_STEPS = ("label", "status", "opens_on", "target_on", "due_on", "agreed_on", "paused")
LATE_STATUS, QUESTION_STATUS = "te_laat", "vraag"
MANAGING, WAIT_END = "casemanager", "einde_wachttijd"


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


class ListedCase(NamedTuple):
    """One case in a list that shows names: its line, and the ids by which the names are found."""

    line: CaseLine
    case_id: int
    employee_id: int
    employer_id: int


class CaseFilter(NamedTuple):
    """Which cases are asked. `visible`: selects the ids of those that may be seen; None: all.

    `people`: ids of employees, `numbers`: the beginning of a case number; when both are given, one of them is enough.
    `contact`: the id of who has a role in it, `employer` an id, `step` the key of the step that comes first. `late`:
    only with a step past its last lawful day; `closed`: the closed ones instead of the open ones. `asked`: only with a
    question that nobody answered; `recovered`: only of people who are recovered now; `failing`: whose wake fails.
    `wait_ends`: first and last day between which the wait ends, by which weeks of sickness are asked; None: no bound.
    """

    visible: Select[Any] | None = None
    people: Collection[int] | None = None
    numbers: str = ""
    employer: int | None = None
    contact: int | None = None
    step: str = ""
    late: bool = False
    closed: bool = False
    asked: bool = False
    recovered: bool = False
    failing: bool = False
    wait_ends: tuple[date | None, date | None] = (None, None)


def listed_cases(reading: Session, wanted: CaseFilter, *, limit: int, offset: int = 0) -> Sequence[ListedCase]:
    """List cases by the decisive day of the step that comes first, the earliest first, one page at a time."""
    order = (col(NextStepRow.day), col(NextStepRow.urgency), col(Case.number))
    page = _asked_cases(select(col(Case.id)), wanted).order_by(*order).limit(limit).offset(offset).subquery()
    ids = (col(Case.id), col(Case.employee_id), col(Employee.employer_id))
    query = _lines(closed=True).add_columns(*ids).join(page, page.c.id == col(Case.id))
    rows = reading.execute(query.order_by(*order))
    return [ListedCase(CaseLine(*row[: -len(ids)]), *row[-len(ids) :]) for row in rows]


def count_cases(reading: Session, wanted: CaseFilter) -> int:
    """Count the cases that are asked."""
    found: int = reading.execute(_asked_cases(select(func.count()), wanted)).scalar_one()
    return found


def ids_of_cases(reading: Session, wanted: CaseFilter) -> Sequence[int]:
    """List the ids of the cases that are asked, in no order."""
    return list(reading.scalars(_asked_cases(select(col(Case.id)), wanted)))


def _asked_cases(query: Select[Any], wanted: CaseFilter) -> Select[Any]:
    joined = query.select_from(Case).join(Employee, col(Employee.id) == col(Case.employee_id))
    joined = joined.outerjoin(NextStepRow, col(NextStepRow.case_id) == col(Case.id))
    return joined.where(*_conditions(wanted))


def _conditions(wanted: CaseFilter) -> Iterator[ColumnElement[bool]]:
    yield col(Case.status) == (CLOSED if wanted.closed else OPEN)
    if wanted.visible is not None:
        yield col(Case.id).in_(wanted.visible)
    if wanted.people is not None:
        of_people = col(Case.employee_id) == any_(literal(list(wanted.people), ARRAY(Integer)))
        numbered = col(Case.number).startswith(wanted.numbers, autoescape=True)
        yield or_(of_people, numbered) if wanted.numbers else of_people
    if wanted.employer is not None:
        yield col(Employee.employer_id) == wanted.employer
    if wanted.contact is not None:
        yield has_contact(wanted.contact)
    if wanted.step:
        yield col(NextStepRow.step) == wanted.step
    if wanted.late:
        yield col(NextStepRow.urgency) == Urgency.LATE
    yield from _conditions_of_steps(wanted)


def _conditions_of_steps(wanted: CaseFilter) -> Iterator[ColumnElement[bool]]:
    of_case = col(PlannedStep.case_id) == col(Case.id)
    if wanted.asked:
        yield exists().where(of_case, col(PlannedStep.status) == QUESTION_STATUS)
    if wanted.recovered:
        yield exists().where(of_case, col(PlannedStep.paused))
    if wanted.failing:
        yield exists().where(col(WakeTrouble.case_id) == col(Case.id))
    first, last = wanted.wait_ends
    if first or last:
        within = [col(PlannedStep.due_on) >= first] if first else []
        within += [col(PlannedStep.due_on) <= last] if last else []
        yield exists().where(of_case, col(PlannedStep.step) == WAIT_END, *within)


def wait_ends_of(reading: Session, case_ids: Collection[int]) -> Mapping[int, date]:
    """Return the last day of the wait of these cases, by id; without those that were not computed yet."""
    query = select(col(PlannedStep.case_id), col(PlannedStep.due_on)).where(col(PlannedStep.case_id).in_(case_ids))
    rows = reading.execute(query.where(col(PlannedStep.step) == WAIT_END, col(PlannedStep.due_on).is_not(None)))
    return dict(rows.tuples().all())


def has_contact(contact: int) -> ColumnElement[bool]:
    """Tell in SQL whether somebody is the casemanager of a case; a role set on it precedes that of its employer."""
    of_case = select(col(CaseRole.contact_id)).where(
        col(CaseRole.case_id) == col(Case.id), col(CaseRole.role) == MANAGING
    )
    of_employer = select(col(EmployerRole.contact_id)).where(
        col(EmployerRole.employer_id) == col(Employee.employer_id), col(EmployerRole.role) == MANAGING
    )
    return func.coalesce(of_case.scalar_subquery(), of_employer.scalar_subquery()) == contact


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
    session.execute(_upsert_statement(), rows)


@cache
def _upsert_statement() -> Insert:
    """Make the statement once, on the table itself: as objects the rows of a plan took a seventh of a first wake."""
    new = insert(PlannedStep.__table__)  # type: ignore[attr-defined]
    shown = {name: new.excluded[name] for name in SHOWN_STEPS}
    return new.on_conflict_do_update(index_elements=("case_id", *PLANNED_KEY), set_=shown)


def _delete(session: Session, case: Case, keys: list[tuple[Any, ...]]) -> None:
    obsolete = tuple_(col(PlannedStep.step), col(PlannedStep.occurrence)).in_(keys)
    session.execute(delete(PlannedStep).where(col(PlannedStep.case_id) == case.id, obsolete))
