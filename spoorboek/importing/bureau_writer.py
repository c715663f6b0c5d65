"""Write a register of bureaus. Rows match by code, however it is written.

A blank cell changes nothing, bureaus not in the file stay.
"""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlmodel import Session

from models.bureaus.changes import InvalidTerms, change_bureau, enrol_bureau
from models.identity.identities import by_identity, identity
from models.tables import Bureau
from spoorboek.importing.differences.known_case import IMPORT_ACTOR
from spoorboek.importing.import_report import ImportReport, RowReport
from spoorboek.importing.reading.columns import BUREAU_COLUMNS
from spoorboek.importing.reading.import_errors import ImportRefused
from spoorboek.importing.reading.sheet import SheetProblem
from spoorboek.importing.rows import BureauRow


def apply_bureaus(writing: Session, rows: Sequence[BureauRow], on: date) -> ImportReport:
    """Write the rows of a register, as of the day `on`; all or nothing, in the caller's transaction.

    Raises ImportRefused for a row that contradicts what is known of its bureau.
    """
    bureaus = writing.scalars(select(Bureau)).all()
    exact, alike = {bureau.code: bureau for bureau in bureaus}, by_identity(bureaus)
    reports: list[RowReport] = []
    problems: list[SheetProblem] = []
    for row in rows:
        try:
            reports.append(_apply(writing, exact.get(row.code) or alike.get(identity(row.code)), row, on))
        except InvalidTerms as error:
            problems.append(SheetProblem(row.line, None, str(error)))
    if problems:
        raise ImportRefused(problems)
    return ImportReport(tuple(reports))


def _apply(writing: Session, bureau: Bureau | None, row: BureauRow, on: date) -> RowReport:
    if bureau is None:
        enrol_bureau(writing, row.code, row.values, IMPORT_ACTOR, on)
        return RowReport(row.line, "nieuw", ("nieuw bureau",))
    changed = change_bureau(writing, bureau, row.values, IMPORT_ACTOR, on)
    titles = {column.key: column.title[0].lower() + column.title[1:] for column in BUREAU_COLUMNS}
    told = tuple(titles.get(key, key) for key in changed)
    return RowReport(row.line, "gewijzigd" if changed else "ongewijzigd", told)
