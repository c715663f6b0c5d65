"""CSV as Dutch Excel and HR systems write it: `;` or `,`, UTF-8 with or without BOM, Windows-1252."""

import csv
import io
import re
from collections.abc import Iterator

from spoorboek.importing.import_errors import UnreadableFile
from spoorboek.importing.sheet import SheetRow

CSV_SIGNS = "\u0080-\u00bf‚ƒ„…†‡ˆ‰‹‘’“”•–—˜™›"  # never follow an accented capital in a Dutch name
MISREAD = re.compile(f"[ÃÂÄÅ][{CSV_SIGNS}]|Ã[ŠŒŽšœžŸ]|â€|â‚¬")  # UTF-8 that was once read as Windows-1252
TEXT_FORMULA = re.compile(r'="(.*)"', re.DOTALL)  # ="00123", used to keep leading zeros in a CSV
SEPARATOR_LINE = re.compile(r"sep=([;,])\r?\n")
QUOTED = re.compile(r'"[^"]*"')


def read_csv(content: bytes) -> Iterator[SheetRow]:
    """Yield the rows of a CSV file; a row of several lines has the number of its first line.

    Raises UnreadableFile (Dutch) for bytes that are not text, an unknown separator or an unclosed quote.
    """
    text = _decode(content)
    separator_line = SEPARATOR_LINE.match(text)
    separator = separator_line[1] if separator_line else _separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 1
    try:
        for cells in reader:
            if not (separator_line and line == 1):
                yield SheetRow(line, tuple(_without_formula(cell) for cell in cells))
            line = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableFile(
            f'Regel {line}: het aanhalingsteken (") is niet goed gesloten. Herstel de regel of sla het bestand '
            "opnieuw op vanuit Excel."
        ) from error


def _without_formula(cell: str) -> str:
    quoted = TEXT_FORMULA.fullmatch(cell.strip())
    return quoted[1] if quoted else cell


def _separator(text: str) -> str:
    """Return the separator that occurs most in the header outside quotes; `;` when there is none."""
    header = QUOTED.sub("", next((line for line in text.splitlines() if line.strip(" ;,")), ""))
    if "\t" in header and not re.search("[;,]", header):
        raise UnreadableFile("De kolommen zijn met tabs gescheiden. Sla het bestand op als CSV met ; of , ertussen.")
    return "," if header.count(",") > header.count(";") else ";"


def _decode(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        text = _decode_cp1252(content, _line_number(content, error.start))
    if misread := MISREAD.search(text):
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
