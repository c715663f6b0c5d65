"""What steps wanted, remembered from one case to the next: cases that began on the same day share most of it.

What a step wants on a day follows from its milestone, from what was done for it before, and from the house policy:
nothing else, as long as nothing but done steps is reported of its case. So the answer of one case is that of another.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import date
from itertools import count
from typing import NamedTuple

from spoorboek.statute.actions import Action, Effect, EffectKey
from spoorboek.statute.facts import StepRef
from spoorboek.statute.plan import Plan

MOST_ANSWERS, MOST_STARTS = 100_000, 1_000
Effects = tuple[tuple[EffectKey, Effect], ...]


class CachedStep(NamedTuple):
    """What one step wanted on one day, the effects that leaves, its next moment, and the name of its history since.

    Two steps with the same history were asked the same before, and answered the same.
    """

    actions: tuple[Action, ...]
    effects: Effects
    moment: date
    history: int


class CachedStart(NamedTuple):
    """How a case stands after its first day: its plan, what was done, the next moment and the history of each step."""

    plan: Plan
    actions: tuple[Action, ...]
    effects: Effects
    moments: Sequence[date]
    histories: Mapping[StepRef, int]


class StepCache:
    """Answers and starts of the cases of one portfolio, under one house policy; forgets them when there are many."""

    def __init__(self) -> None:
        self.answers: dict[Hashable, CachedStep] = {}
        self.starts: dict[Hashable, CachedStart] = {}
        self._histories = count(1)

    def keep_answer(self, question: Hashable, decided: tuple[Action, ...], moment: date, history: int) -> CachedStep:
        """Remember what a step with this history wanted; something done makes a new history of it."""
        if len(self.answers) >= MOST_ANSWERS:
            self.answers.clear()
        answer = CachedStep(decided, effects_of(decided), moment, next(self._histories) if decided else history)
        self.answers[question] = answer
        return answer

    def keep_start(
        self, question: Hashable, plan: Plan, actions: Iterable[Action], moments: Sequence[date]
    ) -> CachedStart:
        """Remember how a case stands after its first day."""
        if len(self.starts) >= MOST_STARTS:
            self.starts.clear()
        decided = tuple(actions)
        histories = {StepRef(action.step, action.occurrence): next(self._histories) for action in decided}
        self.starts[question] = start = CachedStart(plan, decided, effects_of(decided), tuple(moments), histories)
        return start


def effects_of(actions: Iterable[Action]) -> Effects:
    """Return the effects that actions leave, by their keys."""
    return tuple((action.key, Effect(action.key, action.on, action.detail)) for action in actions)
