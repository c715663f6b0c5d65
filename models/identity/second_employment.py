"""The cases of the other employment of a person, as a file or a person said that there is one."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlmodel import Session, col

from models.tables import EMPTIED, Case, PersonIdentity


def cases_beside(reading: Session, case: Case) -> Sequence[str]:
    """Return the numbers of the cases of the other employments of the person of a case, oldest first."""
    known = reading.get(PersonIdentity, case.employee_id)
    named = select(col(PersonIdentity.employee_id)).where(col(PersonIdentity.beside_id) == case.employee_id)
    others = {*reading.scalars(named), *filter(None, [known and known.beside_id])}
    query = select(col(Case.number)).where(col(Case.employee_id).in_(others), col(Case.status) != EMPTIED)
    return reading.scalars(query.order_by(col(Case.id))).all()
