"""Write the checked rows of a file to the record: all of them, or none when one row is refused."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlmodel import Session

from models.edition_history import edition_in_force
from models.record import append_event, open_case, reopen_case
from models.tables import Case, Employee
from spoorboek.errors import InputError
from spoorboek.importing.import_report import ImportReport, RowReport, RowVerdict
from spoorboek.importing.missing_cases_check import refuse_missing_cases
from spoorboek.importing.people_writer import match_employee, write_employee, write_employer, write_roles
from spoorboek.importing.reading.import_errors import ImportRefused
from spoorboek.importing.reading.sheet import SheetProblem
from spoorboek.importing.record_lookup import ImportLookup, load_lookup
from spoorboek.importing.row_decisions import RowDecision, decide_row
from spoorboek.importing.rows import CaseRow
from spoorboek.statute.law.milestones import Rulebook

IMPORT_ACTOR = "import"


def apply_cases(writing: Session, rows: Sequence[CaseRow], on: date, *, force: bool = False) -> ImportReport:
    """Write the rows of a file as of the day `on`; all or nothing, in the caller's transaction.

    Raises ImportRefused, which lists every row that contradicts the record, or when too many known cases are missing.
    """
    lookup, rules = load_lookup(writing, rows), edition_in_force(writing).rules
    if not force:
        refuse_missing_cases(writing, lookup, rows)
    reports, problems = [], []
    woken: list[str] = []
    for row in rows:
        try:
            report = _apply(writing, lookup, row, on, rules)
        except InputError as error:
            problems.append(SheetProblem(row.line, None, str(error)))
        else:
            reports.append(report)
            woken += filter(None, (report.ended, report.number))
    if problems:
        raise ImportRefused(problems)
    return ImportReport(tuple(reports), tuple(woken))


def _apply(writing: Session, lookup: ImportLookup, row: CaseRow, on: date, rules: Rulebook) -> RowReport:
    """Write one row; its report has the number of the case when that has to be woken."""
    matched = match_employee(writing, lookup, row)
    decision = decide_row(row, lookup.known_person(matched) if matched else None, on, rules)
    if decision.left_out:
        return RowReport(row.line, "niet overgenomen", (decision.left_out,))
    changes = write_employer(writing, lookup, row.employer)
    employee, changed = write_employee(writing, lookup, matched, row)
    ended = _end_case(writing, lookup, employee, decision, on)
    case, written = _write_case(writing, lookup, employee, decision, on)
    roles = write_roles(writing, lookup, case, row) if case and row.first_sick_day else []
    changes += [*changed, *written, *roles]
    verdict: RowVerdict = "nieuw" if decision.opens or not matched else "gewijzigd" if changes else "ongewijzigd"
    return RowReport(row.line, verdict, tuple(changes), case.number if case and written else None, ended)


def _end_case(
    writing: Session, lookup: ImportLookup, employee: Employee, decision: RowDecision, on: date
) -> str | None:
    """Append the facts that end the previous case; return its number when there were any."""
    case = lookup.cases.get(employee.id)
    for fact in decision.ends:
        assert case is not None
        append_event(writing, case, fact.kind, on, fact.data, IMPORT_ACTOR)
    return case.number if case and decision.ends else None


def _write_case(
    writing: Session, lookup: ImportLookup, employee: Employee, decision: RowDecision, on: date
) -> tuple[Case | None, list[str]]:
    case = lookup.cases.get(employee.id)
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
    """Return the report of a dry run: without case numbers, because the new cases are rolled back."""
    rows = tuple(replace(row, number=None, ended=None) if row.verdict == "nieuw" else row for row in report.rows)
    return replace(report, rows=rows, woken=(), dry_run=True)
