"""Invented data for stories, demo and tests: an employer, its contacts, six bureaus, an employee per story."""

from datetime import date
from decimal import Decimal

from sqlmodel import Session, select

from models.addressees import link_hash
from models.bsn import is_bsn
from models.identity.identities import write_identity
from models.tables import Bureau, Contact, Employee, Employer, EmployerRole

INVENTED_EMPLOYER = "voorbeeld"
INVENTED_PEOPLE = {
    "casemanager": "Ilse Voorhout",
    "leidinggevende": "Bram Oostra",
    "hr": "Nadia Zwart",
    "directie": "Karel Duinmeijer",
    "bedrijfsarts": "Mw. dr. E. Hollander",
    "salarisadministratie": "Salarisadministratie",
    "arbeidsdeskundige": "P. Terpstra",
}
INVENTED_BUREAUS: tuple[tuple[str, str, list[str]], ...] = (
    ("wegwijs", "Bureau Wegwijs", ["35", "36"]),
    ("koers", "Koers Loopbaan", []),
    ("anker", "Anker Werk", []),
    ("baken", "Baken Loopbanen", []),
    ("brug", "De Brug Re-integratie", []),
    ("vuur", "Vuurtoren Werk", []),
)
INVENTED_PROFILE = {
    "bron": "izp",
    "uren_per_week": "20",
    "uren_per_dag": "4",
    "mogelijkheden": "Zittend werk met afwisseling",
    "beperkingen": "Niet zwaarder tillen dan tien kilo",
    "rubrieken": "dynamische_handelingen, werktijden",
}
INVENTED_SEARCH = {
    "regio": "35",
    "uren_per_week": "20",
    "niveau": "mbo_4",
    "telefoon": "06 12345678",
    "vervoer": "fiets",
}
INVENTED_EMPLOYEES = ("Sanne Fictief", "Youssef Voorbeeld", "Marijke Proefpersoon", "Tom Verzonnen", "Aylin Denkbeeld")


def invented_employer(writing: Session) -> Employer:
    """Write the employer, its contacts and the bureaus unless they exist; return the employer."""
    existing = writing.exec(select(Employer).where(Employer.code == INVENTED_EMPLOYER)).one_or_none()
    if existing:
        return existing
    employer = Employer(
        code=INVENTED_EMPLOYER, name="Voorbeeldbedrijf B.V.", postcode_area="35", loonheffingennummer="123456782L01"
    )
    writing.add(employer)
    writing.add_all(
        Bureau(code=code, name=name, email=f"{code}@bureau.example", regions=regions, rank=rank)
        for rank, (code, name, regions) in enumerate(INVENTED_BUREAUS, 1)
    )
    writing.flush()
    for role, name in INVENTED_PEOPLE.items():
        contact = Contact(code=f"{INVENTED_EMPLOYER}-{role}", name=name, email=f"{role}@voorbeeld.example")
        writing.add(contact)
        writing.flush()
        writing.add(EmployerRole(employer_id=employer.id, role=role, contact_id=contact.id))
    return employer


def invented_employee(writing: Session, index: int) -> Employee:
    """Write the `index`-th invented employee (from 0) of the invented employer and return it."""
    employer = invented_employer(writing)
    number = f"{index + 1:05d}"
    employee = Employee(
        employer_id=employer.id,
        link_hash=link_hash(writing, INVENTED_EMPLOYER, number),
        personnel_number=number,
        name=f"{INVENTED_EMPLOYEES[index % len(INVENTED_EMPLOYEES)]} {index + 1}",
        birth_date=date(1980, 1, 1),
        bsn=valid_bsn(index),
        email=f"werknemer{index + 1}@voorbeeld.example",
        function="Medewerker logistiek",
        hours_per_week=Decimal(36),
        address="Voorbeeldstraat 1, 3500 AA Utrecht",
    )
    writing.add(employee)
    writing.flush()
    write_identity(writing, employee, employer.code)
    return employee


def valid_bsn(index: int) -> str:
    """Return the `index`-th BSN (from 0) of a series of invented ones that pass the eleven-test."""
    # Of any twenty-two consecutive numbers at least one passes, so each index has its own.
    first = 900_000_000 + 22 * index
    return next(bsn for bsn in (str(number) for number in range(first, first + 22)) if is_bsn(bsn))
