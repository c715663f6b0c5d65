"""Send a mail that did not arrive once more: to the address as it is now, as another mail with the same content.

The earlier mail stays as it was, with what became of it; a return of it that comes later is matched to it alone.
"""

import re
from datetime import date
from typing import Any

from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from models.addressees import CASE_MANAGER, OPERATIONS, Addressee, addressee_in_role, operations
from models.connection import snapshot_session
from models.ledger.entries import record_outcome
from models.ledger.links import mail_is_altered
from models.sealing.crypto import UnreadableError
from models.tables import BOUNCED, DROPPED, WAITING, Bureau, Case, CaseEffect, Message, Referral
from spoorboek.clock import AMSTERDAM, now
from spoorboek.errors import InputError
from spoorboek.statute.facts import StepRef
from tasks.case_state import current_day
from tasks.outbox.held_mail import CHASES, OVERTAKEN
from tasks.outbox.mail_digests import settle_together
from tasks.outbox.undelivered import (
    SENT_AGAIN,
    did_not_arrive,
    lasts,
    lock_case_of,
    nothing_to_decide,
    record_decision,
    settle_undelivered,
)
from templates.delivery_texts import resent_body
from templates.party_texts import greeting

TIMES_SENT = re.compile(r"<(?P<first>[^.@<>]+\.[^.@<>]+)(\.(?P<times>\d+))?@(?P<domain>[^<>]+)>")
FOLLOWED = "nog eens verstuurd, naar het adres zoals het nu is"
BUREAU = "bureau"
SEALED: Any = (Message.recipient, Message.recipient_name, Message.body)


class NotToBeSentAgain(InputError):
    """Dit bericht is niet te lezen, of klopt niet met het grootboek."""


def send_again(writing: Session, mail: int, actor: str) -> str | None:
    """Send a mail that did not arrive once more, because a person says so; return the number of its case, if any.

    A mail that no server ever took in, to an address that is still the same, goes as it is, under the same Message-ID.
    One of a digest goes alone, under its own.
    Raises InputError for a mail that does not wait for a person.
    """
    case, message = lock_case_of(writing, mail), writing.exec(_whole_or_not().where(Message.id == mail)).one_or_none()
    to = _present_addressee(writing, case, message) if message else None
    if message is not None and message.status != BOUNCED and (to is None or _is_for(message, to)):
        settle_together(writing, {mail: message.message_id})
        fresh = {"next_attempt_at": now(), "attempts": 0, "unanswered": 0, "last_error": None, "failing_since": None}
        return settle_undelivered(writing, mail, actor, SENT_AGAIN, status=WAITING, **fresh)
    waits = _whole_or_not().where(col(Message.id) == mail, did_not_arrive() | lasts()).with_for_update()
    found = writing.exec(waits).one_or_none()
    if found is None:
        raise nothing_to_decide(mail)
    _send_copy(writing, found, to or Addressee(found.recipient_name, found.recipient, found.to_role), actor)
    if case is not None:
        record_decision(writing, case, [(mail, found.effect_id)], SENT_AGAIN, actor)
    return case.number if case else None


def resend_of_step(writing: Session, case: Case, ref: StepRef, actor: str) -> int:
    """Send the mails of a step that did not arrive once more, to the addresses as they are now; return how many.

    Of reminders and escalations the newest of each goes; those before it lapse. A mail that cannot be read, or is not
    what the ledger states, stays as it is: it has to be made again.
    """
    again = []
    candidates = _of_step(writing, case, ref)
    newest = {effect.kind: message.id for message, effect in candidates if effect.kind in CHASES}
    for message, effect in candidates:
        if newest.get(effect.kind, message.id) != message.id:
            _drop(writing, message, OVERTAKEN)
            continue
        to = _present_addressee(writing, case, message)
        if message.status == WAITING and (to is None or _is_for(message, to)):
            continue  # it is still tried at the right address
        try:
            _send_copy(writing, message, to or Addressee(message.recipient_name, message.recipient, ""), actor)
        except NotToBeSentAgain:
            continue
        again.append((message.id, message.effect_id))
    if again:
        record_decision(writing, case, again, SENT_AGAIN, actor)
    return len(again)


