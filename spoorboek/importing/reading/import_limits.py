"""How large a file to import may be, and what is said of a larger one; checked before anything is loaded."""

from spoorboek.importing.reading.import_errors import UnreadableFile

MAX_BYTES = 30 * 1024 * 1024
MAX_UNPACKED = 300 * 1024 * 1024  # of a workbook; that of 5,000 people takes 10 MB
MAX_ROWS = 110_000
MAX_COLUMNS = 200
MAX_CELLS = 2_500_000
LONGEST_CELL = 32_767  # characters, what Excel takes
LIMITS_TEXT = (
    f"Een bestand heeft ten hoogste {MAX_ROWS} regels, {MAX_COLUMNS} kolommen, {MAX_CELLS} gevulde cellen en "
    f"{LONGEST_CELL} tekens per cel."
)


def too_large(what: str, remedy: str = "Splits het bestand per werkgever.") -> UnreadableFile:
    """Return the error for a file that is too large: what and where, what was expected, what to do."""
    return UnreadableFile(f"{what} {LIMITS_TEXT} {remedy}")
