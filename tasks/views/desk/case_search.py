"""The list of cases as it is asked: by name, case number or personnel number, filtered, a page at a time, or all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import Session, col

from models.case_list import LATE_STATUS, MANAGING, CaseFilter, ListedCase, count_cases, listed_cases, wait_ends_of
from models.edition_history import edition_in_force
from models.identity.known_people import KnownPeople
from models.sealing.sealed_columns import fetch_readable
from models.tables import Case, CaseRole, Contact, Employee, Employer, EmployerRole, NextStepRow
from tasks.case_state import current_day
from tasks.views.desk.step_rows import read_names

PAGE_ROWS = 50
MOST_ROWS = 20_000  # of a file
SHORTEST_NUMBER = 3  # signs of a case number, after Z-, from which on a part of one is searched
CASE_PREFIX = "Z-"
WAIT_DAYS, WEEK_DAYS = 728, 7  # calendar days: of the 104 weeks, and of one
PEOPLE = KnownPeople()  # of this process


class FoundCase(NamedTuple):
    """One case of the list. `day`: the decisive day of the step `what`; `week`: of sickness, where known.

    `late`: its last lawful day passed; `asked`: that passed before the adoption, and nobody knows whether it was done.
    """

    number: str
    name: str
    employer: str
    what: str
    who: str
    day: date | None
    late: bool
    failing: bool
    status: str
    week: int | None = None
    asked: bool = False


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


def weeks_asked(on: date, first: int | None, last: int | None) -> tuple[date | None, date | None]:
    """Return between which days the wait ends of who is in these weeks of sickness on a day; None: no bound.

    Week 1 begins on the first sick day; the last day of week 104 is that of the wait, whatever interrupted it.
    """
    ends_from = on + timedelta(days=WAIT_DAYS - WEEK_DAYS * last) if last is not None else None
    ends_by = on + timedelta(days=WAIT_DAYS - 1 - WEEK_DAYS * (first - 1)) if first is not None else None
    return ends_from, ends_by


def filter_choices(reading: Session, employers: Sequence[int] | None = None) -> FilterChoices:
    """Return what can be chosen; `employers`: the ids of those that may be seen, None for all.

    Casemanagers are those of these employers.
    """
    of_employers = select(col(Employer.id), col(Employer.name))
    if employers is not None:
        of_employers = of_employers.where(col(Employer.id).in_(employers))
    managing = _managing(reading, employers)
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


def _managing(reading: Session, employers: Sequence[int] | None) -> set[int]:
    of_cases = select(col(CaseRole.contact_id)).where(col(CaseRole.role) == MANAGING)
    of_employers = select(col(EmployerRole.contact_id)).where(col(EmployerRole.role) == MANAGING)
    if employers is not None:
        of_cases = of_cases.join(Case, col(Case.id) == col(CaseRole.case_id))
        of_cases = of_cases.join(Employee, col(Employee.id) == col(Case.employee_id))
        of_cases = of_cases.where(col(Employee.employer_id).in_(employers))
        of_employers = of_employers.where(col(EmployerRole.employer_id).in_(employers))
    return set(reading.scalars(of_cases.union(of_employers)))


def _named(reading: Session, found: Sequence[ListedCase]) -> list[FoundCase]:
    people, employers = {each.employee_id for each in found}, {each.employer_id for each in found}
    book = read_names(reading, people, employers)
    ends, on = wait_ends_of(reading, [each.case_id for each in found]), current_day(reading)
    return [
        FoundCase(
            each.line.number,
            book.people.get(each.employee_id, ""),
            book.employers.get(each.employer_id, each.line.employer),
            each.line.name or "",
            each.line.who or "",
            each.line.day,
            each.line.step_status == LATE_STATUS,
            each.line.failing,
            each.line.status,
            _week(ends.get(each.case_id), on),
            each.line.unanswered,
        )
        for each in found
    ]


def _week(wait_ends_on: date | None, on: date) -> int | None:
    passed = WAIT_DAYS - 1 - (wait_ends_on - on).days if wait_ends_on else None
    return max(passed // WEEK_DAYS + 1, 1) if passed is not None else None
