"""Simulate one case fast: exactly the actions of `run_case`, evaluating a step only on days on which it can act.

`run_case` evaluates every step on every wake, as the engine does. Here a step is evaluated on the next day it named
itself, when its milestone changed, and when a milestone it depends on begins. A report other than a done step, and the
end of the case, cause all steps to be evaluated. Results are cached and shared between cases. A property test checks
that both functions give the same actions.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from heapq import heappop, heappush

from spoorboek.portfolio.referral_answers import YES, answers_to
from spoorboek.portfolio.step_cache import CachedStart, Effects, StepCache, effects_of
from spoorboek.statute.actions import Action, Effect, EffectKey, Record, moves_after, through_first_move
from spoorboek.statute.agenda.agenda import CaseDay
from spoorboek.statute.agenda.record_index import RecordIndex
from spoorboek.statute.agenda.step_status import AgendaStep, first_date, work_starts_on
from spoorboek.statute.events import Event
from spoorboek.statute.facts import StepRef
from spoorboek.statute.plan import Milestone, Plan
from spoorboek.statute.policy.house_policy import HousePolicy
from spoorboek.statute.reports.fold import fold_events
from spoorboek.statute.reports.withdrawn_events import WITHDRAWAL
from spoorboek.statute.timeline.done_steps import plan_with_done
from spoorboek.statute.timeline.timeline import timeline
from spoorboek.stories.simulation import ReportQueue, queue_reports
from spoorboek.stories.story import Reported

NEVER = date.max
FINISHED_STATUSES = ("gedaan", "vervallen")
NUMBERED_TOGETHER = (WITHDRAWAL, "paper_requested", "trajectory_changed")  # what these say depends on all events


def run_case_fast(
    reports: Iterable[Reported],
    policy: HousePolicy,
    until: date = date.max,
    cache: StepCache | None = None,
    *,
    says_yes: bool = False,
) -> list[Action]:
    """Return all actions of one case in order, up to and including a last day; ValueError without reports.

    `cache`: results of other cases under the same policy. `says_yes`: every referral is confirmed and approved on the
    day it is prepared, and its bureau does its part on time.
    """
    told = list(reports)
    done = {each.data["step"]: date.fromisoformat(each.data["on"]) for each in told if each.kind == "step_done"}
    run = _CaseRun(policy, queue_reports(told), cache or StepCache(), done if says_yes else None)
    while (on := run.next_wake()) is not None and on <= until:
        run.wake(on)
    return run.actions


class _CaseRun:
    """The simulation of one case, wake by wake.

    `next_days`: by position in the plan, the next day on which that step can act. `queue`: those days in order, with
    their positions; it also holds outdated days. `done`: the day of each step, when people and bureaus answer.
    `is_cut_short`: an action moved a referral, so that the rest of that day is still to be decided. `cacheable`: only
    done steps were reported since the first day, so cached results hold. `dependent_keys`: of steps that need others.
    """

    plan: Plan

    def __init__(
        self, policy: HousePolicy, reports: ReportQueue, cache: StepCache, done: Mapping[str, date] | None = None
    ) -> None:
        self.policy, self.reports, self.cache, self.done = policy, reports, cache, done
        self.actions: list[Action] = []
        self.carried_out = 0  # of these actions, how many were looked at for the moves of referrals they leave
        self.events: list[Event] = []
        self.effects: dict[EffectKey, Effect] = {}
        self.index = RecordIndex(Record((), self.effects))
        self.next_days: list[date] = []
        self.queue: list[tuple[date, int]] = []
        self.next_step_day: date | None = None
        self.dependent_keys = _dependent_keys(policy)
        self.cacheable = False
        self.histories: dict[StepRef, int] = {}
        self.needs_answer = self.is_cut_short = False

    def next_wake(self) -> date | None:
        """Return the day of the next report or of the next step that can act; None when there is neither."""
        if self.needs_answer and self.reports.next_day is None:
            return None
        return min((day for day in (self.reports.next_day, self.next_step_day) if day), default=None)

    def wake(self, on: date) -> None:
        """Apply the reports of this day, evaluate the steps that may act, and compute the next wake."""
        changed = self._apply_reports(on)
        self._run(on, changed)
        while self.reports.next_day != on and self._append_moves():  # else people first say yes to what was prepared
            self.plan, self.cacheable = timeline(fold_events(self.events)), False
            self._run(on, None)

    def _run(self, on: date, changed: set[int] | None) -> None:
        """Evaluate the steps that may act: all of them when any may have changed (None)."""
        if on >= self.plan.ends_on or self.index.adopted_on or self.index.requests:  # these are asked together
            self._run_all_steps(on)
            case_day = self._case_day(on)
            self.next_step_day = on if self.is_cut_short else case_day.next_wake()
            self.needs_answer = case_day.needs_answer()
        else:
            if changed is None:
                self._run_all_steps(on)
            else:
                self._run_steps(sorted(self._due(on) | changed), on)
            self.next_step_day = min(self.plan.ends_on, self._first_queued_day())

    def _apply_reports(self, on: date) -> set[int] | None:
        """Apply the reports of this day to the plan; return the positions that changed, None when any may have."""
        new_events = self.reports.take(on, len(self.events))
        self.events += new_events
        if any(event.kind in NUMBERED_TOGETHER for event in new_events):
            self.index = RecordIndex(Record(tuple(self.events), self.effects))
        else:
            for event in new_events:
                self.index.add(event)
        of_plan = [event for event in new_events if event.kind not in YES]
        if any(event.kind != "step_done" for event in of_plan):
            return self._replan(on)
        changed = self._apply_done_steps(of_plan) if of_plan else set()
        return changed if len(of_plan) == len(new_events) else changed | self._referring()

    def _referring(self) -> set[int]:
        """Return the positions of the steps that refer: those alone depend on what is reported about a referral."""
        return {position for position, each in enumerate(self.plan) if self.policy.steps[each.key].refers}

    def _replan(self, on: date) -> set[int] | None:
        """Compute the plan from all events; a case with only its sick report takes a cached start when there is one."""
        (first, *more), self.cacheable = self.events, False
        if more or self.index.adopted_on:
            self.plan = timeline(fold_events(self.events))
            return None
        cache_key = (on, *sorted(first.data.items()))
        start = self.cache.cached_starts.get(cache_key) or self._run_first_day(cache_key, on)
        self.plan, self.next_days, self.histories = start.plan, list(start.next_days), dict(start.histories)
        self.queue = sorted((next_day, position) for position, next_day in enumerate(start.next_days))
        self.cacheable = True
        self._carry_out(start.actions, start.effects)
        return set()

    def _run_first_day(self, cache_key: Hashable, on: date) -> CachedStart:
        """Run the first day in a separate simulation, and cache the state after it."""
        first_run = _CaseRun(self.policy, ReportQueue(()), self.cache)
        first_run.plan = timeline(fold_events(self.events))
        first_run._run_all_steps(on)
        return self.cache.add_start(cache_key, first_run.plan, first_run.actions, first_run.next_days)

    def _apply_done_steps(self, new_events: list[Event]) -> set[int]:
        """Apply done steps to the plan; return the positions that changed or depend on a changed one."""
        before: Sequence[Milestone | None] = self.plan.milestones
        self.plan = plan_with_done(
            self.plan, {_ref(event): date.fromisoformat(event.data["on"]) for event in new_events}
        )
        if len(before) != len(self.plan.milestones):
            before = self._realign(before)
        pairs = enumerate(zip(before, self.plan.milestones, strict=True))
        changed = {position for position, (old, new) in pairs if old is not new and old != new}
        return changed.union(*map(self._dependents, changed))

    def _realign(self, before: Sequence[Milestone | None]) -> list[Milestone | None]:
        """Move the next days to the positions of the new plan; return the old milestones in its order."""
        known = {old.ref: (old, next_day) for old, next_day in zip(before, self.next_days, strict=True) if old}
        kept = [known.get(milestone.ref, (None, NEVER)) for milestone in self.plan]
        self.next_days = [next_day for _, next_day in kept]
        self.queue = sorted((next_day, position) for position, next_day in enumerate(self.next_days))
        return [old for old, _ in kept]

    def _dependents(self, position: int) -> Iterator[int]:
        """Yield the positions that depend on a changed one: an occurrence it supersedes, steps it triggers."""
        key = self.plan.milestones[position].key
        if self.policy.steps[key].superseded and position:
            yield position - 1
        for dependent in self.dependent_keys:
            if key in self.policy.steps[dependent].document_triggers | self.policy.steps[dependent].prepared_by:
                yield from (other for other, milestone in enumerate(self.plan) if milestone.key == dependent)

    def _due(self, on: date) -> set[int]:
        """Return the positions whose next day has come."""
        due = set()
        while self.queue and self.queue[0][0] <= on:
            day, position = heappop(self.queue)
            if self.next_days[position] == day:
                due.add(position)
        return due

    def _first_queued_day(self) -> date:
        while self.queue and self.next_days[self.queue[0][1]] != self.queue[0][0]:
            heappop(self.queue)
        return self.queue[0][0] if self.queue else NEVER

    def _run_all_steps(self, on: date) -> None:
        """Carry out the actions of all steps today, as the engine does."""
        case_day = self._case_day(on)
        decided = tuple(case_day.actions())
        actions = through_first_move(decided)
        self._carry_out(actions, effects_of(actions))
        self.is_cut_short = len(actions) < len(decided)
        positions = range(len(self.plan.milestones))
        self.next_days = [on if self.is_cut_short else self._next_step_day(case_day, each) for each in positions]
        self.queue = sorted((next_day, position) for position, next_day in enumerate(self.next_days))

    def _run_steps(self, positions: Sequence[int], on: date) -> None:
        """Carry out the actions of some steps today; once one moved a referral, the others are asked anew after it."""
        for number, position in enumerate(positions):
            self._run_step(position, on)
            if any(action.move for action in self.actions[self.carried_out :]):
                for later in positions[number:]:
                    self.next_days[later] = on
                    heappush(self.queue, (on, later))
                return

    def _run_step(self, position: int, on: date) -> None:
        """Carry out the actions of one step today, and compute its next day."""
        milestone = self.plan.milestones[position]
        if not self.cacheable or milestone.key in self.dependent_keys:
            _, next_day = self._decide_step(position, on)
        elif milestone.status in FINISHED_STATUSES:
            next_day = NEVER
        else:
            next_day = self._run_step_cached(position, milestone, on)
        if next_day != self.next_days[position]:
            self.next_days[position] = next_day
            heappush(self.queue, (next_day, position))

    def _run_step_cached(self, position: int, milestone: Milestone, on: date) -> date:
        """Carry out the cached actions of a step with the same dates and history today; return its next day."""
        ref, follower = milestone.ref, self.plan.milestones[position + 1 : position + 2]
        history = self.histories.get(ref, 0)
        cache_key = (milestone[:-1], *map(first_date, follower), history, on)
        cached = self.cache.cached_steps.get(cache_key)
        if cached is not None:
            self._carry_out(cached.actions, cached.effects)
        else:
            cached = self.cache.add_step(cache_key, *self._decide_step(position, on), history)
        self.histories[ref] = cached.history
        return cached.next_day

    def _decide_step(self, position: int, on: date) -> tuple[tuple[Action, ...], date]:
        """Carry out the actions of a step today; return them and its next day."""
        case_day = self._case_day(on)
        actions = through_first_move(case_day.decide(case_day.judge.step(position)))
        self._carry_out(actions, effects_of(actions))
        return actions, self._next_step_day(case_day, position)

    def _next_step_day(self, case_day: CaseDay, position: int) -> date:
        """Return the next day on which a step can act, or on which a milestone it depends on begins.

        A finished step does not act any more, and a step does not act before its first date.
        """
        milestone = self.plan.milestones[position]
        if milestone.key not in self.dependent_keys and milestone.ref not in self.index.retriggered:
            if milestone.status in FINISHED_STATUSES:
                return NEVER
            first = work_starts_on(milestone, self.policy.steps[milestone.key])
            if first is not None and first > case_day.on:
                return first
        step = case_day.judge.step(position)
        days = (*case_day.moments(step), *self._dependency_days(step))
        return min((day for day in days if day > case_day.on), default=NEVER)

    def _case_day(self, on: date) -> CaseDay:
        return CaseDay(self.plan, self.index, self.policy, on)

    def _append_moves(self) -> list[Event]:
        """Append the moves of referrals that the actions of this day left; return them."""
        moves = moves_after(self.actions[self.carried_out :], len(self.events))
        self.carried_out = len(self.actions)
        self.events += moves
        for event in moves:
            self.index.add(event)
        return moves

    def _carry_out(self, actions: Sequence[Action], effects: Effects) -> None:
        self.actions += actions
        self.effects.update(effects)
        if self.done is not None:
            for action in actions:
                if answers := list(answers_to(action, self.done)):
                    self.reports.add(answers)
                if action.kind == "referral_dropped":
                    self.reports.leave_out("referral", int(action.name))

    def _dependency_days(self, step: AgendaStep) -> list[date]:
        triggers = step.policy.document_triggers
        return [day for each in self.plan if each.key in triggers and (day := first_date(each)) is not None]


def _dependent_keys(policy: HousePolicy) -> frozenset[str]:
    """Return the milestones whose steps depend on other steps: those that refer, prepare it, or wait for another."""
    return frozenset(
        key for key, step in policy.steps.items() if step.refers or step.prepares or step.document_triggers
    )


def _ref(event: Event) -> StepRef:
    return StepRef(event.data["step"], event.data.get("occurrence", 1))
