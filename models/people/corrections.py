"""Who corrected what of an employee, employer or contact, as the ledger keeps it: which value, never what it was."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import Session, col

from models.ledger.entries import CORRECTED
from models.tables import LedgerEntry


class PartyCorrection(NamedTuple):
    """One correction: when, of which column, and the code of who made it."""

    recorded_at: datetime
    what: str
    actor: str


def corrections_of(reading: Session, kind: str, subject_id: int, limit: int = 40) -> Sequence[PartyCorrection]:
    """Return the corrections of one party, the latest first, `limit` at most; `kind`: of the subject of its chain."""
    of_party = (col(LedgerEntry.subject) == kind) & (col(LedgerEntry.subject_id) == subject_id)
    query = select(col(LedgerEntry.recorded_at), col(LedgerEntry.data)).where(
        of_party, col(LedgerEntry.kind) == CORRECTED
    )
    rows = reading.execute(query.order_by(col(LedgerEntry.seq).desc()).limit(limit)).tuples()
    return [PartyCorrection(at, str(data["what"]), str(data["actor"])) for at, data in rows]
