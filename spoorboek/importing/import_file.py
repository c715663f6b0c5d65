"""Import one file: read, check and write it in one transaction, one import at a time."""

from collections.abc import Callable
from dataclasses import replace
from typing import Literal

from sqlalchemy import func, select
from sqlmodel import Session

from models.connection import session
from models.edition_history import edition_in_force
from models.virtual_calendar import virtual_day
from spoorboek.clock import today
from spoorboek.importing.bureau_writer import apply_bureaus
from spoorboek.importing.case_writer import apply_cases, without_numbers
from spoorboek.importing.import_report import ImportReport
from spoorboek.importing.reading.file_reader import read_sheet
from spoorboek.importing.reading.sheet import Sheet
from spoorboek.importing.reading.xlsx_reader import HiddenCells
from spoorboek.importing.sheet_checks import check_bureaus, check_cases

FileKind = Literal["zaken", "bureaus"]
AfterImport = Callable[[list[str]], None]


def import_file(
    content: bytes,
    kind: FileKind = "zaken",
    *,
    dry_run: bool = False,
    force: bool = False,
    hidden: HiddenCells = "refuse",
    after: AfterImport | None = None,
) -> ImportReport:
    """Import the bytes of a file and return what was done, or with `dry_run` what would be done.

    `force`: accept a file that misses most known cases. `hidden`: what is done with rows and columns of a workbook that
    are not shown. `after`: called with the numbers of the cases to wake, once everything is written. Raises
    UnreadableFile or ImportRefused; then nothing is written.
    """
    sheet = read_sheet(content, kind, hidden=hidden)
    with session() as writing:
        wait_for_import(writing)
        report = replace(_write(writing, sheet, kind, force), told=sheet.told)
        if dry_run:
            writing.rollback()
    if dry_run:
        return without_numbers(report)
    if after and report.woken:
        after(list(report.woken))
    return report


def wait_for_import(writing: Session) -> None:
    """Let one at a time write people until the transaction ends: two could both insert an employee not known yet."""
    writing.execute(select(func.pg_advisory_xact_lock(func.hashtextextended("spoorboek import", 0))))


def _write(writing: Session, sheet: Sheet, kind: FileKind, force: bool) -> ImportReport:
    on = today(virtual_day(writing))
    if kind == "bureaus":
        return apply_bureaus(writing, check_bureaus(sheet, edition_in_force(writing).house), on)
    return apply_cases(writing, check_cases(sheet, on), on, force=force)
