"""From a sheet to typed rows: every cell read, every row judged, all rows compared; all problems collected."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import partial
from typing import Any, TypeVar

from spoorboek.importing.cells import WrongCell, read_cell
from spoorboek.importing.columns import BUREAUS, CASES, Column
from spoorboek.importing.cross_row_checks import bureau_problems, case_problems
from spoorboek.importing.headers import match, place
from spoorboek.importing.import_errors import ImportRefused
from spoorboek.importing.row_checks import Complaint, complaints
from spoorboek.importing.rows import BureauRow, CaseRow, bureau_row, case_row
from spoorboek.importing.sheet import Problem, Row, Sheet

Values = Mapping[str, Any]
Shaped = TypeVar("Shaped")


def check_cases(sheet: Sheet, on: date) -> tuple[CaseRow, ...]:
    """Return the rows of a file of cases as they stand on the day `on`; ImportRefused names every problem there is."""
    return _check(sheet, CASES, partial(complaints, on=on), case_row, case_problems)


def check_bureaus(sheet: Sheet) -> tuple[BureauRow, ...]:
    """Return the rows of a register of bureaus; ImportRefused names every problem there is."""
    return _check(sheet, BUREAUS, lambda _: (), bureau_row, bureau_problems)


def _check(
    sheet: Sheet,
    columns: tuple[Column, ...],
    judge: Callable[[Values], Iterable[Complaint]],
    shape: Callable[[int, Values], Shaped],
    compare: Callable[[list[Shaped]], Iterable[Problem]],
) -> tuple[Shaped, ...]:
    """Read, judge and shape every row, compare them, and refuse the file when anything at all is wrong."""
    found, problems = match(sheet, columns)
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
    row: Row, known: Mapping[Column, int], judge: Callable[[Values], Iterable[Complaint]]
) -> tuple[Values, list[Problem]]:
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for column, position in known.items():
        try:
            values[column.key] = read_cell(column.kind, row.cell(position))
            if column.filled and values[column.key] is None:
                problems.append(Problem(row.line, place(position, column), "leeg, maar verplicht op elke regel."))
        except WrongCell as wrong:
            problems.append(Problem(row.line, place(position, column), str(wrong)))
    places = {column.key: place(position, column) for column, position in known.items()}
    return values, [*problems, *(Problem(row.line, places[key], message) for key, message in judge(values))]
