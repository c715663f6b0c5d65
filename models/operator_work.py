"""The open cases of one operator, and the roles the operator has in each."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, select, union
from sqlmodel import Session, col

from models.sealing.crypto import UnreadableError
from models.sealing.sealed_columns import fetch_readable
from models.substitution import acting_contact
from models.tables import OPEN, Case, CaseRole, Contact, Employee, EmployerRole
from spoorboek.errors import InputError


class Presence(NamedTuple):
    """The absence and the substitute of a contact; without a name, so that nothing has to be decrypted."""

    id: int
    code: str
    absent_from: date | None
    absent_until: date | None
    substitute_id: int | None


def open_work_of(reading: Session, code: str, on: date) -> Mapping[str, frozenset[str]]:
    """Return the roles an operator has in each open case, by case number, in the order the cases were opened.

    `code`: the code of a contact, or an e-mail address, because codes made by the import are hard to remember. Roles
    set on a case take precedence over those of its employer; the work of an absent contact counts for the substitute.
    Raises InputError for an unknown code.
    """
    contacts = _covered_contacts(reading, code, on)
    roles: dict[str, set[str]] = defaultdict(set)
    for number, role in reading.execute(_assigned_roles(contacts)):
        roles[number].add(role)
    return {number: frozenset(of_case) for number, of_case in roles.items()}


def covered_by(reading: Session, contacts: Collection[int], on: date) -> set[int]:
    """Return the ids of contacts and of the absent ones whose work they do on a day; only these are read."""
    if not contacts:
        return set()
    known = _presences(reading, col(Contact.id).in_(contacts) | col(Contact.absent_from).is_not(None))
    return {*contacts, *_covered(known, contacts, on)}


def _covered_contacts(reading: Session, code: str, on: date) -> list[int]:
    """List the ids of the contacts whose work an operator does on a day: the operator, and absent contacts."""
    known = _presences(reading)
    codes = _contact_codes(reading, code) & {each.code for each in known.values()}
    if not codes:
        named = "dit e-mailadres" if "@" in code else f"de code '{code}'"
        raise InputError(
            f"Geen contactpersoon heeft {named}. Geef het e-mailadres zoals het in het bestand met zaken staat."
        )
    return _covered(known, [each.id for each in known.values() if each.code in codes], on)


def _presences(reading: Session, those: ColumnElement[bool] | None = None) -> dict[int, Presence]:
    columns = [getattr(Contact, name) for name in Presence._fields]
    query = select(*columns) if those is None else select(*columns).where(those)
    return {row[0]: Presence(*row) for row in reading.execute(query)}


def _covered(known: Mapping[int, Presence], contacts: Collection[int], on: date) -> list[int]:
    acting = {each.id: acting_contact(each, known.get, on) or each for each in known.values()}
    return [contact_id for contact_id, contact in acting.items() if contact.id in contacts]


def contacts_with_address(reading: Session, email: str) -> list[int]:
    """List the ids of the contacts with this e-mail address; those that cannot be read are none of them."""
    rows = fetch_readable(reading, select(col(Contact.id), col(Contact.email)), [])
    return sorted(row.id for row in rows if row.email.casefold() == email.casefold())


def _contact_codes(reading: Session, who: str) -> set[str]:
    """Return the codes of an operator: the code itself, or those of all contacts with this e-mail address.

    Raises UnreadableError when none is found and the address of a contact cannot be read.
    """
    if "@" not in who:
        return {who}
    unreadable: list[UnreadableError] = []
    rows = fetch_readable(reading, select(col(Contact.code), col(Contact.email)), unreadable)
    found = {row.code for row in rows if row.email.casefold() == who.casefold()}
    if unreadable and not found:
        raise unreadable[0]
    return found


def _assigned_roles(contacts: Sequence[int]) -> Select[Any]:
    """Select the open cases and roles to which one of these contacts is assigned."""
    of_case = and_(col(CaseRole.case_id) == col(Case.id), col(CaseRole.role) == col(EmployerRole.role))
    by_employer = (
        select(col(Case.id), col(EmployerRole.role), col(EmployerRole.contact_id))
        .join(Employee, col(Employee.id) == col(Case.employee_id))
        .join(EmployerRole, col(EmployerRole.employer_id) == col(Employee.employer_id))
        .outerjoin(CaseRole, of_case)
        .where(col(CaseRole.case_id).is_(None))
    )
    by_case = select(col(CaseRole.case_id), col(CaseRole.role), col(CaseRole.contact_id))
    assigned = union(by_employer, by_case).subquery()
    return (
        select(col(Case.number), assigned.c.role)
        .join(Case, col(Case.id) == assigned.c.id)
        .where(col(Case.status) == OPEN, assigned.c.contact_id.in_(contacts))
        .order_by(col(Case.id))
    )
