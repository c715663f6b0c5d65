"""Find the known columns in the header of a file; an unknown, duplicate or missing column is a problem."""

from collections.abc import Iterator, Mapping
from itertools import islice

from spoorboek.importing.reading.column import Column
from spoorboek.importing.reading.columns import known_headers, normal_header
from spoorboek.importing.reading.sheet import Sheet, SheetProblem, SheetRow, column_letter, is_blank

SHOWN_VALUES = 100  # values without a header: a whole column of them is said once too often
NO_HEADER = "geen enkele kolom herkend. De eerste gevulde regel moet de koppen bevatten; verwijder een titel erboven."


def header_place(position: int, column: Column) -> str:
    """Name a column for people: its letter and its title."""
    return f"kolom {column_letter(position)} ({column.title})"


def match_headers(sheet: Sheet, columns: tuple[Column, ...]) -> tuple[dict[str, int], list[SheetProblem]]:
    """Return the position of each known column (from 0, by key) and every problem of the header."""
    found: dict[str, int] = {}
    problems: list[SheetProblem] = []
    known = known_headers(columns)
    for position, text in _headers(sheet.header):
        column = known.get(normal_header(text))
        if column is None:
            problems.append(_unknown(sheet.header.line, position, text, columns))
        elif column.key in found:
            problems.append(_duplicate(sheet.header.line, position, column, found[column.key]))
        else:
            found[column.key] = position
    if not found:
        return found, [SheetProblem(sheet.header.line, None, NO_HEADER)]
    return found, [
        *problems,
        *_missing(sheet.header.line, found, columns),
        *islice(_values_without_header(sheet), SHOWN_VALUES),
    ]


def _headers(header: SheetRow) -> Iterator[tuple[int, str]]:
    return ((position, str(value)) for position, value in enumerate(header.cells) if not is_blank(value))


def _unknown(line: int, position: int, text: str, columns: tuple[Column, ...]) -> SheetProblem:
    known = ", ".join(column.title for column in columns)
    return SheetProblem(
        line,
        f"kolom {column_letter(position)}",
        f"onbekende kop '{text.strip()[:40]}'. Verwijder de kolom of geef haar een van deze koppen: {known}.",
    )


def _duplicate(line: int, position: int, column: Column, first: int) -> SheetProblem:
    return SheetProblem(
        line,
        header_place(position, column),
        f"dezelfde kolom staat er al: kolom {column_letter(first)}. Laat er één staan.",
    )


def _missing(line: int, found: Mapping[str, int], columns: tuple[Column, ...]) -> Iterator[SheetProblem]:
    for column in columns:
        if column.required and column.key not in found:
            others = ", ".join(column.synonyms[:3])
            yield SheetProblem(line, None, f"de verplichte kolom '{column.title}' ontbreekt (ook goed: {others}).")


def _values_without_header(sheet: Sheet) -> Iterator[SheetProblem]:
    """Yield a problem for each value without a header above it: a shifted row, or a lost header."""
    for row in sheet.rows:
        for position, value in enumerate(row.cells):
            if not is_blank(value) and is_blank(sheet.header.cell(position)):
                yield SheetProblem(
                    row.line, f"kolom {column_letter(position)}", "hier staat een waarde zonder kop erboven."
                )
