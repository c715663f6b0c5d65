"""Write the employer, employee and contacts of a row; each function returns what changed, by column title."""

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from models.addressees import link_hash
from models.identity.identities import write_identity
from models.record import agreements_of, own_risk_data, own_risks_of, put_agreement, put_own_risks
from models.tables import Case, CaseRole, Contact, Employee, Employer
from spoorboek.importing.differences.known_case import RowConflict
from spoorboek.importing.differences.party_values import Party, same_value
from spoorboek.importing.identity.recognition import find_recorded
from spoorboek.importing.reading.columns import OF_CONTACT, OTHER_EMPLOYMENT, SOMEBODY_ELSE
from spoorboek.importing.record_lookup import ImportLookup, row_link
from spoorboek.importing.row_decisions import PlanningDay
from spoorboek.importing.rows import CaseRow, ContactPart, EmployeePart, EmployerPart

EMPLOYEE_TITLES = {
    "name": "naam",
    "birth_date": "geboortedatum",
    "bsn": "BSN",
    "email": "e-mail",
    "function": "functie",
    "hours_per_week": "uren per week",
    "address": "adres",
    "postcode": "postcode",
    "place": "woonplaats",
    "phone": "telefoon",
    "education": "opleiding",
    "salutation": "aanhef",
}


def write_employer(writing: Session, lookup: ImportLookup, part: EmployerPart) -> list[str]:
    """Add or update an employer; raises RowConflict for a new one without a name."""
    employer = lookup.employer(part.code)
    if employer is None:
        if part.name is None:
            raise RowConflict("deze werkgever is nog niet bekend; vul 'Werkgever naam' in.")
        lookup.add_employer(_insert(writing, Employer(code=part.code, name=part.name, **_employer_fields(part))))
        return ["nieuwe werkgever"]
    changed = _update(writing, lookup, employer, {"name": part.name, **_employer_fields(part)})
    return ["werkgever bijgewerkt"] if changed else []


def write_own_risk(writing: Session, lookup: ImportLookup, part: EmployerPart, on: date) -> list[str] | None:
    """Record since when an employer bears the risk of the Ziektewet itself; None when that is known or not said.

    Returns the numbers of the open cases of which it became a fact. Another own risk that was recorded stays.
    """
    employer = lookup.employer(part.code)
    if part.own_risk_from is None or employer is None:
        return None
    recorded = own_risks_of(writing, employer.id)
    known = own_risk_data(recorded)
    said = {"from": part.own_risk_from, "until": part.own_risk_until}
    if known == {name: day.isoformat() for name, day in said.items() if day}:
        return None
    risks, period = {"zw", *recorded.get("risks", ())}, (part.own_risk_from, part.own_risk_until)
    return put_own_risks(writing, employer, risks, period, lookup.actor, on)


def write_agreement(writing: Session, lookup: ImportLookup, part: EmployerPart, today: PlanningDay) -> list[str] | None:
    """Record what an employer gives beside the law; None when that is known or not said.

    Returns the numbers of the open cases in which it differs. Raises RowConflict for a source the house does not know.
    """
    employer, agreement = lookup.employer(part.code), part.agreement
    if agreement is None or employer is None or agreement in agreements_of(writing, employer.id):
        return None
    if agreement.source not in today.sources:
        known = ", ".join(sorted(today.sources))
        raise RowConflict(f"'Naast de wet bron' is geen bron van het huisbeleid; bekend zijn: {known}.")
    return put_agreement(writing, employer, agreement, lookup.actor, today.on)


def write_employee(
    writing: Session, lookup: ImportLookup, employee: Employee | None, row: CaseRow
) -> tuple[Employee, list[str]]:
    """Add or update the employee of a row, and what it is recognised by."""
    values = {key: getattr(row.employee, key) for key in EMPLOYEE_TITLES}
    employer = lookup.employer(row.employer.code)
    assert employer is not None
    is_new = employee is None
    if employee is None:
        link, number = row_link(writing, row, employer), row.employee.personnel_number
        employee = _insert(
            writing, Employee(employer_id=employer.id, link_hash=link, personnel_number=number, **values)
        )
        changed = ["nieuwe werknemer"]
    else:
        changed = [EMPLOYEE_TITLES[key] for key in _update(writing, lookup, employee, values)]
    if changed:
        known = write_identity(writing, employee, employer.code, is_new=is_new)
        known.is_other = known.is_other or row.employee.other_employment == SOMEBODY_ELSE
        lookup.add_employee(employee, known)
    return employee, changed


