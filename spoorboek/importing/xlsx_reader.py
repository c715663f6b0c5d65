"""Read XLSX: cells get the value Excel shows; a cell that cannot be used is marked broken, with the reason."""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from spoorboek.importing.import_errors import UnreadableFile
from spoorboek.importing.sheet import BrokenCell, CellValue, SheetRow

MAX_UNPACKED = 300 * 1024 * 1024
MAX_ROWS = 100_000
NO_RESULT = BrokenCell("formule zonder uitkomst; open het bestand in Excel, sla het op en probeer het opnieuw")
FORMULA = re.compile(rb"<f[ >/]")
UNREADABLE = (
    InvalidFileException,
    zipfile.BadZipFile,
    KeyError,
    ValueError,
    TypeError,
    OSError,
    ParseError,
    IndexError,
)


def read_xlsx(content: bytes, tab: str) -> Iterator[SheetRow]:
    """Yield the rows of the only visible worksheet that is not empty, or of the one named `tab`.

    A formula is read as its last result. Raises UnreadableFile (Dutch) for a damaged workbook, merged cells, or
    several sheets of which none has the name.
    """
    formulas = _has_formulas(content)
    sheet = _choose_sheet(_load(content, results=True), tab)
    _refuse_merged(sheet)
    with_formulas = _load(content, results=False)[sheet.title] if formulas else None
    for line, cells in enumerate(sheet.iter_rows(), start=1):
        yield SheetRow(line, tuple(_value(cell, with_formulas) for cell in cells))


def _has_formulas(content: bytes) -> bool:
    """Tell whether any sheet has a formula: only then the file has to be read a second time."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED:
                raise UnreadableFile("De werkmap is uitgepakt groter dan 300 MB. Splits het bestand.")
            sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
            return any(FORMULA.search(archive.read(name)) for name in sheets)
    except (zipfile.BadZipFile, RuntimeError) as error:
        raise UnreadableFile("De werkmap is beschadigd. Open hem in Excel en sla hem opnieuw op als .xlsx.") from error


def _load(content: bytes, *, results: bool) -> Workbook:
    try:
        return load_workbook(io.BytesIO(content), data_only=results)
    except UNREADABLE as error:
        raise UnreadableFile(
            "Dit is geen leesbare Excel-werkmap. Open het bestand in Excel en sla het op als .xlsx of CSV UTF-8."
        ) from error


def _choose_sheet(book: Workbook, tab: str) -> Worksheet:
    with_values = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible" and _has_values(sheet)]
    named = [sheet for sheet in with_values if sheet.title.strip().casefold() == tab]
    candidates = named or with_values
    if not candidates:
        raise UnreadableFile("De werkmap is leeg: geen enkel zichtbaar werkblad bevat gegevens.")
    if len(candidates) > 1:
        raise UnreadableFile(f"De werkmap heeft {len(candidates)} gevulde werkbladen. Noem het juiste '{tab}'.")
    if candidates[0].max_row > MAX_ROWS:
        raise UnreadableFile(f"Het werkblad heeft meer dan {MAX_ROWS} regels. Splits het bestand.")
    return candidates[0]


def _has_values(sheet: Worksheet) -> bool:
    return any(value is not None for row in sheet.iter_rows(values_only=True) for value in row)


def _refuse_merged(sheet: Worksheet) -> None:
    if merged := sorted(str(area) for area in sheet.merged_cells.ranges):
        raise UnreadableFile(
            f"Het werkblad heeft samengevoegde cellen ({', '.join(merged[:5])}). Maak ze los, zodat elke kolom een "
            "eigen kop heeft en elke regel volledig is."
        )


def _value(cell: Any, with_formulas: Worksheet | None) -> CellValue:
    """Return the value Excel shows for a cell."""
    value = cell.value
    if value is None and with_formulas is not None and with_formulas[cell.coordinate].data_type == "f":
        return NO_RESULT
    if cell.data_type == "e":
        return BrokenCell("de cel bevat een fout uit Excel, zoals #N/B of #VERW!")
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, time | timedelta):
        return BrokenCell("de cel bevat een tijd")
    if isinstance(value, int) and not isinstance(value, bool):
        return _with_leading_zeros(value, cell.number_format)
    return value if isinstance(value, str | float | bool | date) else _refuse_other_type(value)


def _with_leading_zeros(value: int, number_format: str) -> int | str:
    """Return a number with the leading zeros that a format such as 00000 shows."""
    return str(value).zfill(len(number_format)) if re.fullmatch("0{2,}", number_format) else value


def _refuse_other_type(value: object) -> CellValue:
    return None if value is None else BrokenCell("de cel bevat iets anders dan tekst, een getal of een datum")
