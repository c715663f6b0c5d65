"""Write the checked rows of a file into the record: all of them, or none when a single one cannot be taken."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlmodel import Session

from models.record import append_event, open_case, reopen_case
from models.tables import Case, Employee
from spoorboek.errors import InputError
from spoorboek.importing.import_errors import ImportRefused
from spoorboek.importing.import_report import ImportReport, RowReport, RowVerdict
from spoorboek.importing.missing_cases_check import refuse_shrinkage
from spoorboek.importing.people_writer import match_employee, write_employee, write_employer, write_roles
from spoorboek.importing.record_lookup import ImportLookup, load_lookup
from spoorboek.importing.row_decisions import RowDecision, decide_row
from spoorboek.importing.rows import CaseRow
from spoorboek.importing.sheet import SheetProblem

IMPORT_ACTOR = "import"


def apply_cases(writing: Session, rows: Sequence[CaseRow], on: date, *, force: bool = False) -> ImportReport:
    """Write the rows of a file as of the day `on`; the caller's transaction makes it whole or nothing.

    Raises ImportRefused with every row that contradicts the record, or when too many known cases are missing.
    """
    known = load_lookup(writing, rows)
    if not force:
        refuse_shrinkage(writing, known, rows)
    reports, problems = [], []
    woken: list[str] = []
    for row in rows:
        try:
            report = _apply(writing, known, row, on)
        except InputError as error:
            problems.append(SheetProblem(row.line, None, str(error)))
        else:
            reports.append(report)
            woken += filter(None, (report.ended, report.number))
    if problems:
        raise ImportRefused(problems)
    return ImportReport(tuple(reports), tuple(woken))


def _apply(writing: Session, known: ImportLookup, row: CaseRow, on: date) -> RowReport:
    """Write one row; its report carries the number of the case when that has something new to do."""
    found = match_employee(writing, known, row)
    decision = decide_row(row, known.known(found) if found else None, on)
    if decision.left_out:
        return RowReport(row.line, "niet overgenomen", (decision.left_out,))
    what = write_employer(writing, known, row.employer)
    employee, changed = write_employee(writing, known, found, row)
    ended = _end_case(writing, known, employee, decision, on)
    case, written = _write_case(writing, known, employee, decision, on)
    roles = write_roles(writing, known, case, row) if case and row.first_sick_day else []
    what += [*changed, *written, *roles]
    verdict: RowVerdict = "nieuw" if decision.opens or not found else "gewijzigd" if what else "ongewijzigd"
    return RowReport(row.line, verdict, tuple(what), case.number if case and written else None, ended)


def _end_case(writing: Session, known: ImportLookup, employee: Employee, decision: RowDecision, on: date) -> str | None:
    """Tell the case before a new one what ends it; return its number when there was something to tell."""
    case = known.cases.get(employee.id)
    for fact in decision.ends:
        assert case is not None
        append_event(writing, case, fact.kind, on, fact.data, IMPORT_ACTOR)
    return case.number if case and decision.ends else None


def _write_case(
    writing: Session, known: ImportLookup, employee: Employee, decision: RowDecision, on: date
) -> tuple[Case | None, list[str]]:
    case = known.cases.get(employee.id)
    written = []
    if decision.opens:
        case = open_case(writing, employee, on, decision.opens, IMPORT_ACTOR, previous=case)
        written.append("lopende zaak overgenomen" if "adopted_on" in decision.opens else "nieuwe zaak")
    for fact in decision.facts:
        assert case is not None
        reopen_case(writing, case)
        append_event(writing, case, fact.kind, on, fact.data, IMPORT_ACTOR)
        written.append(fact.text)
    return case, written


def without_numbers(report: ImportReport) -> ImportReport:
    """Return the report of a dry run: the numbers it drew are of no case."""
    rows = tuple(replace(row, number=None, ended=None) if row.verdict == "nieuw" else row for row in report.rows)
    return replace(report, rows=rows, woken=(), dry_run=True)
