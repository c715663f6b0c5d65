"""Mail that was overtaken while it waited: what chases a step that is done meanwhile is not sent any more."""

from itertools import islice

from sqlalchemy import and_
from sqlmodel import Session, col, select

from models.record import load_record
from models.tables import Case, CaseEffect, CaseEvent, Message
from spoorboek.statute.actions import EffectKey, Record
from spoorboek.statute.agenda.agenda import make_agenda
from spoorboek.statute.agenda.lost_time import effects_of_days
from spoorboek.statute.errors import FactsError
from spoorboek.statute.reports.fold import fold_events
from spoorboek.statute.timeline.timeline import timeline
from tasks.case_state import planning_today

_CHASED = ("reminder", "escalation", "warning")
TO_BE_DONE = ("open", "te_laat", "afgeweken")
NO_LONGER_HOLDS = "ingehaald: intussen is iets vastgelegd waardoor dit bericht niet meer klopt"


def is_overtaken(reading: Session, mail: int) -> bool:
    """Tell whether a reminder, escalation or warning would not have been decided with what was reported since.

    A document is sent as it was made, and so is what a person decided to send after a restore or a refusal.
    """
    waiting = select(CaseEffect).join(Message, col(Message.effect_id) == col(CaseEffect.id))
    waiting = waiting.where(col(Message.id) == mail, col(CaseEffect.kind).in_(_CHASED))
    decided = (Message.held_because, Message.settled_by, Message.resend_of)
    by_itself = and_(*(col(column).is_(None) for column in decided))
    effect = reading.exec(waiting.where(by_itself)).one_or_none()
    return effect is not None and _reported_since(reading, effect) and not _still_decided(reading, effect)


def _reported_since(reading: Session, effect: CaseEffect) -> bool:
    since = select(CaseEvent.id).where(CaseEvent.case_id == effect.case_id, CaseEvent.recorded_at > effect.recorded_at)
    return reading.exec(since.limit(1)).first() is not None


def _still_decided(reading: Session, effect: CaseEffect) -> bool:
    """Tell whether the agenda of that day, with the facts of now, still has this effect after those before it.

    A reminder that a person asked for holds as long as the step is to be done.
    """
    edition = planning_today(reading).edition
    record = load_record(reading, reading.get_one(Case, effect.case_id))
    before = Record(record.events, dict(islice(record.effects.items(), effect.seq - 1)))
    try:
        plan = timeline(fold_events(record.events, edition.rules), edition.rules)
    except FactsError:  # nobody can tell; the wake of the case says so
        return True
    if "by" in effect.detail:
        steps = make_agenda(plan, record, edition.house, effect.on_day).steps
        return any(each.ref == (effect.step, effect.occurrence) and each.status in TO_BE_DONE for each in steps)
    key = EffectKey(*(getattr(effect, name) for name in EffectKey._fields))
    return key in effects_of_days(before, edition.rules, edition.house, effect.on_day, effect.on_day)
