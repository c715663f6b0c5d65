"""A file after it is read: rows of cells with their line numbers."""

from datetime import date
from typing import NamedTuple


class BrokenCell(NamedTuple):
    """A cell whose content cannot be used; `reason` says why, in Dutch."""

    reason: str


CellValue = str | int | float | bool | date | BrokenCell | None


class SheetRow(NamedTuple):
    """One row of a file: `line` counts from 1 as editors and Excel do, cells run from column A."""

    line: int
    cells: tuple[CellValue, ...]

    def cell(self, column: int) -> CellValue:
        """Return the cell of that column (from 0); None beyond the end of the row."""
        return self.cells[column] if column < len(self.cells) else None

    @property
    def empty(self) -> bool:
        """Tell whether all cells of the row are blank."""
        return all(is_blank(cell) for cell in self.cells)


class Sheet(NamedTuple):
    """A file without its empty rows; the first other row is the header. `told`: what to say of it, in Dutch."""

    header: SheetRow
    rows: tuple[SheetRow, ...]
    told: str = ""


class SheetProblem(NamedTuple):
    """One thing wrong with a file: where (line from 1 or None, column such as "kolom C (BSN)" or None) and what.

    `ways`: what a person may choose to go on, as codes; `known`: the personnel number that is about.
    """

    line: int | None
    column: str | None
    message: str
    ways: tuple[str, ...] = ()
    known: str = ""

    def __str__(self) -> str:
        place = ", ".join(part for part in (f"regel {self.line}" if self.line else None, self.column) if part)
        return f"{place}: {self.message}" if place else self.message


def is_blank(value: CellValue) -> bool:
    """Tell whether a cell is empty; text of spaces and no-break spaces only is empty too."""
    return value is None or (isinstance(value, str) and not value.strip())


def column_letter(column: int) -> str:
    """Name a column (from 0) as spreadsheets do: A, B, … Z, AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
