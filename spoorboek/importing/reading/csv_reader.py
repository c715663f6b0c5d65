"""CSV as Dutch Excel and HR systems write it: `;` or `,`, UTF-8 with or without BOM, Windows-1252."""

import csv
import io
import re
from collections.abc import Iterator

from spoorboek.importing.reading.code_pages import decoded_csv
from spoorboek.importing.reading.import_errors import UnreadableFile
from spoorboek.importing.reading.import_limits import (
    LONGEST_CELL,
    MAX_BYTES,
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_ROWS,
    too_large,
)
from spoorboek.importing.reading.sheet import SheetRow

TEXT_FORMULA = re.compile(r'="(.*)"', re.DOTALL)  # ="00123", used to keep leading zeros in a CSV
SEPARATOR_LINE = re.compile(  # sep=; as Excel reads it, and as people write it: "SEP = ';'"
    r"""\s*(?P<around>["']?)[ \t]*sep(?:arator)?[ \t]*[=:][ ]*(?P<quote>["']?)(?P<sign>[^\s\w"']|\t)?(?P=quote)[ \t]*"""
    r"""(?P=around)[;,\s]*?(?:\r\n|\n|\r)""",
    re.IGNORECASE,
)
OTHER_SEPARATOR = re.compile(r"([\t|])|([:^~¦§#])(?=[^:^~¦§#]+\2)")  # a rarer sign when it stands there twice
QUOTED = re.compile(r'"[^"]*"')


def read_csv(content: bytes) -> Iterator[SheetRow]:
    """Yield the rows of a CSV file; a row of several lines has the number of its first line.

    Raises UnreadableFile (Dutch) for bytes that are not text, an unknown separator or an unclosed quote.
    """
    text = decoded_csv(content)
    separator_line = SEPARATOR_LINE.match(text)
    lines_before = separator_line[0].count("\n") or 1 if separator_line else 0
    text = text[separator_line.end() :] if separator_line else text
    named = separator_line["sign"] if separator_line else None
    separator = _known_separator(named) if named else _separator(text)
    csv.field_size_limit(MAX_BYTES)  # the limit is checked below, with the place
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line, count = 1 + lines_before, 0
    try:
        for number, cells in enumerate(reader, start=1):
            count += len(cells)
            _check_size(line, number, cells, count)
            yield SheetRow(line, tuple(_without_formula(cell) for cell in cells))
            line = lines_before + reader.line_num + 1
    except csv.Error as error:
        raise UnreadableFile(
            f'Regel {line}: het aanhalingsteken (") is niet goed gesloten. Herstel de regel of sla het bestand '
            "opnieuw op vanuit Excel."
        ) from error


def _check_size(line: int, rows: int, cells: list[str], count: int) -> None:
    """Refuse a file with too many rows, columns or cells, or too long a cell, at the first line that is too much."""
    if rows > MAX_ROWS or count > MAX_CELLS:
        raise too_large(f"Regel {line}: het bestand is te lang.")
    if len(cells) > MAX_COLUMNS:
        raise too_large(f"Regel {line}: {len(cells)} kolommen.", "Verwijder lege kolommen en loze scheidingstekens.")
    if any(len(cell) > LONGEST_CELL for cell in cells):
        raise too_large(f"Regel {line}: een cel is te lang.", "Maak haar korter, of sluit een aanhalingsteken.")


def _without_formula(cell: str) -> str:
    quoted = TEXT_FORMULA.fullmatch(cell.strip())
    return quoted[1] if quoted else cell


def _separator(text: str) -> str:
    """Return the separator that occurs most in the header outside quotes; `;` when there is none."""
    header = QUOTED.sub("", next((line for line in text.splitlines() if line.strip(" ;,")), ""))
    if not re.search("[;,]", header) and (other := OTHER_SEPARATOR.search(header)):
        return _known_separator(other[0])
    return "," if header.count(",") > header.count(";") else ";"


def _known_separator(sign: str) -> str:
    if sign not in ";,":
        name = {"\t": "tabs", "|": "staande streepjes"}.get(sign, f"een ander teken ({sign})")
        raise UnreadableFile(f"De kolommen zijn met {name} gescheiden. Sla het bestand op als CSV met ; of , ertussen.")
    return sign
