"""The outbox: queue a mail in the transaction of its effect, and send each mail once, with retries."""

import json
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from email.message import EmailMessage
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import or_, update
from sqlalchemy import select as columns
from sqlalchemy.exc import InterfaceError, InternalError, OperationalError
from sqlmodel import Session, col

from models.addressees import Addressee
from models.case_lookup import find_case
from models.connection import session, snapshot_session
from models.ledger.entries import record_outcome
from models.ledger.links import mail_is_altered
from models.schema import check_key
from models.sealing.crypto import UnreadableError
from models.tables import DROPPED, REFUSED, SENT, WAITING, Case, CaseEffect, Message
from spoorboek.clock import now as read_clock
from spoorboek.errors import PlatformError
from spoorboek.settings import settings
from spoorboek.statute.actions import EffectKey
from tasks.outbox.compose import AlteredMail, UnusableMail, compose_mail
from tasks.outbox.overtaken import NO_LONGER_HOLDS, is_overtaken
from tasks.outbox.server_replies import (
    ANSWER,
    GIVEN_UP,
    NO_CONNECTION,
    PERHAPS_DELIVERED,
    SENDER_REFUSED,
    UNCERTAIN,
)
from tasks.outbox.transport import Delivery, Transport, open_transport
from templates.mail_texts import MailText

FIRST_RETRY = timedelta(minutes=1)
LONGEST_RETRY = timedelta(hours=1)
ID_DIGITS = 16  # of the hash in a Message-ID
MOST_UNANSWERED = 3  # attempts after which the mail may have arrived
CLAIMED = timedelta(minutes=15)  # for longer than any conversation lasts no other sender takes a mail
ROUND_SECONDS = 240.0  # a round takes no new mail after this; the next one goes on
STORING_PAUSES = (0.5, 2.0, 5.0)  # seconds: a database that restarts must not make a mail that went go again
SENDER_DIED = f"{UNCERTAIN}: het versturen brak af"
GIVE_UP = timedelta(days=5)  # of temporary answers about one mail: RFC 5321 section 4.5.4.1
OF_ALL_MAIL = (NO_CONNECTION, SENDER_REFUSED)  # prefixes of errors that say nothing of the mail they are stored with


class SendRound(NamedTuple):
    """The result of one round of sending: counts of mails, and whether the server was unreachable."""

    delivered: int = 0
    postponed: int = 0
    refused: int = 0
    unreachable: bool = False


class DueMail(NamedTuple):
    """A mail that is due: the columns that can be read whatever happened to the encrypted ones."""

    id: int
    case_id: int | None
    attempts: int
    unanswered: int
    failing_since: datetime | None


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


def mail_id(number: str, key: EffectKey) -> str:
    """Return the Message-ID of the mail of an effect: number of the case, and a hash of the key."""
    return f"<{number}.{sha256(json.dumps(key).encode()).hexdigest()[:ID_DIGITS]}@{mail_domain()}>"


def mail_domain() -> str:
    """Return the domain of a Message-ID: that of the sender."""
    return settings().sender.domain


def send_due(now: datetime | None = None, case_id: int | None = None) -> SendRound:
    """Send the mails that are due, of one case or of all; return the counts.

    `now`: mails due by then are sent; None reads the clock. No transaction is open while a server is talked to: a mail
    is claimed, sent, and its outcome stored. The round ends when the server cannot be reached, or after ROUND_SECONDS:
    the rest stays due. A mail that cannot be read or composed is refused, and the others go. Errors of a mail server
    are never raised. Raises PlatformError, with all mail still due, when a setting or the key of the installation is
    wrong.
    """
    now, total, end = now or read_clock(), SendRound(), time.monotonic() + ROUND_SECONDS
    with open_transport() as transport:
        while not total.unreachable and time.monotonic() < end:
            outcome = _send_next(transport, now, case_id)
            if outcome is None:
                break
            total = _add(total, outcome)
    if total.delivered:
        _release_what_waited_for_the_server(now)
    return total


