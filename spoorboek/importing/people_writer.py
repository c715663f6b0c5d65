"""Write who a row is about and who works on it; each function tells what changed, by the names of the columns."""

from typing import Any

from sqlalchemy import select
from sqlmodel import Session, SQLModel, col

from models.addressees import link_hash
from models.tables import Case, CaseRole, Contact, Employee, Employer
from spoorboek.importing.record_lookup import ImportLookup, known_names
from spoorboek.importing.row_decisions import RowConflict
from spoorboek.importing.rows import CaseRow, ContactPart, EmployerPart

EMPLOYEE_TITLES = {
    "name": "naam",
    "birth_date": "geboortedatum",
    "bsn": "BSN",
    "email": "e-mail",
    "function": "functie",
    "hours_per_week": "uren per week",
    "address": "adres",
}


def write_employer(writing: Session, known: ImportLookup, part: EmployerPart) -> list[str]:
    """Add or update an employer; raises Conflict for a new one without a name."""
    employer = known.employers.get(part.code)
    if employer is None:
        if part.name is None:
            raise RowConflict("deze werkgever is nog niet bekend; vul 'Werkgever naam' in.")
        known.employers[part.code] = _added(writing, Employer(code=part.code, name=part.name, **_employer_fields(part)))
        return ["nieuwe werkgever"]
    changed = _update(writing, employer, {"name": part.name, **_employer_fields(part)})
    return ["werkgever bijgewerkt"] if changed else []


def match_employee(reading: Session, known: ImportLookup, row: CaseRow) -> Employee | None:
    """Return the employee of a row, or None; raises Conflict when the number seems to have lost its zeros."""
    own, *padded = known_names(reading, row)
    if own not in known.employees and any(name in known.employees for name in padded):
        raise RowConflict(
            "dit personeelsnummer is bekend met voorloopnullen, die een getalcel verliest; maak er tekst van."
        )
    return known.employees.get(own)


def write_employee(
    writing: Session, known: ImportLookup, employee: Employee | None, row: CaseRow
) -> tuple[Employee, list[str]]:
    """Add or update the employee of a row."""
    values = {key: getattr(row.employee, key) for key in EMPLOYEE_TITLES}
    if employee is not None:
        return employee, [EMPLOYEE_TITLES[key] for key in _update(writing, employee, values)]
    own = known_names(writing, row)[0]
    employer, number = known.employers[row.employer.code], row.employee.personnel_number
    known.employees[own] = _added(
        writing, Employee(employer_id=employer.id, link_hash=own, personnel_number=number, **values)
    )
    return known.employees[own], ["nieuwe werknemer"]


def write_roles(writing: Session, known: ImportLookup, case: Case, row: CaseRow) -> list[str]:
    """Put the contacts of a row in their roles in the case; a role that is not named stays as it is."""
    held = known.roles.get(case.id, {})
    changed = []
    for role, part in row.contacts.items():
        contact_id = _contact(writing, known, part)
        if held.get(role) != contact_id:
            writing.merge(CaseRole(case_id=case.id, role=role, contact_id=contact_id))
            changed.append(role)
    return changed


def _contact(writing: Session, known: ImportLookup, part: ContactPart) -> int:
    """Return the contact of that name and address; the same mailbox may serve several people."""
    if part not in known.contacts:
        # A keyed hash as code: the same person gets the same code in every file, and the code says nothing of them.
        code = f"c-{link_hash(writing, part.email.casefold(), part.name.casefold())[:12]}"
        found = writing.scalars(select(Contact).where(col(Contact.code) == code)).one_or_none()
        contact = found or _added(writing, Contact(code=code, name=part.name, email=part.email))
        known.contacts[part] = contact.id
    return known.contacts[part]


def _employer_fields(part: EmployerPart) -> dict[str, Any]:
    return {"loonheffingennummer": part.tax_number, "postcode_area": part.postcode_area}


def _update(writing: Session, row: SQLModel, values: dict[str, Any]) -> list[str]:
    """Set what differs, where the file says anything at all; return the names of what was set."""
    changed = [key for key, value in values.items() if value is not None and getattr(row, key) != value]
    for key in changed:
        setattr(row, key, values[key])
    writing.add(row)
    return changed


def _added(writing: Session, row: Any) -> Any:
    writing.add(row)
    writing.flush()
    return row
