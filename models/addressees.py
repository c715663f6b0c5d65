"""Find the recipient of a message, by role of a case and day; look up employees."""

import hmac
from datetime import date
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import Select, literal, select, union_all
from sqlmodel import Session, col

from models.identity.identities import by_identity, identity, identity_hashes
from models.substitution import acting_contact
from models.tables import (
    REFERRED,
    Bureau,
    Case,
    CaseRole,
    Contact,
    Employee,
    Employer,
    EmployerRole,
    KeyCheck,
    PersonIdentity,
    Referral,
)
from spoorboek.settings import settings

CASE_MANAGER = "casemanager"
OPERATIONS = "operatie"
OPERATIONS_NAME = "Operatie"


class Addressee(NamedTuple):
    """The recipient of a message.

    `code` identifies the recipient without a name: the code of a contact or bureau, or `werknemer`, `operatie`.
    `stands_in`: the role of the recipient, when nobody in the role that was meant has an address. `salutation`: what a
    letter has after `Geachte`, or only the title that goes before the name.
    """

    name: str
    email: str
    code: str
    stands_in: str | None = None
    salutation: str | None = None
    organisation: str | None = None
    phone: str | None = None

    def __repr__(self) -> str:
        """Show the code only: name and address are personal data."""
        return f"Addressee(code={self.code!r})"


def addressee(session: Session, case: Case, role: str, on: date) -> Addressee:
    """Return the recipient for a role of a case on a day.

    A contact set on the case takes precedence over one set on the employer; a substitute replaces an absent contact.
    Without a contact in the role the casemanager is the recipient, and without a casemanager the operations mailbox,
    so that no message goes unread.
    """
    if found := addressee_in_role(session, case, role, on):
        return found
    if manager := addressee_in_role(session, case, CASE_MANAGER, on):
        return manager._replace(stands_in=CASE_MANAGER)
    return operations()._replace(stands_in=OPERATIONS)


def operations() -> Addressee:
    """Return the operations mailbox."""
    return Addressee(OPERATIONS_NAME, settings().operations_mail, OPERATIONS)


def addressee_in_role(session: Session, case: Case, role: str, on: date) -> Addressee | None:
    """Return who has a role in a case on a day, or the substitute of an absent contact; None without either."""
    if role == "werknemer":
        return _employee(session, case)
    if role == "bureau":
        return _bureau(session, case)
    contact = contact_in_role(session, case, role)
    acting = acting_contact(contact, lambda contact_id: session.get(Contact, contact_id), on)
    if acting is None:
        return None
    more = acting.salutation, acting.organisation, acting.phone
    return Addressee(acting.name, acting.email, acting.code, None, *more)


def contact_in_role(session: Session, case: Case, role: str) -> Contact | None:
    """Return the contact with a role in a case, absent or not; None without one."""
    return session.scalars(_contacts_in_role(case, role)).first()


def find_employee(session: Session, employer_code: str, personnel_number: str) -> Employee | None:
    """Return the employee of an employer with that personnel number, however it is written; None without one."""
    employers = session.scalars(select(Employer)).all()
    known = {employer.code: employer for employer in employers}.get(employer_code.strip())
    employer = known or by_identity(employers).get(identity(employer_code))
    exact = link_hash(session, employer.code if employer else employer_code, personnel_number)
    found = session.scalars(select(Employee).where(col(Employee.link_hash) == exact)).one_or_none()
    if found is not None:
        return found
    hashed = identity_hashes(session, employer_code, personnel_number).number
    query = select(Employee).join(PersonIdentity, col(PersonIdentity.employee_id) == col(Employee.id))
    return session.scalars(query.where(col(PersonIdentity.number_hash) == hashed)).one_or_none()


def link_hash(session: Session, employer_code: str, personnel_number: str) -> str:
    """Return the keyed hash of an employee as written; it does not change when encryption keys do."""
    secret = session.get_one(KeyCheck, 1).token
    identifier = f"{employer_code.strip()}\0{personnel_number.strip()}"
    return hmac.new(secret, identifier.encode(), sha256).hexdigest()


def _contacts_in_role(case: Case, role: str) -> Select[Any]:
    of_case = select(col(CaseRole.contact_id), literal(1).label("rank")).where(
        col(CaseRole.case_id) == case.id, col(CaseRole.role) == role
    )
    of_employer = (
        select(col(EmployerRole.contact_id), literal(2).label("rank"))
        .join(Employee, col(Employee.employer_id) == col(EmployerRole.employer_id))
        .where(col(Employee.id) == case.employee_id, col(EmployerRole.role) == role)
    )
    assigned = union_all(of_case, of_employer).subquery()
    return select(Contact).join(assigned, col(Contact.id) == assigned.c.contact_id).order_by(assigned.c.rank)


def _employee(session: Session, case: Case) -> Addressee | None:
    employee = session.get_one(Employee, case.employee_id)
    if not employee.email:
        return None
    return Addressee(employee.name, employee.email, "werknemer", salutation=employee.salutation)


def _bureau(session: Session, case: Case) -> Addressee | None:
    referred = select(Bureau).join(Referral, col(Referral.bureau_id) == col(Bureau.id))
    sent = referred.where(col(Referral.case_id) == case.id, col(Referral.status) == REFERRED)
    newest = sent.order_by(col(Referral.number).desc()).limit(1)
    bureau = session.scalars(newest).one_or_none()
    return Addressee(bureau.name, bureau.email, bureau.code) if bureau else None
