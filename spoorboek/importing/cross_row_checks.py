"""Check the rows of one file against each other: a person that occurs twice, an employer with two names."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import Any

from spoorboek.importing.reading.sheet import SheetProblem
from spoorboek.importing.rows import BureauRow, CaseRow, EmployerPart

EMPLOYER_TITLES = {"name": "naam", "tax_number": "loonheffingennummer", "postcode_area": "postcodegebied"}


def case_problems(rows: Sequence[CaseRow]) -> Iterator[SheetProblem]:
    """Yield the contradictions between the rows of a file of cases."""
    person = "deze persoon (werkgever en personeelsnummer) staat al op regel {}. Laat één regel per persoon staan."
    yield from _duplicates(rows, lambda row: (row.employer.code, row.employee.personnel_number.casefold()), person)
    bsn = "dit BSN staat bij dezelfde werkgever al op regel {}, met een ander personeelsnummer."
    yield from _duplicates(rows, lambda row: row.employee.bsn and (row.employer.code, row.employee.bsn), bsn)
    for field, title in EMPLOYER_TITLES.items():
        yield from _employer_differences(rows, field, title)


def bureau_problems(rows: Sequence[BureauRow]) -> Iterator[SheetProblem]:
    """Yield the contradictions between the rows of a register of bureaus."""
    yield from _duplicates(rows, lambda row: row.code.casefold(), "deze bureaucode staat al op regel {}.")


def _duplicates(rows: Sequence[Any], key: Callable[[Any], Hashable | None], message: str) -> Iterator[SheetProblem]:
    lines: dict[Hashable, int] = {}
    for row in rows:
        if (value := key(row)) is not None and lines.setdefault(value, row.line) != row.line:
            yield SheetProblem(row.line, None, message.format(lines[value]))


def _employer_differences(rows: Sequence[CaseRow], field: str, title: str) -> Iterator[SheetProblem]:
    """Yield the rows with another value for an employer than the first row that has a value."""
    first: dict[str, tuple[int, EmployerPart]] = {}
    for row in rows:
        if getattr(row.employer, field) is not None:
            line, employer = first.setdefault(row.employer.code, (row.line, row.employer))
            if getattr(employer, field) != getattr(row.employer, field):
                yield SheetProblem(row.line, None, f"de werkgever heeft op regel {line} een andere waarde: {title}.")
