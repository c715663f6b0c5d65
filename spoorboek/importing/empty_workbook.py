"""Write an empty workbook to fill in: every known column, drop-downs, formats that keep dates, and a sheet of help."""

from io import BytesIO
from pathlib import Path

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from spoorboek.importing.reading.column import CellKind, Column
from spoorboek.importing.reading.columns import COLUMNS_BY_KIND
from spoorboek.importing.reading.sheet import column_letter
from spoorboek.importing.reading.track_columns import IMPORTABLE
from spoorboek.private_files import write_private_file
from spoorboek.statute.referrals.arrows import arrows, state_label

ROWS = 2000
CHOICES: dict[CellKind, str] = {
    "net": "nee,vierde dag,zes weken",
    "yes_no": "ja,nee",
    "outcome": "spoor 1,spoor 2,beide,geen",
    "track_state": ",".join(state_label(state) for state in IMPORTABLE),
    "track_result": ",".join(label.lower() for label in arrows().results.values()),
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
    "text": "Tekst op één regel.",
    "lines": "Tekst; meer regels in een cel mag.",
    "mail": "Eén e-mailadres.",
    "tax": "Negen cijfers, L en twee cijfers: 123456789L01.",
    "postcode": "Zoals 3511 AB of 3511.",
    "services": "Codes of namen uit de lijst van het huisbeleid, met een komma ertussen.",
    "yes_no": "ja of nee.",
    "rank": "Een heel getal; het laagste wordt het eerst gevraagd.",
    "count": "Een heel getal.",
    "weeks": "Een heel aantal weken.",
    "receipt": "Het ontvangstnummer zoals UWV het geeft.",
    "outcome": "Kies uit de lijst.",
    "track_state": "Kies uit de lijst.",
    "track_result": "Kies uit de lijst.",
}
HELP, HELP_TITLES = "Uitleg", ("Tabblad", "Kolom", "Verplicht", "Wat erin staat", "Ook herkend als")
HELP_WIDTHS = (12, 36, 12, 70, 70)


def write_empty_workbook(path: Path) -> None:
    """Write the workbook, one sheet per kind of file; an existing file is replaced.

    Raises UnsafePlaceError for a link or another user's file, OSError when it cannot be written.
    """
    write_private_file(path, empty_workbook())


def empty_workbook() -> bytes:
    """Return the workbook, one sheet per kind of file."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for kind, columns in COLUMNS_BY_KIND.items():
        _fill_sheet(workbook.create_sheet(kind.capitalize()), columns)
    _fill_help(workbook.create_sheet(HELP))
    content = BytesIO()
    workbook.save(content)
    return content.getvalue()


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


def _fill_help(sheet: Worksheet) -> None:
    """Explain every column of every sheet; this sheet is never read."""
    sheet.append(HELP_TITLES)
    for position, width in enumerate(HELP_WIDTHS):
        letter = column_letter(position)
        sheet[f"{letter}1"].font = Font(bold=True)
        sheet.column_dimensions[letter].width = width
    for kind, columns in COLUMNS_BY_KIND.items():
        for column in columns:
            needed = "ja" if column.required or column.filled else "nee"
            sheet.append((kind.capitalize(), column.title, needed, hint_of(column), ", ".join(column.synonyms)))
    sheet.freeze_panes = "A2"


def hint_of(column: Column) -> str:
    """Return what stands in a column, in Dutch."""
    return " ".join(filter(None, (column.hint, HINTS.get(column.kind, ""))))


def _write_header(sheet: Worksheet, letter: str, column: Column) -> None:
    cell = sheet[f"{letter}1"]
    cell.value = column.title
    cell.font = Font(bold=column.filled or column.required)
    sheet.column_dimensions[letter].width = max(14, len(column.title) + 4)
    cell.comment = Comment("Verplicht. " * column.filled + hint_of(column), "Spoorboek")
