"""Write an empty workbook to fill in: every known column, drop-downs, and formats that keep dates and zeros."""

from io import BytesIO
from pathlib import Path

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from spoorboek.importing.reading.columns import COLUMNS_BY_KIND, CellKind, Column
from spoorboek.importing.reading.sheet import column_letter
from spoorboek.private_files import write_private_file

ROWS = 2000
CHOICES: dict[CellKind, str] = {
    "net": "nee,vierde dag,zes weken",
    "yes_no": "ja,nee",
    "outcome": "spoor 1,spoor 2,beide,geen",
}
FORMATS: dict[CellKind, str] = {"date": "dd-mm-yyyy", "hours": "0.00", "rank": "0", "count": "0", "euros": "0.00"}
HINTS: dict[CellKind, str] = {
    "date": "Datum: dd-mm-jjjj.",
    "bsn": "Negen cijfers. Alleen van wie ziek is.",
    "personnel": "Het nummer uit de personeelsadministratie, met voorloopnullen.",
    "employment": "Het andere personeelsnummer van wie hier twee dienstverbanden heeft. Meestal leeg.",
    "code": "Een korte code zonder spaties, altijd dezelfde.",
    "hours": "Contracturen per week, bijvoorbeeld 32 of 32,5.",
    "phone": "Eén nummer, zoals 06 12345678 of +32 475 123456.",
    "home_postcode": "Zoals 3511 AB. Een adres in het buitenland: als geheel in de kolom Adres.",
    "salutation": "Wat na 'Geachte' komt: mevrouw De Boer. Alleen mevrouw of heer mag ook.",
    "net": "Kies uit de lijst. Niet invullen welke grond het is.",
    "euros": "Euro's zonder btw, bijvoorbeeld 1250 of 1250,50. Geldt vanaf 'Tarieven vanaf'.",
    "regions": "Eerste twee cijfers van postcodes (10 12 35), of: landelijk.",
}


def write_empty_workbook(path: Path) -> None:
    """Write the workbook, one sheet per kind of file; an existing file is replaced.

    Raises UnsafePlaceError for a link or another user's file, OSError when it cannot be written.
    """
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for kind, columns in COLUMNS_BY_KIND.items():
        _fill_sheet(workbook.create_sheet(kind.capitalize()), columns)
    content = BytesIO()
    workbook.save(content)
    write_private_file(path, content.getvalue())


def _fill_sheet(sheet: Worksheet, columns: tuple[Column, ...]) -> None:
    sheet.freeze_panes = "A2"
    for position, column in enumerate(columns):
        letter = column_letter(position)
        _write_header(sheet, letter, column)
        sheet.column_dimensions[letter].number_format = FORMATS.get(column.kind, "@")
        if choices := CHOICES.get(column.kind):
            choice = DataValidation("list", formula1=f'"{choices}"', allow_blank=True, showErrorMessage=True)
            choice.add(f"{letter}2:{letter}{ROWS + 1}")
            sheet.add_data_validation(choice)


def _write_header(sheet: Worksheet, letter: str, column: Column) -> None:
    cell = sheet[f"{letter}1"]
    cell.value = column.title
    cell.font = Font(bold=column.filled or column.required)
    sheet.column_dimensions[letter].width = max(14, len(column.title) + 4)
    hint = "Verplicht. " * column.filled + HINTS.get(column.kind, "")
    if hint:
        cell.comment = Comment(hint, "Spoorboek")
