"""Live one case fast: exactly the actions of `run_case`, asking each step only on the days it can want something.

`run_case` asks every step on every wake, as the engine does. Here a step is asked on its own moments, when its
milestone changed, and when a milestone it looks at begins; any report but a step done, and the end of the case, asks
them all. What was answered before, in this case or another, is remembered. That both give the same actions is a
property under test.
"""

from collections import deque
from collections.abc import Hashable, Iterable, Iterator, Sequence
from datetime import date
from heapq import heappop, heappush

from spoorboek.portfolio.step_cache import CachedStart, Effects, StepCache, effects_of
from spoorboek.statute.actions import Action, Effect, EffectKey, Record
from spoorboek.statute.agenda.agenda import CaseDay
from spoorboek.statute.agenda.record_index import RecordIndex
from spoorboek.statute.agenda.step_status import AgendaStep, first_date, work_starts_on
from spoorboek.statute.events import Event
from spoorboek.statute.facts import StepRef
from spoorboek.statute.plan import Milestone, Plan
from spoorboek.statute.policy.house_policy import HousePolicy
from spoorboek.statute.reports.fold import fold_events
from spoorboek.statute.timeline.done_steps import plan_with_done
from spoorboek.statute.timeline.timeline import timeline
from spoorboek.stories.story import Reported

NEVER = date.max
OVER_STATUSES = ("gedaan", "vervallen")


def run_case_fast(
    reports: Iterable[Reported], policy: HousePolicy, until: date = date.max, memory: StepCache | None = None
) -> list[Action]:
    """Return all actions of one case in order, up to and including a last day; ValueError without reports.

    `memory`: what is remembered of other cases under the same policy.
    """
    ordered = sorted(reports, key=lambda report: report.day)
    if not ordered:
        raise ValueError("a case needs at least its sick report")
    life = _Life(policy, ordered, memory or StepCache())
    while (on := life.next_day()) is not None and on <= until:
        life.wake(on)
    return life.actions


