"""Choose the re-integration bureau a case is referred to next."""

from sqlalchemy import func, or_, select
from sqlmodel import Session, col

from models.tables import Bureau, Case, Employee, Employer, Referral


def next_bureau_to_ask(session: Session, case: Case) -> Bureau | None:
    """Return the active bureau of lowest rank that serves the region and was not asked yet; None when none is left.

    A bureau without regions serves the whole country. An employer without postcode area gets only such bureaus.
    """
    area = (
        select(col(Employer.postcode_area))
        .join(Employee, col(Employee.employer_id) == col(Employer.id))
        .where(col(Employee.id) == case.employee_id)
        .scalar_subquery()
    )
    asked = select(col(Referral.bureau_id)).where(col(Referral.case_id) == case.id)
    serves_region = or_(func.cardinality(Bureau.regions) == 0, area == func.any(Bureau.regions))
    candidates = select(Bureau).where(col(Bureau.active), serves_region, col(Bureau.id).not_in(asked))
    return session.scalars(candidates.order_by(col(Bureau.rank), col(Bureau.code)).limit(1)).one_or_none()
