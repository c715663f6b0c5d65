"""What a person corrects of who somebody is: another personnel number, or a value that is wrong here."""

from sqlalchemy import select
from sqlmodel import Session, col

from models.addressees import find_employee, link_hash
from models.identity.doubles import double_cases
from models.identity.identities import hashes_of, write_identity
from models.ledger.coverage import EMPLOYEE
from models.ledger.entries import record_correction
from models.retention_queries import find_employer
from models.tables import Case, Employee, Employer
from spoorboek.errors import InputError
from spoorboek.importing.reading.cells import read_cell

CLEARED = {"bsn": "bsn", "geboortedatum": "birth_date"}


def renumber_person(writing: Session, employer_code: str, number: str, new_number: str, actor: str) -> str:
    """Give a person another personnel number; return a message in Dutch.

    The number of a person whose cases all ended as double of this one is free: both change places.

    Raises InputError for an unknown person, a number that is none, and one that is somebody else's.
    """
    employer = find_employer(writing, employer_code)
    employee, other = known_employee(writing, employer, number), find_employee(writing, employer.code, new_number)
    read_cell("personnel", new_number)
    before = employee.personnel_number
    if other is not None and other.id != employee.id:
        if not _is_double(writing, other):
            raise InputError(
                f"Personeelsnummer {other.personnel_number} is van een andere werknemer, met een eigen dossier. Is dat "
                "dezelfde persoon, voeg dan eerst de dossiers samen: `spoorboek case merge`."
            )
        _put_number(writing, employer, other, f"dubbel-{other.id}")
        _put_number(writing, employer, employee, new_number)
        _put_number(writing, employer, other, before)
    else:
        _put_number(writing, employer, employee, new_number, is_recorded=True)
    record_correction(writing, EMPLOYEE, employee.id, "personnel_number", actor)
    return f"Vastgelegd: personeelsnummer {before} van werkgever {employer.code} is nu {new_number}."


def clear_value(writing: Session, employer_code: str, number: str, field: str, actor: str) -> str:
    """Empty a value of a person that is wrong here, so that the next file fills it; return a message in Dutch.

    `field`: a key of CLEARED. Raises InputError for an unknown person or a value that is empty.
    """
    employer = find_employer(writing, employer_code)
    employee = known_employee(writing, employer, number)
    if getattr(employee, CLEARED[field]) is None:
        raise InputError(f"Van personeelsnummer {employee.personnel_number} is hier geen {field} bekend.")
    setattr(employee, CLEARED[field], None)
    writing.add(employee)
    write_identity(writing, employee, employer.code)
    record_correction(writing, EMPLOYEE, employee.id, CLEARED[field], actor)
    return f"Leeggemaakt: {field} van personeelsnummer {employee.personnel_number}. Een bestand vult het weer in."


def known_employee(reading: Session, employer: Employer, number: str) -> Employee:
    """Return the employee with a number at an employer; raises InputError for an unknown one."""
    employee = find_employee(reading, employer.code, number)
    if employee is None:
        raise InputError(f"Personeelsnummer {number} is bij werkgever {employer.code} niet bekend. Kijk het nummer na.")
    return employee


def _put_number(
    writing: Session, employer: Employer, employee: Employee, number: str, *, is_recorded: bool = False
) -> None:
    """Write a number; with `is_recorded` the one before is known as one this person had."""
    employee.personnel_number, employee.link_hash = number, link_hash(writing, employer.code, number)
    writing.add(employee)
    known = write_identity(writing, employee, employer.code)
    before, known.number_hash = known.number_hash, hashes_of(writing, employee, employer.code).number
    former = {*known.former_hashes, *filter(None, [before])} if is_recorded else set(known.former_hashes)
    known.former_hashes = sorted(former - {known.number_hash})
    writing.flush()


def _is_double(reading: Session, employee: Employee) -> bool:
    """Tell whether all cases of an employee were ended as double."""
    ids = reading.scalars(select(col(Case.id)).where(col(Case.employee_id) == employee.id)).all()
    return bool(ids) and len(double_cases(reading, ids)) == len(ids)
