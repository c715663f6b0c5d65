"""Which re-integration bureau a case is offered to."""

from sqlalchemy import func, or_, select
from sqlmodel import Session, col

from models.tables import Bureau, Case, Employee, Employer, Referral


def first_fitting_bureau(session: Session, case: Case) -> Bureau | None:
    """Return the bureau to ask next, None when none is left: active, serves the region, lowest rank, not asked yet.

    A bureau without regions serves the whole country. An employer without postcode area fits only such bureaus.
    """
    area = (
        select(col(Employer.postcode_area))
        .join(Employee, col(Employee.employer_id) == col(Employer.id))
        .where(col(Employee.id) == case.employee_id)
        .scalar_subquery()
    )
    asked = select(col(Referral.bureau_id)).where(col(Referral.case_id) == case.id)
    fits = or_(func.cardinality(Bureau.regions) == 0, area == func.any(Bureau.regions))
    wanted = select(Bureau).where(col(Bureau.active), fits, col(Bureau.id).not_in(asked))
    return session.scalars(wanted.order_by(col(Bureau.rank), col(Bureau.code)).limit(1)).one_or_none()
