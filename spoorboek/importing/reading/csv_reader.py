"""CSV as Dutch Excel and HR systems write it: `;` or `,`, UTF-8 with or without BOM, Windows-1252."""

import csv
import io
import re
from collections.abc import Iterator

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

CSV_SIGNS = "\u0080-\u00bf‚ƒ„…†‡ˆ‰‹‘’“”•–—˜™›"  # never follow an accented capital in a Dutch name
MISREAD = re.compile(f"[ÃÂÄÅĂĹ][{CSV_SIGNS}]|Ã[ŠŒŽšœžŸ]|â€|â‚¬")  # UTF-8 that was read as Windows-1252 or -1250
MISREAD_DOS = re.compile(r"\w[‚ƒ„†‡ˆ‰‹¢]|[a-z]Š")  # code page 850 of MS-DOS, read as Windows-1252: é, â, ä, å, ç, ê, ë
TEXT_FORMULA = re.compile(r'="(.*)"', re.DOTALL)  # ="00123", used to keep leading zeros in a CSV
SEPARATOR_LINE = re.compile(r'\s*"?sep=(?P<sign>.)"?[;,\s]*?(?:\r\n|\n|\r)', re.IGNORECASE)
END_OF_FILE = "\x1a"  # Ctrl-Z, which old programs write at the end
QUOTED = re.compile(r'"[^"]*"')


def read_csv(content: bytes) -> Iterator[SheetRow]:
    """Yield the rows of a CSV file; a row of several lines has the number of its first line.

    Raises UnreadableFile (Dutch) for bytes that are not text, an unknown separator or an unclosed quote.
    """
    text = _decode(content)
    separator_line = SEPARATOR_LINE.match(text)
    separator = _known_separator(separator_line["sign"]) if separator_line else _separator(text)
    lines_before = separator_line[0].count("\n") or 1 if separator_line else 0
    csv.field_size_limit(MAX_BYTES)  # the limit is checked below, with the place
    reader = csv.reader(
        io.StringIO(text[separator_line.end() if separator_line else 0 :], newline=""), delimiter=separator, strict=True
    )
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
    if not re.search("[;,]", header) and (other := re.search(r"[\t|]", header)):
        return _known_separator(other[0])
    return "," if header.count(",") > header.count(";") else ";"


def _known_separator(sign: str) -> str:
    if sign not in ";,":
        name = {"\t": "tabs", "|": "staande streepjes"}.get(sign, "een ander teken")
        raise UnreadableFile(f"De kolommen zijn met {name} gescheiden. Sla het bestand op als CSV met ; of , ertussen.")
    return sign


def _decode(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        text = _decode_cp1252(content, _line_number(content, error.start))
        misread = MISREAD.search(text) or MISREAD_DOS.search(text)
    else:
        misread = MISREAD.search(text)
    text = text.rstrip(END_OF_FILE)
    if misread:
        line = text.count("\n", 0, misread.start()) + 1
        raise UnreadableFile(
            f"Regel {line}: letters met accenten zijn beschadigd (zoals 'Ã©' voor 'é'). Het bestand is ergens met "
            "de verkeerde tekenset opgeslagen; maak het opnieuw en kies CSV UTF-8."
        )
    if "\0" in text:
        raise UnreadableFile("Dit is geen tekstbestand. Sla het op als Excel-werkmap (.xlsx) of als CSV UTF-8.")
    return text


def _decode_cp1252(content: bytes, line: int) -> str:
    if content.startswith(b"\xef\xbb\xbf"):
        raise UnreadableFile(f"Regel {line}: het bestand zegt UTF-8 te zijn, maar bevat tekens die dat niet zijn.")
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError as error:
        line = _line_number(content, error.start)
        raise UnreadableFile(f"Regel {line}: de tekens zijn geen UTF-8 en geen Windows-1252.") from error


def _line_number(content: bytes, position: int) -> int:
    return content.count(b"\n", 0, position) + 1
