"""Which cases somebody may see: those of employers, those in which the person has a role, or none."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Select, false, or_, select, union
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
    if reach.everyone:
        return select(col(aliased(Case).id))
    parts = [*_of_employers(reach), *_own(reach)]
    if not parts:
        return select(col(aliased(Case).id)).where(false())
    return select(union(*parts).subquery().c.id)


def visible_employers(reach: Reach) -> Select[Any]:
    """Select the ids of the employers within reach: all, those named, and those in whose cases somebody has a role."""
    employer, role = aliased(Employer), aliased(EmployerRole)
    employers = select(col(employer.id))
    if reach.everyone:
        return employers
    own = select(col(role.employer_id)).where(col(role.role).in_(reach.roles), col(role.contact_id).in_(reach.contacts))
    return employers.where(or_(col(employer.id).in_(reach.employers), col(employer.id).in_(own)))


def visible_employees(reach: Reach) -> Select[Any]:
    """Select the ids of the employees with a case within reach, and of employers within reach those without any."""
    case, any_case, employee = aliased(Case), aliased(Case), aliased(Employee)
    with_case = select(col(case.employee_id)).where(col(case.id).in_(visible_cases(reach)))
    without = ~select(col(any_case.id)).where(col(any_case.employee_id) == col(employee.id)).exists()
    of_employers = col(employee.employer_id).in_(visible_employers(reach)) & without
    return select(col(employee.id)).where(or_(of_employers, col(employee.id).in_(with_case)))


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


def _of_employers(reach: Reach) -> Iterator[Select[Any]]:
    if reach.employers:
        case, employee = aliased(Case), aliased(Employee)
        cases = select(col(case.id)).join(employee, col(employee.id) == col(case.employee_id))
        yield cases.where(col(employee.employer_id).in_(reach.employers))


def _own(reach: Reach) -> Iterator[Select[Any]]:
    """Select cases in which one of the contacts has one of the roles; a role set on one precedes its employer's.

    Each way to have a role is a query of its own, so that each begins at the contacts: asked of every case in turn,
    it takes as long as there are cases.
    """
    if not (reach.contacts and reach.roles):
        return
    of_case, by_role, replacing = aliased(CaseRole), aliased(EmployerRole), aliased(CaseRole)
    yield select(col(of_case.case_id).label("id")).where(
        col(of_case.role).in_(reach.roles), col(of_case.contact_id).in_(reach.contacts)
    )
    case, employee = aliased(Case), aliased(Employee)
    replaced = select(col(replacing.role)).where(
        col(replacing.case_id) == col(case.id), col(replacing.role) == col(by_role.role)
    )
    yield (
        select(col(case.id))
        .join(employee, col(employee.id) == col(case.employee_id))
        .join(by_role, col(by_role.employer_id) == col(employee.employer_id))
        .where(
            col(by_role.role).in_(reach.roles),
            col(by_role.contact_id).in_(reach.contacts),
            ~replaced.correlate(case, by_role).exists(),
        )
    )
