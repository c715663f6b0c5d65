"""Write a register of bureaus. Rows match by code, however it is written.

A blank cell changes nothing, bureaus not in the file stay.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from models.identity.identities import by_identity, identity
from models.tables import Bureau
from spoorboek.importing.import_report import ImportReport, RowReport
from spoorboek.importing.rows import BureauRow

BUREAU_TITLES = {
    "name": "naam",
    "email": "e-mail",
    "regions": "regio's",
    "services": "diensten",
    "active": "actief",
    "rank": "volgorde",
}


def apply_bureaus(writing: Session, rows: Sequence[BureauRow]) -> ImportReport:
    """Write the rows of a register; all or nothing, in the caller's transaction."""
    bureaus = writing.scalars(select(Bureau)).all()
    exact, alike = {bureau.code: bureau for bureau in bureaus}, by_identity(bureaus)
    return ImportReport(
        tuple(_apply(writing, exact.get(row.code) or alike.get(identity(row.code)), row) for row in rows)
    )


def _apply(writing: Session, bureau: Bureau | None, row: BureauRow) -> RowReport:
    filled: dict[str, Any] = {key: getattr(row, key) for key in BUREAU_TITLES if getattr(row, key) is not None}
    values: dict[str, Any] = {key: list(value) if isinstance(value, tuple) else value for key, value in filled.items()}
    if bureau is None:
        writing.add(Bureau(code=row.code, **values))
        return RowReport(row.line, "nieuw", ("nieuw bureau",))
    changed = [key for key, value in values.items() if getattr(bureau, key) != value]
    for key in changed:
        setattr(bureau, key, values[key])
    writing.add(bureau)
    return RowReport(row.line, "gewijzigd" if changed else "ongewijzigd", tuple(BUREAU_TITLES[key] for key in changed))
