"""Look through a workbook before it is loaded: its size, its parts, and where its sheets have something.

A zip of two kilobytes may unpack to gigabytes, and a cell in the last row and column makes a table of seventeen
thousand million. Every part is streamed through the XML parser that loads it later, so what is bounded here is bounded.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from lzma import LZMAError
from xml.parsers import expat

from spoorboek.importing.reading.import_errors import UnreadableFile
from spoorboek.importing.reading.import_limits import (
    LONGEST_CELL,
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_ROWS,
    MAX_UNPACKED,
    too_large,
)
from spoorboek.importing.reading.sheet import column_letter

MAX_PARTS, MAX_SHEETS = 1000, 100
MAX_ELEMENTS = 4 * MAX_CELLS
MAX_OTHER_ELEMENTS = 200_000  # styles, names and pictures; each costs the loader much more than a cell
LONGEST_FORMAT = 500  # characters of a number format; Excel allows 255
LONGEST_NAME = 2000  # characters of what a name stands for
MAX_AREAS = 50_000  # characters that say where formatting and checks of input apply; each area is compared with all
LONGEST_ATTRIBUTE = 8192
SHOWN = 5
CHUNK = 64 * 1024
PLACE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main "  # the namespace of sheets and texts
LIGHT = frozenset(MAIN + name for name in ("row", "c", "v", "f", "is", "t", "si", "r"))
NAME, CELL = f"{MAIN}definedName", f"{MAIN}c"
TEXTS = (f"{MAIN}v", f"{MAIN}t", NAME)
DAMAGED = "De werkmap is beschadigd. Open hem in Excel en sla hem opnieuw op als .xlsx."
DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    LZMAError,
    struct.error,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
    OverflowError,
)


@dataclass(slots=True)
class SheetScan:
    """What one part of a workbook holds: its last row and column with something in it, and what needs a word.

    `outside`: the first cell beyond the limits. `merged`: areas of merged cells. `hidden`: rows that are not shown.
    `unresolved`: formulas without a result, as (row, column); rows and columns count from 1.
    """

    last_row: int = 0
    last_column: int = 0
    outside: str | None = None
    merged: list[str] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)
    unresolved: set[tuple[int, int]] = field(default_factory=set)


@dataclass(slots=True)
class _Budget:
    """What is counted over a whole workbook."""

    elements: int = 0
    others: int = 0
    cells: int = 0
    sheets: int = 0
    areas: int = 0


def scan_workbook(content: bytes) -> Mapping[str, SheetScan]:
    """Return what each part of a workbook holds, by its name in the zip.

    Raises UnreadableFile (Dutch) for a damaged or locked zip, one that is too large, and XML that defines entities.
    """
    budget = _Budget()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            _check_directory(parts)
            return {part.filename: _scan_part(archive, part, budget) for part in parts}
    except DAMAGE as error:
        raise UnreadableFile(DAMAGED) from error


def _check_directory(parts: list[zipfile.ZipInfo]) -> None:
    """Check the sizes the zip states of its parts; reading one never gives more than it states."""
    if sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise too_large(f"De werkmap is uitgepakt groter dan {MAX_UNPACKED // 1024**2} MB.")
    if len(parts) > MAX_PARTS:
        raise too_large(f"De werkmap bestaat uit meer dan {MAX_PARTS} onderdelen.", "Bewaar alleen het werkblad.")
    if len({part.filename for part in parts}) < len(parts) or any(part.flag_bits & 1 for part in parts):
        raise UnreadableFile(DAMAGED)


def _scan_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, budget: _Budget) -> SheetScan:
    """Stream one part through the parser; what is no XML, such as a picture, ends at its first bytes."""
    scanner = _PartScanner(budget)
    with archive.open(part) as stream:
        try:
            while chunk := stream.read(CHUNK):
                scanner.parser.Parse(chunk)
            scanner.parser.Parse(b"", True)
        except expat.ExpatError as error:
            if scanner.sheet.last_row:
                raise UnreadableFile(DAMAGED) from error
            while stream.read(CHUNK):  # to the end: the zip knows whether it is what was packed
                pass
    return scanner.sheet


class _PartScanner:
    """The state while one part is read: the row, the cell in it, and what of its text was seen."""

    def __init__(self, budget: _Budget) -> None:
        self.sheet, self.budget = SheetScan(), budget
        self.row = self.column = 0
        self.hidden = self.formula = self.value_seen = False
        self.kind = ""
        self.text: list[str] | None = None  # of the value or text that is open
        self.value = ""  # of the cell, or of the text that cells share
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.StartDoctypeDeclHandler = _refuse_document_type

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        budget = self.budget
        budget.elements += 1
        if name not in LIGHT:
            budget.others += 1
            budget.areas += len(attributes.get("sqref", ""))
            if any(len(value) > LONGEST_ATTRIBUTE for value in attributes.values()):
                budget.areas = MAX_AREAS + 1
        if budget.elements > MAX_ELEMENTS or budget.others > MAX_OTHER_ELEMENTS or budget.areas > MAX_AREAS:
            raise too_large("De werkmap bevat te veel onderdelen, zoals opmaak, namen of tekeningen.", REBUILD)
        if opened := _OPENED.get(name):
            opened(self, attributes)

    def _row(self, attributes: dict[str, str]) -> None:
        number = attributes.get("r", str(self.row + 1))
        if not number.isdecimal() or len(number) > 7 or int(number) <= self.row:
            raise UnreadableFile(DAMAGED)
        self.row, self.column = int(number), 0
        self.hidden = attributes.get("hidden") in ("1", "true")

    def _cell(self, attributes: dict[str, str]) -> None:
        self.formula = self.value_seen = False
        self.value, self.kind = "", attributes.get("t", "n")
        place = attributes.get("r")
        column = _column_number(place, self.row) if place else self.column + 1
        if column <= self.column:
            raise UnreadableFile(DAMAGED)
        self.column = column

    def _formula(self, _: dict[str, str]) -> None:
        self.formula = True

    def _value(self, _: dict[str, str]) -> None:
        self.value_seen, self.text = True, []

    def _text(self, _: dict[str, str]) -> None:
        self.text = []

    def _shared_text(self, _: dict[str, str]) -> None:
        self.value = ""

    def _name(self, _: dict[str, str]) -> None:
        self.value, self.text = "", []

    def _merge(self, attributes: dict[str, str]) -> None:
        if len(self.sheet.merged) < SHOWN:
            self.sheet.merged.append(attributes.get("ref", "?")[:20])

    def _format(self, attributes: dict[str, str]) -> None:
        if len(attributes.get("formatCode", "")) > LONGEST_FORMAT:
            raise too_large("De werkmap heeft een getalopmaak die te lang is.", REBUILD)

    def _sheet(self, _: dict[str, str]) -> None:
        self.budget.sheets += 1
        if self.budget.sheets > MAX_SHEETS:
            raise too_large(f"De werkmap heeft meer dan {MAX_SHEETS} werkbladen.", "Bewaar alleen het juiste blad.")

    def _characters(self, text: str) -> None:
        if self.text is not None:
            self.text.append(text)

    def _end(self, name: str) -> None:
        if name in TEXTS and self.text is not None:
            self.value += "".join(self.text)
            self.text = None
            if len(self.value) > LONGEST_NAME and name == NAME:
                raise too_large("De werkmap heeft een naam met een te lange formule.", REBUILD)
            if len(self.value) > LONGEST_CELL:
                where = f"Cel {column_letter(self.column - 1)}{self.row}" if self.column else "Een cel"
                raise too_large(f"{where} bevat te veel tekens.", "Maak de cel korter.")
        elif name == CELL:
            self._close_cell()

    def _close_cell(self) -> None:
        if self.kind == "s" and self.value and not self.value.strip().isdecimal():
            raise UnreadableFile(DAMAGED)
        if not (self.value or self.formula):
            return
        self.budget.cells += 1
        if self.budget.cells > MAX_CELLS:
            raise too_large(f"De werkmap heeft meer dan {MAX_CELLS} gevulde cellen.")
        if self.formula and not self.value and not (self.kind == "str" and self.value_seen):
            self.sheet.unresolved.add((self.row, self.column))
        self._fill()

    def _fill(self) -> None:
        sheet = self.sheet
        if self.row > MAX_ROWS or self.column > MAX_COLUMNS:
            sheet.outside = sheet.outside or f"{column_letter(self.column - 1)}{self.row}"
        sheet.last_row, sheet.last_column = self.row, max(sheet.last_column, self.column)
        if self.hidden and self.row not in sheet.hidden[-1:]:
            sheet.hidden.append(self.row)


REBUILD = "Kopieer alleen de gegevens naar een nieuwe werkmap en probeer het opnieuw."
_OPENED: Mapping[str, Callable[[_PartScanner, dict[str, str]], None]] = {
    f"{MAIN}row": _PartScanner._row,
    f"{MAIN}c": _PartScanner._cell,
    f"{MAIN}f": _PartScanner._formula,
    f"{MAIN}v": _PartScanner._value,
    f"{MAIN}t": _PartScanner._text,
    f"{MAIN}si": _PartScanner._shared_text,
    NAME: _PartScanner._name,
    f"{MAIN}mergeCell": _PartScanner._merge,
    f"{MAIN}numFmt": _PartScanner._format,
    f"{MAIN}sheet": _PartScanner._sheet,
}


def _column_number(place: str, row: int) -> int:
    """Return the column of a cell from its place, such as AB12; UnreadableFile when the place is not in the row."""
    found = PLACE.fullmatch(place)
    if not found or int(found[2]) != row:
        raise UnreadableFile(DAMAGED)
    number = 0
    for letter in found[1]:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _refuse_document_type(*_: object) -> None:
    raise UnreadableFile(f"De werkmap bevat XML met een eigen documenttype, wat Excel nooit schrijft. {REBUILD}")
