"""The outbox: mail is written in the transaction of its effect, and sent from here alone, once."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from models.addressees import Addressee
from models.case_lookup import find_case
from models.connection import session
from models.tables import REFUSED, SENT, WAITING, Case, Message
from spoorboek.clock import now as read_clock
from spoorboek.settings import settings
from tasks.outbox.compose import UnusableAddress, compose_mail
from tasks.outbox.transport import NO_CONNECTION, Delivery, Transport, open_transport
from templates.mail_texts import MailText

FIRST_RETRY = timedelta(minutes=1)
LONGEST_RETRY = timedelta(hours=1)
WORRYING_ATTEMPTS = 7  # about an hour of trying


class SendRound(NamedTuple):
    """What one round did: numbers of mails, and whether the server could not be reached."""

    delivered: int = 0
    postponed: int = 0
    refused: int = 0
    unreachable: bool = False


class UndeliveredMail(NamedTuple):
    """A mail that a person must know of: refused for good, or still tried after about an hour."""

    number: str
    role: str
    status: str
    attempts: int
    error: str | None


def queue_mail(
    writing: Session,
    case: Case,
    effect_id: int,
    addressee: Addressee,
    text: MailText,
    document_ids: Sequence[int],
    role: str,
) -> Message:
    """Put a mail in the outbox, in the transaction of its effect; a second one for the same effect is an error.

    Its Message-ID follows from case and effect, so that a mail sent again after a crash is the same mail.
    """
    domain = settings().mail_from.rpartition("@")[2] or "localhost"
    message = Message(
        case_id=case.id,
        effect_id=effect_id,
        message_id=f"<{case.number}.{effect_id}@{domain}>",
        to_role=role,
        recipient=addressee.email,
        recipient_name=addressee.name,
        subject=text.subject,
        body=text.body,
        document_ids=list(document_ids),
    )
    writing.add(message)
    writing.flush()
    return message


def send_due(now: datetime | None = None, case_id: int | None = None) -> SendRound:
    """Send every mail that is due, of one case or of all, each in a transaction of its own; return what was done.

    `now` decides what is due; None reads the clock. A row that another sender holds is skipped. The round ends when
    the server cannot be reached: the rest stays due. Never raises for what a mail server does.
    """
    moment, total = now or read_clock(), SendRound()
    with open_transport() as way:
        while not total.unreachable:
            outcome = _send_next(way, moment, case_id)
            if outcome is None:
                break
            total = _counted(total, outcome)
    return total


def send_due_of_case(number: str, now: datetime | None = None) -> SendRound:
    """Send the mail of one case that is due, in its wake.

    When the server was found unreachable a short while ago it is not tried again here: a wake lasts seconds, and
    the next round of `send_due` for all cases finds out whether it is back.
    """
    moment = now or read_clock()
    with session() as reading:
        case_id = find_case(reading, number).id
        silent = reading.exec(select(Message.id).where(_unreachable(moment)).limit(1)).first() is not None
    return SendRound(unreachable=True) if silent else send_due(moment, case_id)


def undelivered_mail(reading: Session) -> list[UndeliveredMail]:
    """List the mails that did not arrive: refused ones, and those still tried after about an hour."""
    stuck = (col(Message.status) == WAITING) & (col(Message.attempts) >= WORRYING_ATTEMPTS)
    fields: list[Any] = [Case.number, Message.to_role, Message.status, Message.attempts, Message.last_error]
    shown = columns(*fields).join(Message, col(Message.case_id) == col(Case.id))
    rows = reading.execute(shown.where(stuck | (col(Message.status) == REFUSED)).order_by(col(Message.id)))
    return [UndeliveredMail(*row) for row in rows]


def _unreachable(now: datetime) -> ColumnElement[bool]:
    recently = (col(Message.status) == WAITING) & (col(Message.next_attempt_at) > now)
    return recently & col(Message.last_error).startswith(NO_CONNECTION)


def _send_next(way: Transport, now: datetime, case_id: int | None) -> Delivery | None:
    """Claim one due mail, send it and note the outcome; None when nothing is due."""
    with session() as writing:
        message = _claim(writing, now, case_id)
        if message is None:
            return None
        try:
            outcome = way.deliver(compose_mail(writing, message))
        except UnusableAddress as error:
            outcome = Delivery(REFUSED, str(error))
        _note(message, outcome, now)
        writing.add(message)
        return outcome


def _claim(writing: Session, now: datetime, case_id: int | None) -> Message | None:
    due = select(Message).where(col(Message.status) == WAITING, col(Message.next_attempt_at) <= now)
    if case_id is not None:
        due = due.where(col(Message.case_id) == case_id)
    return writing.exec(
        due.order_by(col(Message.next_attempt_at), col(Message.id)).limit(1).with_for_update(skip_locked=True)
    ).first()


def _note(message: Message, outcome: Delivery, now: datetime) -> None:
    message.attempts += 1
    message.status, message.last_error = outcome.status, outcome.error
    if outcome.status == SENT:
        message.sent_at = now
    elif outcome.status == WAITING:
        message.next_attempt_at = now + pause_after(message.attempts)


def pause_after(attempts: int) -> timedelta:
    """Return how long to wait after so many failed attempts: one minute, doubled each time, at most an hour."""
    doublings: int = 2 ** min(attempts - 1, 10)
    return min(FIRST_RETRY * doublings, LONGEST_RETRY)


def _counted(total: SendRound, outcome: Delivery) -> SendRound:
    return SendRound(
        total.delivered + (outcome.status == SENT),
        total.postponed + (outcome.status == WAITING),
        total.refused + (outcome.status == REFUSED),
        outcome.unreachable,
    )
