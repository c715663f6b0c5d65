"""Read what the record holds about the people in a file, with a fixed number of queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from models.addressees import link_hash
from models.tables import EMPTIED, Case, CaseEvent, CaseRole, Employee, Employer, KeyCheck
from spoorboek.importing.row_decisions import KnownPerson
from spoorboek.importing.rows import CaseRow, ContactPart
from spoorboek.statute.events import Event

LONGEST_NUMBER = 12  # digits; longer personnel numbers have not lost zeros


@dataclass(slots=True)
class ImportLookup:
    """Employers by code, employees by link hash, and of each employee the latest case with its events and roles.

    `secret` keys the link hashes; referenced here, so that the session does not read it again for every hash.
    """

    employers: dict[str, Employer]
    employees: dict[str, Employee]
    cases: dict[int, Case]
    events: dict[int, tuple[Event, ...]]
    roles: dict[int, dict[str, int]]
    secret: KeyCheck
    contacts: dict[ContactPart, int] = field(default_factory=dict)

    def known_person(self, employee: Employee) -> KnownPerson | None:
        """Return the latest case of an employee; None without one."""
        case = self.cases.get(employee.id)
        return KnownPerson(self.events[case.id], case.closed_on) if case else None


def load_lookup(reading: Session, rows: Sequence[CaseRow]) -> ImportLookup:
    """Read what the record holds about the people in these rows."""
    secret = reading.get_one(KeyCheck, 1)
    hashes = {name for row in rows for name in link_hashes(reading, row)}
    employers = _rows_by(reading, Employer, "code", {row.employer.code for row in rows})
    employees = _rows_by(reading, Employee, "link_hash", hashes)
    cases = latest_cases(reading, [employee.id for employee in employees.values()])
    case_ids = [case.id for case in cases.values()]
    return ImportLookup(employers, employees, cases, _events(reading, case_ids), _roles(reading, case_ids), secret)


def link_hashes(reading: Session, row: CaseRow) -> list[str]:
    """Return the link hash of the employee of a row, and those with leading zeros that a number cell may have lost."""
    number = row.employee.personnel_number
    widths = range(len(number), LONGEST_NUMBER + 1) if row.employee.guessed_number else (len(number),)
    return [link_hash(reading, row.employer.code, number.zfill(width)) for width in widths or (len(number),)]


def latest_cases(reading: Session, employee_ids: Iterable[int]) -> dict[int, Case]:
    """Return the case that was opened last, of every employee that has one."""
    kept = select(Case).where(col(Case.employee_id).in_(list(employee_ids)), col(Case.status) != EMPTIED)
    query = kept.order_by(col(Case.id))
    return {case.employee_id: case for case in reading.scalars(query)}


def _events(reading: Session, case_ids: Sequence[int]) -> dict[int, tuple[Event, ...]]:
    fields: list[Any] = [CaseEvent.case_id, CaseEvent.seq, CaseEvent.kind, CaseEvent.on_day, CaseEvent.data]
    query = select(*fields).where(col(CaseEvent.case_id).in_(case_ids)).order_by(col(CaseEvent.seq))
    found: dict[int, tuple[Event, ...]] = dict.fromkeys(case_ids, ())
    for case_id, seq, kind, on, data in reading.execute(query):
        found[case_id] += (Event(seq, kind, on, data),)
    return found


def _roles(reading: Session, case_ids: Sequence[int]) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = {case_id: {} for case_id in case_ids}
    for role in reading.scalars(select(CaseRole).where(col(CaseRole.case_id).in_(case_ids))):
        found[role.case_id][role.role] = role.contact_id
    return found


def _rows_by(reading: Session, table: Any, key: str, values: set[str]) -> dict[str, Any]:
    query = select(table).where(getattr(table, key).in_(list(values)))
    return {getattr(row, key): row for row in reading.scalars(query)}
