"""Look through a whole workbook before anything of it is kept: the sizes in its zip, then every part."""

import io
import struct
import zipfile
import zlib
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from itertools import groupby
from lzma import LZMAError
from xml.parsers import expat

from spoorboek.importing.reading.import_errors import UnreadableFile
from spoorboek.importing.reading.import_limits import MAX_UNPACKED, too_large
from spoorboek.importing.reading.part_scanner import DAMAGED, PartScanner, PartSinks, RawCell, ScanBudget, SheetScan

MAX_PARTS = 1000
CHUNK = 64 * 1024
DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    LZMAError,
    struct.error,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
    ArithmeticError,
    LookupError,
)


def scan_workbook(content: bytes) -> Mapping[str, SheetScan]:
    """Return what each part of a workbook holds, by its name in the zip.

    Raises UnreadableFile (Dutch) for a damaged or locked zip, one that is too large, and XML that defines entities.
    """
    budget = ScanBudget()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            _check_directory(parts)
            return {part.filename: _scan_part(archive, part, budget) for part in parts}
    except DAMAGE as error:
        raise UnreadableFile(DAMAGED) from error


def read_rows(archive: zipfile.ZipFile, part: str, last: int) -> Iterator[list[RawCell]]:
    """Yield the rows of a sheet that was scanned, each as its filled cells, up to its `last` row with any."""
    found: list[RawCell] = []
    scanner = PartScanner(ScanBudget(), PartSinks(cell=found.append))
    for _ in _fed(scanner, archive, part):
        whole = bisect_left(found, scanner.row, key=lambda cell: cell.row)
        for _, cells in groupby(found[:whole], key=lambda cell: cell.row):
            yield list(cells)
        del found[:whole]
        if scanner.row > last:
            return
    if found:
        yield found


def read_texts(archive: zipfile.ZipFile, part: str) -> list[str]:
    """Return the texts that cells share, by their number."""
    texts: list[str] = []
    for _ in _fed(PartScanner(ScanBudget(), PartSinks(text=texts.append)), archive, part):
        pass
    return texts


def _fed(scanner: PartScanner, archive: zipfile.ZipFile, part: str) -> Iterator[None]:
    with archive.open(part) as stream:
        while chunk := stream.read(CHUNK):
            scanner.parser.Parse(chunk)
            yield
    scanner.parser.Parse(b"", True)
    yield


def _check_directory(parts: list[zipfile.ZipInfo]) -> None:
    """Check the sizes the zip states of its parts; reading one never gives more than it states."""
    if sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise too_large(f"De werkmap is uitgepakt groter dan {MAX_UNPACKED // 1024**2} MB.")
    if len(parts) > MAX_PARTS:
        raise too_large(f"De werkmap bestaat uit meer dan {MAX_PARTS} onderdelen.", "Bewaar alleen het werkblad.")
    if len({part.filename for part in parts}) < len(parts) or any(part.flag_bits & 1 for part in parts):
        raise UnreadableFile(DAMAGED)


def _scan_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, budget: ScanBudget) -> SheetScan:
    """Stream one part through the parser; what is no XML, such as a picture, ends at its first bytes."""
    scanner = PartScanner(budget)
    try:
        for _ in _fed(scanner, archive, part.filename):
            pass
    except expat.ExpatError as error:
        if scanner.sheet.last_row:
            raise UnreadableFile(DAMAGED) from error
        with archive.open(part) as stream:  # to the end: the zip knows whether it is what was packed
            while stream.read(CHUNK):
                pass
    return scanner.sheet
