"""Check the dossiers of all open cases: in portions, each with what it holds, without planning what to do."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import Session, col

from models.edition_history import edition_in_force
from models.record import load_events
from models.tables import OPEN, Case, Employee, Employer
from spoorboek.statute.dossier.dossier_check import check_dossier
from spoorboek.statute.dossier.dossier_findings import DossierFinding
from spoorboek.statute.plan import Plan
from spoorboek.statute.reports.fold import fold_events
from spoorboek.statute.timeline.timeline import timeline
from tasks.dossiers.reading import read_dossiers

PORTION = 500  # cases that are read at once


class OpenCase(NamedTuple):
    """An open case: its id, its number, and the code of its employer."""

    case_id: int
    number: str
    employer: str


class CheckedCase(NamedTuple):
    """An open case with its plan and what UWV would ask about its dossier; None for one that cannot be computed."""

    case_id: int
    number: str
    employer: str
    plan: Plan | None
    findings: list[DossierFinding]


def checked_cases(reading: Session, on: date) -> Iterator[CheckedCase]:
    """Yield every open case with its findings on a day, in the order in which they were opened."""
    for portion in open_portions(reading):
        yield from check_portion(reading, portion, on)


def open_portions(reading: Session) -> list[Sequence[OpenCase]]:
    """Return the open cases, in the order in which they were opened, in portions."""
    columns = select(col(Case.id), col(Case.number), col(Employer.code)).where(col(Case.status) == OPEN)
    columns = columns.join(Employee, col(Employee.id) == col(Case.employee_id))
    rows = reading.execute(columns.join(Employer, col(Employer.id) == col(Employee.employer_id)).order_by(col(Case.id)))
    listed = [OpenCase(*row) for row in rows]
    return [listed[start : start + PORTION] for start in range(0, len(listed), PORTION)]


def check_portion(reading: Session, portion: Sequence[OpenCase], on: date) -> Iterator[CheckedCase]:
    """Yield some open cases with their findings on a day."""
    edition = edition_in_force(reading)
    events = load_events(reading, [case.case_id for case in portion])
    records = read_dossiers(reading, events)
    for case in portion:
        try:
            plan = timeline(fold_events(events[case.case_id], edition.rules), edition.rules)
            found = check_dossier(plan, records[case.case_id], on, edition.house.adequacy, edition.house.dossier)
        except Exception:  # its wake tells what is wrong with it; the others are checked all the same
            yield CheckedCase(*case, None, [])
        else:
            yield CheckedCase(*case, plan, found)
