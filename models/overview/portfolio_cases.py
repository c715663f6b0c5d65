"""Which cases an overview is about: those within the reach of who looks, of one employer or of all."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, select, true
from sqlmodel import Session, col

from models.accounts.reach import Reach, visible_cases
from models.sealing.crypto import UnreadableError
from models.sealing.sealed_columns import fetch_readable
from models.tables import EMPTIED, Case, Employee, Employer


def overview_cases(reach: Reach, employer: int | None = None) -> Select[Any]:
    """Select the ids of the cases within reach, open or closed, that are not destroyed; of one employer if asked."""
    cases = select(col(Case.id)).join(Employee, col(Employee.id) == col(Case.employee_id))
    cases = cases.where(col(Case.status) != EMPTIED)
    if not reach.everyone:
        cases = cases.where(col(Case.id).in_(visible_cases(reach)))
    return cases if employer is None else cases.where(col(Employee.employer_id) == employer)


def overview_employers(reading: Session, reach: Reach) -> Sequence[tuple[int, str]]:
    """List id and name of the employers with a case within reach, or that are within it as a whole, by name."""
    of_cases = select(col(Employee.employer_id)).join(Case, col(Case.employee_id) == col(Employee.id))
    wanted = col(Employer.id).in_(of_cases.where(col(Case.id).in_(overview_cases(reach)))) | _whole(reach)
    unreadable: list[UnreadableError] = []
    rows = fetch_readable(reading, select(col(Employer.id), col(Employer.name)).where(wanted), unreadable)
    return sorted(((row.id, row.name) for row in rows), key=lambda each: (each[1].casefold(), each[0]))


def wholly_seen(reading: Session, reach: Reach) -> frozenset[int]:
    """Return the ids of the employers of which every case is within reach: only they have a share of absence."""
    return frozenset(reading.scalars(select(col(Employer.id)).where(_whole(reach))))


def _whole(reach: Reach) -> ColumnElement[bool]:
    return true() if reach.everyone else col(Employer.id).in_(reach.employers)