def send_due_of_case(number: str, now: datetime | None = None) -> SendRound:
    """Write the due mails of one case to the folder for mail, during its wake.

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


def _send_next(transport: Transport, now: datetime, case_id: int | None) -> Delivery | None:
    """Claim one due mail, send it and store the outcome; None when nothing is due."""
    with session() as writing:
        due = _lock_next_due(writing, now, case_id)
        if due is None:
            return None
        if is_overtaken(writing, due.id):
            return _store_outcome(writing, due, Delivery(DROPPED, NO_LONGER_HOLDS), now)
        try:
            mail = _read_mail(writing, due)
        except UnusableMail as error:
            return _store_outcome(writing, due, Delivery(REFUSED, str(error)), now)
        if due.unanswered >= MOST_UNANSWERED:  # by senders that died while they sent it
            return _store_outcome(writing, due, Delivery(REFUSED, PERHAPS_DELIVERED), now)
        claimed_until = _claim(writing, due, now)
    outcome = transport.deliver(mail)
    if outcome.uncertain and due.unanswered + 1 >= MOST_UNANSWERED:
        outcome = outcome._replace(status=REFUSED, error=PERHAPS_DELIVERED)
    for pause in STORING_PAUSES:
        with suppress(OperationalError, InternalError), session() as writing:
            return _store_outcome(writing, due, outcome, now, claimed_until)
        time.sleep(pause)
    with session() as writing:
        return _store_outcome(writing, due, outcome, now, claimed_until)


def _lock_next_due(writing: Session, now: datetime, case_id: int | None) -> DueMail | None:
    fields: list[Any] = [getattr(Message, name) for name in DueMail._fields]
    query = columns(*fields).where(col(Message.status) == WAITING, col(Message.next_attempt_at) <= now)
    if case_id is not None:
        query = query.where(col(Message.case_id) == case_id)
    query = query.order_by(col(Message.next_attempt_at), col(Message.id)).limit(1).with_for_update(skip_locked=True)
    row = writing.execute(query).first()
    return DueMail(*row) if row else None


def _claim(writing: Session, due: DueMail, now: datetime) -> datetime:
    """Keep a mail from other senders, and count it as sent without an answer, should this process die meanwhile."""
    until = now + CLAIMED
    values = {"attempts": due.attempts + 1, "unanswered": due.unanswered + 1, "last_error": SENDER_DIED}
    writing.execute(update(Message).where(col(Message.id) == due.id).values(**values, next_attempt_at=until))
    return until


def _read_mail(writing: Session, due: DueMail) -> EmailMessage:
    """Read and compose a mail. Raises UnusableMail for whatever is wrong with this one, without its text or its error.

    What is wrong with the installation is raised as it is: a setting, the key, the connection to the database.
    """
    try:
        with writing.begin_nested():  # an error of the database here does not end the transaction that holds the lock
            mail = compose_mail(writing, writing.get_one(Message, due.id))
        _refuse_altered(due)
        return mail
    except UnreadableError:
        check_key()
        raise UnusableMail from None
    except (UnusableMail, PlatformError, OperationalError, InterfaceError):
        raise
    except Exception:
        raise UnusableMail from None


def _refuse_altered(due: DueMail) -> None:
    """Raise AlteredMail when this mail, or a link that decided who gets it, is not what the ledger states."""
    with snapshot_session() as reading:
        if mail_is_altered(reading, due.id):
            raise AlteredMail


def _store_outcome(
    writing: Session, due: DueMail, outcome: Delivery, now: datetime, claimed_until: datetime | None = None
) -> Delivery:
    """Store what became of a mail, and return it; nothing when the claim ran out and another sender took the mail."""
    attempts, failing_since = due.attempts + 1, due.failing_since or now
    if outcome.status == WAITING and failing_since <= now - GIVE_UP and (outcome.error or "").startswith(ANSWER):
        outcome = outcome._replace(status=REFUSED, error=f"{GIVEN_UP}: {outcome.error}")
    values: dict[str, Any] = {
        "attempts": attempts,
        "unanswered": due.unanswered + outcome.uncertain,
        "status": outcome.status,
        "last_error": outcome.error,
        "in_folder": outcome.in_folder,
        "next_attempt_at": now,
        "failing_since": None if outcome.status == SENT else failing_since,
    }
    if outcome.status == SENT:
        values["sent_at"] = now
    elif outcome.status == REFUSED:
        values |= {"told_at": None, "reported_at": None}
    elif outcome.status == WAITING:
        # A mail that may have arrived is in no hurry, and the server has time to recover.
        values["next_attempt_at"] = now + (LONGEST_RETRY if outcome.uncertain else pause_after(attempts))
    ours = col(Message.id) == due.id
    if claimed_until is not None:
        ours &= (col(Message.status) == WAITING) & (col(Message.next_attempt_at) == claimed_until)
    stored = writing.execute(update(Message).where(ours).values(values).returning(col(Message.id))).first()
    if stored and outcome.status != WAITING:
        record_outcome(writing, due.case_id, due.id, outcome.status)
    return outcome


def _release_what_waited_for_the_server(now: datetime) -> None:
    """Let mail go in the next round that waits longer only because the server, or our settings, failed before."""
    waits = (col(Message.status) == WAITING) & (col(Message.next_attempt_at) > now)
    failed = or_(*(col(Message.last_error).startswith(prefix) for prefix in OF_ALL_MAIL))
    with session() as writing:
        writing.execute(update(Message).where(waits, failed).values(next_attempt_at=now))


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
