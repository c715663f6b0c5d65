"""How long others took, as the record of all cases shows."""

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
_learned: dict[tuple[str, str, date], Mapping[str, LeadTime]] = {}


def policy_with_learned_leads(reading: Session, policy: HousePolicy, on: date) -> HousePolicy:
    """Return the policy with the lead times the record shows, looked up once a day in a process."""
    key = (str(reading.get_bind().engine.url), policy.version, on)
    if key not in _learned:
        _learned.clear()
        _learned[key] = learned_lead_times(all_waiting_times(reading, policy, on), policy.lead_times, on)
    return policy.with_leads(_learned[key])


def all_waiting_times(reading: Session, policy: HousePolicy, on: date) -> Iterator[WaitingTime]:
    """Walk every finished request of the last year, of all cases."""
    steps = [key for key, step in policy.steps.items() if step.lead]
    since = on - WINDOW
    answers = _by_case(reading, _answers(since), _event)
    for case, effects in _by_case(reading, _requests(steps, since), _effect).items():
        yield from waiting_times(
            Record(tuple(answers.get(case, ())), {effect.key: effect for effect in effects}), policy
        )


def _by_case(reading: Session, rows: Select[Any], make: Callable[..., _Row]) -> dict[int, list[_Row]]:
    found: dict[int, list[_Row]] = {}
    for case, *fields in reading.execute(rows):
        found.setdefault(case, []).append(make(*fields))
    return found


def _requests(steps: list[str], since: date) -> Select[Any]:
    columns: list[Any] = [CaseEffect.case_id, *(getattr(CaseEffect, name) for name in EffectKey._fields)]
    asked = (
        col(CaseEffect.kind).in_(ASKED_COLUMNS) & col(CaseEffect.step).in_(steps) & (col(CaseEffect.on_day) >= since)
    )
    return select(*columns, col(CaseEffect.on_day)).where(asked).order_by(col(CaseEffect.id))


def _answers(since: date) -> Select[Any]:
    columns: list[Any] = [CaseEvent.case_id, CaseEvent.seq, CaseEvent.kind, CaseEvent.on_day, CaseEvent.data]
    answers_given = col(CaseEvent.kind).in_(ANSWERED_COLUMNS) & (col(CaseEvent.on_day) >= since)
    return select(*columns).where(answers_given).order_by(col(CaseEvent.id))


def _effect(*fields: Any) -> Effect:
    *key, on = fields
    return Effect(EffectKey(*key), on)


def _event(seq: int, kind: EventKind, on: date, data: Mapping[str, Any]) -> Event:
    return Event(seq, kind, on, data)
