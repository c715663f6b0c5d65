"""What the record knows about keeping data: closed cases with their disputes and own risks, and persons."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple, cast

from sqlalchemy import ColumnElement, Select, exists, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from models.identity.identities import by_identity, identity
from models.tables import CLOSED, EMPTIED, OPEN, Case, CaseEffect, Employee, Employer, RetentionAct
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
        _newest(col(RetentionAct.kind), col(RetentionAct.case_id) == col(Case.id), DISPUTE, DISPUTE_OVER),
        _newest(col(RetentionAct.detail), col(RetentionAct.employer_id) == col(Employer.id), OWN_RISK),
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
    left = _newest(col(RetentionAct.detail), col(RetentionAct.employee_id) == col(Employee.id), LEFT)
    gone = exists().where(col(RetentionAct.employee_id) == col(Employee.id), col(RetentionAct.kind) == DESTROYED)
    query = _with_employer([col(Employee.id), col(Case.number), col(Employer.code), left])
    kept = query.where(is_newest, all_destroyed, ~gone).order_by(col(Employee.id))
    for employee_id, number, employer, detail in reading.execute(kept):
        yield KeptPerson(employee_id, number, employer, date.fromisoformat(detail["on"]) if detail else None)


def own_risk_of(reading: Session, employer_id: int) -> Mapping[str, str] | None:
    """Return since when and until when an employer bears the risk of the Ziektewet, as data of `own_risk_set`.

    None when nobody recorded the day it began.
    """
    newest = _newest(col(RetentionAct.detail), col(RetentionAct.employer_id) == employer_id, OWN_RISK)
    detail: Mapping[str, Any] = reading.scalar(select(newest)) or {}
    days = {"from": detail.get("zw_from"), "until": detail.get("zw_until")}
    return {name: day for name, day in days.items() if day} or None


def open_case_numbers(reading: Session, employer_id: int) -> list[str]:
    """Return the numbers of the open cases of an employer."""
    query = select(col(Case.number)).join(Employee, col(Employee.id) == col(Case.employee_id))
    return list(reading.scalars(query.where(col(Employee.employer_id) == employer_id, col(Case.status) == OPEN)))


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


def _newest(value: Any, about: ColumnElement[bool], *kinds: str) -> Any:
    query = select(value).where(about, col(RetentionAct.kind).in_(kinds))
    return query.order_by(col(RetentionAct.id).desc()).limit(1).scalar_subquery()
