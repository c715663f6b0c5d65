"""Who gets what: the person behind a role of a case on a day, and how employees are looked up."""

import hmac
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import Select, literal, select, union_all
from sqlmodel import Session, col

from models.tables import Bureau, Case, CaseRole, Contact, Employee, EmployerRole, KeyCheck, Referral
from spoorboek.settings import settings

CASE_MANAGER = "casemanager"
OPERATIONS = "operatie"


class Addressee(NamedTuple):
    """Where a message goes. `code` says who without a name: of a contact or bureau, or `werknemer`, `operatie`."""

    name: str
    email: str
    code: str

    def __repr__(self) -> str:
        """Show the code alone: this is a person."""
        return f"Addressee(code={self.code!r})"


def addressee(session: Session, case: Case, role: str, on: date) -> Addressee:
    """Return who hears of a case in a role on a day.

    The contact of the case goes before that of the employer; a substitute stands in for who is absent. Without
    anybody the casemanager hears of it, and without casemanager the operations mailbox: work is never unseen.
    """
    return (
        addressee_in_role(session, case, role, on)
        or addressee_in_role(session, case, CASE_MANAGER, on)
        or Addressee("Operatie", settings().operations_mail, OPERATIONS)
    )


def addressee_in_role(session: Session, case: Case, role: str, on: date) -> Addressee | None:
    """Return who plays a role in a case on a day, a substitute for who is absent; None where nobody does."""
    if role == "werknemer":
        return _employee(session, case)
    if role == "bureau":
        return _bureau(session, case)
    contact = session.scalars(_named_contact(case, role)).first()
    present = next((each for each in _stand_ins(session, contact) if not _absent(each, on)), None)
    return Addressee(present.name, present.email, present.code) if present else None


def find_employee(session: Session, employer_code: str, personnel_number: str) -> Employee | None:
    """Return the employee of an employer with that personnel number, or None."""
    wanted = link_hash(session, employer_code, personnel_number)
    return session.scalars(select(Employee).where(col(Employee.link_hash) == wanted)).one_or_none()


def link_hash(session: Session, employer_code: str, personnel_number: str) -> str:
    """Return the keyed hash employees are looked up by; the same under every encryption key."""
    secret = session.get_one(KeyCheck, 1).token
    linked = f"{employer_code.strip()}\0{personnel_number.strip()}"
    return hmac.new(secret, linked.encode(), sha256).hexdigest()


def _named_contact(case: Case, role: str) -> Select[Any]:
    of_case = select(col(CaseRole.contact_id), literal(1).label("rank")).where(
        col(CaseRole.case_id) == case.id, col(CaseRole.role) == role
    )
    of_employer = (
        select(col(EmployerRole.contact_id), literal(2).label("rank"))
        .join(Employee, col(Employee.employer_id) == col(EmployerRole.employer_id))
        .where(col(Employee.id) == case.employee_id, col(EmployerRole.role) == role)
    )
    named = union_all(of_case, of_employer).subquery()
    return select(Contact).join(named, col(Contact.id) == named.c.contact_id).order_by(named.c.rank)


def _stand_ins(session: Session, contact: Contact | None) -> Iterator[Contact]:
    """Walk from a contact to the substitute, the substitute of that one, and so on; each person once."""
    seen: set[int] = set()
    while contact is not None and contact.id not in seen:
        yield contact
        seen.add(contact.id)
        contact = session.get(Contact, contact.substitute_id) if contact.substitute_id else None


def _absent(contact: Contact, on: date) -> bool:
    until = contact.absent_until or date.max
    return contact.absent_from is not None and contact.absent_from <= on <= until


def _employee(session: Session, case: Case) -> Addressee | None:
    employee = session.get_one(Employee, case.employee_id)
    return Addressee(employee.name, employee.email, "werknemer") if employee.email else None


def _bureau(session: Session, case: Case) -> Addressee | None:
    asked = select(Bureau).join(Referral, col(Referral.bureau_id) == col(Bureau.id))
    newest = asked.where(col(Referral.case_id) == case.id).order_by(col(Referral.number).desc()).limit(1)
    bureau = session.scalars(newest).one_or_none()
    return Addressee(bureau.name, bureau.email, bureau.code) if bureau else None
