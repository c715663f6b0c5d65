"""Which cases somebody may see: those of employers, those in which the person has a role, or none."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, false, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from models.tables import OPEN, Case, CaseRole, Employee, Employer, EmployerRole


@dataclass(frozen=True, slots=True)
class Reach:
    """What of the record is within reach of somebody.

    `everyone`: the cases of all employers; `employers`: ids of those whose cases are; `contacts`: ids of the contacts
    whose own cases are, `roles`: the roles in a case that make it such a person's own. `bureau`: the id of the bureau
    whose referrals are.
    """

    everyone: bool = False
    employers: frozenset[int] = frozenset()
    contacts: frozenset[int] = frozenset()
    roles: frozenset[str] = frozenset()
    bureau: int | None = None


NOTHING = Reach()


def visible_cases(reach: Reach) -> Select[Any]:
    """Select the ids of the cases within reach, open or closed; for `col(Case.id).in_(visible_cases(reach))`.

    Its tables have names of their own, so that it means the same in whatever query it stands.
    """
    case, employee = aliased(Case), aliased(Employee)
    cases = select(col(case.id)).join(employee, col(employee.id) == col(case.employee_id))
    if reach.everyone:
        return cases
    by_employer = col(employee.employer_id).in_(reach.employers) if reach.employers else false()
    return cases.where(or_(by_employer, *_own(reach, case, employee)))


class UnseenCase(NamedTuple):
    """A case that is within reach of nobody: its number, and the code of its employer."""

    number: str
    employer: str


def unseen_cases(reading: Session, reaches: Iterable[Reach], limit: int = 500) -> list[UnseenCase]:
    """List the open cases that none of these reach, by number; `limit` at most."""
    query = select(col(Case.number), col(Employer.code)).join(Employee, col(Employee.id) == col(Case.employee_id))
    query = query.join(Employer, col(Employer.id) == col(Employee.employer_id)).where(col(Case.status) == OPEN)
    for reach in set(reaches) - {NOTHING}:
        query = query.where(col(Case.id).not_in(visible_cases(reach)))
    return [UnseenCase(*row) for row in reading.execute(query.order_by(col(Case.number)).limit(limit))]


def _own(reach: Reach, case: type[Case], employee: type[Employee]) -> list[ColumnElement[bool]]:
    """Tell whether one of the contacts has one of the roles in a case; a role set on it precedes its employer's."""
    if not (reach.contacts and reach.roles):
        return []
    of_case = select(col(CaseRole.case_id)).where(
        col(CaseRole.role).in_(reach.roles), col(CaseRole.contact_id).in_(reach.contacts)
    )
    by_role, replacing = aliased(EmployerRole), aliased(CaseRole)
    replaced = select(col(replacing.role)).where(
        col(replacing.case_id) == col(case.id), col(replacing.role) == col(by_role.role)
    )
    of_employer = select(col(by_role.employer_id)).where(
        col(by_role.employer_id) == col(employee.employer_id),
        col(by_role.role).in_(reach.roles),
        col(by_role.contact_id).in_(reach.contacts),
        ~replaced.correlate(case, by_role).exists(),
    )
    return [col(case.id).in_(of_case), of_employer.correlate(case, employee).exists()]
