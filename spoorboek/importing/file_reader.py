"""Read the bytes of a CSV or XLSX file into rows; the format is detected from the content, not from the file name."""

from spoorboek.importing.csv_reader import read_csv
from spoorboek.importing.import_errors import UnreadableFile
from spoorboek.importing.sheet import Sheet, SheetRow
from spoorboek.importing.xlsx_reader import read_xlsx

MAX_BYTES = 30 * 1024 * 1024
SAVE_AS = "Sla het bestand op als Excel-werkmap (.xlsx) of als CSV UTF-8 en probeer het opnieuw."
FOREIGN = {
    b"\xd0\xcf\x11\xe0": "Dit is een oud Excel-bestand (.xls) of een werkmap met een wachtwoord.",
    b"%PDF": "Dit is een PDF.",
    b"\xff\xfe": "Dit is een tekstbestand in UTF-16 (Excel: 'Unicode-tekst').",
    b"\xfe\xff": "Dit is een tekstbestand in UTF-16 (Excel: 'Unicode-tekst').",
    b"<": "Dit is een webpagina of een XML-bestand, ook als de naam op .xls eindigt.",
    b"{": "Dit is een JSON-bestand.",
}


def read_sheet(content: bytes, tab: str) -> Sheet:
    """Read a file into a sheet; empty rows are skipped, the first other row is the header.

    `tab`: the worksheet to read when a workbook has several. Raises UnreadableFile (Dutch) for any other
    format, an empty file, or a file over 30 MB.
    """
    _refuse_foreign(content)
    rows = read_xlsx(content, tab) if content.startswith(b"PK\x03\x04") else read_csv(content)
    return _with_header([row for row in rows if not row.empty])


def _with_header(rows: list[SheetRow]) -> Sheet:
    if not rows:
        raise UnreadableFile("Het bestand is leeg: er is geen kopregel en geen enkele regel met gegevens.")
    if len(rows) == 1:
        raise UnreadableFile("Het bestand bevat een kopregel maar geen enkele regel met gegevens.")
    return Sheet(rows[0], tuple(rows[1:]))


def _refuse_foreign(content: bytes) -> None:
    if len(content) > MAX_BYTES:
        raise UnreadableFile("Het bestand is groter dan 30 MB. Splits het per werkgever en probeer het opnieuw.")
    for prefix, description in FOREIGN.items():
        if content.lstrip().startswith(prefix):
            raise UnreadableFile(f"{description} {SAVE_AS}")