def _of_step(writing: Session, case: Case, ref: StepRef) -> list[tuple[Message, CaseEffect]]:
    of_step = (col(CaseEffect.step) == ref.key) & (col(CaseEffect.occurrence) == ref.occurrence)
    query = select(Message, CaseEffect).options(*map(defer, SEALED)).execution_options(populate_existing=True)
    query = query.join(CaseEffect, col(CaseEffect.id) == col(Message.effect_id))
    query = query.where(Message.case_id == case.id, of_step, did_not_arrive() | lasts())
    return list(writing.exec(query.order_by(col(Message.id)).with_for_update(of=Message)).all())


def _whole_or_not() -> Any:
    """Select mails whatever happened to what is sealed: that is read, or not, when it is asked for."""
    return select(Message).options(*map(defer, SEALED)).execution_options(populate_existing=True)


def _send_copy(writing: Session, message: Message, to: Addressee, actor: str) -> None:
    """Queue the content of a mail under another Message-ID. Raises NotToBeSentAgain for one that is not as recorded."""
    _refuse_altered(message)
    message.settled_by, message.settled_at = actor, now()
    if message.status == WAITING:
        _drop(writing, message, FOLLOWED)
    try:
        present = None if to.name == message.recipient_name else greeting(to.name, to.salutation)
        body = resent_body(message.body, _written_on(writing, message), present)
        copy = Message(
            case_id=message.case_id,
            effect_id=message.effect_id,
            resend_of=message.id,
            message_id=next_message_id(message.message_id),
            to_role=message.to_role,
            recipient=to.email,
            recipient_name=to.name,
            stands_in=to.stands_in,
            subject=message.subject,
            body=body,
            document_ids=list(message.document_ids),
        )
    except UnreadableError:
        raise _unusable(message) from None
    writing.add_all([message, copy])
    writing.flush()


def _refuse_altered(message: Message) -> None:
    try:
        with snapshot_session() as reading:
            altered = mail_is_altered(reading, message.id)
    except UnreadableError:
        altered = True
    if altered:
        raise _unusable(message)


def _unusable(message: Message) -> NotToBeSentAgain:
    return NotToBeSentAgain(
        f"Bericht {message.id} is niet te lezen, of klopt niet met het grootboek. Maak het opnieuw met de actie "
        "'Stap opnieuw uitvoeren', keuze opnieuw."
    )


def _drop(writing: Session, message: Message, why: str) -> None:
    message.status, message.last_error = DROPPED, why
    writing.add(message)
    writing.flush()
    record_outcome(writing, message.case_id, message.id, DROPPED)


def _present_addressee(reading: Session, case: Case | None, message: Message) -> Addressee | None:
    """Return who is in the role of a mail today, else the casemanager; None when that is nobody.

    A mail of a referral goes to the bureau of that referral, never to the one that was asked after it; one that went to
    who stands in for a role without an address goes there again, for that is what its text says.
    """
    if case is None:
        return operations() if message.to_role == OPERATIONS else None
    on = current_day(reading)
    if message.to_role == BUREAU:
        of_effect = select(Bureau).join(Referral, col(Referral.bureau_id) == col(Bureau.id))
        bureau = reading.exec(of_effect.where(Referral.effect_id == message.effect_id)).one_or_none()
        return Addressee(bureau.name, bureau.email, bureau.code) if bureau else None
    found = None if message.stands_in else addressee_in_role(reading, case, message.to_role, on)
    manager = None if found else addressee_in_role(reading, case, CASE_MANAGER, on)
    return manager._replace(stands_in=CASE_MANAGER) if manager else found


def _is_for(message: Message, to: Addressee) -> bool:
    """Tell whether a mail is for somebody's present address; one that cannot be read is for nobody else."""
    try:
        return message.recipient.casefold() == to.email.casefold()
    except UnreadableError:
        return True


def _written_on(reading: Session, message: Message) -> date:
    effect = reading.get(CaseEffect, message.effect_id) if message.effect_id else None
    return effect.on_day if effect else message.next_attempt_at.astimezone(AMSTERDAM).date()


def next_message_id(message_id: str) -> str:
    """Return the Message-ID of the next mail with the same content: `<Z-7K3Q9.0a1b….2@…>` after `<Z-7K3Q9.0a1b…@…>`."""
    found = TIMES_SENT.fullmatch(message_id)
    if found is None:
        return message_id.replace("@", ".2@", 1)
    return f"<{found['first']}.{int(found['times'] or 1) + 1}@{found['domain']}>"