def write_other_employment(writing: Session, lookup: ImportLookup, row: CaseRow) -> list[str]:
    """Record that the person of a row has another employment; to be called when all rows are written.

    Raises RowConflict when the other number is not known at this employer, or is of somebody with another BSN.
    """
    number = row.employee.other_employment
    if number in (None, SOMEBODY_ELSE):
        return []
    named = replace(row, employee=EmployeePart(str(number), row.employee.name))
    employee, other = (find_recorded(writing, lookup, each) for each in (row, named))
    if employee is None:
        return []  # left out
    if other is None:
        raise RowConflict(
            f"'{OTHER_EMPLOYMENT}' noemt personeelsnummer {number}, dat bij deze werkgever niet bekend is. Zet er het "
            "nummer van het andere dienstverband in, of maak de cel leeg."
        )
    if employee.bsn and other.bsn and employee.bsn != other.bsn:
        raise RowConflict(
            f"'{OTHER_EMPLOYMENT}' noemt personeelsnummer {number}, maar die heeft hier een ander BSN: dat is niet "
            "dezelfde persoon."
        )
    return _put_beside(writing, lookup, employee, other)


def _put_beside(writing: Session, lookup: ImportLookup, employee: Employee, other: Employee) -> list[str]:
    known = lookup.identities[employee.id]
    if employee.id == other.id or other.id == known.beside_id or lookup.identities[other.id].beside_id == employee.id:
        return []
    known.beside_id = other.id
    writing.add(known)
    return [f"ander dienstverband naast personeelsnummer {other.personnel_number}"]


def write_roles(writing: Session, lookup: ImportLookup, case: Case, row: CaseRow) -> tuple[list[str], list[str]]:
    """Assign the contacts of a row to their roles in the case.

    A role that is not in the row is not changed. One that a person gave somebody here stays too: that is told second.
    """
    current_roles = lookup.roles.get(case.id, {})
    changed, stays = [], []
    for role, part in row.contacts.items():
        contact_id, of_contact = _contact(writing, lookup, part)
        if of_contact:
            changed.append(f"gegevens van de {role}")
        if current_roles.get(role) == contact_id:
            continue
        if role in lookup.given_roles.get(case.id, ()):
            stays.append(f"{role} blijft: iemand gaf die rol hier aan een ander")
        else:
            writing.merge(CaseRole(case_id=case.id, role=role, contact_id=contact_id))
            changed.append(role)
    return changed, stays


def _contact(writing: Session, lookup: ImportLookup, part: ContactPart) -> tuple[int, list[str]]:
    """Return the id of the contact with this name and address, and what changed of it."""
    if part in lookup.contacts:
        return lookup.contacts[part], []
    contact, changed = find_contact(writing, part), []
    if contact is None:
        contact = add_contact(writing, part)
    else:
        changed = _update(writing, lookup, contact, {field: getattr(part, field) for field in OF_CONTACT})
    lookup.contacts[part] = contact.id
    return contact.id, changed


def find_contact(reading: Session, part: ContactPart) -> Contact | None:
    """Return the contact with this name and address; None for a new one."""
    return reading.scalars(select(Contact).where(col(Contact.code) == _contact_code(reading, part))).one_or_none()


def add_contact(writing: Session, part: ContactPart) -> Contact:
    """Add a contact, and return it."""
    values = {field: getattr(part, field) for field in OF_CONTACT}
    code = _contact_code(writing, part)
    contact: Contact = _insert(writing, Contact(code=code, name=part.name, email=part.email, **values))
    return contact


def _contact_code(reading: Session, part: ContactPart) -> str:
    """Return a keyed hash: the same person gets the same code in every file, and it reveals no personal data."""
    return f"c-{link_hash(reading, *part.identity)[:12]}"


def _employer_fields(part: EmployerPart) -> dict[str, Any]:
    address = {"street": part.street, "postcode": part.address_postcode, "place": part.place}
    of_employer = {"loonheffingennummer": part.tax_number, "postcode_area": part.postcode_area, "phone": part.phone}
    return address | of_employer


def _update(writing: Session, lookup: ImportLookup, row: Party, values: dict[str, Any]) -> list[str]:
    """Set the values that differ, are not None and that no person recorded; return the fields that were set."""
    known = lookup.recorded.writable(row, values)
    changed = [key for key, value in known.items() if value is not None and not same_value(getattr(row, key), value)]
    for key in changed:
        setattr(row, key, values[key])
    writing.add(row)
    return changed


def _insert(writing: Session, row: Any) -> Any:
    writing.add(row)
    writing.flush()
    return row
