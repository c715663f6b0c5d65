"""The one way in for messages of bureaus: stored as they came, then accepted or refused, whatever the channel.

First a message is stored, in a transaction of its own, so that nothing is lost when a process ends. Then its outcome
and all that follows from it are recorded, in another. A message that comes twice acts once, by a unique key.
"""

import hmac
from collections.abc import Sequence
from datetime import date, timedelta
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from models.bureaus.asked_referrals import is_asked
from models.case_lookup import find_case
from models.connection import session
from models.tables import Bureau, Case, IncomingMessage, IncomingOutcome, KeyCheck, Referral
from models.tables.channel_tables import ACCEPTED, BY_OPERATOR, REJECTED, REPEATED
from spoorboek import clock
from spoorboek.errors import InputError
from tasks.channels.acting import act_on, tell_casemanager
from tasks.channels.content import JSON, Address, media_type_of, message_in, most_bytes, named_address, named_kind
from tasks.channels.refusals import UNPROVEN, WORDS, Reason
from templates.bureau_messages import BureauMessage, MessageError
from templates.channel_texts import Request

OLDEST = timedelta(days=30)  # of the day a message was made
LATEST = timedelta(days=1)
BUREAU_UNKNOWN = "onbekend"
OTHER_NUMBER = "/bericht: verwacht het nummer dat is ondertekend."
UNSETTLED = timedelta(minutes=2)  # after which the process that stored a message is taken to have ended


class Delivery(NamedTuple):
    """What a channel took in, and what it knows by itself of where it comes from.

    `bureau`: whose key signed it. `address`: of the code in an answer, or what an operator named. `actor`: who brought
    it; by default the bureau. `number`: what was signed as its number. `refused`: why the channel does not take it.
    """

    channel: str
    content: bytes
    media_type: str = JSON
    bureau: int | None = None
    address: Address | None = None
    actor: str | None = None
    number: str | None = None
    refused: Reason | None = None


class Receipt(NamedTuple):
    """What became of a delivery: its row, the outcome, why not (a code), what is wrong in Dutch, the cases to wake."""

    id: int
    outcome: str
    reason: str | None = None
    faults: tuple[str, ...] = ()
    to_wake: Sequence[str] = ()

    @property
    def sentence(self) -> str:
        """Say it in one sentence."""
        return f"Geweigerd: {WORDS[self.reason]}." if self.reason else f"{self.outcome.capitalize()}."


def receive(delivery: Delivery) -> Receipt:
    """Store a message, and settle what becomes of it. Raises nothing for whatever it holds."""
    with session() as writing:
        row, known, number = _store(writing, delivery)
        reason = delivery.refused or (None if known else "onbekende_verwijzing")
        if reason is None and delivery.number not in (None, number or delivery.number):
            return _refuse(writing, row, "onleesbaar", _actor(writing, row, delivery.actor), (OTHER_NUMBER,))
        if reason:
            return _refuse(writing, row, reason, _actor(writing, row, delivery.actor))
    return settle(row.id, delivery.actor)


def operator_delivery(reading: Session, number: str, content: bytes, referral: int, actor: str) -> Delivery:
    """Return what an operator brings about a case; `referral` 0: the one the message names, else the last sent.

    Raises InputError for an unknown case, or one without a referral that was sent.
    """
    case, named = find_case(reading, number), named_address(content)
    query = select(Referral.number).where(Referral.case_id == case.id, is_asked())
    sent = sorted(reading.exec(query))
    if not sent:
        raise InputError(f"In dossier {case.number} is nog geen bureau gevraagd; er valt niets te antwoorden.")
    chosen = referral or (named.referral if named else sent[-1])
    if chosen not in sent:
        listed = ", ".join(map(str, sent))
        raise InputError(f"Dossier {case.number} heeft geen verwijzing {chosen}. Gevraagd zijn: {listed}.")
    address = Address(case.number, chosen)
    return Delivery(BY_OPERATOR, content, media_type_of(content), address=address, actor=actor)


def receive_within(writing: Session, delivery: Delivery) -> Receipt:
    """Store and settle a message that somebody fills in at a page, in the transaction of the caller.

    Who sent it is told at once: raises InputError, with one Dutch line per fault, for what is not accepted, and nothing
    of it is stored.
    """
    row, known, _ = _store(writing, delivery)
    if not known:
        raise InputError(f"Geweigerd: {WORDS['onbekende_verwijzing']}.")
    receipt = _settle(writing, row, _actor(writing, row, delivery.actor))
    if receipt.reason:
        raise InputError("\n".join(receipt.faults or (receipt.sentence,)))
    return receipt


def settle(row_id: int, actor: str | None = None) -> Receipt:
    """Record what becomes of a message that was stored, once; return it, also when it was settled before."""
    with session() as writing:
        locked = select(IncomingMessage).where(IncomingMessage.id == row_id).with_for_update()
        row = writing.exec(locked).one()
        if settled := _outcome(writing, row):
            return Receipt(row.id, settled.outcome, settled.reason)
        return _settle(writing, row, _actor(writing, row, actor))


def settle_interrupted() -> list[Receipt]:
    """Settle what was stored by a process that ended before it went on."""
    with session() as reading:
        settled = select(IncomingOutcome.message_id).where(IncomingOutcome.message_id == IncomingMessage.id).exists()
        query = select(IncomingMessage.id).where(~settled, col(IncomingMessage.received_at) < clock.now() - UNSETTLED)
        waiting = list(reading.exec(query.order_by(col(IncomingMessage.id))))
    return [settle(each) for each in waiting]


