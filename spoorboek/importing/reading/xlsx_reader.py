"""Read XLSX: cells get the value Excel shows; a cell that cannot be used is marked broken, with the reason."""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Literal
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import ExpatError

from spoorboek.importing.reading.cell_text import LONGEST_TEXT
from spoorboek.importing.reading.import_errors import UnreadableFile
from spoorboek.importing.reading.import_limits import too_large
from spoorboek.importing.reading.number_formats import GENERAL, day_of_moment, shown_number, shown_text
from spoorboek.importing.reading.part_scanner import RawCell, SheetScan
from spoorboek.importing.reading.sheet import BrokenCell, CellValue, SheetRow, column_letter
from spoorboek.importing.reading.workbook_parts import WorkbookParts, WorkbookSheet, workbook_parts
from spoorboek.importing.reading.workbook_scan import DAMAGE, read_rows, read_texts, scan_workbook

HiddenCells = Literal["refuse", "include", "skip"]
HANDLED = {"include": "meegenomen", "skip": "niet meegenomen", "refuse": "geweigerd"}
NO_RESULT = BrokenCell("formule zonder uitkomst; open het bestand in Excel, sla het op en probeer het opnieuw")
TOO_LONG = BrokenCell(f"de cel bevat te veel tekst; verwacht hoogstens {LONGEST_TEXT} tekens")
EXCEL_ERROR = BrokenCell("de cel bevat een fout uit Excel, zoals #N/B of #VERW!")
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")  # a sign XML cannot hold, or an underscore before such (22.9.2.19)
LONGEST_READ = 10 * LONGEST_TEXT
SHOWN_ROWS = 10
UNREADABLE = (*DAMAGE, StopIteration, TypeError, ParseError, ExpatError)
NO_WORKBOOK = "Dit is geen leesbare Excel-werkmap. Open het bestand in Excel en sla het op als .xlsx of CSV UTF-8."
OTHER_ZIPS = {
    "xl/workbook.bin": "Dit is een binaire Excel-werkmap (.xlsb). Sla haar in Excel op als .xlsx of CSV UTF-8.",
    "content.xml": "Dit is geen leesbare Excel-werkmap, maar OpenDocument (.ods). Sla het bestand op als .xlsx.",
    "word/document.xml": "Dit is geen leesbare Excel-werkmap, maar een Word-document. Zet de gegevens in een werkmap.",
    "Index/Document.iwa": "Dit is geen leesbare Excel-werkmap, maar een bestand van Numbers. Exporteer het als .xlsx.",
}


def read_xlsx(content: bytes, tab: str, hidden: HiddenCells = "refuse") -> tuple[Iterator[SheetRow], str]:
    """Return the rows of the only visible worksheet that is not empty, or of the one named `tab`, and what to tell.

    A formula is read as its last result. `hidden`: what is done with rows and columns that are not shown; which there
    are is told. Raises UnreadableFile (Dutch), also while rows are read, for a workbook that is damaged or too large,
    merged cells, hidden rows or columns, or several sheets of which none has the name.
    """
    scans = scan_workbook(content)
    if other := next((text for part, text in OTHER_ZIPS.items() if part in scans), None):
        raise UnreadableFile(other)
    with _damage_named():
        archive = zipfile.ZipFile(io.BytesIO(content))
        parts = workbook_parts(archive)
        sheet = _choose_sheet([each for each in parts.sheets if scans[each.part].last_row], tab)
    scan = scans[sheet.part]
    _check_sheet(scan, hidden)
    told = f"Het werkblad heeft {text}: {HANDLED[hidden]}." if (text := hidden_text(scan)) else ""
    left_out = scan if hidden == "skip" else SheetScan()
    return _rows(archive, parts, sheet.part, scan, left_out), told


@contextmanager
def _damage_named() -> Iterator[None]:
    """Turn whatever a damaged workbook leads to into one message."""
    try:
        yield
    except UNREADABLE as error:
        raise UnreadableFile(NO_WORKBOOK) from error


