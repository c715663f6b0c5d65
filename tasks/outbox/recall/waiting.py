"""Which mail follows from what a person recorded at the desk, and how long it waits for that person to call it back.

A mail is of a person when the agenda of the day, without what was recorded at the desk in the last minutes, does not
have it; all other mail is of the clock, and never waits. The wait never moves a mail to another day: what would go
after midnight goes at once, so no last lawful day is missed for it.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from models.accounts.desk_entries import desk_entries_since
from models.tables import WAITING, CaseEffect, DeskEntry, Message
from models.tables.channel_tables import HELD_BACK, TO_DELIVER
from spoorboek.clock import AMSTERDAM, now
from spoorboek.settings import settings
from spoorboek.statute.actions import Effect, EffectKey, Record
from spoorboek.statute.agenda.lost_time import effects_of_days
from spoorboek.statute.events import Event
from tasks.case_state import CaseState
from tasks.outbox.end_points import change_messages
from tasks.outbox.held_mail import CALLED_BACK, hold_mail

ROUND = timedelta(minutes=10)  # what a round of sending may take after the wait


def let_mail_wait(writing: Session, effect_id: int, current: CaseState, key: EffectKey) -> None:
    """Let the mail an effect just queued wait when it follows from what was recorded at the desk some minutes ago.

    Of what was called back before it was made, it is held at once. `current`: the case as the wake saw it.
    """
    minutes = timedelta(minutes=settings().recall_minutes)
    message = writing.exec(
        select(Message).where(Message.effect_id == effect_id, Message.status == WAITING)
    ).one_or_none()
    entries = desk_entries_since(writing, current.case_id, now() - minutes) if minutes and message else ()
    cause = _cause(writing, current, entries, key) if entries else None
    if message is None or cause is None:
        return
    message.follows = cause.seq
    writing.add(message)
    if cause.recalled_by:
        hold_mail(writing, message, CALLED_BACK)
        change_messages(writing, message.document_ids, TO_DELIVER, status=HELD_BACK)
    elif goes_today(until := cause.recorded_at + minutes):
        message.recall_until = message.next_attempt_at = until
        change_messages(writing, message.document_ids, TO_DELIVER, next_attempt_at=until)


def newest_mail(reading: Session) -> int:
    """Return the id of the newest mail; 0 without any."""
    return int(reading.exec(select(func.max(Message.id))).one() or 0)


def let_queued_mail_wait(writing: Session, form_id: UUID, after: int) -> None:
    """Let the mail wait that a report itself put in the outbox, such as the copy of a paper or one that goes again.

    `after`: the id of the newest mail of before. It follows from the first event that the form recorded in its case.
    """
    minutes, moment = timedelta(minutes=settings().recall_minutes), now()
    first = select(DeskEntry.case_id, func.min(DeskEntry.seq)).where(DeskEntry.form_id == form_id)
    recorded = dict(writing.exec(first.group_by(col(DeskEntry.case_id))).all())
    if not recorded or not minutes or not goes_today(moment + minutes):
        return
    queued = select(Message).where(Message.id > after, Message.status == WAITING, col(Message.case_id).in_(recorded))
    for message in writing.exec(queued).all():
        message.follows = recorded.get(message.case_id or 0)
        message.recall_until = message.next_attempt_at = moment + minutes
        writing.add(message)
        change_messages(writing, message.document_ids, TO_DELIVER, next_attempt_at=message.recall_until)
    writing.flush()


def may_still_be_recalled(recorded_at: datetime) -> bool:
    """Tell whether the mail of what was recorded at a moment still waits, as far as it follows at once."""
    until = recorded_at + timedelta(minutes=settings().recall_minutes)
    return now() < until and goes_today(until)


def goes_today(until: datetime) -> bool:
    """Tell whether what waits until a moment still goes on the day of now, in Amsterdam."""
    return (until + ROUND).astimezone(AMSTERDAM).date() == now().astimezone(AMSTERDAM).date()


def _cause(reading: Session, current: CaseState, entries: Sequence[DeskEntry], key: EffectKey) -> DeskEntry | None:
    """Return what was recorded that brings an effect about; None when the clock does, or nobody can tell."""
    made = select(func.count()).where(
        col(CaseEffect.case_id) == current.case_id, col(CaseEffect.recorded_at) < entries[0].recorded_at
    )
    before = dict(islice(current.record.effects.items(), reading.scalar(made) or 0))
    events = current.record.events
    if key in _effects_of_today(current, events[: entries[0].seq - 1], before):
        return None
    return next((each for each in entries if key in _effects_of_today(current, events[: each.seq], before)), None)


def _effects_of_today(
    current: CaseState, events: Sequence[Event], effects: Mapping[EffectKey, Effect]
) -> set[EffectKey]:
    if not events:
        return set()
    edition, record = current.edition, Record(tuple(events), effects)
    return effects_of_days(record, edition.rules, edition.house, current.on, current.on)