def _store(writing: Session, delivery: Delivery) -> tuple[IncomingMessage, bool, str | None]:
    """Store a message; tell whether its referral is known, and of the bureau it comes from; and its own number."""
    number = None
    content, secret = delivery.content[: most_bytes(delivery.media_type) + 1], writing.get_one(KeyCheck, 1).token
    address = None if delivery.refused in UNPROVEN else delivery.address or named_address(content)
    found = _find(writing, address, delivery.bureau) if address else None
    case, referral = found if found else (None, None)
    row = IncomingMessage(
        case_id=case.id if case else None,
        bureau_id=referral.bureau_id if referral else delivery.bureau,
        referral=referral.number if referral else None,
        size=len(delivery.content),
        channel=delivery.channel,
        media_type=delivery.media_type,
        digest=_keyed(secret, delivery.content),
        content=content if case else None,
    )
    try:
        message = message_in(content, delivery.media_type, address, clock.today())
    except MessageError:
        row.kind = named_kind(content, delivery.media_type)
    else:
        row.kind, number = message.kind, message.id
        row.message_key = _keyed(secret, f"{row.bureau_id}\0{message.id}".encode()) if row.bureau_id else None
    writing.add(row)
    writing.flush()
    return row, found is not None, number


def _find(reading: Session, address: Address, bureau: int | None) -> tuple[Case, Referral] | None:
    """Return the case and the referral with an address, when the bureau knows of it and it is the bureau's own."""
    query = select(Case, Referral).join(Referral, col(Referral.case_id) == col(Case.id))
    query = query.where(Case.number == address.case, Referral.number == address.referral, is_asked())
    found = reading.exec(query).one_or_none()
    return None if found is None or bureau not in (None, found[1].bureau_id) else found


def _settle(writing: Session, row: IncomingMessage, actor: str) -> Receipt:
    case, is_large = writing.get_one(Case, row.case_id), row.size > most_bytes(row.media_type)
    try:
        message = message_in(row.content or b"", row.media_type, Address(case.number, row.referral or 0), _day(row))
    except MessageError as error:
        return _refuse(writing, row, "te_groot" if is_large else "onleesbaar", actor, error.faults)
    if reason := _why_not(row, message, case):
        return _refuse(writing, row, reason, actor)
    if earlier := _accepted_before(writing, row):
        return _repeated(writing, row, earlier, actor)
    try:
        with writing.begin_nested():
            _record(writing, row, ACCEPTED, actor, acts_as=row.message_key)
            woken = act_on(writing, case, message, row, actor)
    except IntegrityError:  # another process accepted the same message at this moment
        earlier = _accepted_before(writing, row)
        if earlier is None:
            raise
        return _repeated(writing, row, earlier, actor)
    except InputError as error:
        if row.channel != BY_OPERATOR:
            tell_casemanager(writing, case, row, message.kind, Request.not_now, str(error))
        return _refuse(writing, row, "kan_nu_niet", actor, (str(error),), detail=str(error))
    return Receipt(row.id, ACCEPTED, to_wake=woken)


def _why_not(row: IncomingMessage, message: BureauMessage, case: Case) -> Reason | None:
    made, on = message.made_on, _day(row)
    if (message.case, message.referral) != (case.number, row.referral):
        return "andere_zaak"
    if made < on - OLDEST:
        return "te_oud"
    return "uit_de_toekomst" if made > on + LATEST else None


def _day(row: IncomingMessage) -> date:
    return row.received_at.astimezone(clock.AMSTERDAM).date()


def _accepted_before(reading: Session, row: IncomingMessage) -> IncomingMessage | None:
    query = select(IncomingMessage).join(IncomingOutcome).where(IncomingOutcome.acts_as == row.message_key)
    return reading.exec(query).one_or_none()


def _repeated(writing: Session, row: IncomingMessage, earlier: IncomingMessage, actor: str) -> Receipt:
    if earlier.digest != row.digest:
        return _refuse(writing, row, "ander_bericht", actor)
    _record(writing, row, REPEATED, actor)
    return Receipt(row.id, REPEATED)


def _refuse(
    writing: Session,
    row: IncomingMessage,
    reason: Reason,
    actor: str,
    faults: tuple[str, ...] = (),
    detail: str | None = None,
) -> Receipt:
    _record(writing, row, REJECTED, actor, reason=reason, detail=detail)
    return Receipt(row.id, REJECTED, reason, faults)


def _record(
    writing: Session,
    row: IncomingMessage,
    outcome: str,
    actor: str,
    *,
    reason: Reason | None = None,
    detail: str | None = None,
    acts_as: str | None = None,
) -> None:
    settled = IncomingOutcome(message_id=row.id, case_id=row.case_id, outcome=outcome, actor=actor)
    settled.reason, settled.detail, settled.acts_as = reason, detail, acts_as
    writing.add(settled)
    writing.flush()


def _outcome(reading: Session, row: IncomingMessage) -> IncomingOutcome | None:
    query = select(IncomingOutcome).where(IncomingOutcome.message_id == row.id)
    return reading.exec(query.order_by(col(IncomingOutcome.id)).limit(1)).one_or_none()


def _actor(reading: Session, row: IncomingMessage, actor: str | None) -> str:
    """Return who a message counts as brought by: an operator, or the bureau by its code."""
    bureau = reading.get(Bureau, row.bureau_id) if row.bureau_id else None
    return actor or (f"bureau {bureau.code}" if bureau else BUREAU_UNKNOWN)


def _keyed(secret: bytes, content: bytes) -> str:
    return hmac.new(secret, content, sha256).hexdigest()
