"""What a person records of an employer, employee or contact: address, phone, education, organisation, salutation."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlmodel import Session

from models.addressees import contact_in_role
from models.case_lookup import find_case
from models.retention_queries import find_employer
from models.substitution import acting_contact
from models.tables import Case, Contact, Employee, Employer
from spoorboek.errors import InputError
from spoorboek.importing.differences.party_values import NEEDED, PARTY_FIELDS, PartyField, record_value
from spoorboek.importing.identity.corrections import known_employee
from spoorboek.importing.reading.cell_text import WrongCell
from spoorboek.importing.reading.cells import read_cell

EMPLOYEE_ROLE = "werknemer"
EMPTY = "leeg"  # what people type for no value


def set_of_person(writing: Session, employer_code: str, number: str, field: str, typed: str, actor: str) -> str:
    """Record a value of an employee; return a message in Dutch.

    `field`: a key of PARTY_FIELDS; `typed`: as a file would have it, or EMPTY. Raises InputError for an unknown person
    or a value that is none.
    """
    employer = find_employer(writing, employer_code)
    employee = known_employee(writing, employer, number)
    what = _record(writing, employee, PARTY_FIELDS[Employee], field, typed, actor)
    return f"{what} van personeelsnummer {employee.personnel_number}."


def set_of_employer(writing: Session, code: str, field: str, typed: str, actor: str) -> str:
    """Record a value of an employer, as `set_of_person` does."""
    employer = find_employer(writing, code)
    return f"{_record(writing, employer, PARTY_FIELDS[Employer], field, typed, actor)} van werkgever {employer.code}."


def set_of_contact(writing: Session, number: str, role: str, field: str, typed: str, actor: str) -> str:
    """Record a value of who has a role in a case, for every case of that contact, as `set_of_person` does."""
    case = find_case(writing, number)
    contact = contact_in_role(writing, case, role)
    if contact is None:
        raise InputError(
            f"In dossier {case.number} heeft niemand de rol {role}. Neem de naam en het e-mailadres eerst over met een "
            "bestand."
        )
    what = _record(writing, contact, PARTY_FIELDS[Contact], field, typed, actor)
    return f"{what} van de {role} van dossier {case.number}, in al zijn of haar dossiers."


def set_mail_address(writing: Session, case: Case, role: str, typed: str, actor: str, on: date) -> str:
    """Record the mail address of who gets the mail of a role in a case on a day: who has it, or who stands in.

    Raises InputError where nobody has the role, for a bureau, whose address stands in the register, and for no address.
    """
    if role == EMPLOYEE_ROLE:
        employee = writing.get_one(Employee, case.employee_id)
        return f"{_record(writing, employee, PARTY_FIELDS[Employee], 'e_mail', typed, actor)} van de werknemer."
    contact = acting_in_role(writing, case, role, on)
    if contact is None:
        raise InputError(
            "Dit adres staat niet bij een contactpersoon van deze zaak; verbeter het waar het vandaan komt."
        )
    what = _record(writing, contact, PARTY_FIELDS[Contact], "e_mail", typed, actor)
    return f"{what} van de {role}, in al zijn of haar dossiers."


def acting_in_role(reading: Session, case: Case, role: str, on: date) -> Contact | None:
    """Return the contact who gets the mail of a role on a day: who has it, or who stands in; None for nobody."""
    return acting_contact(contact_in_role(reading, case, role), lambda each: reading.get(Contact, each), on)


def _record(writing: Session, party: Any, fields: Mapping[str, PartyField], field: str, typed: str, actor: str) -> str:
    """Read what was typed as a cell of a file is read, and record it."""
    value = None
    if typed.strip().casefold() != EMPTY:
        try:
            value = read_cell(fields[field].kind, typed)
        except WrongCell as wrong:
            raise InputError(f"{field}: {wrong}") from None
        if value is None:
            raise InputError(f"{field}: niets ingevuld. Typ een waarde, of '{EMPTY}' als er geen is.")
    if value is None and (type(party), field) in NEEDED:
        raise InputError(f"{field} kan niet leeg zijn: hierheen gaat de post van deze rol. Geef een ander adres.")
    record_value(writing, party, field, value, actor)
    return f"{'Leeggemaakt' if value is None else 'Vastgelegd'}: {field}"
