"""Find the known columns in the header of a file; anything unknown, double or missing is a problem."""

from collections.abc import Iterator, Mapping

from spoorboek.importing.columns import Column, known_headers, normal
from spoorboek.importing.sheet import Problem, Row, Sheet, blank, letter

NO_HEADER = "geen enkele kolom herkend. De eerste gevulde regel moet de koppen bevatten; verwijder een titel erboven."


def place(position: int, column: Column) -> str:
    """Name a column for people: its letter and its title."""
    return f"kolom {letter(position)} ({column.title})"


def match(sheet: Sheet, columns: tuple[Column, ...]) -> tuple[dict[str, int], list[Problem]]:
    """Return where each known column stands (from 0, by key) and every problem of the header."""
    found: dict[str, int] = {}
    problems: list[Problem] = []
    known = known_headers(columns)
    for position, text in _headers(sheet.header):
        column = known.get(normal(text))
        if column is None:
            problems.append(_unknown(sheet.header.line, position, text, columns))
        elif column.key in found:
            problems.append(_double(sheet.header.line, position, column, found[column.key]))
        else:
            found[column.key] = position
    if not found:
        return found, [Problem(sheet.header.line, None, NO_HEADER)]
    return found, [*problems, *_missing(sheet.header.line, found, columns), *_headless(sheet)]


def _headers(header: Row) -> Iterator[tuple[int, str]]:
    return ((position, str(value)) for position, value in enumerate(header.cells) if not blank(value))


def _unknown(line: int, position: int, text: str, columns: tuple[Column, ...]) -> Problem:
    known = ", ".join(column.title for column in columns)
    return Problem(
        line,
        f"kolom {letter(position)}",
        f"onbekende kop '{text.strip()[:40]}'. Verwijder de kolom of geef haar een van deze koppen: {known}.",
    )


def _double(line: int, position: int, column: Column, first: int) -> Problem:
    return Problem(
        line, place(position, column), f"dezelfde kolom staat er al: kolom {letter(first)}. Laat er één staan."
    )


def _missing(line: int, found: Mapping[str, int], columns: tuple[Column, ...]) -> Iterator[Problem]:
    for column in columns:
        if column.required and column.key not in found:
            others = ", ".join(column.synonyms[:3])
            yield Problem(line, None, f"de verplichte kolom '{column.title}' ontbreekt (ook goed: {others}).")


def _headless(sheet: Sheet) -> Iterator[Problem]:
    """Report values that stand under no header: a shifted row, or a header that was lost."""
    for row in sheet.rows:
        for position, value in enumerate(row.cells):
            if not blank(value) and blank(sheet.header.cell(position)):
                yield Problem(row.line, f"kolom {letter(position)}", "hier staat een waarde zonder kop erboven.")
