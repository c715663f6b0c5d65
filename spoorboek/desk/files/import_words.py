"""What an import says, for somebody at a page: messages without the options of commands, lists as a file."""

import re
from collections.abc import Iterable
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from spoorboek.importing.row_choices import LEFT_OUT
from spoorboek.importing.shown_import import ShownRow

_COMMAND = re.compile(r" ?\(`spoorboek [^`]*`\)|:? `spoorboek [^`]*`")
_OPTIONS = (
    (re.compile(r", of kies: met `--hidden include`.*$", re.DOTALL), ", of kies hieronder of ze meegaan."),
    (re.compile(r"gebruik dan --force"), "kies dat dan hieronder"),
)
HEADINGS_OF_IMPORT = ("regel", "werkgever", "nummer", "naam", "uitkomst", "cel", "wat", "zaak")
WIDTHS_OF_IMPORT = (8, 14, 16, 30, 18, 26, 90, 12)


def page_message(message: str, ways: Iterable[str] = ()) -> str:
    """Return a message as a page shows it: what is wrong, where its ways are choices; else without commands."""
    if any(way != LEFT_OUT for way in ways):
        message = f"{message.partition('. ')[0].rstrip('.')}."
    for pattern, instead in _OPTIONS:
        message = pattern.sub(instead, message)
    plain = _COMMAND.sub("", message)
    return f"{plain[:1].upper()}{plain[1:]}"


def import_workbook(rows: Iterable[ShownRow]) -> bytes:
    """Return rows as an Excel file; what begins like a formula is written as text."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Import")
    sheet.freeze_panes = "A2"
    for letter, width in zip("ABCDEFGH", WIDTHS_OF_IMPORT, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.append([_cell(sheet, heading) for heading in HEADINGS_OF_IMPORT])
    for row in rows:
        what = "; ".join(page_message(each, row.ways) for each in row.what)
        texts = (row.employer, row.personnel, row.name, row.verdict, row.place, what, row.number)
        sheet.append([row.line, *(_cell(sheet, text) for text in texts)])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _cell(sheet: Any, value: str) -> Any:
    cell = WriteOnlyCell(sheet, "".join(sign for sign in value if sign.isprintable())[:32_000])
    cell.data_type = "s"
    return cell
