"""Call mail back that waits after something was recorded at the desk; decide later that it goes after all, or never."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from models.accounts.desk_entries import desk_entry_of
from models.case_lookup import find_case, lock_case
from models.ledger.entries import record_outcome
from models.record import append_event
from models.tables import DROPPED, HELD, WAITING, Case, CaseEffect, Message
from models.tables.channel_tables import HELD_BACK, TO_DELIVER
from spoorboek.clock import now
from spoorboek.errors import InputError
from spoorboek.statute.actions import EffectKey
from tasks.case_state import current_day
from tasks.outbox.end_points import change_messages
from tasks.outbox.held_mail import (
    CALLED_BACK,
    NOT_NEEDED,
    RECALLED,
    RELEASED,
    REPORT_WITHDRAWN,
    HeldMail,
    decide_held_mail,
    held_mail,
    hold_mail,
)
from tasks.outbox.recall.waiting import may_still_be_recalled
from tasks.outbox.sent_evidence import WHY_HELD
from tasks.outbox.undelivered import UndeliveredMail

NOT_NEEDED_WORDS = "teruggeroepen, en niet meer nodig"
OF_A_PERSON = (CALLED_BACK, REPORT_WITHDRAWN)
TOO_LATE = "Dit is al onderweg of verstuurd, en niet meer terug te roepen. Kijk op de pagina van de zaak wat er ging."
NOT_HELD = "Over deze mail valt niets meer te beslissen. Kijk op de pagina van de zaak wat ermee gebeurde."


class RecallableMail(NamedTuple):
    """A mail that waits: its row, its effect, its subject, role and name of who gets it, until when it waits."""

    id: int
    key: EffectKey
    subject: str
    role: str
    name: str
    until: datetime


def recallable_mail(reading: Session, case_id: int) -> list[RecallableMail]:
    """List the mails of a case that can be called back now."""
    found = reading.exec(select(Message).where(Message.case_id == case_id, may_be_recalled()).order_by(col(Message.id)))
    return [
        RecallableMail(mail.id, _key(reading, mail), mail.subject, mail.to_role, mail.recipient_name, mail.recall_until)
        for mail in found
        if mail.recall_until
    ]


def called_back_mail(reading: Session, case_id: int | None = None) -> list[HeldMail]:
    """List the mails, of one case or of all, that were called back and wait for a decision."""
    return [mail for mail in held_mail(reading, case_id) if mail.because in OF_A_PERSON]


def stopped_mail(reading: Session) -> list[UndeliveredMail]:
    """List the mails that were called back as mails that ask for a person, so that none is forgotten."""
    return [
        UndeliveredMail(each.id, each.number, each.role, HELD, 0, WHY_HELD[each.because], each.subject)
        for each in called_back_mail(reading)
    ]


def call_back_mail(writing: Session, number: str, mail: int, actor: str) -> str:
    """Call one mail back; return a message in Dutch. Raises InputError when it went, or is no mail of this case."""
    case = lock_case(writing, find_case(writing, number))
    found = _lock(writing, case, col(Message.id) == mail)
    if not found:
        raise InputError(TOO_LATE)
    _call_back(writing, case, found, CALLED_BACK, actor)
    return f"De mail van dossier {case.number} is teruggeroepen en gaat niet."


def call_back_entry(writing: Session, number: str, seq: int, actor: str) -> str:
    """Call back all mail that follows from an event recorded at the desk, also what is not made yet."""
    case = lock_case(writing, find_case(writing, number))
    entry = desk_entry_of(writing, case.id, seq)
    if entry is None or entry.recalled_by or not may_still_be_recalled(entry.recorded_at):
        raise InputError(TOO_LATE)
    entry.recalled_by, entry.recalled_at = actor, now()
    writing.add(entry)
    found = _lock(writing, case, col(Message.follows) == seq)
    _call_back(writing, case, found, CALLED_BACK, actor)
    return f"Wat volgt op melding {seq} van dossier {case.number}, gaat niet."


def hold_what_follows(writing: Session, case: Case, seqs: Collection[int], actor: str) -> int:
    """Hold the mail that waits and follows from events that were withdrawn; return how many."""
    found = _lock(writing, case, col(Message.follows).in_(seqs))
    _call_back(writing, case, found, REPORT_WITHDRAWN, actor)
    return len(found)


def send_after_all(writing: Session, number: str, mail: int, actor: str) -> str:
    """Let a mail that was called back go after all. Raises InputError when nothing is left to decide."""
    case = lock_case(writing, find_case(writing, number))
    wanted = [each for each in called_back_mail(writing, case.id) if each.id == mail]
    if not wanted or not decide_held_mail(writing, wanted, RELEASED, actor):
        raise InputError(NOT_HELD)
    return f"De mail van dossier {case.number} gaat nu toch."


def let_go(writing: Session, number: str, mail: int, actor: str) -> str:
    """Decide that a mail that was called back never goes. Raises InputError when nothing is left to decide."""
    case = lock_case(writing, find_case(writing, number))
    wanted = [each for each in called_back_mail(writing, case.id) if each.id == mail]
    if not wanted:
        raise InputError(NOT_HELD)
    message = writing.get_one(Message, mail, with_for_update=True, populate_existing=True)
    message.status, message.last_error = DROPPED, NOT_NEEDED_WORDS
    writing.add(message)
    writing.flush()
    record_outcome(writing, case.id, mail, DROPPED)
    _note(writing, case, NOT_NEEDED, [each.key for each in wanted], actor)
    return f"De mail van dossier {case.number} gaat niet meer."


def may_be_recalled() -> ColumnElement[bool]:
    """Tell in SQL whether a mail waits for the person who caused it, and can be called back now."""
    waits = (col(Message.status) == WAITING) & (col(Message.attempts) == 0)
    return waits & col(Message.recall_until).is_not(None) & (col(Message.recall_until) > now())


def _lock(writing: Session, case: Case, which: ColumnElement[bool]) -> Sequence[Message]:
    query = select(Message).where(Message.case_id == case.id, which, may_be_recalled())
    return writing.exec(query.with_for_update().execution_options(populate_existing=True)).all()


def _call_back(writing: Session, case: Case, mails: Sequence[Message], because: str, actor: str) -> None:
    for mail in mails:
        hold_mail(writing, mail, because)
        change_messages(writing, mail.document_ids, TO_DELIVER, status=HELD_BACK)
    if mails:
        _note(writing, case, RECALLED, [_key(writing, mail) for mail in mails], actor)


def _key(reading: Session, mail: Message) -> EffectKey:
    effect = reading.get_one(CaseEffect, mail.effect_id)
    return EffectKey(*(getattr(effect, name) for name in EffectKey._fields))


def _note(writing: Session, case: Case, decision: str, keys: Sequence[EffectKey], actor: str) -> None:
    """Record in the case who decided what about which mail."""
    data = {"decision": decision, "mails": [list(key) for key in keys], "followed": []}
    append_event(writing, case, "held_mail_decided", current_day(writing), data, actor)
