"""A part of the overview as an Excel file: its numbers on one sheet, what they mean on another."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font

from tasks.views.overview.overview_part import OverviewPart

FIRST_WIDTH, NEXT_WIDTH, TEXT_WIDTH = 34, 16, 110


def overview_workbook(part: OverviewPart, about: Sequence[str]) -> bytes:
    """Return the file; `about`: lines that say of whom and of when. What begins like a formula is written as text."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Cijfers")
    sheet.freeze_panes = "B2"
    for place in range(len(part.headings)):
        sheet.column_dimensions[chr(ord("A") + place)].width = NEXT_WIDTH if place else FIRST_WIDTH
    sheet.append([_cell(sheet, heading, bold=True) for heading in part.headings])
    for row in part.rows:
        sheet.append([_cell(sheet, value, bold=part.total and row is part.rows[-1]) for value in row])
    notes = book.create_sheet("Uitleg")
    notes.column_dimensions["A"].width = TEXT_WIDTH
    for place, line in enumerate((part.title, *about, part.summary, *part.explained)):
        notes.append([_cell(notes, line, bold=place == 0)])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _cell(sheet: Any, value: Any, *, bold: bool = False) -> Any:
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        cell.data_type = "s"
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    cell.font = Font(bold=bold)
    return cell
