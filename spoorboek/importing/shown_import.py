"""An import as a person sees it before it is done: every row with its name, what would become of it, what to choose.

What is shown and what is done are one function in one transaction, so that exactly what was shown is confirmed.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from models.edition_history import edition_in_force
from models.identity.identities import by_identity, identity
from models.tables import Employer
from spoorboek.errors import InputError
from spoorboek.importing.bureau_writer import apply_bureaus
from spoorboek.importing.case_writer import apply_cases
from spoorboek.importing.identity.corrections import clear_value, renumber_person
from spoorboek.importing.import_file import FileKind, wait_for_import
from spoorboek.importing.import_report import ImportReport, RowReport
from spoorboek.importing.reading.columns import COLUMNS_BY_KIND
from spoorboek.importing.reading.file_reader import read_sheet
from spoorboek.importing.reading.headers import match_headers
from spoorboek.importing.reading.import_errors import ImportRefused
from spoorboek.importing.reading.sheet import Sheet, SheetProblem, SheetRow
from spoorboek.importing.reading.xlsx_reader import HiddenCells
from spoorboek.importing.row_choices import (
    CLEARED_FIELDS,
    LEFT_OUT,
    RENUMBERED,
    RowChoices,
    chosen_among,
    left_out_lines,
)
from spoorboek.importing.rows import CaseRow
from spoorboek.importing.sheet_checks import check_bureaus, check_cases

WRONG, OMITTED = "kan zo niet", "weggelaten"  # verdicts beside those of a report
NAMED_BY = {"zaken": ("employer_code", "personnel_number", "name"), "bureaus": ("code", "code", "name")}


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One line: whose it is, what becomes of it, and, where it cannot go in, the ways a person may choose from.

    `place`: the column that is wrong, if one is. `number`: of its case, once it was done.
    """

    line: int
    employer: str
    personnel: str
    name: str
    verdict: str
    what: tuple[str, ...] = ()
    place: str = ""
    ways: tuple[str, ...] = ()
    known: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class ShownImport:
    """What a file would do, or did: its rows, what is wrong with it as a whole, and whether it can be done.

    `ways`: what may be chosen about the file as a whole. `held`: how many values wait for a decision.
    """

    rows: tuple[ShownRow, ...]
    told: str = ""
    wrong: str = ""
    ways: tuple[str, ...] = ()
    held: int = 0

    @property
    def can_be_done(self) -> bool:
        """Tell whether nothing keeps the file from going in."""
        return not self.wrong and all(row.verdict != WRONG for row in self.rows)

    @property
    def counts(self) -> Mapping[str, int]:
        """Count the rows per verdict."""
        counted: dict[str, int] = {}
        for row in self.rows:
            counted[row.verdict] = counted.get(row.verdict, 0) + 1
        return counted

    @property
    def digest(self) -> str:
        """Return what tells one outcome from another: a hash of all that is shown but the numbers of cases."""
        bare = replace(self, rows=tuple(replace(each, number="") for each in self.rows))
        return sha256(bare.as_json().encode()).hexdigest()

    def as_json(self) -> str:
        """Write it down, to show it again."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "ShownImport":
        """Read what `as_json` wrote."""
        data: dict[str, Any] = json.loads(text)
        texts = ({**row, "what": tuple(row["what"]), "ways": tuple(row["ways"])} for row in data["rows"])
        rows = tuple(ShownRow(**row) for row in texts)
        return cls(**{**data, "rows": rows, "ways": tuple(data["ways"])})


@dataclass(frozen=True, slots=True)
class ImportAsked:
    """What a person asks of a file: what it holds, what was chosen, and for which employers it may speak.

    `employers`: ids; None for all. `actor`: the code of who asks.
    """

    kind: FileKind
    actor: str
    choices: RowChoices = field(default_factory=dict)
    force: bool = False
    hidden: HiddenCells = "refuse"
    employers: Collection[int] | None = None


def run_import(writing: Session, content: bytes, asked: ImportAsked, on: date) -> tuple[ShownImport, list[str]]:
    """Do an import in the transaction of the caller; return how it is shown and the cases to wake.

    Who only wants to see it takes it back. When it cannot be done nothing counts, and the caller takes it back too.
    """
    try:
        sheet = read_sheet(content, asked.kind, hidden=asked.hidden)
    except InputError as error:
        return ShownImport((), wrong=str(error)), []
    names = _names(sheet, asked.kind)
    wait_for_import(writing)
    try:
        report = _done(writing, sheet, asked, on)
    except ImportRefused as refused:
        return _refused(refused, names, sheet, asked.choices), []
    rows = [_row(each, names) for each in report.rows]
    held = sum(each.held for each in report.rows)
    return ShownImport(tuple(_with_omitted(rows, names, asked.choices)), sheet.told, held=held), list(report.woken)


def as_planned(shown: ShownImport) -> ShownImport:
    """Return a dry run as it is shown: without numbers of new cases, which are taken back."""
    return replace(shown, rows=tuple(replace(row, number="") if row.verdict == "nieuw" else row for row in shown.rows))


def _done(writing: Session, sheet: Sheet, asked: ImportAsked, on: date) -> ImportReport:
    left_out = left_out_lines(asked.choices)
    kept = sheet._replace(rows=tuple(row for row in sheet.rows if row.line not in left_out))
    if asked.kind == "bureaus":
        return apply_bureaus(writing, check_bureaus(kept, edition_in_force(writing).house), on)
    rows = check_cases(kept, on, asked.choices)
    _refuse_outside(writing, rows, asked.employers)
    _change_first(writing, rows, asked)
    return apply_cases(writing, rows, on, force=asked.force)


def _refuse_outside(reading: Session, rows: Iterable[CaseRow], allowed: Collection[int] | None) -> None:
    """Raise ImportRefused for rows of employers that somebody does not see."""
    if allowed is None:
        return
    known = by_identity(reading.scalars(select(Employer)))
    problems = []
    for row in rows:
        employer = known.get(identity(row.employer.code))
        if employer is None or employer.id not in allowed:
            said = "deze werkgever hoort niet bij de werkgevers waarvan u de zaken ziet."
            problems.append(SheetProblem(row.line, None, said))
    if problems:
        raise ImportRefused(problems)


def _change_first(writing: Session, rows: Iterable[CaseRow], asked: ImportAsked) -> None:
    """Do to the record what was chosen about a row, by the functions of the commands."""
    problems = []
    for row, choice in chosen_among(rows, asked.choices):
        code = row.employer.code
        try:
            if choice.way == RENUMBERED:
                renumber_person(writing, code, choice.known, row.employee.personnel_number, asked.actor)
            else:
                clear_value(writing, code, choice.known, CLEARED_FIELDS[choice.way], asked.actor)
        except InputError as error:
            problems.append(SheetProblem(row.line, None, str(error)))
    if problems:
        raise ImportRefused(problems)


def _names(sheet: Sheet, kind: FileKind) -> dict[int, tuple[str, str, str]]:
    """Return by line what the file says of whose it is, also where the row is wrong."""
    places, _ = match_headers(sheet, COLUMNS_BY_KIND[kind])

    def cell(row: SheetRow, key: str) -> str:
        value = row.cell(places[key]) if key in places else None
        return value.strip() if isinstance(value, str) else str(value) if isinstance(value, int) else ""

    first, second, third = NAMED_BY[kind]
    return {row.line: (cell(row, first), cell(row, second), cell(row, third)) for row in sheet.rows}


def _row(report: RowReport, names: Mapping[int, tuple[str, str, str]]) -> ShownRow:
    return ShownRow(report.line, *names[report.line], report.verdict, report.what, number=report.number or "")


def _with_omitted(
    rows: Iterable[ShownRow], names: Mapping[int, tuple[str, str, str]], choices: RowChoices
) -> list[ShownRow]:
    left_out = [ShownRow(line, *names[line], OMITTED) for line in left_out_lines(choices) if line in names]
    return sorted([*rows, *left_out], key=lambda row: row.line)


def _refused(
    refused: ImportRefused, names: Mapping[int, tuple[str, str, str]], sheet: Sheet, choices: RowChoices
) -> ShownImport:
    """Show what is wrong: by row and cell, the rest as it would be."""
    of_file = [each for each in refused.problems if each.line not in names]
    rows = [_wrong_row(each, names) for each in refused.problems if each.line in names]
    wrong_lines = {each.line for each in rows}
    good = [_row(each, names) for each in refused.reports if each.line not in wrong_lines]
    ways = tuple(dict.fromkeys(way for each in of_file for way in each.ways))
    wrong = "\n".join(str(each) for each in of_file)
    shown = ShownImport(tuple(_with_omitted([*rows, *good], names, choices)), sheet.told, wrong, ways)
    return as_planned(shown)


def _wrong_row(problem: SheetProblem, names: Mapping[int, tuple[str, str, str]]) -> ShownRow:
    line = problem.line or 0
    ways = (*problem.ways, LEFT_OUT)
    return ShownRow(line, *names[line], WRONG, (problem.message,), problem.column or "", ways, problem.known)
