"""The list of cases as it is asked: by name, case number or personnel number, filtered, a page at a time, or all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import Session, col

from models.case_list import MANAGING, CaseFilter, ListedCase, count_cases, listed_cases
from models.edition_history import edition_in_force
from models.identity.known_people import KnownPeople
from models.sealing.sealed_columns import fetch_readable
from models.tables import CaseRole, Contact, Employer, EmployerRole, NextStepRow
from tasks.views.desk.step_rows import read_names

PAGE_ROWS = 50
MOST_ROWS = 20_000  # of a file
SHORTEST_NUMBER = 3  # signs of a case number, after Z-, from which on a part of one is searched
CASE_PREFIX = "Z-"
PEOPLE = KnownPeople()  # of this process


class FoundCase(NamedTuple):
    """One case of the list. `day`: the decisive day of the step `what`."""

    number: str
    name: str
    employer: str
    what: str
    who: str
    day: date | None
    late: bool
    failing: bool
    status: str


@dataclass(frozen=True, slots=True)
class CaseSearch:
    """The cases of one page. `count`: how many there are in all; `page`: from 1, of `pages`."""

    rows: Sequence[FoundCase]
    count: int
    page: int

    @property
    def pages(self) -> int:
        """Return how many pages there are, one at least."""
        return max(-(-self.count // PAGE_ROWS), 1)


class FilterChoices(NamedTuple):
    """What a list can be filtered by: ids with names, and keys of steps with labels."""

    employers: Sequence[tuple[int, str]]
    managers: Sequence[tuple[int, str]]
    steps: Sequence[tuple[str, str]]


def search_cases(reading: Session, asked: str, wanted: CaseFilter, *, page: int = 1) -> CaseSearch:
    """Return a page of the cases that are asked."""
    narrowed = narrow(reading, asked, wanted)
    count = count_cases(reading, narrowed)
    chosen = min(max(page, 1), max(-(-count // PAGE_ROWS), 1))
    found = listed_cases(reading, narrowed, limit=PAGE_ROWS, offset=(chosen - 1) * PAGE_ROWS)
    return CaseSearch(_named(reading, found), count, chosen)


def all_found_cases(reading: Session, asked: str, wanted: CaseFilter) -> Sequence[FoundCase]:
    """Return all cases that are asked, MOST_ROWS at most, for a file."""
    found = listed_cases(reading, narrow(reading, asked, wanted), limit=MOST_ROWS)
    return _named(reading, found)


def narrow(reading: Session, asked: str, wanted: CaseFilter) -> CaseFilter:
    """Add to a filter what was typed; without anything typed it stays as it is."""
    typed = " ".join(asked.split())
    if not typed:
        return wanted
    people = PEOPLE.find(reading, typed)
    bare = typed.upper().removeprefix("Z").lstrip("- ")
    number = f"{CASE_PREFIX}{bare}" if len(bare) >= SHORTEST_NUMBER and bare.isalnum() else ""
    return wanted._replace(people=people, numbers=number)


def filter_choices(reading: Session, employers: Sequence[int] | None = None) -> FilterChoices:
    """Return what can be chosen; `employers`: the ids of those that may be seen, None for all."""
    of_employers = select(col(Employer.id), col(Employer.name))
    if employers is not None:
        of_employers = of_employers.where(col(Employer.id).in_(employers))
    of_cases = select(col(CaseRole.contact_id)).where(col(CaseRole.role) == MANAGING)
    assigned = of_cases.union(select(col(EmployerRole.contact_id)).where(col(EmployerRole.role) == MANAGING))
    managing = set(reading.scalars(assigned))
    of_managers = select(col(Contact.id), col(Contact.name)).where(col(Contact.id).in_(managing))
    steps = select(col(NextStepRow.step)).where(col(NextStepRow.step).is_not(None)).distinct()
    rows = edition_in_force(reading).rules.rows
    return FilterChoices(
        sorted(((row.id, row.name) for row in fetch_readable(reading, of_employers, [])), key=lambda each: each[1]),
        sorted(((row.id, row.name) for row in fetch_readable(reading, of_managers, [])), key=lambda each: each[1]),
        sorted(
            ((str(key), rows[str(key)].label) for key in reading.scalars(steps) if key in rows),
            key=lambda each: each[1],
        ),
    )


def _named(reading: Session, found: Sequence[ListedCase]) -> list[FoundCase]:
    people, employers = {each.employee_id for each in found}, {each.employer_id for each in found}
    book = read_names(reading, people, employers)
    return [
        FoundCase(
            each.line.number,
            book.people.get(each.employee_id, ""),
            book.employers.get(each.employer_id, each.line.employer),
            each.line.name or "",
            each.line.who or "",
            each.line.day,
            each.line.late,
            each.line.failing,
            each.line.status,
        )
        for each in found
    ]
