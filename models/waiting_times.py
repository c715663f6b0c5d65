"""How long others took to answer requests, according to the record of all cases."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from threading import Lock
from typing import Any, TypeVar

from sqlalchemy import Select, select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from models.connection import session_apart
from models.tables import CaseEffect, CaseEvent, LearnedLeads
from spoorboek.statute.actions import Effect, EffectKey, Record
from spoorboek.statute.agenda.requests import waiting_times
from spoorboek.statute.events import Event, EventKind
from spoorboek.statute.policy.house_policy import HousePolicy
from spoorboek.statute.policy.lead_times import WINDOW, LeadTime, WaitingTime, learned_lead_times

_Row = TypeVar("_Row")
ASKED_COLUMNS = ("mail", "referral", "referral_sent")
ANSWERED_COLUMNS = ("step_done", "bureau_answered")
_learning = Lock()  # one thread of a process learns, the others wait for what it learned
_known_leads: dict[tuple[str, str, date], Mapping[str, LeadTime]] = {}  # of one day: read once per process


def policy_with_learned_leads(reading: Session, policy: HousePolicy, on: date) -> HousePolicy:
    """Return the policy with the lead times of a day, which are the same for every process.

    Whoever asks first learns them from the record and stores them, in a transaction of its own: `reading` may not be
    allowed to write, or hold what is not committed.
    """
    key = (str(reading.get_bind().engine.url), policy.version, on)
    with _learning:
        if key not in _known_leads:
            with session_apart() as writing:
                leads = _stored_leads(writing, policy, on) or _learn_leads(writing, policy, on)
            _known_leads.clear()
            _known_leads[key] = leads
        return policy.with_leads(_known_leads[key])


def _learn_leads(writing: Session, policy: HousePolicy, on: date) -> Mapping[str, LeadTime]:
    """Learn and store the lead times of a day; return those of whoever was first."""
    learned = learned_lead_times(all_waiting_times(writing, policy, on), policy.lead_times, on)
    row = {"on_day": on, "policy": policy.version, "leads": {role: lead[1:] for role, lead in learned.items()}}
    writing.execute(insert(LearnedLeads).values(row).on_conflict_do_nothing())
    return _stored_leads(writing, policy, on)


def _stored_leads(reading: Session, policy: HousePolicy, on: date) -> Mapping[str, LeadTime]:
    """Read the lead times of a day; empty while nobody learned them."""
    of_day = (col(LearnedLeads.on_day) == on) & (col(LearnedLeads.policy) == policy.version)
    stored = reading.scalars(select(col(LearnedLeads.leads)).where(of_day)).one_or_none() or {}
    return {role: LeadTime(role, *lead) for role, lead in stored.items()}


def all_waiting_times(reading: Session, policy: HousePolicy, on: date) -> Iterator[WaitingTime]:
    """Yield the waiting time of every answered request of the last year, of all cases."""
    steps = [key for key, step in policy.steps.items() if step.lead]
    since = on - WINDOW
    answers = _by_case(reading, _answers(since), _event)
    for case, effects in _by_case(reading, _requests(steps, since), _effect).items():
        yield from waiting_times(
            Record(tuple(answers.get(case, ())), {effect.key: effect for effect in effects}), policy
        )


def _by_case(reading: Session, rows: Select[Any], build: Callable[..., _Row]) -> dict[int, list[_Row]]:
    rows_by_case: dict[int, list[_Row]] = {}
    for case, *fields in reading.execute(rows):
        rows_by_case.setdefault(case, []).append(build(*fields))
    return rows_by_case


def _requests(steps: list[str], since: date) -> Select[Any]:
    columns: list[Any] = [CaseEffect.case_id, *(getattr(CaseEffect, name) for name in EffectKey._fields)]
    is_request = (
        col(CaseEffect.kind).in_(ASKED_COLUMNS) & col(CaseEffect.step).in_(steps) & (col(CaseEffect.on_day) >= since)
    )
    return (
        select(*columns, col(CaseEffect.on_day), col(CaseEffect.detail)).where(is_request).order_by(col(CaseEffect.id))
    )


def _answers(since: date) -> Select[Any]:
    columns: list[Any] = [CaseEvent.case_id, CaseEvent.seq, CaseEvent.kind, CaseEvent.on_day, CaseEvent.data]
    is_answer = col(CaseEvent.kind).in_(ANSWERED_COLUMNS) & (col(CaseEvent.on_day) >= since)
    return select(*columns).where(is_answer).order_by(col(CaseEvent.id))


def _effect(*fields: Any) -> Effect:
    *key, on, detail = fields
    return Effect(EffectKey(*key), on, detail)


def _event(seq: int, kind: EventKind, on: date, data: Mapping[str, Any]) -> Event:
    return Event(seq, kind, on, data)
