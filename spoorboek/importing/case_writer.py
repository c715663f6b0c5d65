"""Write the checked rows of a file to the record: all of them, or none when one row is refused."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

from sqlmodel import Session

from models.edition_history import edition_in_force
from models.record import append_event, follow_employer, open_case, reopen_case
from models.tables import Case, Employee
from spoorboek.errors import InputError
from spoorboek.importing.differences.holding import difference_text, hold_differences
from spoorboek.importing.differences.known_case import IMPORT_ACTOR, RowConflict
from spoorboek.importing.identity.declared_pairs import DeclaredPairs
from spoorboek.importing.identity.recognition import find_recorded, recognise
from spoorboek.importing.import_report import ImportReport, RowReport, RowVerdict
from spoorboek.importing.missing_cases_check import missing_cases
from spoorboek.importing.people_writer import (
    write_agreement,
    write_employee,
    write_employer,
    write_other_employment,
    write_own_risk,
    write_roles,
)
from spoorboek.importing.reading.import_errors import ImportRefused
from spoorboek.importing.reading.sheet import SheetProblem
from spoorboek.importing.record_lookup import ImportLookup, load_lookup
from spoorboek.importing.row_decisions import PlanningDay, RowDecision, decide_row
from spoorboek.importing.rows import CaseRow
from spoorboek.importing.track_writer import with_registered_bureau, write_track


def apply_cases(
    writing: Session, rows: Sequence[CaseRow], on: date, *, force: bool = False, actor: str = IMPORT_ACTOR
) -> ImportReport:
    """Write the rows of a file as of the day `on`; all or nothing, in the caller's transaction.

    `actor`: the code under which it is recorded, of a person who typed a row instead of giving a file.
    Raises ImportRefused, which lists every row that contradicts the record, or when too many known cases are missing.
    """
    lookup, declared = load_lookup(writing, rows, actor), DeclaredPairs(rows)
    edition = edition_in_force(writing)
    today = PlanningDay(on, edition.rules, edition.house.choices["agreement"])
    missing = None if force else missing_cases(writing, lookup, rows)
    reports: list[RowReport] = []
    problems: list[SheetProblem] = []
    for row in rows:
        with _collected(problems, row):
            reports.append(_apply(writing, lookup, row, declared, today))
    by_line = {report.line: report for report in reports}
    for row in rows if not problems else ():
        with _collected(problems, row):
            if beside := write_other_employment(writing, lookup, row):
                by_line[row.line] = _told_also(by_line[row.line], beside)
    if missing and not problems:  # a person under another number is missing here, and is named by row
        problems.append(missing)
    if problems:
        raise ImportRefused(problems, reports=by_line.values())
    found = tuple(by_line.values())
    return ImportReport(found, tuple(number for report in found for number in report.woken))


@contextmanager
def _collected(problems: list[SheetProblem], row: CaseRow) -> Iterator[None]:
    """Collect what is wrong with a row, so that all rows that cannot be taken are named at once."""
    try:
        yield
    except InputError as error:
        ways, known = (error.ways, error.known) if isinstance(error, RowConflict) else ((), "")
        problems.append(SheetProblem(row.line, None, str(error), ways, known))


def _told_also(report: RowReport, what: Sequence[str]) -> RowReport:
    verdict: RowVerdict = "gewijzigd" if report.verdict == "ongewijzigd" else report.verdict
    return replace(report, verdict=verdict, what=(*report.what, *what))


def _apply(
    writing: Session, lookup: ImportLookup, row: CaseRow, declared: DeclaredPairs, today: PlanningDay
) -> RowReport:
    """Write one row; its report names the cases that have to be woken."""
    if goes_on := _goes_on_elsewhere(writing, lookup, row):
        return RowReport(row.line, "niet overgenomen", (f"dubbel: {goes_on} loopt door, onder een ander nummer",))
    row = with_registered_bureau(lookup, row)
    matched = recognise(writing, lookup, row, declared)
    known = lookup.known_person(matched) if matched else None
    on = today.on
    decision = decide_row(row, known, on, today.rules)
    if decision.left_out:
        return RowReport(row.line, "niet overgenomen", (decision.left_out,))
    changes = write_employer(writing, lookup, row.employer)
    at_own_risk = write_own_risk(writing, lookup, row.employer, on)
    beside = write_agreement(writing, lookup, row.employer, today)
    changes += ["werkgever eigenrisicodrager"] if at_own_risk is not None else []
    changes += ["wat bij de werkgever naast de wet geldt"] if beside is not None else []
    employee, changed = write_employee(writing, lookup, matched, row)
    ended = _end_case(writing, lookup, employee, decision, on)
    case, written = _write_case(writing, lookup, employee, decision, on)
    if case:
        write_track(writing, lookup, case, row, decision)
    roles, stays = write_roles(writing, lookup, case, row) if case and row.first_sick_day else ([], [])
    changes += [*changed, *written, *roles]
    held = hold_differences(writing, case, decision, on) if case else False
    of_parties = lookup.recorded.take_held()
    verdict: RowVerdict = "nieuw" if decision.opens or not matched else "gewijzigd" if changes else "ongewijzigd"
    if (decision.held or of_parties) and verdict == "ongewijzigd":
        verdict = "aangehouden"
    number = case.number if case and (written or decision.held) else None
    of_this = (ended, number if written or held else None)
    woken = tuple(dict.fromkeys(each for each in (*of_this, *(at_own_risk or ()), *(beside or ())) if each))
    told = [*(difference_text(each) for each in decision.held), *of_parties]
    return RowReport(row.line, verdict, (*changes, *told, *stays), number, ended, woken, len(told))


def _goes_on_elsewhere(reading: Session, lookup: ImportLookup, row: CaseRow) -> str | None:
    """Return the case that goes on, when that of the number of a row ended as double."""
    employee = find_recorded(reading, lookup, row)
    case = lookup.cases.get(employee.id) if employee else None
    return lookup.doubles.get(case.id) if case else None


def _end_case(
    writing: Session, lookup: ImportLookup, employee: Employee, decision: RowDecision, on: date
) -> str | None:
    """Append the facts that end the previous case; return its number when there were any."""
    case = lookup.cases.get(employee.id)
    for fact in decision.ends:
        assert case is not None
        append_event(writing, case, fact.kind, on, fact.data, lookup.actor)
    return case.number if case and decision.ends else None


def _write_case(
    writing: Session, lookup: ImportLookup, employee: Employee, decision: RowDecision, on: date
) -> tuple[Case | None, list[str]]:
    case = lookup.cases.get(employee.id)
    written = []
    if decision.opens:
        case = open_case(writing, employee, on, decision.opens, lookup.actor, previous=case)
        written.append("lopende zaak overgenomen" if "adopted_on" in decision.opens else "nieuwe zaak")
    for fact in decision.facts:
        assert case is not None
        reopen_case(writing, case)
        append_event(writing, case, fact.kind, on, fact.data, lookup.actor)
        written.append(fact.text)
        if fact.kind == "first_day_corrected":
            follow_employer(writing, case, on, lookup.actor)
    return case, written


def without_numbers(report: ImportReport) -> ImportReport:
    """Return the report of a dry run: without case numbers, because the new cases are rolled back."""
    rows = tuple(
        replace(row, number=None, ended=None, woken=()) if row.verdict == "nieuw" else row for row in report.rows
    )
    return replace(report, rows=rows, woken=(), dry_run=True)
