"""The list of cases as an Excel file: what the page shows, one case a row, with days that Excel sorts as days."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from tasks.views.desk.case_search import FoundCase

HEADINGS = ("zaaknummer", "naam", "werkgever", "stap", "aan zet", "uiterlijk", "te laat", "stand", "week")
WIDTHS = (12, 28, 28, 40, 24, 12, 9, 10, 7)
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def case_workbook(cases: Sequence[FoundCase]) -> bytes:
    """Return the file; a name that begins like a formula is written as text."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Zaken")
    sheet.freeze_panes = "A2"
    for place, width in enumerate(WIDTHS):
        sheet.column_dimensions["ABCDEFGHI"[place]].width = width
    heads = [_text(sheet, heading) for heading in HEADINGS]
    for head in heads:
        head.font = Font(bold=True)
    sheet.append(heads)
    for each in cases:
        texts = (each.number, each.name, each.employer, each.what, each.who)
        sheet.append(
            [*(_text(sheet, text) for text in texts), each.day, "ja" if each.late else "", each.status, each.week]
        )
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _text(sheet: Any, value: str) -> Any:
    """Return a cell with a text; also when it begins as a formula does."""
    cell = WriteOnlyCell(sheet, value)
    cell.data_type = "s"
    return cell
