"""Check the rows of one file against each other: a person that occurs twice, an employer with two names."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import Any

from models.identity.identities import identity, likeness
from spoorboek.importing.identity.declared_pairs import DeclaredPairs, number_of
from spoorboek.importing.reading.columns import OTHER_EMPLOYMENT, SOMEBODY_ELSE
from spoorboek.importing.reading.sheet import SheetProblem
from spoorboek.importing.row_choices import ANOTHER_PERSON, SECOND_NUMBER
from spoorboek.importing.rows import BureauRow, CaseRow, EmployerPart

EMPLOYER_TITLES = {
    "name": "naam",
    "tax_number": "loonheffingennummer",
    "postcode_area": "postcodegebied",
    "own_risk_from": "eigenrisicodrager vanaf",
    "own_risk_until": "eigenrisicodrager t/m",
    "agreement": "wat naast de wet geldt",
    "street": "adres",
    "address_postcode": "postcode van het adres",
    "place": "plaats",
    "phone": "telefoon",
}

CONTACT_TITLES = {"phone": "telefoon", "organisation": "organisatie", "salutation": "aanhef"}


def case_problems(rows: Sequence[CaseRow]) -> Iterator[SheetProblem]:
    """Yield the contradictions between the rows of a file of cases."""
    person = (
        "deze persoon (werkgever en personeelsnummer, hoe ook geschreven) staat al op regel {}. Laat één regel per "
        "persoon staan."
    )
    yield from _duplicates(rows, lambda row: (_employer(row), number_of(row)), person)
    yield from _people_with_two_numbers(rows)
    for field, title in EMPLOYER_TITLES.items():
        yield from _employer_differences(rows, field, title)
    yield from _contact_differences(rows)


def bureau_problems(rows: Sequence[BureauRow]) -> Iterator[SheetProblem]:
    """Yield the contradictions between the rows of a register of bureaus."""
    yield from _duplicates(rows, lambda row: identity(row.code), "deze bureaucode staat al op regel {}.")


def _employer(row: CaseRow) -> str:
    return identity(row.employer.code)


def _duplicates(rows: Sequence[Any], key: Callable[[Any], Hashable | None], message: str) -> Iterator[SheetProblem]:
    lines: dict[Hashable, int] = {}
    for row in rows:
        if (value := key(row)) is not None and lines.setdefault(value, row.line) != row.line:
            yield SheetProblem(row.line, None, message.format(lines[value]))


def _people_with_two_numbers(rows: Sequence[CaseRow]) -> Iterator[SheetProblem]:
    """Yield the rows of a person that stands on an earlier line under another number, unless the file explains it."""
    declared = DeclaredPairs(rows)
    by_bsn: dict[Hashable, CaseRow] = {}
    lookalikes: dict[Hashable, CaseRow] = {}
    for row in rows:
        part = row.employee
        first = by_bsn.setdefault((_employer(row), part.bsn), row) if part.bsn else row
        if _is_other_number(row, first) and not declared.has(row, first.employee.personnel_number):
            said = _two_numbers("dit BSN staat", row, first, "herstel dan het BSN")
            yield SheetProblem(row.line, None, said, (SECOND_NUMBER,), first.employee.personnel_number)
            continue
        alike = likeness(part.name, part.birth_date, part.email)
        like = lookalikes.setdefault((_employer(row), alike), row) if alike else row
        told_apart = SOMEBODY_ELSE in (part.other_employment, like.employee.other_employment)
        told_apart |= declared.has(row, like.employee.personnel_number) or bool(part.bsn and like.employee.bsn)
        if alike and _is_other_number(row, like) and not told_apart:
            what = f"een persoon met {alike.called} staat"
            said = _two_numbers(what, row, like, f"zet dan '{SOMEBODY_ELSE}' in die kolom")
            ways = (SECOND_NUMBER, ANOTHER_PERSON)
            yield SheetProblem(row.line, None, said, ways, like.employee.personnel_number)
    yield from _contradictory_pairs(rows)


def _is_other_number(row: CaseRow, first: CaseRow) -> bool:
    return number_of(row) != number_of(first)


def _two_numbers(what: str, row: CaseRow, first: CaseRow, otherwise: str) -> str:
    known, said = first.employee.personnel_number, row.employee.personnel_number
    return (
        f"{what} bij dezelfde werkgever al op regel {first.line}, met personeelsnummer {known}; hier is het {said}. "
        f"Laat één regel per persoon staan. Zijn het twee dienstverbanden, zet dan {known} in de kolom "
        f"'{OTHER_EMPLOYMENT}'. Is het iemand anders, {otherwise}."
    )


def _contradictory_pairs(rows: Sequence[CaseRow]) -> Iterator[SheetProblem]:
    """Yield the rows that name their own number as another employment, or one of somebody with another BSN."""
    by_number = {(_employer(row), number_of(row)): row for row in rows}
    for row in rows:
        part = row.employee
        if part.other_employment in (None, SOMEBODY_ELSE):
            continue
        named = identity(part.other_employment or "")
        if named == number_of(row):
            yield SheetProblem(row.line, None, f"'{OTHER_EMPLOYMENT}' noemt het personeelsnummer van de regel zelf.")
        other = by_number.get((_employer(row), named))
        if other and part.bsn and other.employee.bsn and part.bsn != other.employee.bsn:
            yield SheetProblem(
                row.line,
                None,
                f"'{OTHER_EMPLOYMENT}' noemt {other.employee.personnel_number}, maar die heeft op regel {other.line} "
                "een ander BSN: dat is niet dezelfde persoon.",
            )


def _employer_differences(rows: Sequence[CaseRow], field: str, title: str) -> Iterator[SheetProblem]:
    """Yield the rows with another value for an employer than the first row that has a value."""
    first: dict[str, tuple[int, EmployerPart]] = {}
    for row in rows:
        if getattr(row.employer, field) is not None:
            line, employer = first.setdefault(_employer(row), (row.line, row.employer))
            if getattr(employer, field) != getattr(row.employer, field):
                yield SheetProblem(row.line, None, f"de werkgever heeft op regel {line} een andere waarde: {title}.")


def _contact_differences(rows: Sequence[CaseRow]) -> Iterator[SheetProblem]:
    """Yield the rows with another value for a contact than the first row that has a value, in whatever role."""
    first: dict[Hashable, tuple[int, str]] = {}
    for row in rows:
        for role, part in row.contacts.items():
            for field, title in CONTACT_TITLES.items():
                if (value := getattr(part, field)) is None:
                    continue
                line, known = first.setdefault((part.identity, field), (row.line, value))
                if value != known:
                    yield SheetProblem(row.line, None, f"de {role} heeft op regel {line} een andere waarde: {title}.")
