"""Stream one part of a workbook through the XML parser: its limits, its rows and cells, and what needs a word.

A cell in the last row and column makes a table of seventeen thousand million, and a text of two kilobytes may unpack
to gigabytes; so every part is looked through before any of it is kept.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.parsers import expat

from spoorboek.importing.reading.import_errors import UnreadableFile
from spoorboek.importing.reading.import_limits import LONGEST_CELL, MAX_CELLS, MAX_COLUMNS, MAX_ROWS, too_large
from spoorboek.importing.reading.sheet import column_letter

MAX_SHEETS = 100
MAX_ELEMENTS = 4 * MAX_CELLS
MAX_OTHER_ELEMENTS = 200_000  # styles, names and pictures; each costs much more than a cell
LONGEST_FORMAT = 500  # characters of a number format; Excel allows 255
LONGEST_NAME = 2000  # characters of what a name stands for
MAX_AREAS = 50_000  # characters that say where formatting and checks of input apply; each area is compared with all
LONGEST_ATTRIBUTE = 8192
SHOWN = 5
PLACE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main "  # the namespace of sheets and texts
STRICT = "http://purl.oclc.org/ooxml/"  # the namespaces of ISO/IEC 29500 strict begin with it
LIGHT = frozenset(MAIN + name for name in ("row", "c", "v", "f", "is", "t", "si", "r"))
NAME, CELL, TEXT, SHARED_TEXT, PHONETIC = (MAIN + name for name in ("definedName", "c", "t", "si", "rPh"))
TEXTS = (f"{MAIN}v", TEXT, NAME)
TRUE = ("1", "true")
WRITTEN = ("str", "inlineStr")  # the kinds of cell whose own text counts
DAMAGED = "Het bestand is beschadigd: deze werkmap is niet heel. Open hem in Excel en sla hem opnieuw op als .xlsx."
STRICT_SAVED = (
    "De werkmap is opgeslagen als 'Strict Open XML-spreadsheet'. Kies in Excel bij Opslaan als voor 'Excel-werkmap "
    "(.xlsx)' en probeer het opnieuw."
)


class RawCell(NamedTuple):
    """A cell as a workbook holds it: its place from 1, the kind and the text of its value, the number of its style.

    `unresolved`: a formula without a result.
    """

    row: int
    column: int
    kind: str
    style: str
    text: str
    unresolved: bool


@dataclass(slots=True)
class SheetScan:
    """What one part of a workbook holds: its last row and column with something in it, and what needs a word.

    `outside`: the first cell beyond the limits. `merged`: areas of merged cells. `hidden_rows`, `hidden_columns`: what
    has something in it and is not shown. Rows and columns count from 1.
    """

    last_row: int = 0
    last_column: int = 0
    outside: str | None = None
    merged: list[str] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: set[int] = field(default_factory=set)


@dataclass(slots=True)
class ScanBudget:
    """What is counted over a whole workbook."""

    elements: int = 0
    others: int = 0
    cells: int = 0
    sheets: int = 0
    areas: int = 0


@dataclass(slots=True)
class PartSinks:
    """Who takes what is found in a part: its cells, and the texts that cells share."""

    cell: Callable[[RawCell], None] | None = None
    text: Callable[[str], None] | None = None


class PartScanner:
    """The state while one part is read: the row, the cell in it, and what of its text was seen."""

    def __init__(self, budget: ScanBudget, sinks: PartSinks | None = None) -> None:
        self.sheet, self.budget, self.sinks = SheetScan(), budget, sinks or PartSinks()
        self.row = self.column = 0
        self.hidden = self.formula = self.value_seen = self.phonetic = False
        self.hidden_columns: set[int] = set()  # with something in them or not
        self.kind = self.style = ""
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
            if name.startswith(STRICT):
                raise UnreadableFile(STRICT_SAVED)
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
        self.hidden = attributes.get("hidden") in TRUE or _is_zero(attributes.get("ht"))

    def _columns(self, attributes: dict[str, str]) -> None:
        if attributes.get("hidden") in TRUE or _is_zero(attributes.get("width")):
            self.hidden_columns.update(range(int(attributes["min"]), min(int(attributes["max"]), MAX_COLUMNS) + 1))

    def _cell(self, attributes: dict[str, str]) -> None:
        self.formula = self.value_seen = False
        self.value, self.kind, self.style = "", attributes.get("t", "n"), attributes.get("s", "0")
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
        if not self.phonetic:
            self.text = []

    def _phonetic(self, _: dict[str, str]) -> None:
        self.phonetic = True

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
        elif name == PHONETIC:
            self.phonetic = False
        elif name == SHARED_TEXT and self.sinks.text:
            self.sinks.text(self.value)

    def _close_cell(self) -> None:
        if self.kind == "s" and self.value and not self.value.strip().isdecimal():
            raise UnreadableFile(DAMAGED)
        if self.value.isspace() and self.kind not in WRITTEN:
            self.value = ""  # an empty number, set out on lines of its own
        if not (self.value or self.formula):
            return
        self.budget.cells += 1
        if self.budget.cells > MAX_CELLS:
            raise too_large(f"De werkmap heeft meer dan {MAX_CELLS} gevulde cellen.")
        self._fill()
        if self.sinks.cell:
            unresolved = self.formula and not self.value and not (self.kind == "str" and self.value_seen)
            self.sinks.cell(RawCell(self.row, self.column, self.kind, self.style, self.value, unresolved))

    def _fill(self) -> None:
        sheet, column = self.sheet, self.column
        if self.row > MAX_ROWS or column > MAX_COLUMNS:
            sheet.outside = sheet.outside or f"{column_letter(column - 1)}{self.row}"
        sheet.last_row, sheet.last_column = self.row, max(sheet.last_column, column)
        if self.hidden and self.row not in sheet.hidden_rows[-1:]:
            sheet.hidden_rows.append(self.row)
        if column in self.hidden_columns:
            sheet.hidden_columns.add(column)


REBUILD = "Kopieer alleen de gegevens naar een nieuwe werkmap en probeer het opnieuw."
_OPENED: Mapping[str, Callable[[PartScanner, dict[str, str]], None]] = {
    f"{MAIN}row": PartScanner._row,
    f"{MAIN}col": PartScanner._columns,
    CELL: PartScanner._cell,
    f"{MAIN}f": PartScanner._formula,
    f"{MAIN}v": PartScanner._value,
    TEXT: PartScanner._text,
    PHONETIC: PartScanner._phonetic,
    SHARED_TEXT: PartScanner._shared_text,
    f"{MAIN}text": PartScanner._shared_text,  # of a comment
    NAME: PartScanner._name,
    f"{MAIN}mergeCell": PartScanner._merge,
    f"{MAIN}numFmt": PartScanner._format,
    f"{MAIN}sheet": PartScanner._sheet,
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


def _is_zero(size: str | None) -> bool:
    """Tell whether a height or width is given, and is nothing."""
    return size is not None and float(size) == 0


def _refuse_document_type(*_: object) -> None:
    raise UnreadableFile(f"De werkmap bevat XML met een eigen documenttype, wat Excel nooit schrijft. {REBUILD}")
