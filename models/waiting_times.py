"""How long others took to answer requests, according to the record of all cases."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import Select, select
from sqlmodel import Session, col

from models.tables import CaseEffect, CaseEvent
from spoorboek.statute.actions import Effect, EffectKey, Record
from spoorboek.statute.agenda.requests import waiting_times
from spoorboek.statute.events import Event, EventKind
from spoorboek.statute.policy.house_policy import HousePolicy
from spoorboek.statute.policy.lead_times import WINDOW, LeadTime, WaitingTime, learned_lead_times

_Row = TypeVar("_Row")
ASKED_COLUMNS = ("mail", "referral")
ANSWERED_COLUMNS = ("step_done", "bureau_answered")
_learned_leads: dict[tuple[str, str, date], Mapping[str, LeadTime]] = {}


def policy_with_learned_leads(reading: Session, policy: HousePolicy, on: date) -> HousePolicy:
    """Return the policy with lead times learned from the record, computed once a day per process."""
    key = (str(reading.get_bind().engine.url), policy.version, on)
    if key not in _learned_leads:
        _learned_leads.clear()
        _learned_leads[key] = learned_lead_times(all_waiting_times(reading, policy, on), policy.lead_times, on)
    return policy.with_leads(_learned_leads[key])


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
    return select(*columns, col(CaseEffect.on_day)).where(is_request).order_by(col(CaseEffect.id))


def _answers(since: date) -> Select[Any]:
    columns: list[Any] = [CaseEvent.case_id, CaseEvent.seq, CaseEvent.kind, CaseEvent.on_day, CaseEvent.data]
    is_answer = col(CaseEvent.kind).in_(ANSWERED_COLUMNS) & (col(CaseEvent.on_day) >= since)
    return select(*columns).where(is_answer).order_by(col(CaseEvent.id))


def _effect(*fields: Any) -> Effect:
    *key, on = fields
    return Effect(EffectKey(*key), on)


def _event(seq: int, kind: EventKind, on: date, data: Mapping[str, Any]) -> Event:
    return Event(seq, kind, on, data)
