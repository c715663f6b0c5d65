"""What came in from bureaus, for people: one line per message, and one message as it came."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from models.case_lookup import find_case
from models.connection import session
from models.tables import Bureau, Case, IncomingMessage, IncomingOutcome
from models.tables.channel_tables import BY_OPERATOR, REJECTED, TOLD
from spoorboek.clock import AMSTERDAM
from spoorboek.errors import InputError
from tasks.channels.content import Address, message_in, named_kind, shown_content
from tasks.channels.refusals import WORDS
from tasks.outbox.operations_mail import queue_operations_mail
from templates.bureau_messages import MessageError
from templates.channel_texts import refused_messages_text

REFUSED_MAIL = "geweigerde-berichten"  # kind of mail, part of a Message-ID
NOT_SETTLED = "ontvangen"


class ListedMessage(NamedTuple):
    """A message that came in: when, by which channel, about what, its size in bytes, and what became of it."""

    id: int
    received_at: datetime
    channel: str
    bureau: str | None
    case: str | None
    referral: int | None
    kind: str | None
    size: int
    outcome: str
    reason: str | None
    detail: str | None

    @property
    def sentence(self) -> str:
        """Describe it in one line of codes and numbers."""
        about = f"zaak {self.case}, verwijzing {self.referral}" if self.case else "geen zaak die hier bekend is"
        why = f": {WORDS[self.reason]}" if self.reason else ""
        at = self.received_at.astimezone(AMSTERDAM)
        return (
            f"nummer {self.id}, {at:%d-%m-%Y %H:%M}, per {self.channel}, bureau {self.bureau or 'onbekend'}, "
            f"{self.kind or 'soort onbekend'}, {about}: {self.outcome}{why}"
        )


def list_messages(reading: Session, number: str | None = None, *, refused: bool = False) -> list[ListedMessage]:
    """List what came in, the newest first: of one case or of all, or only what was refused."""
    query = _all_messages()
    if number is not None:
        query = query.where(IncomingMessage.case_id == find_case(reading, number).id)
    if refused:
        query = query.where(IncomingOutcome.outcome == REJECTED)
    return [_listed(*row) for row in reading.exec(query)]


def message_as_it_came(reading: Session, number: str, row_id: int) -> tuple[ListedMessage, str, tuple[str, ...]]:
    """Return a message of a case with its content, and in Dutch what is wrong with it.

    Raises InputError when the case has no such message.
    """
    listed = next((each for each in list_messages(reading, number) if each.id == row_id), None)
    if listed is None:
        raise InputError(
            f"Zaak {number} heeft geen bericht {row_id} van een bureau. "
            f"`spoorboek referral messages {number}` toont welke er zijn."
        )
    row = reading.get_one(IncomingMessage, row_id)
    try:
        address = Address(number, row.referral or 0)
        message_in(row.content or b"", row.media_type, address, row.received_at.astimezone(AMSTERDAM).date())
    except MessageError as error:
        faults = error.faults
    else:
        faults = (listed.detail,) if listed.detail else ()
    return listed, shown_content(row.content, row.media_type), faults


def tell_refusals(on: date) -> int:
    """Mail operations which messages were refused since the last mail, once a day; return how many were told.

    What an operator brought is not among them: the operator was told at once.
    """
    with session() as writing:
        untold = _untold(writing)
        if not untold:
            return 0
        text = refused_messages_text([each.sentence for each in untold], on)
        if not queue_operations_mail(writing, REFUSED_MAIL, [on.isoformat()], text, on):
            return 0
        cases = dict(writing.exec(select(IncomingMessage.id, IncomingMessage.case_id)).all())
        writing.add_all(
            IncomingOutcome(message_id=each.id, case_id=cases[each.id], outcome=TOLD, actor="spoorboek")
            for each in untold
        )
        return len(untold)


def _all_messages() -> Any:
    """Select what came in with what became of it, its case and its bureau, the newest first."""
    return (
        select(IncomingMessage, IncomingOutcome, Case.number, Bureau.code)
        .outerjoin(
            IncomingOutcome,
            (col(IncomingOutcome.message_id) == col(IncomingMessage.id)) & (col(IncomingOutcome.outcome) != TOLD),
        )
        .outerjoin(Case, col(Case.id) == col(IncomingMessage.case_id))
        .outerjoin(Bureau, col(Bureau.id) == col(IncomingMessage.bureau_id))
        .order_by(col(IncomingMessage.id).desc())
    )


def _untold(reading: Session) -> Sequence[ListedMessage]:
    told = aliased(IncomingOutcome)
    known = select(told.id).where(told.message_id == IncomingMessage.id, told.outcome == TOLD).exists()
    query = _all_messages().where(IncomingOutcome.outcome == REJECTED, IncomingMessage.channel != BY_OPERATOR, ~known)
    return [_listed(*row) for row in reversed(reading.exec(query).all())]


def _listed(
    row: IncomingMessage, settled: IncomingOutcome | None, number: str | None, bureau: str | None
) -> ListedMessage:
    outcome = (settled.outcome, settled.reason, settled.detail) if settled else (NOT_SETTLED, None, None)
    kind = row.kind or named_kind(row.content or b"", row.media_type)  # one of before was stored without
    about = (row.id, row.received_at, row.channel, bureau, number, row.referral, kind, row.size)
    return ListedMessage(*about, *outcome)