def _rows(
    archive: zipfile.ZipFile, parts: WorkbookParts, part: str, scan: SheetScan, left_out: SheetScan
) -> Iterator[SheetRow]:
    """Yield the rows of a part, all of one width, without the hidden rows and columns of `left_out`."""
    rows, columns = frozenset(left_out.hidden_rows), left_out.hidden_columns
    with _damage_named():
        texts = read_texts(archive, parts.texts) if parts.texts else []
        for cells in read_rows(archive, part, scan.last_row):
            if (line := cells[0].row) not in rows:
                shown = {each.column: _value(each, parts, texts) for each in cells if each.column not in columns}
                yield SheetRow(line, tuple(map(shown.get, range(1, scan.last_column + 1))))


def _choose_sheet(filled: Sequence[WorkbookSheet], tab: str) -> WorkbookSheet:
    candidates = [each for each in filled if each.title.strip().casefold() == tab] or filled
    if not candidates:
        raise UnreadableFile("De werkmap is leeg: geen enkel zichtbaar werkblad bevat gegevens.")
    if len(candidates) > 1:
        raise UnreadableFile(f"De werkmap heeft {len(candidates)} gevulde werkbladen. Noem het juiste '{tab}'.")
    return candidates[0]


def _check_sheet(scan: SheetScan, hidden: HiddenCells) -> None:
    if scan.outside:
        raise too_large(
            f"Cel {scan.outside} van het werkblad is gevuld.", "Verwijder wat daar staat, of splits het bestand."
        )
    if scan.merged:
        raise UnreadableFile(
            f"Het werkblad heeft samengevoegde cellen ({', '.join(sorted(scan.merged))}). Maak ze los, zodat elke "
            "kolom een eigen kop heeft en elke regel volledig is."
        )
    if (scan.hidden_rows or scan.hidden_columns) and hidden == "refuse":
        raise UnreadableFile(
            f"Het werkblad heeft {hidden_text(scan)}. Maak ze zichtbaar of verwijder ze, of kies: met "
            "`--hidden include` gaan ze mee, met `--hidden skip` blijven ze weg."
        )


def hidden_text(scan: SheetScan) -> str:
    """Say how many rows and columns with something in them are hidden, and which."""
    rows, columns = scan.hidden_rows, sorted(scan.hidden_columns)
    letters = [column_letter(column - 1) for column in columns]
    parts = [f"verborgen regels ({len(rows)}, namelijk regel {_first(rows)})"] if rows else []
    parts += [f"verborgen kolommen ({len(columns)}, namelijk kolom {_first(letters)})"] if columns else []
    return " en ".join(parts)


def _first(places: Sequence[object]) -> str:
    return ", ".join(map(str, places[:SHOWN_ROWS])) + (" en meer" if len(places) > SHOWN_ROWS else "")


def _value(cell: RawCell, parts: WorkbookParts, texts: Sequence[str]) -> CellValue:
    """Return the value Excel shows for a cell."""
    if cell.unresolved:
        return NO_RESULT
    if not cell.text:
        return None
    style = int(cell.style)
    code = parts.formats[style] if parts.formats or style else GENERAL
    match cell.kind:
        case "e":
            return EXCEL_ERROR
        case "b":
            return {"1": True, "0": False, "true": True, "false": False}[cell.text.strip()]
        case "n":
            return shown_number(_number(cell.text), code, since_1904=parts.since_1904)
        case "d":
            return _written_moment(cell.text.strip())
        case "s":
            return _text(texts[int(cell.text)], code)
        case "str" | "inlineStr":
            return _text(cell.text, code)
    raise ValueError("unknown kind of cell")


def _number(text: str) -> int | float:
    number = float(text)
    if number != number or abs(number) == float("inf"):  # NaN, which Excel never writes
        raise ValueError("not a number")
    return int(number) if number.is_integer() else number


def _written_moment(text: str) -> date | BrokenCell:
    """Return the day of a date that is written out (ISO 8601)."""
    if "T" not in text and "-" not in text:
        return BrokenCell("de cel bevat een tijd")
    moment = datetime.fromisoformat(text)
    return day_of_moment(moment)


def _text(text: str, code: str) -> CellValue:
    text = decoded(text)
    return shown_text(text, code) if len(text) <= LONGEST_READ else TOO_LONG


def decoded(text: str) -> str:
    """Return a text of a workbook with its escaped signs, such as `_x000D_`, as those signs.

    Source: ECMA-376 part 1, 22.9.2.19 (ST_Xstring) and 22.4.2.4 (bstr).
    """
    if "_x" not in text:
        return text
    signs = ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return signs.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # two halves are one sign
