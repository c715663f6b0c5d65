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


class CheckedCase(NamedTuple):
    """An open case with its plan and what UWV would ask about its dossier; None for one that cannot be computed."""

    case_id: int
    number: str
    employer: str
    plan: Plan | None
    findings: list[DossierFinding]


def checked_cases(reading: Session, on: date) -> Iterator[CheckedCase]:
    """Yield every open case with its findings on a day, in the order in which they were opened."""
    columns = select(col(Case.id), col(Case.number), col(Employer.code)).where(col(Case.status) == OPEN)
    columns = columns.join(Employee, col(Employee.id) == col(Case.employee_id))
    rows = reading.execute(columns.join(Employer, col(Employer.id) == col(Employee.employer_id)).order_by(col(Case.id)))
    listed = rows.tuples().all()
    for start in range(0, len(listed), PORTION):
        yield from _checked(reading, listed[start : start + PORTION], on)


def _checked(reading: Session, portion: Sequence[tuple[int, str, str]], on: date) -> Iterator[CheckedCase]:
    edition = edition_in_force(reading)
    events = load_events(reading, [case_id for case_id, _, _ in portion])
    records = read_dossiers(reading, events)
    for case_id, number, employer in portion:
        try:
            plan = timeline(fold_events(events[case_id], edition.rules), edition.rules)
            found = check_dossier(plan, records[case_id], on, edition.house.adequacy)
        except Exception:  # its wake tells what is wrong with it; the others are checked all the same
            yield CheckedCase(case_id, number, employer, None, [])
        else:
            yield CheckedCase(case_id, number, employer, plan, found)
