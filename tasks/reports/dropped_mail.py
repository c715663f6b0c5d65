"""Mail of a case that waits when the case ends at once: as double, or by death. It is dropped, and may be put back."""

from collections.abc import Mapping

from sqlalchemy import update
from sqlmodel import Session, col, select

from models.ledger.entries import record_outcome
from models.tables import DROPPED, HELD, WAITING, Case, Message
from spoorboek.statute.events import DEATH, DOUBLE, EventKind

NOT_MAILED = "het dossier is dubbel"
AFTER_DEATH = "de werknemer is overleden"
DROPPED_BECAUSE: Mapping[EventKind, str] = {DOUBLE: NOT_MAILED, DEATH: AFTER_DEATH}


def drop_mail(writing: Session, case: Case, why: str) -> int:
    """Drop the mail of a case that was not sent yet; return how many. Each has its outcome in the ledger."""
    unsent = update(Message).where(col(Message.case_id) == case.id, col(Message.status).in_((WAITING, HELD)))
    dropping = unsent.values(status=DROPPED, last_error=why).returning(col(Message.id))
    dropped = writing.execute(dropping).scalars().all()
    for message_id in dropped:
        record_outcome(writing, case.id, message_id, DROPPED)
    return len(dropped)


def requeue_mail(writing: Session, case: Case, why: str) -> None:
    """Put back the mail that was dropped for a reason that turns out not to hold."""
    dropped = select(Message).where(Message.case_id == case.id, Message.status == DROPPED, Message.last_error == why)
    for message in writing.exec(dropped).all():
        message.status, message.last_error = (HELD if message.held_because else WAITING), None
        writing.add(message)
        record_outcome(writing, case.id, message.id, message.status)
