"""From a sheet to typed rows: every cell read, every row judged, all rows compared; all problems collected."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import partial
from typing import Any, TypeVar

from spoorboek.importing.cells import WrongCell, read_cell
from spoorboek.importing.columns import BUREAU_COLUMNS, CASE_COLUMNS, Column
from spoorboek.importing.cross_row_checks import bureau_problems, case_problems
from spoorboek.importing.headers import header_place, match_headers
from spoorboek.importing.import_errors import ImportRefused
from spoorboek.importing.row_checks import RowComplaint, row_complaints
from spoorboek.importing.rows import BureauRow, CaseRow, bureau_row, case_row
from spoorboek.importing.sheet import Sheet, SheetProblem, SheetRow

SheetValues = Mapping[str, Any]
Shaped = TypeVar("Shaped")


def check_cases(sheet: Sheet, on: date) -> tuple[CaseRow, ...]:
    """Return the rows of a file of cases as they stand on the day `on`; ImportRefused names every problem there is."""
    return _check(sheet, CASE_COLUMNS, partial(row_complaints, on=on), case_row, case_problems)


def check_bureaus(sheet: Sheet) -> tuple[BureauRow, ...]:
    """Return the rows of a register of bureaus; ImportRefused names every problem there is."""
    return _check(sheet, BUREAU_COLUMNS, lambda _: (), bureau_row, bureau_problems)


def _check(
    sheet: Sheet,
    columns: tuple[Column, ...],
    judge: Callable[[SheetValues], Iterable[RowComplaint]],
    shape: Callable[[int, SheetValues], Shaped],
    compare: Callable[[list[Shaped]], Iterable[SheetProblem]],
) -> tuple[Shaped, ...]:
    """Read, judge and shape every row, compare them, and refuse the file when anything at all is wrong."""
    found, problems = match_headers(sheet, columns)
    known = {column: found[column.key] for column in columns if column.key in found}
    shaped, header_fits = [], not problems
    for row in sheet.rows:
        values, wrong = _read(row, known, judge)
        problems += wrong
        if header_fits and not wrong:
            shaped.append(shape(row.line, values))
    problems += compare(shaped)
    if problems:
        raise ImportRefused(problems)
    return tuple(shaped)


def _read(
    row: SheetRow, known: Mapping[Column, int], judge: Callable[[SheetValues], Iterable[RowComplaint]]
) -> tuple[SheetValues, list[SheetProblem]]:
    values: dict[str, Any] = {}
    problems: list[SheetProblem] = []
    for column, position in known.items():
        try:
            values[column.key] = read_cell(column.kind, row.cell(position))
            if column.filled and values[column.key] is None:
                problems.append(
                    SheetProblem(row.line, header_place(position, column), "leeg, maar verplicht op elke regel.")
                )
        except WrongCell as wrong:
            problems.append(SheetProblem(row.line, header_place(position, column), str(wrong)))
    places = {column.key: header_place(position, column) for column, position in known.items()}
    return values, [*problems, *(SheetProblem(row.line, places[key], message) for key, message in judge(values))]
