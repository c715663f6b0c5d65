"""Convert a sheet to typed rows: read every cell, check every row, compare all rows; collect all problems."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from functools import partial
from typing import Any, TypeVar

from spoorboek.importing.bureau_checks import bureau_complaints, coded_values
from spoorboek.importing.cross_row_checks import bureau_problems, case_problems
from spoorboek.importing.reading.cell_text import WrongCell
from spoorboek.importing.reading.cells import read_cell
from spoorboek.importing.reading.column import Column
from spoorboek.importing.reading.columns import CASE_COLUMNS, bureau_columns
from spoorboek.importing.reading.headers import header_place, match_headers
from spoorboek.importing.reading.import_errors import ImportRefused
from spoorboek.importing.reading.sheet import Sheet, SheetProblem, SheetRow
from spoorboek.importing.row_checks import row_complaints
from spoorboek.importing.row_choices import NO_CHOICES, RowChoices, as_chosen
from spoorboek.importing.row_complaint import RowComplaint
from spoorboek.importing.rows import BureauRow, CaseRow, bureau_row, case_row
from spoorboek.statute.policy.house_policy import HousePolicy
from spoorboek.statute.policy.policy_reader import house_policy

MOST_PROBLEMS = 1000  # what people read at once; a file of a million wrong cells gives no million lines
SheetValues = Mapping[str, Any]
RowCheck = Callable[[SheetValues, Collection[str]], Iterable[RowComplaint]]
Shaped = TypeVar("Shaped")


def check_cases(sheet: Sheet, on: date, choices: RowChoices = NO_CHOICES) -> tuple[CaseRow, ...]:
    """Return the rows of a file of cases as they stand on the day `on`; raises ImportRefused with all problems.

    `choices`: what a person chose about rows, as if the file said it.
    """

    def build(line: int, values: SheetValues) -> CaseRow:
        return as_chosen(case_row(line, values), choices)

    return _check(sheet, CASE_COLUMNS, partial(row_complaints, on=on), build, case_problems)


def check_bureaus(sheet: Sheet, house: HousePolicy | None = None) -> tuple[BureauRow, ...]:
    """Return the rows of a register of bureaus; raises ImportRefused with all problems.

    `house`: whose choice lists name services, specialisms and certificates; that of the product when left out.
    """
    policy = house or house_policy()
    build = partial(_coded_bureau, policy)
    return _check(sheet, bureau_columns(policy.choices), partial(bureau_complaints, policy), build, bureau_problems)


def _coded_bureau(policy: HousePolicy, line: int, values: SheetValues) -> BureauRow:
    return bureau_row(line, coded_values(policy, values))


def _check(
    sheet: Sheet,
    columns: tuple[Column, ...],
    check_row: RowCheck,
    build_row: Callable[[int, SheetValues], Shaped],
    compare_rows: Callable[[list[Shaped]], Iterable[SheetProblem]],
) -> tuple[Shaped, ...]:
    """Read, check and build every row, compare them, and refuse the file when there is any problem."""
    positions, problems = match_headers(sheet, columns)
    known = {column: positions[column.key] for column in columns if column.key in positions}
    rows, header_is_valid = [], not problems
    for row in sheet.rows:
        values, row_problems = _read(row, known, check_row)
        problems += row_problems
        if header_is_valid and not row_problems:
            rows.append(build_row(row.line, values))
        if len(problems) >= MOST_PROBLEMS:
            raise ImportRefused(problems[:MOST_PROBLEMS], more=True)
    problems += compare_rows(rows)
    if problems:
        raise ImportRefused(problems)
    return tuple(rows)


def _read(row: SheetRow, known: Mapping[Column, int], check_row: RowCheck) -> tuple[SheetValues, list[SheetProblem]]:
    values: dict[str, Any] = {}
    problems: list[SheetProblem] = []
    wrong: set[str] = set()
    for column, position in known.items():
        try:
            values[column.key] = read_cell(column.kind, row.cell(position))
            if column.filled and values[column.key] is None:
                problems.append(
                    SheetProblem(row.line, header_place(position, column), "leeg, maar verplicht op elke regel.")
                )
        except WrongCell as error:
            values[column.key] = None
            wrong.add(column.key)
            problems.append(SheetProblem(row.line, header_place(position, column), str(error)))
    places = {column.key: header_place(position, column) for column, position in known.items()}
    complaints = check_row(values, wrong)
    return values, [*problems, *(SheetProblem(row.line, places[each.key], each.message) for each in complaints)]
