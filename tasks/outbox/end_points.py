"""The end points of bureaus: where one takes messages, and queueing one in the transaction of its effect."""

import json
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, select

from models.tables import BureauKey, Case, Document, OutgoingMessage

JSON, SECURE = "application/json", "https://"
GOES_ALONG = "Het burgerservicenummer gaat mee over de beveiligde verbinding van dit bureau, niet per mail."
GOES_APART = (
    "Het burgerservicenummer gaat niet mee: dit bureau heeft geen beveiligde verbinding. Geef het per telefoon."
)


def end_point_of(reading: Session, bureau: int) -> str | None:
    """Return the address where a bureau takes messages, as it stands with its newest key; None for one without."""
    query = select(BureauKey).where(BureauKey.bureau_id == bureau).order_by(col(BureauKey.id).desc()).limit(1)
    newest = reading.exec(query).one_or_none()
    return newest.end_point if newest else None


def has_secure_end_point(reading: Session, bureau: int) -> bool:
    """Return whether a bureau takes messages over an encrypted way."""
    return (end_point_of(reading, bureau) or "").startswith(SECURE)


def citizen_number_line(reading: Session, bureau: int) -> str:
    """Say in Dutch whether the BSN goes along with a registration at a bureau, for who approves it."""
    return GOES_ALONG if has_secure_end_point(reading, bureau) else GOES_APART


def queue_for_end_point(writing: Session, case: Case, bureau: int, documents: Sequence[Document]) -> None:
    """Queue the messages among the documents for the end point of a bureau; do nothing for one without.

    A message that was queued before, under the same number, is the same message, and is not queued again.
    """
    if end_point_of(writing, bureau) is None:
        return
    for document in documents:
        number = json.loads(document.content).get("bericht") if document.media_type == JSON else None
        known = select(OutgoingMessage.id).where(OutgoingMessage.number == number)
        if number is not None and writing.exec(known).first() is None:
            row = OutgoingMessage(case_id=case.id, bureau_id=bureau, document_id=document.id, number=number)
            writing.add(row)
            writing.flush()


def change_messages(writing: Session, documents: Collection[int], before: str, **values: Any) -> None:
    """Change the messages with these documents, by id, that have the status `before` and were never tried."""
    untried = (col(OutgoingMessage.status) == before) & (col(OutgoingMessage.attempts) == 0)
    of_documents = col(OutgoingMessage.document_id).in_(documents) & untried
    writing.execute(update(OutgoingMessage).where(of_documents).values(**values))
