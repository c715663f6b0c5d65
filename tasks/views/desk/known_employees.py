"""Employees as one looks for them to report sick: who, of which employer, and how it stands with the last case."""

from collections.abc import Collection, Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import func, select
from sqlmodel import Session, col

from models.accounts.reach import Reach, visible_employees
from models.edition_history import edition_in_force
from models.identity.doubles import double_cases
from models.identity.filling import DESTROYED_LINK
from models.record import load_events
from models.sealing.sealed_columns import fetch_readable
from models.tables import CLOSED, EMPTIED, Case, Employee, Employer
from spoorboek.statute.reports.fold import fold_events
from tasks.views.desk.case_search import PEOPLE
from tasks.views.desk.step_rows import read_names

MOST_SHOWN = 25


class Standing(StrEnum):
    """How it stands with the last case of an employee; `DOUBLE`: another case of the same person goes on."""

    NEVER, SICK, RECOVERED, ENDED = "geen", "ziek", "hersteld", "gesloten"
    DOUBLE, DECEASED = "dubbel", "overleden"


class KnownEmployee(NamedTuple):
    """One employee. `case`: the number of the last case, None without one; `day`: that of its standing.

    The day is the first sick day, the first of recovery, that of death, or the one on which the case was closed.
    """

    id: int
    name: str
    employer_code: str
    employer: str
    personnel_number: str
    standing: Standing
    case: str | None = None
    day: date | None = None


def find_known(reading: Session, reach: Reach, asked: str) -> Sequence[KnownEmployee]:
    """Return who fits what was typed and is within reach, by name, MOST_SHOWN at most."""
    ids = PEOPLE.find(reading, " ".join(asked.split()))
    return sorted(known_employees(reading, reach, ids), key=lambda each: each.name.casefold())


def known_employees(reading: Session, reach: Reach, ids: Collection[int]) -> list[KnownEmployee]:
    """Return these employees, those within reach whose name can be read, MOST_SHOWN at most."""
    columns = col(Employee.id), col(Employee.employer_id), col(Employee.name), col(Employee.personnel_number)
    within = select(*columns).where(col(Employee.id).in_(list(ids)), col(Employee.id).in_(visible_employees(reach)))
    there = ~col(Employee.link_hash).startswith(DESTROYED_LINK)
    found = list(fetch_readable(reading, within.where(there).limit(MOST_SHOWN), []))
    newest = select(func.max(col(Case.id))).where(
        col(Case.employee_id).in_([each.id for each in found]), col(Case.status) != EMPTIED
    )
    cases = {
        case.employee_id: case
        for case in reading.scalars(select(Case).where(col(Case.id).in_(newest.group_by(col(Case.employee_id)))))
    }
    book = read_names(reading, (), {each.employer_id for each in found})
    codes = dict(reading.execute(select(col(Employer.id), col(Employer.code))).tuples().all())
    standings = _standings(reading, list(cases.values()))
    return [
        KnownEmployee(
            each.id, each.name, codes[each.employer_id], book.employers[each.employer_id], each.personnel_number,
            *standings.get(each.id, (Standing.NEVER,)),
        )
        for each in found
    ]  # fmt: skip


def _standings(reading: Session, cases: Sequence[Case]) -> dict[int, tuple[Standing, str, date | None]]:
    """Return by employee how it stands with the last case, its number and its day."""
    ids, rules = [case.id for case in cases], edition_in_force(reading).rules
    events, doubles = load_events(reading, ids), double_cases(reading, ids)
    found: dict[int, tuple[Standing, str, date | None]] = {}
    for case in cases:
        facts = fold_events(events[case.id], rules)
        recovered = next((each.from_ for each in facts.recoveries if each.until is None), None)
        if case.id in doubles:
            found[case.employee_id] = Standing.DOUBLE, doubles[case.id], None
        elif facts.died_on:
            found[case.employee_id] = Standing.DECEASED, case.number, facts.died_on
        elif recovered:
            found[case.employee_id] = Standing.RECOVERED, case.number, recovered
        elif case.status == CLOSED:
            found[case.employee_id] = Standing.ENDED, case.number, case.closed_on
        else:
            found[case.employee_id] = Standing.SICK, case.number, facts.first_sick_day
    return found
