"""What a person records about employments: another employer by transfer of undertaking, a second employment."""

from datetime import date

from sqlalchemy import select
from sqlmodel import Session, col

from models.addressees import find_employee, link_hash
from models.identity.identities import hashes_of, write_identity
from models.ledger.coverage import EMPLOYEE
from models.ledger.entries import record_correction
from models.record import append_event, follow_employer, own_risk_data, own_risks_of
from models.retention_queries import find_employer
from models.tables import OPEN, Case, CaseRole, Employee, Employer, EmployerRole, PersonIdentity
from spoorboek.errors import InputError
from spoorboek.importing.identity.corrections import known_employee
from spoorboek.importing.reading.cells import read_cell


def transfer_person(
    writing: Session, code: str, number: str, to_code: str, new_number: str, on: date, actor: str, today: date
) -> tuple[str, list[str]]:
    """Move a person with all cases to another employer, which takes over from the old one; return answer and cases.

    The first sick day and all terms stay. Who had a role at the old employer keeps it where the new one has nobody in
    that role. `on`: the first day at the new employer; `new_number`: the personnel number there, "" for the same.
    Raises InputError for an unknown employer or person, a number or person that the new employer has already, and a
    day that is still to come.
    """
    before, after = find_employer(writing, code), find_employer(writing, to_code)
    employee = known_employee(writing, before, number)
    new_number = new_number or employee.personnel_number
    read_cell("personnel", new_number)
    _require_free(writing, employee, before, after, new_number)
    if on > today:
        raise InputError(f"{on:%d-%m-%Y} ligt in de toekomst; vandaag is {today:%d-%m-%Y}. Leg het vast op die dag.")
    cases = writing.scalars(select(Case).where(col(Case.employee_id) == employee.id, col(Case.status) == OPEN)).all()
    for case in cases:
        _keep_roles(writing, case, before, after)
    employee.employer_id, employee.personnel_number = after.id, new_number
    employee.link_hash = link_hash(writing, after.code, new_number)
    writing.add(employee)
    known = write_identity(writing, employee, after.code)
    known.number_hash = hashes_of(writing, employee, after.code).number
    record_correction(writing, EMPLOYEE, employee.id, "employer_id", actor)
    risk, risk_before = (own_risk_data(own_risks_of(writing, each.id)) for each in (after, before))
    for case in cases:
        append_event(writing, case, "employer_changed", today, {"on": on.isoformat()}, actor)
        if risk != risk_before:
            append_event(writing, case, "own_risk_set", today, risk or {"from": None}, actor)
        follow_employer(writing, case, today, actor)
    numbers = [case.number for case in cases]
    return f"{_told(numbers)}: vanaf {on:%d-%m-%Y} bij werkgever {after.code}; de eerste ziektedag blijft.", numbers


def put_beside(writing: Session, code: str, number: str, other_number: str) -> str:
    """Record that two personnel numbers of one employer are two employments of one person; return the answer.

    Raises InputError for an unknown employer or number, one number twice, and two people with another BSN.
    """
    employer = find_employer(writing, code)
    employee, other = (known_employee(writing, employer, each) for each in (number, other_number))
    if employee.id == other.id:
        raise InputError("Dit is twee keer hetzelfde personeelsnummer. Geef de nummers van beide dienstverbanden.")
    if employee.bsn and other.bsn and employee.bsn != other.bsn:
        raise InputError("Deze twee nummers hebben hier elk een ander BSN: dat is niet dezelfde persoon.")
    known = writing.get(PersonIdentity, employee.id) or write_identity(writing, employee, employer.code)
    known.beside_id = other.id
    writing.add(known)
    return (
        f"Vastgelegd: {employee.personnel_number} en {other.personnel_number} zijn twee dienstverbanden van één "
        "persoon. Elk heeft een eigen dossier, met eigen termijnen."
    )


def _require_free(writing: Session, employee: Employee, before: Employer, after: Employer, number: str) -> None:
    """Raise InputError when the new employer is the old one, or has the number or the person already."""
    if before.id == after.id:
        raise InputError(f"De werknemer is al bij werkgever {after.code}. Geef de code van de nieuwe werkgever.")
    if find_employee(writing, after.code, number):
        raise InputError(
            f"Werkgever {after.code} heeft al iemand met personeelsnummer {number}. Geef met --number het nummer dat "
            "deze werknemer daar krijgt."
        )
    bsn_hash = hashes_of(writing, employee, after.code).bsn
    if bsn_hash and writing.scalars(select(PersonIdentity).where(col(PersonIdentity.bsn_hash) == bsn_hash)).first():
        raise InputError(
            f"Deze persoon staat bij werkgever {after.code} al onder een ander nummer. Zoek eerst uit welk."
        )


def _keep_roles(writing: Session, case: Case, before: Employer, after: Employer) -> None:
    """Give the case itself the contacts of the old employer in roles that the new one and the case leave empty."""
    taken = set(writing.scalars(select(col(EmployerRole.role)).where(col(EmployerRole.employer_id) == after.id)))
    taken |= set(writing.scalars(select(col(CaseRole.role)).where(col(CaseRole.case_id) == case.id)))
    for role in writing.scalars(select(EmployerRole).where(col(EmployerRole.employer_id) == before.id)):
        if role.role not in taken:
            writing.add(CaseRole(case_id=case.id, role=role.role, contact_id=role.contact_id))


def _told(numbers: list[str]) -> str:
    return f"Dossier {' en '.join(numbers)}" if numbers else "De werknemer, zonder lopend dossier"
