"""What the record knows about keeping data: closed cases with their disputes and own risks, and persons."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple, cast

from sqlalchemy import ColumnElement, Select, exists, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from models.identity.identities import by_identity, identity
from models.tables import CLOSED, EMPTIED, Case, CaseEffect, Employee, Employer, RetentionAct
from models.tables.retention_tables import DESTROYED, DISPUTE, DISPUTE_OVER, LEFT, OWN_RISK
from spoorboek.errors import InputError


class ClosedCase(NamedTuple):
    """A closed case that was not destroyed. `own_risks`: None when nobody said which its employer bears."""

    case_id: int
    number: str
    employer: str
    closed_on: date
    close_reason: str
    disputed: bool
    own_risks: tuple[str, ...] | None


class KeptPerson(NamedTuple):
    """A person none of whose cases has content left. `number`: the newest of them; `left_on`: None when unknown."""

    employee_id: int
    number: str
    employer: str
    left_on: date | None


def closed_cases(reading: Session) -> Iterator[ClosedCase]:
    """Yield the closed cases with content, in the order they were closed."""
    closing = (
        select(cast(Any, CaseEffect.detail)["reason"].astext)
        .where(col(CaseEffect.case_id) == col(Case.id), col(CaseEffect.kind) == "close")
        .order_by(col(CaseEffect.seq).desc())
        .limit(1)
        .scalar_subquery()
    )
    columns: list[Any] = [
        col(Case.id),
        col(Case.number),
        col(Employer.code),
        col(Case.closed_on),
        closing,
        newest_act(col(RetentionAct.kind), col(RetentionAct.case_id) == col(Case.id), DISPUTE, DISPUTE_OVER),
        newest_act(col(RetentionAct.detail), col(RetentionAct.employer_id) == col(Employer.id), OWN_RISK),
    ]
    query = _with_employer(columns).where(col(Case.status) == CLOSED)
    for row in reading.execute(query.order_by(col(Case.closed_on), col(Case.id))):
        case_id, number, employer, closed_on, reason, dispute, risks = row
        own_risks = None if risks is None else tuple(risks["risks"])
        yield ClosedCase(case_id, number, employer, closed_on, reason, dispute == DISPUTE, own_risks)


def kept_persons(reading: Session) -> Iterator[KeptPerson]:
    """Yield the persons who had cases, of which all are destroyed, and who are not destroyed themselves."""
    newer = aliased(Case)
    is_newest = ~exists().where(col(newer.employee_id) == col(Case.employee_id), col(newer.id) > col(Case.id))
    other = aliased(Case)
    all_destroyed = ~exists().where(col(other.employee_id) == col(Case.employee_id), col(other.status) != EMPTIED)
    left = newest_act(col(RetentionAct.detail), col(RetentionAct.employee_id) == col(Employee.id), LEFT)
    gone = exists().where(col(RetentionAct.employee_id) == col(Employee.id), col(RetentionAct.kind) == DESTROYED)
    query = _with_employer([col(Employee.id), col(Case.number), col(Employer.code), left])
    kept = query.where(is_newest, all_destroyed, ~gone).order_by(col(Employee.id))
    for employee_id, number, employer, detail in reading.execute(kept):
        yield KeptPerson(employee_id, number, employer, date.fromisoformat(detail["on"]) if detail else None)


def find_employer(reading: Session, code: str) -> Employer:
    """Return the employer with a code, however it is written; raises InputError for an unknown one."""
    employers = reading.scalars(select(Employer)).all()
    exact = {employer.code: employer for employer in employers}
    employer = exact.get(code.strip()) or by_identity(employers).get(identity(code))
    if employer is None:
        raise InputError(f"Werkgever '{code}' is niet bekend. `spoorboek retention list` noemt de codes.")
    return employer


def _with_employer(columns: Sequence[Any]) -> Select[Any]:
    return (
        select(*columns)
        .select_from(Case)
        .join(Employee, col(Employee.id) == col(Case.employee_id))
        .join(Employer, col(Employer.id) == col(Employee.employer_id))
    )


def newest_act(value: Any, about: ColumnElement[bool], *kinds: str) -> Any:
    """Return a subquery of a value of the newest decision of these kinds about something."""
    query = select(value).where(about, col(RetentionAct.kind).in_(kinds))
    return query.order_by(col(RetentionAct.id).desc()).limit(1).scalar_subquery()
