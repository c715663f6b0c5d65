"""The outbox: queue a mail in the transaction of its effect, and send each mail once, with retries."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from models.addressees import Addressee
from models.case_lookup import find_case
from models.connection import session
from models.tables import REFUSED, SENT, WAITING, Case, CaseEffect, Message
from spoorboek.clock import now as read_clock
from spoorboek.settings import settings
from spoorboek.statute.actions import EffectKey
from tasks.outbox.compose import UnusableAddress, compose_mail
from tasks.outbox.transport import NO_CONNECTION, Delivery, Transport, open_transport
from templates.mail_texts import MailText

FIRST_RETRY = timedelta(minutes=1)
LONGEST_RETRY = timedelta(hours=1)
ID_DIGITS = 16  # of the hash in a Message-ID
ALERT_ATTEMPTS = 7  # about an hour of trying


class SendRound(NamedTuple):
    """The result of one round of sending: counts of mails, and whether the server was unreachable."""

    delivered: int = 0
    postponed: int = 0
    refused: int = 0
    unreachable: bool = False


class UndeliveredMail(NamedTuple):
    """A mail that needs attention: refused for good, or still not delivered after about an hour of retries."""

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
    """Put a mail in the outbox, in the transaction of its effect; a second mail for the same effect is an error.

    Its Message-ID is derived from case and key of the effect, so that a mail sent again after a crash, or made again
    after a restore, has the same one, and no other mail ever has it.
    """
    effect = writing.get_one(CaseEffect, effect_id)
    message = Message(
        case_id=case.id,
        effect_id=effect_id,
        message_id=mail_id(case.number, EffectKey(*(getattr(effect, name) for name in EffectKey._fields))),
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


def mail_id(number: str, key: EffectKey) -> str:
    """Return the Message-ID of the mail of an effect: number of the case, and a hash of the key."""
    domain = settings().mail_from.rpartition("@")[2] or "localhost"
    return f"<{number}.{sha256(json.dumps(key).encode()).hexdigest()[:ID_DIGITS]}@{domain}>"


def send_due(now: datetime | None = None, case_id: int | None = None) -> SendRound:
    """Send every mail that is due, of one case or of all, each in its own transaction; return the counts.

    `now`: mails due by then are sent; None reads the clock. A row locked by another sender is skipped. The round ends
    when the server cannot be reached: the rest stays due. Errors of a mail server are never raised.
    """
    now, total = now or read_clock(), SendRound()
    with open_transport() as transport:
        while not total.unreachable:
            outcome = _send_next(transport, now, case_id)
            if outcome is None:
                break
            total = _add(total, outcome)
    return total


def send_due_of_case(number: str, now: datetime | None = None) -> SendRound:
    """Send the due mails of one case, during its wake.

    A server that was unreachable a short while ago is not tried again here, because a wake lasts seconds; the next
    scheduled round of `send_due` tries it again.
    """
    now = now or read_clock()
    with session() as reading:
        case_id = find_case(reading, number).id
        server_down = reading.exec(select(Message.id).where(_unreachable(now)).limit(1)).first() is not None
    return SendRound(unreachable=True) if server_down else send_due(now, case_id)


def undelivered_mail(reading: Session) -> list[UndeliveredMail]:
    """List the mails that were refused, or are still not delivered after about an hour of retries."""
    stuck = (col(Message.status) == WAITING) & (col(Message.attempts) >= ALERT_ATTEMPTS)
    fields: list[Any] = [Case.number, Message.to_role, Message.status, Message.attempts, Message.last_error]
    query = columns(*fields).join(Message, col(Message.case_id) == col(Case.id))
    rows = reading.execute(query.where(stuck | (col(Message.status) == REFUSED)).order_by(col(Message.id)))
    return [UndeliveredMail(*row) for row in rows]


def _unreachable(now: datetime) -> ColumnElement[bool]:
    waiting = (col(Message.status) == WAITING) & (col(Message.next_attempt_at) > now)
    return waiting & col(Message.last_error).startswith(NO_CONNECTION)


def _send_next(transport: Transport, now: datetime, case_id: int | None) -> Delivery | None:
    """Lock one due mail, send it and store the outcome; None when nothing is due."""
    with session() as writing:
        message = _lock_next_due(writing, now, case_id)
        if message is None:
            return None
        try:
            outcome = transport.deliver(compose_mail(writing, message))
        except UnusableAddress as error:
            outcome = Delivery(REFUSED, str(error))
        _store_outcome(message, outcome, now)
        writing.add(message)
        return outcome


def _lock_next_due(writing: Session, now: datetime, case_id: int | None) -> Message | None:
    due = select(Message).where(col(Message.status) == WAITING, col(Message.next_attempt_at) <= now)
    if case_id is not None:
        due = due.where(col(Message.case_id) == case_id)
    return writing.exec(
        due.order_by(col(Message.next_attempt_at), col(Message.id)).limit(1).with_for_update(skip_locked=True)
    ).first()


def _store_outcome(message: Message, outcome: Delivery, now: datetime) -> None:
    message.attempts += 1
    message.status, message.last_error = outcome.status, outcome.error
    if outcome.status == SENT:
        message.sent_at = now
    elif outcome.status == WAITING:
        message.next_attempt_at = now + pause_after(message.attempts)


def pause_after(attempts: int) -> timedelta:
    """Return the pause after a number of failed attempts: one minute, doubled each time, at most an hour."""
    doublings: int = 2 ** min(attempts - 1, 10)
    return min(FIRST_RETRY * doublings, LONGEST_RETRY)


def _add(total: SendRound, outcome: Delivery) -> SendRound:
    return SendRound(
        total.delivered + (outcome.status == SENT),
        total.postponed + (outcome.status == WAITING),
        total.refused + (outcome.status == REFUSED),
        outcome.unreachable,
    )
