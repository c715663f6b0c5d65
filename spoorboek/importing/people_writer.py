"""Write the employer, employee and contacts of a row; each function returns what changed, by column title."""

from typing import Any

from sqlalchemy import select
from sqlmodel import Session, SQLModel, col

from models.addressees import link_hash
from models.tables import Case, CaseRole, Contact, Employee, Employer
from spoorboek.importing.record_lookup import ImportLookup, link_hashes
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


def write_employer(writing: Session, lookup: ImportLookup, part: EmployerPart) -> list[str]:
    """Add or update an employer; raises RowConflict for a new one without a name."""
    employer = lookup.employers.get(part.code)
    if employer is None:
        if part.name is None:
            raise RowConflict("deze werkgever is nog niet bekend; vul 'Werkgever naam' in.")
        lookup.employers[part.code] = _insert(
            writing, Employer(code=part.code, name=part.name, **_employer_fields(part))
        )
        return ["nieuwe werkgever"]
    changed = _update(writing, employer, {"name": part.name, **_employer_fields(part)})
    return ["werkgever bijgewerkt"] if changed else []


def match_employee(reading: Session, lookup: ImportLookup, row: CaseRow) -> Employee | None:
    """Return the employee of a row, or None; raises RowConflict when the personnel number seems to have lost zeros."""
    link, *padded = link_hashes(reading, row)
    if link not in lookup.employees and any(name in lookup.employees for name in padded):
        raise RowConflict(
            "dit personeelsnummer is bekend met voorloopnullen, die een getalcel verliest; maak er tekst van."
        )
    return lookup.employees.get(link)


def write_employee(
    writing: Session, lookup: ImportLookup, employee: Employee | None, row: CaseRow
) -> tuple[Employee, list[str]]:
    """Add or update the employee of a row."""
    values = {key: getattr(row.employee, key) for key in EMPLOYEE_TITLES}
    if employee is not None:
        return employee, [EMPLOYEE_TITLES[key] for key in _update(writing, employee, values)]
    link = link_hashes(writing, row)[0]
    employer, number = lookup.employers[row.employer.code], row.employee.personnel_number
    lookup.employees[link] = _insert(
        writing, Employee(employer_id=employer.id, link_hash=link, personnel_number=number, **values)
    )
    return lookup.employees[link], ["nieuwe werknemer"]


def write_roles(writing: Session, lookup: ImportLookup, case: Case, row: CaseRow) -> list[str]:
    """Assign the contacts of a row to their roles in the case; a role that is not in the row is not changed."""
    current_roles = lookup.roles.get(case.id, {})
    changed = []
    for role, part in row.contacts.items():
        contact_id = _contact(writing, lookup, part)
        if current_roles.get(role) != contact_id:
            writing.merge(CaseRole(case_id=case.id, role=role, contact_id=contact_id))
            changed.append(role)
    return changed


def _contact(writing: Session, lookup: ImportLookup, part: ContactPart) -> int:
    """Return the id of the contact with this name and address; several people may share a mailbox."""
    if part not in lookup.contacts:
        # The code is a keyed hash: the same person gets the same code in every file, and it reveals no personal data.
        code = f"c-{link_hash(writing, part.email.casefold(), part.name.casefold())[:12]}"
        found = writing.scalars(select(Contact).where(col(Contact.code) == code)).one_or_none()
        contact = found or _insert(writing, Contact(code=code, name=part.name, email=part.email))
        lookup.contacts[part] = contact.id
    return lookup.contacts[part]


def _employer_fields(part: EmployerPart) -> dict[str, Any]:
    return {"loonheffingennummer": part.tax_number, "postcode_area": part.postcode_area}


def _update(writing: Session, row: SQLModel, values: dict[str, Any]) -> list[str]:
    """Set the values that differ and are not None; return the names of the fields that were set."""
    changed = [key for key, value in values.items() if value is not None and getattr(row, key) != value]
    for key in changed:
        setattr(row, key, values[key])
    writing.add(row)
    return changed


def _insert(writing: Session, row: Any) -> Any:
    writing.add(row)
    writing.flush()
    return row
