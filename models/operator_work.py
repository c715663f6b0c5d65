"""Whose work a case is: the open cases of one operator, and the roles they play in each."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, select, union
from sqlmodel import Session, col

from models.tables import OPEN, Case, CaseRole, Contact, Employee, EmployerRole
from spoorboek.errors import InputError


class Presence(NamedTuple):
    """When a contact is away, and who stands in; without a name, so nothing has to be decrypted."""

    id: int
    code: str
    absent_from: date | None
    absent_until: date | None
    substitute_id: int | None

    def absent(self, on: date) -> bool:
        """Tell whether the contact is away on a day."""
        return self.absent_from is not None and self.absent_from <= on <= (self.absent_until or date.max)


def open_work_of(reading: Session, code: str, on: date) -> Mapping[str, frozenset[str]]:
    """Return the roles an operator plays in each open case, by case number, in the order the cases were opened.

    `code`: the code of a contact, or an e-mail address; the import makes codes that nobody knows by heart.
    Those of the case go before those of the employer; work of who is away counts for the substitute. Raises InputError
    for an unknown code.
    """
    contacts = _stands_for(reading, code, on)
    roles: dict[str, set[str]] = defaultdict(set)
    for number, role in reading.execute(_named(contacts)):
        roles[number].add(role)
    return {number: frozenset(played) for number, played in roles.items()}


def _stands_for(reading: Session, code: str, on: date) -> list[int]:
    """List the contacts whose work is this operator's on a day: their own, and of who is away."""
    columns = [getattr(Contact, name) for name in Presence._fields]
    known = {row[0]: Presence(*row) for row in reading.execute(select(*columns))}
    codes = _codes(reading, code) & {each.code for each in known.values()}
    if not codes:
        named = "dit e-mailadres" if "@" in code else f"de code '{code}'"
        raise InputError(
            f"Geen contactpersoon heeft {named}. Geef het e-mailadres zoals het in het bestand met zaken staat."
        )
    return [number for number, each in known.items() if known[_present(each, known, on)].code in codes]


def _codes(reading: Session, who: str) -> set[str]:
    """Return the codes somebody goes by: the code itself, or those of all contacts with this e-mail address."""
    if "@" not in who:
        return {who}
    return {each.code for each in reading.scalars(select(Contact)) if (each.email or "").casefold() == who.casefold()}


def _present(contact: Presence, known: Mapping[int, Presence], on: date) -> int:
    """Return who is there: the contact, or the first substitute of substitutes; the contact where nobody is."""
    seen, here = {contact.id}, contact
    while here.absent(on) and here.substitute_id is not None and here.substitute_id not in seen:
        here = known[here.substitute_id]
        seen.add(here.id)
    return contact.id if here.absent(on) else here.id


def _named(contacts: Sequence[int]) -> Select[Any]:
    """Pick the open cases and roles for which one of these contacts is named."""
    of_case = and_(col(CaseRole.case_id) == col(Case.id), col(CaseRole.role) == col(EmployerRole.role))
    usual = (
        select(col(Case.id), col(EmployerRole.role), col(EmployerRole.contact_id))
        .join(Employee, col(Employee.id) == col(Case.employee_id))
        .join(EmployerRole, col(EmployerRole.employer_id) == col(Employee.employer_id))
        .outerjoin(CaseRole, of_case)
        .where(col(CaseRole.case_id).is_(None))
    )
    own = select(col(CaseRole.case_id), col(CaseRole.role), col(CaseRole.contact_id))
    named = union(usual, own).subquery()
    return (
        select(col(Case.number), named.c.role)
        .join(Case, col(Case.id) == named.c.id)
        .where(col(Case.status) == OPEN, named.c.contact_id.in_(contacts))
        .order_by(col(Case.id))
    )
