"""Read XLSX: cells get the value Excel shows; a cell that cannot be used is marked broken, with the reason."""

import io
import re
import warnings
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from spoorboek.importing.reading.cells import LONGEST_TEXT, is_midnight_elsewhere
from spoorboek.importing.reading.import_errors import UnreadableFile
from spoorboek.importing.reading.import_limits import too_large
from spoorboek.importing.reading.sheet import BrokenCell, CellValue, SheetRow
from spoorboek.importing.reading.workbook_scan import DAMAGE, SheetScan, scan_workbook

NO_RESULT = BrokenCell("formule zonder uitkomst; open het bestand in Excel, sla het op en probeer het opnieuw")
TOO_LONG = BrokenCell(f"de cel bevat te veel tekst; verwacht hoogstens {LONGEST_TEXT} tekens")
ELSEWHERE = BrokenCell("de dag is onzeker: middernacht in een andere tijdzone. Maak er een datum zonder tijd van")
SHOWN_ZEROS = re.compile(r'(?P<before>(?:"[^"]*"|\\.)*)(?P<zeros>0{2,})(?P<after>(?:"[^"]*"|\\.)*)')
LONGEST_READ = 10 * LONGEST_TEXT
SHOWN_ROWS = 10
UNREADABLE = (*DAMAGE, InvalidFileException, LookupError, TypeError, AttributeError, ParseError)


def read_xlsx(content: bytes, tab: str, *, hidden: bool = False) -> Iterator[SheetRow]:
    """Yield the rows of the only visible worksheet that is not empty, or of the one named `tab`.

    A formula is read as its last result. `hidden`: rows that are not shown are read too. Raises UnreadableFile (Dutch)
    for a workbook that is damaged or too large, merged cells, hidden rows, or several sheets of which none has the
    name.
    """
    scans = scan_workbook(content)
    try:
        with warnings.catch_warnings(action="ignore"):  # what openpyxl leaves out is never data
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
            sheet, scan = _choose_sheet(_filled_sheets(book, scans), tab)
            _check_sheet(scan, hidden)
            for line, cells in enumerate(sheet.iter_rows(max_row=scan.last_row, max_col=scan.last_column), start=1):
                yield SheetRow(line, tuple(_value(cell, (line, at), scan) for at, cell in enumerate(cells, start=1)))
    except UNREADABLE as error:
        raise UnreadableFile(
            "Dit is geen leesbare Excel-werkmap. Open het bestand in Excel en sla het op als .xlsx of CSV UTF-8."
        ) from error


def _filled_sheets(book: Any, scans: Any) -> list[tuple[Any, SheetScan]]:
    """Return the visible worksheets that have anything in them, with what their part of the zip holds."""
    found = [(sheet, scans[sheet._worksheet_path]) for sheet in book.worksheets if sheet.sheet_state == "visible"]
    return [(sheet, scan) for sheet, scan in found if scan.last_row]


def _choose_sheet(filled: list[tuple[Any, SheetScan]], tab: str) -> tuple[Any, SheetScan]:
    candidates = [each for each in filled if each[0].title.strip().casefold() == tab] or filled
    if not candidates:
        raise UnreadableFile("De werkmap is leeg: geen enkel zichtbaar werkblad bevat gegevens.")
    if len(candidates) > 1:
        raise UnreadableFile(f"De werkmap heeft {len(candidates)} gevulde werkbladen. Noem het juiste '{tab}'.")
    return candidates[0]


def _check_sheet(scan: SheetScan, hidden: bool) -> None:
    if scan.outside:
        raise too_large(
            f"Cel {scan.outside} van het werkblad is gevuld.", "Verwijder wat daar staat, of splits het bestand."
        )
    if scan.merged:
        raise UnreadableFile(
            f"Het werkblad heeft samengevoegde cellen ({', '.join(sorted(scan.merged))}). Maak ze los, zodat elke "
            "kolom een eigen kop heeft en elke regel volledig is."
        )
    if scan.hidden and not hidden:
        lines = ", ".join(map(str, scan.hidden[:SHOWN_ROWS])) + (" en meer" if len(scan.hidden) > SHOWN_ROWS else "")
        raise UnreadableFile(
            f"Het werkblad heeft verborgen regels (regel {lines}). Maak ze zichtbaar of verwijder ze, of neem ze mee "
            "met `--hidden`."
        )


def _value(cell: Any, place: tuple[int, int], scan: SheetScan) -> CellValue:
    """Return the value Excel shows for a cell."""
    value = cell.value
    if place in scan.unresolved:
        return NO_RESULT
    if value is None:
        return None
    if cell.data_type == "e":
        return BrokenCell("de cel bevat een fout uit Excel, zoals #N/B of #VERW!")
    if isinstance(value, datetime):
        return ELSEWHERE if is_midnight_elsewhere(value.hour, value.minute, value.second) else value.date()
    if isinstance(value, time | timedelta):
        return BrokenCell("de cel bevat een tijd")
    if isinstance(value, int) and not isinstance(value, bool):
        return _with_leading_zeros(value, cell.number_format)
    if isinstance(value, str):
        return value if len(value) <= LONGEST_READ else TOO_LONG
    return value if isinstance(value, float | bool | date) else BrokenCell(OTHER)


OTHER = "de cel bevat iets anders dan tekst, een getal of een datum"


def _with_leading_zeros(value: int, number_format: str) -> int | str:
    """Return a number as a format such as 00000 or "P"0000 shows it: with leading zeros and the fixed text around."""
    shown = SHOWN_ZEROS.fullmatch(number_format)
    if not shown:
        return value
    return f"{_fixed_text(shown['before'])}{str(value).zfill(len(shown['zeros']))}{_fixed_text(shown['after'])}"


def _fixed_text(part: str) -> str:
    return re.sub(r'"([^"]*)"|\\(.)', r"\1\2", part)
