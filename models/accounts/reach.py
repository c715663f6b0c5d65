"""Which cases somebody may see: those of employers, those in which the person has a role, or none."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, false, or_, select, true
from sqlmodel import col

from models.tables import Case, CaseRole, Employee, EmployerRole


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
    """Select the ids of the cases within reach, open or closed; for `col(Case.id).in_(visible_cases(reach))`."""
    cases = select(col(Case.id)).join(Employee, col(Employee.id) == col(Case.employee_id))
    if reach.everyone:
        return cases.where(true())
    by_employer = col(Employee.employer_id).in_(reach.employers) if reach.employers else false()
    return cases.where(or_(by_employer, _own(reach)))


def _own(reach: Reach) -> Any:
    """Tell whether one of the contacts has one of the roles in a case; a role set on it precedes its employer's."""
    if not (reach.contacts and reach.roles):
        return false()
    of_case = select(col(CaseRole.case_id)).where(
        col(CaseRole.role).in_(reach.roles), col(CaseRole.contact_id).in_(reach.contacts)
    )
    replaced = select(col(CaseRole.role)).where(
        col(CaseRole.case_id) == col(Case.id), col(CaseRole.role) == col(EmployerRole.role)
    )
    of_employer = select(col(EmployerRole.employer_id)).where(
        col(EmployerRole.employer_id) == col(Employee.employer_id),
        col(EmployerRole.role).in_(reach.roles),
        col(EmployerRole.contact_id).in_(reach.contacts),
        ~replaced.exists(),
    )
    return or_(col(Case.id).in_(of_case), and_(of_employer.exists()))
