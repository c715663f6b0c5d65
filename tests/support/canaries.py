"""Unique invented personal data, planted in the record, and the search for it everywhere it must not be."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import psycopg
from sqlmodel import select

from models.connection import session
from models.tables import Bureau, Contact, Employee, Employer
from spoorboek.demo.time_lapse import StoryRun

BIRTH = date(1961, 11, 23)
BSN = "927351842"
CANARIES = ("Zwaluwstaart", "Kruisbek", "Roerdomp", "Wielewaal", "kanarievogel", BSN, "Nachtegaalpad", "P-7719-K")
BIRTHS = (BIRTH.isoformat(), f"{BIRTH:%d-%m-%Y}", "23 november 1961")


def plant(life: StoryRun) -> None:
    """Give the employee of a life, the employer, its people and the bureaus names and addresses like no other."""
    with session() as writing:
        employee = writing.get_one(Employee, life.employee_id)
        employee.name, employee.birth_date, employee.bsn = "Zwaan Zwaluwstaart", BIRTH, BSN
        employee.email, employee.personnel_number = "zwaan@kanarievogel.example", "P-7719-K"
        employee.address, employee.function = "Nachtegaalpad 9, 3500 AA Utrecht", "Kruisbek"
        writing.get_one(Employer, employee.employer_id).name = "Wielewaal B.V."
        for person in [*writing.exec(select(Contact)), *writing.exec(select(Bureau))]:
            person.name, person.email = "Roel Roerdomp", f"{person.code}@kanarievogel.example"


def found_in(texts: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return in which of the named texts a canary sings, and which."""
    return {
        (where, canary)
        for where, text in texts
        for canary in (*CANARIES, *BIRTHS)
        if canary.casefold() in text.casefold()
    }


def rows_of(url: str) -> Iterable[tuple[str, str]]:
    """Read every row of every table of a database as text, whatever its columns."""
    with psycopg.connect(url) as connection:
        listed = connection.execute("select tablename from pg_tables where schemaname = 'public'").fetchall()
        for (table,) in listed:
            for (row,) in connection.execute(f'select t::text from "{table}" t'.encode()):
                yield table, row


def files_in(folder: Path, without: Iterable[str]) -> Iterable[tuple[str, str]]:
    """Read every file of a folder and below as text, but for the folders named."""
    for path in folder.rglob("*"):
        if path.is_file() and not set(path.relative_to(folder).parts) & set(without):
            yield str(path.relative_to(folder)), path.read_text(errors="replace")
