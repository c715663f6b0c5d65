"""Recognise the person of a row; refuse a row that may be about somebody known under another number.

Two employments of one person are accepted when the file says so, in the column `Ander dienstverband`.
"""

from collections.abc import Iterator
from typing import NamedTuple

from sqlmodel import Session

from models.identity.identities import identity, likeness
from models.tables import Employee
from spoorboek.importing.differences.known_case import RowConflict
from spoorboek.importing.identity.declared_pairs import DeclaredPairs
from spoorboek.importing.reading.columns import OTHER_EMPLOYMENT, SOMEBODY_ELSE
from spoorboek.importing.record_lookup import ImportLookup, load_lookup, row_link
from spoorboek.importing.row_choices import (
    ANOTHER_PERSON,
    CLEARED_BIRTH,
    CLEARED_BSN,
    KNOWN_NUMBER,
    RENUMBERED,
    SECOND_NUMBER,
)
from spoorboek.importing.rows import CaseRow, EmployeePart

SAME_BSN = "dit BSN"


class Lookalike(NamedTuple):
    """An employee that may be the person of a row, and what both have in common."""

    employee: Employee
    shared: str


def recognise(reading: Session, lookup: ImportLookup, row: CaseRow, declared: DeclaredPairs) -> Employee | None:
    """Return the employee of a row, None for a new one.

    Raises RowConflict, which names both numbers and what to do, when the row may be about somebody else.
    """
    employee = find_recorded(reading, lookup, row)
    if employee is not None:
        _refuse_other_person(employee, row)
    elif row.employee.other_employment != SOMEBODY_ELSE:
        _refuse_former_number(lookup, lookup.hashes(reading, row).number, row)
    for like in _alike(reading, lookup, row, employee):
        if not _is_explained(lookup, row, employee, like, declared):
            others = (SECOND_NUMBER,) if like.shared == SAME_BSN else (SECOND_NUMBER, ANOTHER_PERSON)
            known = like.employee.personnel_number
            raise RowConflict(_may_be_known(row, like), ways=(RENUMBERED, *others), known=known)
    return employee


def find_lookalikes(reading: Session, row: CaseRow) -> list[Lookalike]:
    """Return who is known at the employer and may be the person of a row, by the one identity rule; each once.

    Nobody whom the row itself explains, as another employment or as somebody else.
    """
    lookup, declared = load_lookup(reading, [row]), DeclaredPairs([row])
    same = find_recorded(reading, lookup, row)
    former = lookup.by_former.get(lookup.hashes(reading, row).number)
    found = [Lookalike(same, "dit personeelsnummer")] if same else []
    if former is not None and row.employee.other_employment != SOMEBODY_ELSE:
        found.append(Lookalike(lookup.employees[former], "dit nummer, van vroeger"))
    found += [
        each for each in _alike(reading, lookup, row, same) if not _is_explained(lookup, row, same, each, declared)
    ]
    return list({each.employee.id: each for each in reversed(found)}.values())[::-1]


def find_recorded(reading: Session, lookup: ImportLookup, row: CaseRow) -> Employee | None:
    """Return the employee with the number of a row: exactly as written, else by the identity rule."""
    found = lookup.by_link.get(row_link(reading, row, lookup.employer(row.employer.code)))
    if found is not None:
        return found
    employee_id = lookup.by_number.get(lookup.hashes(reading, row).number)
    return None if employee_id is None else lookup.employees[employee_id]


def _alike(reading: Session, lookup: ImportLookup, row: CaseRow, employee: Employee | None) -> Iterator[Lookalike]:
    """Yield others with the same BSN; for a new person also others with the same likeness."""
    hashes = lookup.hashes(reading, row)
    brings_bsn = employee is None or employee.bsn is None
    for employee_id in lookup.by_bsn.get(hashes.bsn or "", ()) if brings_bsn else ():
        if employee is None or employee_id != employee.id:
            yield Lookalike(lookup.employees[employee_id], SAME_BSN)
    part = row.employee
    alike = likeness(part.name, part.birth_date, part.email)
    for employee_id in lookup.by_birth.get(hashes.birth or "", ()) if employee is None and alike else ():
        other = lookup.employees[employee_id]
        if alike and not (other.bsn and part.bsn):
            yield Lookalike(other, f"een persoon met {alike.called}")


