"""How long others took, as the record of all cases shows."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import Select, select
from sqlmodel import Session, col

from models.tables import CaseEffect, CaseEvent
from spoorboek.statute.actions import Effect, EffectKey, Record
from spoorboek.statute.agenda.requests import waits
from spoorboek.statute.events import Event, EventKind
from spoorboek.statute.policy.house_policy import HousePolicy
from spoorboek.statute.policy.lead_times import WINDOW, LeadTime, Wait, observed

T = TypeVar("T")
ASKED = ("mail", "referral")
ANSWERED = ("step_done", "bureau_answered")
_learned: dict[tuple[str, str, date], Mapping[str, LeadTime]] = {}


def learned(reading: Session, policy: HousePolicy, on: date) -> HousePolicy:
    """Return the policy with the lead times the record shows, looked up once a day in a process."""
    key = (str(reading.get_bind().engine.url), policy.version, on)
    if key not in _learned:
        _learned.clear()
        _learned[key] = observed(all_waits(reading, policy, on), policy.lead_times, on)
    return policy.with_leads(_learned[key])


def all_waits(reading: Session, policy: HousePolicy, on: date) -> Iterator[Wait]:
    """Walk every finished request of the last year, of all cases."""
    steps = [key for key, step in policy.steps.items() if step.lead]
    since = on - WINDOW
    answers = _by_case(reading, _answers(since), _event)
    for case, effects in _by_case(reading, _requests(steps, since), _effect).items():
        yield from waits(Record(tuple(answers.get(case, ())), {effect.key: effect for effect in effects}), policy)


def _by_case(reading: Session, rows: Select[Any], make: Callable[..., T]) -> dict[int, list[T]]:
    found: dict[int, list[T]] = {}
    for case, *fields in reading.execute(rows):
        found.setdefault(case, []).append(make(*fields))
    return found


def _requests(steps: list[str], since: date) -> Select[Any]:
    columns: list[Any] = [CaseEffect.case_id, *(getattr(CaseEffect, name) for name in EffectKey._fields)]
    asked = col(CaseEffect.kind).in_(ASKED) & col(CaseEffect.step).in_(steps) & (col(CaseEffect.on_day) >= since)
    return select(*columns, col(CaseEffect.on_day)).where(asked).order_by(col(CaseEffect.id))


def _answers(since: date) -> Select[Any]:
    columns: list[Any] = [CaseEvent.case_id, CaseEvent.seq, CaseEvent.kind, CaseEvent.on_day, CaseEvent.data]
    told = col(CaseEvent.kind).in_(ANSWERED) & (col(CaseEvent.on_day) >= since)
    return select(*columns).where(told).order_by(col(CaseEvent.id))


def _effect(*fields: Any) -> Effect:
    *key, on = fields
    return Effect(EffectKey(*key), on)


def _event(seq: int, kind: EventKind, on: date, data: Mapping[str, Any]) -> Event:
    return Event(seq, kind, on, data)
