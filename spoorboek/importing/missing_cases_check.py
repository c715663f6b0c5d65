"""Refuse a file that misses most of the known cases: it is a broken export, not a wave of recoveries."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlmodel import Session, col

from models.tables import OPEN, Case, Employee
from spoorboek.importing.identity.recognition import find_recorded
from spoorboek.importing.reading.sheet import SheetProblem
from spoorboek.importing.record_lookup import ImportLookup
from spoorboek.importing.row_choices import WHOLE_FILE
from spoorboek.importing.rows import CaseRow


def missing_cases(reading: Session, lookup: ImportLookup, rows: Sequence[CaseRow]) -> SheetProblem | None:
    """Return what is wrong when more than half of the open cases of the employers in a file are not in it.

    A row without a first sick day does not count: an export may have lost that very column.
    """
    with_open_case = _with_open_case(reading, lookup, rows)
    found = (find_recorded(reading, lookup, row) for row in rows if row.first_sick_day)
    present = {employee.id for employee in found if employee}
    missing = len(with_open_case - present)
    if missing * 2 <= len(with_open_case):
        return None
    return SheetProblem(None, None, _message(missing, len(with_open_case)), (WHOLE_FILE,))


def _with_open_case(reading: Session, lookup: ImportLookup, rows: Sequence[CaseRow]) -> set[int]:
    """Return the ids of the employees with an open case, of the employers in the file."""
    employers = {employer.id for row in rows if (employer := lookup.employer(row.employer.code))}
    query = select(col(Employee.id)).join(Case, col(Case.employee_id) == col(Employee.id))
    return set(reading.scalars(query.where(col(Employee.employer_id).in_(employers), col(Case.status) == OPEN)))


def _message(missing: int, total: int) -> str:
    return (
        f"van de {total} lopende zaken van deze werkgevers staan er {missing} niet in het bestand. Waarschijnlijk is "
        "de export onvolledig. Klopt het bestand toch, gebruik dan --force; ontbrekende zaken blijven dan gewoon lopen."
    )