class _Life:
    """A case on its way through time.

    `moments`: per place of the plan, the next day on which that step can want something. `queue` holds those days in
    order, and days that no longer hold. `shares`: nothing but done steps was reported since the first day, so what the
    memory holds counts for this case.
    """

    plan: Plan

    def __init__(self, policy: HousePolicy, reports: list[Reported], memory: StepCache) -> None:
        self.policy, self.reports, self.memory = policy, deque(reports), memory
        self.actions: list[Action] = []
        self.events: list[Event] = []
        self.effects: dict[EffectKey, Effect] = {}
        self.index = RecordIndex(Record((), self.effects))
        self.moments: list[date] = []
        self.queue: list[tuple[date, int]] = []
        self.own_wake: date | None = None
        self.special = _special(policy)
        self.shares = False
        self.histories: dict[StepRef, int] = {}

    def next_day(self) -> date | None:
        """Return the day of the next report or of the next moment, None when nothing comes any more."""
        if not self.reports:
            return self.own_wake
        return min(self.reports[0].day, self.own_wake or NEVER)

    def wake(self, on: date) -> None:
        """Take in what is reported on this day, ask the steps that may want something, and see when to wake again."""
        changed = self._take_in(on)
        if on >= self.plan.ends_on:
            self._ask_all(on)
            self.own_wake = self._turn(on).next_wake()
        else:
            if changed is None:
                self._ask_all(on)
            else:
                for place in sorted(self._due(on) | changed):
                    self._ask(place, on)
            self.own_wake = min(self.plan.ends_on, self._first_moment())

    def _take_in(self, on: date) -> set[int] | None:
        """Hear what is reported on this day and plan again; return the places it changed, None when it may be any."""
        new_events: list[Event] = []
        while self.reports and self.reports[0].day <= on:
            report = self.reports.popleft()
            new_events.append(Event(len(self.events) + len(new_events) + 1, report.kind, on, report.data))
            self.index.add(new_events[-1])
        self.events += new_events
        if any(event.kind != "step_done" for event in new_events):
            return self._begin(on)
        return self._mark_done(new_events) if new_events else set()

    def _begin(self, on: date) -> set[int] | None:
        """Plan from all that was reported; a case of which only the sick report is known may begin as another did."""
        (first, *more), self.shares = self.events, False
        if more or self.index.adopted_on:
            self.plan = timeline(fold_events(self.events))
            return None
        question = (on, *sorted(first.data.items()))
        start = self.memory.starts.get(question) or self._first_day(question, on)
        self.plan, self.moments, self.histories = start.plan, list(start.moments), dict(start.histories)
        self.queue, self.shares = sorted((moment, place) for place, moment in enumerate(start.moments)), True
        self._carry_out(start.actions, start.effects)
        return set()

    def _first_day(self, question: Hashable, on: date) -> CachedStart:
        """Live the first day in a life of its own, and remember how it leaves the case."""
        other = _Life(self.policy, [], self.memory)
        other.plan = timeline(fold_events(self.events))
        other._ask_all(on)
        return self.memory.keep_start(question, other.plan, other.actions, other.moments)

    def _mark_done(self, new_events: list[Event]) -> set[int]:
        before: Sequence[Milestone | None] = self.plan.milestones
        self.plan = plan_with_done(
            self.plan, {_ref(event): date.fromisoformat(event.data["on"]) for event in new_events}
        )
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
            if key in self.policy.steps[beside].document_triggers:
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

    def _ask_all(self, on: date) -> None:
        """Let the whole case do what it wants today, as the engine does."""
        turn = self._turn(on)
        actions = tuple(turn.actions())
        self._carry_out(actions, effects_of(actions))
        self.moments = [self._next(turn, place) for place in range(len(self.plan.milestones))]
        self.queue = sorted((moment, place) for place, moment in enumerate(self.moments))

    def _ask(self, place: int, on: date) -> None:
        """Let one step do what it wants today, and see on which day it may want more."""
        milestone = self.plan.milestones[place]
        if not self.shares or milestone.key in self.special:
            _, moment = self._decided(place, on)
        elif milestone.status in OVER_STATUSES:
            moment = NEVER
        else:
            moment = self._remembered(place, milestone, on)
        if moment != self.moments[place]:
            self.moments[place] = moment
            heappush(self.queue, (moment, place))

    def _remembered(self, place: int, milestone: Milestone, on: date) -> date:
        """Do what a step with the same dates and history did on this day; return its next moment."""
        ref, follower = milestone.ref, self.plan.milestones[place + 1 : place + 2]
        history = self.histories.get(ref, 0)
        question = (milestone[:-1], *map(first_date, follower), history, on)
        answer = self.memory.answers.get(question)
        if answer is not None:
            self._carry_out(answer.actions, answer.effects)
        else:
            answer = self.memory.keep_answer(question, *self._decided(place, on), history)
        self.histories[ref] = answer.history
        return answer.moment

    def _decided(self, place: int, on: date) -> tuple[tuple[Action, ...], date]:
        """Do what a step wants today; return that and its next moment."""
        turn = self._turn(on)
        actions = tuple(turn.decide(turn.judge.step(place)))
        self._carry_out(actions, effects_of(actions))
        return actions, self._next(turn, place)

    def _next(self, turn: CaseDay, place: int) -> date:
        """Return the next day on which a step can want something, or on which a milestone it looks at begins.

        A step that is over wants nothing any more, and one whose first date lies ahead nothing before it.
        """
        milestone = self.plan.milestones[place]
        if milestone.key not in self.special and milestone.ref not in self.index.retriggered:
            if milestone.status in OVER_STATUSES:
                return NEVER
            first = work_starts_on(milestone, self.policy.steps[milestone.key])
            if first is not None and first > turn.on:
                return first
        step = turn.judge.step(place)
        days = (*turn.moments(step), *self._begin_beside(step))
        return min((day for day in days if day > turn.on), default=NEVER)

    def _turn(self, on: date) -> CaseDay:
        return CaseDay(self.plan, self.index, self.policy, on)

    def _carry_out(self, actions: Iterable[Action], effects: Effects) -> None:
        self.actions += actions
        self.effects.update(effects)

    def _begin_beside(self, step: AgendaStep) -> list[date]:
        others = step.policy.document_triggers
        beside = [first_date(each) for each in self.plan if each.key in others] if others else []
        return [day for day in beside if day is not None]


def _special(policy: HousePolicy) -> frozenset[str]:
    """Return the milestones that look beyond themselves: what asks a bureau, or waits for another step."""
    return frozenset(key for key, step in policy.steps.items() if step.refers or step.document_triggers)


def _ref(event: Event) -> StepRef:
    return StepRef(event.data["step"], event.data.get("occurrence", 1))
