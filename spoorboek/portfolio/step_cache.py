"""Cache the actions of steps across cases: cases with the same first sick day share most of them.

The actions of a step on a day depend only on its milestone, on the actions taken for it before, and on the house
policy, as long as only done steps are reported for its case. So a result of one case can be used for another.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import date
from itertools import count
from typing import NamedTuple

from spoorboek.statute.actions import Action, Effect, EffectKey
from spoorboek.statute.facts import StepRef
from spoorboek.statute.plan import Plan

MAX_CACHED_STEPS, MAX_CACHED_STARTS = 100_000, 1_000
Effects = tuple[tuple[EffectKey, Effect], ...]


class CachedStep(NamedTuple):
    """The actions of one step on one day, their effects, its next day, and the id of its history after them.

    Steps with the same history id had the same actions before.
    """

    actions: tuple[Action, ...]
    effects: Effects
    next_day: date
    history: int


class CachedStart(NamedTuple):
    """The state of a case after its first day: plan, actions, effects, next day and history id of each step."""

    plan: Plan
    actions: tuple[Action, ...]
    effects: Effects
    next_days: Sequence[date]
    histories: Mapping[StepRef, int]


class StepCache:
    """A cache for the cases of one portfolio under one house policy; it is emptied when it is full."""

    def __init__(self) -> None:
        self.cached_steps: dict[Hashable, CachedStep] = {}
        self.cached_starts: dict[Hashable, CachedStart] = {}
        self._histories = count(1)

    def add_step(self, key: Hashable, actions: tuple[Action, ...], next_day: date, history: int) -> CachedStep:
        """Cache the actions of a step with this history; actions give it a new history id."""
        if len(self.cached_steps) >= MAX_CACHED_STEPS:
            self.cached_steps.clear()
        cached = CachedStep(actions, effects_of(actions), next_day, next(self._histories) if actions else history)
        self.cached_steps[key] = cached
        return cached

    def add_start(self, key: Hashable, plan: Plan, actions: Iterable[Action], next_days: Sequence[date]) -> CachedStart:
        """Cache the state of a case after its first day."""
        if len(self.cached_starts) >= MAX_CACHED_STARTS:
            self.cached_starts.clear()
        taken = tuple(actions)
        histories = {StepRef(action.step, action.occurrence): next(self._histories) for action in taken}
        self.cached_starts[key] = start = CachedStart(plan, taken, effects_of(taken), tuple(next_days), histories)
        return start


def effects_of(actions: Iterable[Action]) -> Effects:
    """Return the effects of actions, with their keys."""
    return tuple((action.key, Effect(action.key, action.on, action.detail)) for action in actions)
