"""Live one case fast: exactly the actions of `run_case`, asking each step only on the days it can want something.

`run_case` asks every step on every wake, as the engine does. Here a step is asked on its own moments, when its
milestone changed, and when a milestone it looks at begins; any report but a step done, and the end of the case, asks
them all. That both give the same actions is a property under test.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from heapq import heappop, heappush

from spoorboek.statute.actions import Action, Effect, EffectKey, Record
from spoorboek.statute.agenda import Turn
from spoorboek.statute.events import Event
from spoorboek.statute.facts import StepRef
from spoorboek.statute.fold import fold
from spoorboek.statute.marking import with_done
from spoorboek.statute.plan import Milestone, Plan
from spoorboek.statute.policy import HousePolicy
from spoorboek.statute.seen import Seen
from spoorboek.statute.status import Step, begins_on, starts_on
from spoorboek.statute.timeline import timeline
from spoorboek.stories import Reported

NEVER = date.max
OVER = ("gedaan", "vervallen")


def live(reports: Iterable[Reported], policy: HousePolicy, until: date = date.max) -> list[Action]:
    """Return all actions of one case in order, up to and including a last day; ValueError without reports."""
    life = _Life(policy, sorted(reports, key=lambda report: report.day))
    while (on := life.next_day()) is not None and on <= until:
        life.wake(on)
    return life.actions


class _Life:
    """A case on its way through time.

    `moments`: per place of the plan, the next day on which that step can want something. `queue` holds those days in
    order, and days that no longer hold.
    """

    plan: Plan

    def __init__(self, policy: HousePolicy, reports: list[Reported]) -> None:
        if not reports:
            raise ValueError("a case needs at least its sick report")
        self.policy, self.reports = policy, deque(reports)
        self.actions: list[Action] = []
        self.events: list[Event] = []
        self.effects: dict[EffectKey, Effect] = {}
        self.seen = Seen(Record((), self.effects))
        self.moments: list[date] = []
        self.queue: list[tuple[date, int]] = []
        self.own_wake: date | None = None
        self.special = _special(policy)

    def next_day(self) -> date | None:
        """Return the day of the next report or of the next moment, None when nothing comes any more."""
        if not self.reports:
            return self.own_wake
        return min(self.reports[0].day, self.own_wake or NEVER)

    def wake(self, on: date) -> None:
        """Take in what is reported on this day, ask the steps that may want something, and see when to wake again."""
        changed = self._take_in(on)
        turn = Turn(self.plan, self.seen, self.policy, on)
        if on >= self.plan.ends_on:
            self._carry_out(turn.actions())
            self.own_wake = Turn(self.plan, self.seen, self.policy, on).next_wake()
            return
        due = self._due(on)
        if changed is None:
            self._carry_out(turn.actions())
            self.moments = [self._next(turn, place) for place in range(len(self.plan.milestones))]
            self.queue = sorted((moment, place) for place, moment in enumerate(self.moments))
        else:
            for place in sorted(due | changed):
                self._ask(turn, place)
        self.own_wake = min(self.plan.ends_on, self._first_moment())

    def _take_in(self, on: date) -> set[int] | None:
        """Hear what is reported on this day and plan again; return the places it changed, None when it may be any."""
        told: list[Event] = []
        while self.reports and self.reports[0].day <= on:
            report = self.reports.popleft()
            told.append(Event(len(self.events) + len(told) + 1, report.kind, on, report.data))
            self.seen.hear(told[-1])
        self.events += told
        if all(event.kind == "step_done" for event in told):
            return self._mark_done(told) if told else set()
        self.plan = timeline(fold(self.events))
        self.moments, self.queue = [NEVER] * len(self.plan.milestones), []
        return None

    def _mark_done(self, told: list[Event]) -> set[int]:
        before: Sequence[Milestone | None] = self.plan.milestones
        self.plan = with_done(self.plan, {_ref(event): date.fromisoformat(event.data["on"]) for event in told})
        if len(before) != len(self.plan.milestones):
            before = self._rearranged(before)
        pairs = enumerate(zip(before, self.plan.milestones, strict=True))
        changed = {place for place, (old, new) in pairs if old is not new and old != new}
        return changed.union(*map(self._onlookers, changed))

    def _rearranged(self, before: Sequence[Milestone | None]) -> list[Milestone | None]:
        """Let what is known of each milestone follow it to its place in the new plan."""
        known = {old.ref: (old, moment) for old, moment in zip(before, self.moments, strict=True) if old}
        kept = [known.get(milestone.ref, (None, NEVER)) for milestone in self.plan]
        self.moments = [moment for _, moment in kept]
        self.queue = sorted((moment, place) for place, moment in enumerate(self.moments))
        return [old for old, _ in kept]

    def _onlookers(self, place: int) -> Iterator[int]:
        """Walk the places that look at a changed one: an occurrence that ends where it begins, papers it brings out."""
        key = self.plan.milestones[place].key
        if self.policy.steps[key].superseded and place:
            yield place - 1
        for beside in self.special:
            if key in self.policy.steps[beside].brought_out_by:
                yield from (other for other, milestone in enumerate(self.plan) if milestone.key == beside)

    def _due(self, on: date) -> set[int]:
        """Return the places whose moment has come."""
        due = set()
        while self.queue and self.queue[0][0] <= on:
            day, place = heappop(self.queue)
            if self.moments[place] == day:
                due.add(place)
        return due

    def _first_moment(self) -> date:
        while self.queue and self.moments[self.queue[0][1]] != self.queue[0][0]:
            heappop(self.queue)
        return self.queue[0][0] if self.queue else NEVER

    def _ask(self, turn: Turn, place: int) -> None:
        """Let one step do what it wants today, and see on which day it may want more."""
        moment = self._next(turn, place, act=True)
        if moment != self.moments[place]:
            self.moments[place] = moment
            heappush(self.queue, (moment, place))

    def _next(self, turn: Turn, place: int, act: bool = False) -> date:
        """Return the next day on which a step can want something, or on which a milestone it looks at begins.

        A step that is over wants nothing any more, and one whose first date lies ahead nothing before it.
        """
        milestone = self.plan.milestones[place]
        if milestone.key not in self.special and milestone.ref not in self.seen.retriggered:
            if milestone.status in OVER:
                return NEVER
            first = starts_on(milestone, self.policy.steps[milestone.key])
            if first is not None and first > turn.on:
                return first
        step = turn.judge.step(place)
        if act:
            self._carry_out(turn.decide(step))
        days = (*turn.moments(step), *self._begin_beside(step))
        return min((day for day in days if day > turn.on), default=NEVER)

    def _carry_out(self, actions: Iterable[Action]) -> None:
        decided = tuple(actions)
        self.actions += decided
        self.effects.update((action.key, Effect(action.key, action.on, action.detail)) for action in decided)

    def _begin_beside(self, step: Step) -> list[date]:
        others = step.policy.brought_out_by
        beside = [begins_on(each) for each in self.plan if each.key in others] if others else []
        return [day for day in beside if day is not None]


def _special(policy: HousePolicy) -> frozenset[str]:
    """Return the milestones that may want something before they begin: what asks a bureau, or waits for another."""
    return frozenset(key for key, step in policy.steps.items() if step.refers or step.brought_out_by)


def _ref(event: Event) -> StepRef:
    return StepRef(event.data["step"], event.data.get("occurrence", 1))
