"""The outbox: queue a mail in the transaction of its effect, and send each mail once, with retries."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from email.message import EmailMessage
from functools import reduce
from typing import NamedTuple

from sqlalchemy.exc import InterfaceError, InternalError, OperationalError
from sqlmodel import Session, select

from models.addressees import Addressee
from models.case_lookup import find_case
from models.connection import session, snapshot_session
from models.ledger.links import mail_is_altered
from models.schema import check_key
from models.sealing.crypto import UnreadableError
from models.tables import DROPPED, REFUSED, SENT, WAITING, Case, CaseEffect, Message
from spoorboek.clock import now as read_clock
from spoorboek.errors import PlatformError
from spoorboek.settings import settings
from spoorboek.statute.actions import EffectKey
from tasks.outbox.compose import AlteredMail, UnusableMail, compose_digest, compose_mail
from tasks.outbox.digest_list import note_digest
from tasks.outbox.due_mail import (
    DueMail,
    MailPart,
    claim,
    lock_next_due,
    release_what_waited_for_the_server,
    store_outcome,
)
from tasks.outbox.mail_digests import gather_digests, settle_together
from tasks.outbox.message_ids import digest_id, mail_id
from tasks.outbox.overtaken import NO_LONGER_HOLDS, is_overtaken
from tasks.outbox.server_replies import PERHAPS_DELIVERED
from tasks.outbox.transport import SendResult, Transport, open_transport
from templates.mail_texts import MailText

MOST_UNANSWERED = 3  # attempts after which the mail may have arrived
ROUND_SECONDS = 240.0  # a round takes no new mail after this; the next one goes on
STORING_PAUSES = (0.5, 2.0, 5.0)  # seconds: a database that restarts must not make a mail that went go again


class SendRound(NamedTuple):
    """The result of one round of sending: counts of mails, and whether the server was unreachable."""

    delivered: int = 0
    postponed: int = 0
    refused: int = 0
    unreachable: bool = False


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
        stands_in=addressee.stands_in,
        subject=text.subject,
        body=text.body,
        document_ids=list(document_ids),
    )
    writing.add(message)
    writing.flush()
    return message


def queue_once(writing: Session, message_id: str, role: str, to: Addressee, text: MailText) -> None:
    """Put a mail that no effect asks for in the outbox, to who has a role or stands in; nothing when it is there.

    `message_id`: made of what the mail is about, so that the same is told once, however often it is read.
    """
    if writing.exec(select(Message.id).where(Message.message_id == message_id)).first() is not None:
        return
    writing.add(
        Message(
            message_id=message_id,
            to_role=to.stands_in or role,
            recipient=to.email,
            recipient_name=to.name,
            subject=text.subject,
            body=text.body,
        )
    )
    writing.flush()


def send_due(now: datetime | None = None, case_id: int | None = None) -> SendRound:
    """Send the mails that are due, of one case or of all; return the counts.

    `now`: mails due by then are sent; None reads the clock. No transaction is open while a server is talked to: a mail
    is claimed, sent, and its outcome stored. The round ends when the server cannot be reached, or after ROUND_SECONDS:
    the rest stays due. A mail that cannot be read or composed is refused, and the others go. Errors of a mail server
    are never raised. Raises PlatformError, with all mail still due, when a setting or the key of the installation is
    wrong. Mails that may go together wait for each other (`gather_digests`).
    """
    now, total, end = now or read_clock(), SendRound(), time.monotonic() + ROUND_SECONDS
    gather_digests(now)
    with open_transport() as transport:
        while not total.unreachable and time.monotonic() < end:
            outcomes = _send_next(transport, now, case_id)
            if outcomes is None:
                break
            total = reduce(_add, outcomes, total)
    if total.delivered:
        release_what_waited_for_the_server(now)
    return total


def send_due_of_case(number: str, now: datetime | None = None) -> SendRound:
    """Write the due mails of one case to the folder for mail, during its wake; the last wake writes the digests.

    A mail server is left to the scheduled round of `send_due`: however long it takes, no wake waits for it. That round
    also raises what is wrong with a setting or the key; the wake goes on.
    """
    if settings().smtp_host is not None:
        return SendRound()
    with session() as reading:
        case_id = find_case(reading, number).id
    try:
        return send_due(now, case_id)
    except PlatformError:
        return SendRound(unreachable=True)


def _send_next(transport: Transport, now: datetime, case_id: int | None) -> list[SendResult] | None:
    """Claim one due mail, send it and store the outcome; None when nothing is due."""
    with session() as writing:
        due = lock_next_due(writing, now, case_id)
        if due is None:
            return None
        if (instead := _instead_of_sending(writing, due, now)) is not None:
            return instead
        try:
            mail = _read_mail(writing, due)
        except UnusableMail as error:
            return [store_outcome(writing, due, SendResult(REFUSED, str(error)), now)]
        if due.unanswered >= MOST_UNANSWERED:  # by senders that died while they sent it
            return [store_outcome(writing, due, SendResult(REFUSED, PERHAPS_DELIVERED), now)]
        claimed_until = claim(writing, due, now)
    if due.digest:
        note_digest(due.digest, [part.message_id for part in due.parts])
    outcome = transport.deliver(mail)
    if outcome.uncertain and due.unanswered + 1 >= MOST_UNANSWERED:
        outcome = outcome._replace(status=REFUSED, error=PERHAPS_DELIVERED)
    for pause in STORING_PAUSES:
        with suppress(OperationalError, InternalError), session() as writing:
            return [store_outcome(writing, due, outcome, now, claimed_until)]
        time.sleep(pause)
    with session() as writing:
        return [store_outcome(writing, due, outcome, now, claimed_until)]


def _instead_of_sending(writing: Session, due: DueMail, now: datetime) -> list[SendResult] | None:
    """Store of a mail, or of parts of a digest, that they do not go, and why; None when all of it goes as it is.

    What is left of a digest then goes together under another Message-ID; but one that may have arrived stays as it is.
    """
    fixed = due.digest is not None and due.unanswered > 0
    reasons = {part: why for part in due.parts if (why := _why_not(writing, due, part, fixed)) is not None}
    stored = []
    for why in dict.fromkeys(reasons.values()):
        parts = tuple(part for part, reason in reasons.items() if reason == why)
        stored.append(store_outcome(writing, due._replace(parts=parts), why, now))
    if not stored and due.digest and not fixed and digest_id(part.message_id for part in due.parts) != due.digest:
        settle_together(writing, {part.id: part.message_id for part in due.parts})
        return []
    return stored or None


def _why_not(writing: Session, due: DueMail, part: MailPart, fixed: bool) -> SendResult | None:
    """Return why a part does not go: it was overtaken, or, in a digest, it is not what was recorded."""
    if not fixed and is_overtaken(writing, part.id):
        return SendResult(DROPPED, NO_LONGER_HOLDS)
    if due.digest:
        try:
            with _refused_when_unusable():
                _refuse_altered(part.id)
        except UnusableMail as error:
            return SendResult(REFUSED, str(error))
    return None


def _read_mail(writing: Session, due: DueMail) -> EmailMessage:
    """Read and compose a mail. Raises UnusableMail for whatever is wrong with this one, without its text or its error.

    What is wrong with the installation is raised as it is: a setting, the key, the connection to the database.
    """
    with _refused_when_unusable():
        with writing.begin_nested():  # an error of the database here does not end the transaction that holds the lock
            mail = _compose(writing, due)
        if not due.digest:
            _refuse_altered(due.id)
        return mail


def _compose(writing: Session, due: DueMail) -> EmailMessage:
    messages = [writing.get_one(Message, part.id) for part in due.parts]
    return compose_digest(writing, due.digest, messages) if due.digest else compose_mail(writing, messages[0])


@contextmanager
def _refused_when_unusable() -> Iterator[None]:
    try:
        yield
    except UnreadableError:
        check_key()
        raise UnusableMail from None
    except (UnusableMail, PlatformError, OperationalError, InterfaceError):
        raise
    except Exception:
        raise UnusableMail from None


def _refuse_altered(mail: int) -> None:
    """Raise AlteredMail when this mail, or a link that decided who gets it, is not what the ledger states."""
    with snapshot_session() as reading:
        if mail_is_altered(reading, mail):
            raise AlteredMail


def _add(total: SendRound, outcome: SendResult) -> SendRound:
    return SendRound(
        total.delivered + (outcome.status == SENT),
        total.postponed + (outcome.status == WAITING),
        total.refused + (outcome.status == REFUSED),
        outcome.unreachable,
    )
