"""Read the bytes of a CSV or XLSX file into rows; the format is detected from the content, not from the file name."""

from spoorboek.importing.reading.csv_reader import read_csv
from spoorboek.importing.reading.import_errors import UnreadableFile
from spoorboek.importing.reading.import_limits import MAX_BYTES, too_large
from spoorboek.importing.reading.sheet import Sheet, SheetRow
from spoorboek.importing.reading.xlsx_reader import HiddenCells, read_xlsx

START = 4096  # bytes in which the format shows
ZIP = b"PK\x03\x04"
UTF8_MARK = b"\xef\xbb\xbf"
SAVE_AS = "Sla het bestand op als Excel-werkmap (.xlsx) of als CSV UTF-8 en probeer het opnieuw."
FOREIGN = {
    b"\xd0\xcf\x11\xe0": "Dit is een oud Excel-bestand (.xls) of een werkmap met een wachtwoord.",
    b"%PDF": "Dit is een PDF.",
    b"\xff\xfe\x00\x00": "Dit is een tekstbestand in UTF-32.",
    b"\x00\x00\xfe\xff": "Dit is een tekstbestand in UTF-32.",
    b"\xff\xfe": "Dit is een tekstbestand in UTF-16 (Excel: 'Unicode-tekst').",
    b"\xfe\xff": "Dit is een tekstbestand in UTF-16 (Excel: 'Unicode-tekst').",
    b"<": "Dit is een webpagina of een XML-bestand, ook als de naam op .xls eindigt.",
    b"{\\rtf": "Dit is een opgemaakte tekst (RTF).",
    b"{": "Dit is een JSON-bestand.",
    b"[": "Dit is een JSON-bestand.",
    b"\x1f\x8b": "Dit is een ingepakt bestand (gzip). Pak het eerst uit.",
    b"7z\xbc\xaf": "Dit is een ingepakt bestand (7z). Pak het eerst uit.",
    b"Rar!": "Dit is een ingepakt bestand (rar). Pak het eerst uit.",
    b"PK\x05\x06": "Dit is een leeg zip-bestand.",
    b"\x89PNG": "Dit is een afbeelding.",
    b"\xff\xd8\xff": "Dit is een afbeelding.",
    b"BEGIN:V": "Dit is een agenda- of adreskaartje.",
    b"ID;P": "Dit is een SYLK-bestand.",
}


def read_sheet(content: bytes, tab: str, *, hidden: HiddenCells = "refuse") -> Sheet:
    """Read a file into a sheet; empty rows are skipped, the first other row is the header.

    `tab`: the worksheet to read when a workbook has several. `hidden`: what is done with its rows and columns that are
    not shown. Raises UnreadableFile (Dutch) for any other format, an empty file, or a file beyond the limits of
    `import_limits`.
    """
    _refuse_foreign(content)
    rows, told = read_xlsx(content, tab, hidden) if content.startswith(ZIP) else (read_csv(content), "")
    return _with_header([row for row in rows if not row.empty], told)


def _with_header(rows: list[SheetRow], told: str) -> Sheet:
    if not rows:
        raise UnreadableFile("Het bestand is leeg: er is geen kopregel en geen enkele regel met gegevens.")
    if len(rows) == 1:
        raise UnreadableFile("Het bestand bevat een kopregel maar geen enkele regel met gegevens.")
    return Sheet(rows[0], tuple(rows[1:]), told)


def _refuse_foreign(content: bytes) -> None:
    if len(content) > MAX_BYTES:
        raise too_large(f"Het bestand is groter dan {MAX_BYTES // 1024**2} MB.")
    start = content[:START].removeprefix(UTF8_MARK).lstrip()
    for prefix, description in FOREIGN.items():
        if start.startswith(prefix) or content.startswith(prefix):
            raise UnreadableFile(f"{description} {SAVE_AS}")
