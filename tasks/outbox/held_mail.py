"""Mail that is held: what may have been sent in time that was lost, or what a person called back, until one decides.

After a restore a mail is held at the edge of the outbox for one of three reasons; the engine decides as always.
A person releases or marks as sent what may have been sent; reminders and escalations that follow it then go by
themselves, the newest of each, as the agenda sends only the highest rung that was reached.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, update
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from models.case_lookup import find_case
from models.ledger.entries import record_outcome
from models.record import append_event, write_effect
from models.restores import record_before_restore, restore_in_mind
from models.tables import DROPPED, HELD, SENT, WAITING, Case, CaseEffect, Message
from models.tables.channel_tables import HELD_BACK, TO_DELIVER
from spoorboek.clock import now
from spoorboek.statute.actions import Effect, EffectKey
from spoorboek.statute.agenda.lost_time import effects_of_days
from tasks.case_state import CaseState, current_day
from tasks.outbox.end_points import change_messages

LOST_TIME = "verloren_tijd"  # its effect falls due in the days that were lost
IN_OUTBOX = "stond_klaar"  # it waited in the outbox of the backup
FOLLOWS = "volgt"  # a reminder or escalation of a step whose mail is held
CALLED_BACK = "teruggeroepen"  # by a person, who recorded at the desk what it follows from
REPORT_WITHDRAWN = "melding_ingetrokken"  # what it follows from was withdrawn before it went
WHY_CALLED_BACK: Mapping[str, str] = {
    CALLED_BACK: "teruggeroepen voordat zij ging",
    REPORT_WITHDRAWN: "waar zij op volgt, is ingetrokken voordat zij ging",
}
CHASES = ("reminder", "escalation")
RELEASED, ALREADY_SENT = "vrijgegeven", "al_verstuurd"
RECALLED, NOT_NEEDED = "teruggeroepen", "niet_meer_nodig"
OVERTAKEN = "ingehaald door een later bericht over dezelfde stap"


class HeldMail(NamedTuple):
    """A mail that waits for a person: its row, its case, its effect, why it is held. No name and no address."""

    id: int
    number: str
    key: EffectKey
    on: date
    role: str
    subject: str
    because: str
    message_id: str


def hold_waiting_mail(writing: Session) -> int:
    """Hold every mail of a case that waited to be sent in the record that was restored; return how many."""
    of_cases = _waiting().where(col(Message.effect_id).is_not(None))
    return sum(hold_mail(writing, message, IN_OUTBOX) for message in writing.exec(of_cases).all())


def hold_mail_of_effect(writing: Session, effect_id: int, current: CaseState, key: EffectKey) -> None:
    """Hold the mail an effect just queued when it may have been sent in lost time, or builds on one that may have.

    `current`: the case as the wake that decided the effect saw it.
    """
    message = writing.exec(_waiting().where(Message.effect_id == effect_id)).one_or_none()
    if message is None:
        return
    if _falls_in_lost_time(writing, current, key):
        hold_mail(writing, message, LOST_TIME)
    elif key.kind in CHASES and _is_held_step(writing, current.case_id, key):
        hold_mail(writing, message, FOLLOWS)


def held_mail(reading: Session, case_id: int | None = None) -> list[HeldMail]:
    """List the mails that wait for a person, of one case or of all, case by case in their order."""
    names = ("to_role", "subject", "held_because", "message_id")
    fields: list[Any] = [Message.id, Case.number, *(getattr(CaseEffect, name) for name in EffectKey._fields)]
    fields += [CaseEffect.on_day, *(getattr(Message, name) for name in names)]
    query = columns(*fields).where(_is_held())
    query = query.join_from(Message, Case, col(Message.case_id) == col(Case.id))
    query = query.join(CaseEffect, col(CaseEffect.id) == col(Message.effect_id))
    if case_id is not None:
        query = query.where(col(Message.case_id) == case_id)
    size = len(EffectKey._fields)
    return [
        HeldMail(row[0], row[1], EffectKey(*row[2 : 2 + size]), *row[2 + size :])
        for row in reading.execute(query.order_by(col(Case.number), col(Message.id)))
    ]


def count_held(reading: Session) -> int:
    """Return how many mails wait for a person."""
    return int(reading.execute(columns(func.count()).select_from(Message).where(_is_held())).scalar_one())


def decide_held_mail(writing: Session, mails: Sequence[HeldMail], decision: str, actor: str) -> int:
    """Release these mails, or mark them as sent, and let go what follows them; return how many were still held.

    One event per case records who decided what. `decision`: RELEASED or ALREADY_SENT.
    """
    decided = 0
    for number, of_case in groupby(sorted(mails, key=lambda mail: (mail.number, mail.id)), lambda mail: mail.number):
        decided += _decide_of_case(writing, number, list(of_case), decision, actor)
    return decided


def _decide_of_case(writing: Session, number: str, mails: list[HeldMail], decision: str, actor: str) -> int:
    case = find_case(writing, number)
    waiting = {"status": WAITING, "next_attempt_at": now()}
    changed = _change(writing, [mail.id for mail in mails], waiting if decision == RELEASED else {"status": SENT})
    keys = [list(mail.key) for mail in mails if mail.id in changed]
    if not keys:
        return 0
    if decision == RELEASED:  # what goes to the end point of a bureau was held with its mail
        released = writing.scalars(columns(col(Message.document_ids)).where(col(Message.id).in_(changed)))
        documents = [document for of_mail in released for document in of_mail]
        change_messages(writing, documents, HELD_BACK, status=TO_DELIVER, next_attempt_at=now())
    freed = _free_followers(writing, case)
    data = {"decision": decision, "mails": keys, "followed": [list(key) for key in freed]}
    append_event(writing, case, "held_mail_decided", current_day(writing), data, actor)
    return len(keys)


def _free_followers(writing: Session, case: Case) -> list[EffectKey]:
    """Send the newest reminder and escalation of each step of which nothing else is held any more; drop the others."""
    held = held_mail(writing, case.id)
    stuck = {mail.key[:2] for mail in held if mail.because in (LOST_TIME, IN_OUTBOX)}
    free = [mail for mail in held if mail.because == FOLLOWS and mail.key[:2] not in stuck]
    newest = {mail.key[:3]: mail for mail in free}  # of a kind of a step the last one stays
    going = [mail.id for mail in newest.values()]
    _change(writing, going, {"status": WAITING, "next_attempt_at": now()})
    _change(writing, [mail.id for mail in free if mail.id not in going], {"status": DROPPED, "last_error": OVERTAKEN})
    return [mail.key for mail in newest.values()]


def _change(writing: Session, ids: Iterable[int], values: dict[str, Any]) -> set[int]:
    """Change the rows that are still held, with an outcome in the ledger for each; return their ids."""
    still = update(Message).where(col(Message.id).in_(list(ids)), _is_held())
    changed = writing.execute(still.values(values).returning(col(Message.id), col(Message.case_id))).all()
    for mail_id, case_id in changed:
        record_outcome(writing, case_id, mail_id, values["status"])
    return {mail_id for mail_id, _ in changed}


def hold_mail(writing: Session, message: Message, because: str) -> bool:
    """Hold a mail that waits, and record that as an effect of its case beside the one that made the mail."""
    message.status, message.held_because = HELD, because
    writing.add(message)
    record_outcome(writing, message.case_id, message.id, HELD)
    made_by = writing.get(CaseEffect, message.effect_id) if message.effect_id else None
    if made_by is not None:
        name = f"{made_by.kind}:{made_by.name}"
        key = EffectKey(made_by.step, made_by.occurrence, "hold", name, made_by.attempt)
        hold = Effect(key, current_day(writing), {"why": because, "to": message.to_role})
        write_effect(writing, writing.get_one(Case, message.case_id), hold)
    return True


def _falls_in_lost_time(writing: Session, current: CaseState, key: EffectKey) -> bool:
    restore = restore_in_mind(writing, current.on)
    if restore is None:
        return False
    before = record_before_restore(writing, current.case_id, current.record, restore)
    days = restore.from_day, restore.until_day
    return key in effects_of_days(before, current.edition.rules, current.edition.house, *days)


def _is_held_step(writing: Session, case_id: int, key: EffectKey) -> bool:
    same_step = (col(CaseEffect.step) == key.step) & (col(CaseEffect.occurrence) == key.occurrence)
    query = columns(col(Message.id)).join_from(Message, CaseEffect, col(CaseEffect.id) == col(Message.effect_id))
    after_restore = _is_held() & col(Message.held_because).in_((LOST_TIME, IN_OUTBOX, FOLLOWS))
    found = writing.execute(query.where(after_restore, col(Message.case_id) == case_id, same_step).limit(1)).first()
    return found is not None


def _waiting() -> Any:
    return select(Message).where(Message.status == WAITING).order_by(col(Message.id))


def _is_held() -> ColumnElement[bool]:
    return col(Message.status) == HELD
