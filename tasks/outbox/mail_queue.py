"""The outbox: queue a mail in the transaction of its effect, and send each mail once, with retries."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from email.message import EmailMessage
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, exists, update
from sqlalchemy import select as columns
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from models.addressees import Addressee
from models.case_lookup import find_case
from models.connection import session
from models.crypto import UnreadableError
from models.schema import check_key
from models.tables import REFUSED, SENT, WAITING, Case, CaseEffect, Message
from spoorboek.clock import now as read_clock
from spoorboek.errors import PlatformError
from spoorboek.settings import settings
from spoorboek.statute.actions import EffectKey
from tasks.outbox.compose import UnusableMail, compose_mail
from tasks.outbox.transport import NO_CONNECTION, Delivery, Transport, open_transport
from templates.mail_texts import MailText

FIRST_RETRY = timedelta(minutes=1)
LONGEST_RETRY = timedelta(hours=1)
ID_DIGITS = 16  # of the hash in a Message-ID
ALERT_ATTEMPTS = 7  # about an hour of trying
MOST_UNANSWERED = 3  # attempts after which the mail may have arrived
PERHAPS_DELIVERED = "mogelijk al bezorgd; na drie pogingen zonder antwoord niet nog eens verstuurd"


class SendRound(NamedTuple):
    """The result of one round of sending: counts of mails, and whether the server was unreachable."""

    delivered: int = 0
    postponed: int = 0
    refused: int = 0
    unreachable: bool = False


class UndeliveredMail(NamedTuple):
    """A mail that needs attention: refused for good, or still not delivered after about an hour of retries.

    `number`: of its case; None for a mail about the installation itself.
    """

    number: str | None
    role: str
    status: str
    attempts: int
    error: str | None
    subject: str


class DueMail(NamedTuple):
    """A mail that is due: the columns that can be read whatever happened to the encrypted ones."""

    id: int
    attempts: int
    unanswered: int


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
    return f"<{number}.{sha256(json.dumps(key).encode()).hexdigest()[:ID_DIGITS]}@{mail_domain()}>"


def mail_domain() -> str:
    """Return the domain of a Message-ID: that of the sender."""
    return settings().mail_from.rpartition("@")[2] or "localhost"


def send_due(now: datetime | None = None, case_id: int | None = None) -> SendRound:
    """Send every mail that is due, of one case or of all, each in its own transaction; return the counts.

    `now`: mails due by then are sent; None reads the clock. A row locked by another sender is skipped. The round ends
    when the server cannot be reached: the rest stays due. A mail that cannot be read or composed is refused, and the
    others go. Errors of a mail server are never raised. Raises PlatformError, with all mail still due, when a setting
    or the key of the installation is wrong.
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
    scheduled round of `send_due` tries it again. That round raises what is wrong with a setting or the key; the wake
    goes on.
    """
    now = now or read_clock()
    with session() as reading:
        case_id = find_case(reading, number).id
        server_down = reading.exec(select(Message.id).where(_unreachable(now)).limit(1)).first() is not None
    if server_down:
        return SendRound(unreachable=True)
    try:
        return send_due(now, case_id)
    except PlatformError:
        return SendRound(unreachable=True)


def undelivered_mail(reading: Session, case_id: int | None = None) -> list[UndeliveredMail]:
    """List the mails, of one case or of all, that were refused or are not delivered after about an hour of retries.

    A mail that was made again (another attempt of the same effect) is left out.
    """
    stuck = (col(Message.status) == WAITING) & (col(Message.attempts) >= ALERT_ATTEMPTS)
    wanted = (stuck | (col(Message.status) == REFUSED)) & ~_made_again()
    return _undelivered(reading, wanted if case_id is None else wanted & (col(Message.case_id) == case_id))


def tell_refused(now: datetime | None = None) -> list[UndeliveredMail]:
    """Return the mails that were refused, in a round or in a wake, and that were not returned here before."""
    untold = update(Message).where(col(Message.status) == REFUSED, col(Message.told_at).is_(None))
    with session() as writing:
        found = writing.execute(untold.values(told_at=now or read_clock()).returning(col(Message.id))).scalars().all()
        return _undelivered(writing, col(Message.id).in_(found))


def _undelivered(reading: Session, wanted: ColumnElement[bool]) -> list[UndeliveredMail]:
    names = ("to_role", "status", "attempts", "last_error", "subject")
    fields: list[Any] = [Case.number, *(getattr(Message, name) for name in names)]
    query = columns(*fields).outerjoin_from(Message, Case, col(Message.case_id) == col(Case.id)).where(wanted)
    return [UndeliveredMail(*row) for row in reading.execute(query.order_by(col(Message.id)))]


def _made_again() -> ColumnElement[bool]:
    """Tell in SQL whether the effect of a mail has a later attempt."""
    own, later = aliased(CaseEffect), aliased(CaseEffect)
    same = [getattr(own, name) == getattr(later, name) for name in ("case_id", *EffectKey._fields) if name != "attempt"]
    newer = columns(col(own.id)).join_from(own, later, and_(*same, col(later.attempt) > col(own.attempt)))
    return exists(newer.where(col(own.id) == col(Message.effect_id)))


def _unreachable(now: datetime) -> ColumnElement[bool]:
    waiting = (col(Message.status) == WAITING) & (col(Message.next_attempt_at) > now)
    return waiting & col(Message.last_error).startswith(NO_CONNECTION)


def _send_next(transport: Transport, now: datetime, case_id: int | None) -> Delivery | None:
    """Lock one due mail, send it and store the outcome; None when nothing is due."""
    with session() as writing:
        due = _lock_next_due(writing, now, case_id)
        if due is None:
            return None
        outcome = _deliver(writing, transport, due)
        _store_outcome(writing, due, outcome, now)
        return outcome


def _lock_next_due(writing: Session, now: datetime, case_id: int | None) -> DueMail | None:
    fields: list[Any] = [getattr(Message, name) for name in DueMail._fields]
    query = columns(*fields).where(col(Message.status) == WAITING, col(Message.next_attempt_at) <= now)
    if case_id is not None:
        query = query.where(col(Message.case_id) == case_id)
    query = query.order_by(col(Message.next_attempt_at), col(Message.id)).limit(1).with_for_update(skip_locked=True)
    row = writing.execute(query).first()
    return DueMail(*row) if row else None


def _deliver(writing: Session, transport: Transport, due: DueMail) -> Delivery:
    try:
        mail = _read_mail(writing, due)
    except UnusableMail as error:
        return Delivery(REFUSED, str(error))
    outcome = transport.deliver(mail)
    if outcome.uncertain and due.unanswered + 1 >= MOST_UNANSWERED:
        return outcome._replace(status=REFUSED, error=PERHAPS_DELIVERED)
    return outcome


def _read_mail(writing: Session, due: DueMail) -> EmailMessage:
    """Read and compose a mail. Raises UnusableMail for whatever is wrong with this one, without its text or its error.

    What is wrong with the installation is raised as it is: a setting, the key, the connection to the database.
    """
    try:
        with writing.begin_nested():  # an error of the database here does not end the transaction that holds the lock
            return compose_mail(writing, writing.get_one(Message, due.id))
    except UnreadableError:
        check_key()
        raise UnusableMail from None
    except (UnusableMail, PlatformError, OperationalError, InterfaceError):
        raise
    except Exception:
        raise UnusableMail from None


def _store_outcome(writing: Session, due: DueMail, outcome: Delivery, now: datetime) -> None:
    attempts = due.attempts + 1
    values: dict[str, Any] = {
        "attempts": attempts,
        "unanswered": due.unanswered + outcome.uncertain,
        "status": outcome.status,
        "last_error": outcome.error,
    }
    if outcome.status == SENT:
        values["sent_at"] = now
    elif outcome.status == WAITING:
        # A mail that may have arrived is in no hurry, and the server has time to recover.
        values["next_attempt_at"] = now + (LONGEST_RETRY if outcome.uncertain else pause_after(attempts))
    writing.execute(update(Message).where(col(Message.id) == due.id).values(values))


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