def _is_explained(
    lookup: ImportLookup, row: CaseRow, employee: Employee | None, like: Lookalike, declared: DeclaredPairs
) -> bool:
    """Tell whether the file or the record says how both go together. A BSN is one person: it cannot be another."""
    if declared.has(row, like.employee.personnel_number):
        return True
    if employee is not None and _are_beside(lookup, employee, like.employee):
        return True
    return row.employee.other_employment == SOMEBODY_ELSE and like.employee.bsn != (row.employee.bsn or "")


def _are_beside(lookup: ImportLookup, one: Employee, other: Employee) -> bool:
    return lookup.identities[one.id].beside_id == other.id or lookup.identities[other.id].beside_id == one.id


def _refuse_other_person(employee: Employee, row: CaseRow) -> None:
    """Raise RowConflict when equal numbers belong to people who differ; they are never merged."""
    part, number = row.employee, employee.personnel_number
    for title, field in (("BSN", "bsn"), ("geboortedatum", "birth_date")):
        said, ours = getattr(part, field), getattr(employee, field)
        if said and ours and said != ours:
            raise RowConflict(
                f"personeelsnummer {part.personnel_number} is hier bekend als {number}, met een andere waarde: {title}."
                " Is dit iemand anders, geef die dan een eigen nummer. Is het dezelfde, herstel dan het bestand;"
                f" is het bestand juist, maak de waarde hier leeg met `spoorboek person clear {row.employer.code} "
                f"{number} {title.lower()}` en neem het bestand opnieuw over.",
                ways=(CLEARED_BSN if field == "bsn" else CLEARED_BIRTH,),
                known=number,
            )
    if part.personnel_number != number and not _is_confirmed(employee, part):
        raise RowConflict(
            f"personeelsnummer {part.personnel_number} is hier bekend als {number}, met een andere naam. Is het "
            f"dezelfde persoon, schrijf het nummer dan als {number}, of vul BSN of geboortedatum in; is het iemand "
            "anders, geef die dan een eigen nummer.",
            ways=(KNOWN_NUMBER,),
            known=number,
        )


def _refuse_former_number(lookup: ImportLookup, number_hash: str, row: CaseRow) -> None:
    """Raise RowConflict for a number that a person recorded as changed: the file would bring back the old one."""
    if (employee_id := lookup.by_former.get(number_hash)) is not None:
        said, known = row.employee.personnel_number, lookup.employees[employee_id].personnel_number
        raise RowConflict(
            f"personeelsnummer {said} is hier gewijzigd in {known}. Zet {known} in het bestand; is het iemand anders, "
            f"die dit nummer nu heeft, zet dan '{SOMEBODY_ELSE}' in de kolom '{OTHER_EMPLOYMENT}'.",
            ways=(KNOWN_NUMBER, ANOTHER_PERSON),
            known=known,
        )


def _is_confirmed(employee: Employee, part: EmployeePart) -> bool:
    """Tell whether somebody whose number is written otherwise is certainly the same person."""
    same_name = identity(employee.name) == identity(part.name)
    return same_name or bool(part.bsn and employee.bsn) or bool(part.birth_date and employee.birth_date)


def _may_be_known(row: CaseRow, like: Lookalike) -> str:
    known, said = like.employee.personnel_number, row.employee.personnel_number
    somebody_else = "herstel dan het BSN" if like.shared == SAME_BSN else f"zet dan '{SOMEBODY_ELSE}' in die kolom"
    return (
        f"{like.shared} is bij deze werkgever al bekend onder personeelsnummer {known}; deze regel heeft {said}. Is "
        f"het nummer gewijzigd: `spoorboek person renumber {row.employer.code} {known} {said}`. Zijn het twee "
        f"dienstverbanden van één persoon, zet dan {known} in de kolom '{OTHER_EMPLOYMENT}'. Is het iemand anders, "
        f"{somebody_else}."
    )
