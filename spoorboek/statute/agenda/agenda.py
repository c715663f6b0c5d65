"""What is to be done for one case on one day, and when to look again. Pure: plan, record, policy and day in."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from spoorboek.statute.actions import Action, Record
from spoorboek.statute.agenda.case_closing import closing_actions, is_closed
from spoorboek.statute.agenda.escalation import escalation_actions, late_marks, reminder_actions, step_moments
from spoorboek.statute.agenda.owed_documents import open_step, owed_documents
from spoorboek.statute.agenda.record_index import RecordIndex
from spoorboek.statute.agenda.referral_timing import first_request_on, referral_actions, referral_has_begun
from spoorboek.statute.agenda.requests import request_warnings, unreachable_from
from spoorboek.statute.agenda.retractions import retraction_actions
from spoorboek.statute.agenda.step_status import (
    SUPERSEDED,
    AgendaStep,
    StepJudge,
    StepState,
    step_states,
    work_starts_on,
)
from spoorboek.statute.plan import Plan
from spoorboek.statute.policy.house_policy import HousePolicy


@dataclass(frozen=True, slots=True)
class Agenda:
    """The decisions of one turn: what to do now in this order, when to wake next, how every step stands.

    `next_wake` lies after the day asked about; it is None once the case is closed.
    """

    actions: tuple[Action, ...]
    next_wake: date | None
    steps: tuple[StepState, ...]


def make_agenda(plan: Plan, record: Record, policy: HousePolicy, on: date) -> Agenda:
    """Decide what to do for a case on a day, given what was reported and what was done already.

    Asking again after the actions were carried out yields no actions; nothing in `record.effects` is asked for twice.
    """
    turn = CaseDay(plan, RecordIndex(record), policy, on)
    actions = tuple(turn.actions())
    return Agenda(actions, turn.next_wake(), tuple(step_states(plan, turn.steps, turn.closed)))


class CaseDay:
    """One case on one day: its steps judged once, asked in the order of the plan.

    Who knows which steps can want something today (a simulation does) may ask those alone: `judge`, `decide`,
    `moments`. What a step wants depends on the plan, on its own effects and on which steps have begun, so on nothing
    that another step does on the same day.
    """

    def __init__(self, plan: Plan, index: RecordIndex, policy: HousePolicy, on: date) -> None:
        self.plan, self.index, self.policy, self.on = plan, index, policy, on
        self.judge = StepJudge(plan, policy, index.adopted_on, on)

    @cached_property
    def steps(self) -> list[AgendaStep]:
        """Return every milestone of the plan as it stands on this day."""
        return [self.judge.step(place) for place in range(len(self.plan.milestones))]

    @cached_property
    def closed(self) -> bool:
        """Tell whether the case is closed."""
        return is_closed(self.plan, self.index, self.on)

    def actions(self) -> Iterator[Action]:
        """Decide, step by step; nothing once closed."""
        if self.closed:
            return
        yield from retraction_actions(self.index, self.on)
        for step in self.steps:
            yield from self.decide(step)
        yield from closing_actions(self.plan, self.index, self.policy, self.steps, self.on)

    def decide(self, step: AgendaStep) -> Iterator[Action]:
        """Decide for one step; for a step that waits only what somebody asks for by hand."""
        if step.begun and not step.waits:
            yield from self._opened(step)
        if step.active or step.ref in self.index.retriggered:
            yield from self._made(step)
        if step.active:
            yield from self._followed(step)

    def next_wake(self) -> date | None:
        """Return the first day after today on which anything may become due; the last day of the case at the latest.

        After that day only a step that holds the closing has anything to come.
        """
        end = self.plan.ends_on
        if self.closed:
            return None
        if self.on >= end:
            held = (step for step in self.steps if step.policy.holds)
            return min((day for step in held for day in self.moments(step) if self.on < day), default=None)
        return min((day for step in self.steps for day in self.moments(step) if self.on < day < end), default=end)

    def _opened(self, step: AgendaStep) -> Iterator[Action]:
        if step.status == "vraag" and self.index.effect(step.ref, "question") is None:
            yield Action(self.on, "question", *step.ref)
        if _missed(step, self.index):
            yield Action(self.on, "skip", *step.ref, "open:", detail={"why": "opgevolgd"})
        yield from open_step(step, self.index, self.on)

    def _made(self, step: AgendaStep) -> Iterator[Action]:
        yield from owed_documents(step, self.index, self.on, self._brought_out(step))
        if step.policy.refers:
            yield from referral_actions(step, self.plan, self.index, self.on)

    def _followed(self, step: AgendaStep) -> Iterator[Action]:
        """Remind, mark and climb; after the last day of the case only what was due by then, and no reminder."""
        ended = self.on > self.plan.ends_on and not step.policy.holds
        day = self.plan.ends_on if ended else self.on
        if not ended:
            yield from reminder_actions(step, self.index, day)
            yield from request_warnings(step, self.index, self.policy.warns, day)
        for action in (*late_marks(step, self.index, day), *escalation_actions(step, self.index, day)):
            yield replace(action, on=self.on) if ended else action

    def _brought_out(self, step: AgendaStep) -> bool:
        """Tell whether the papers that wait for another step are due: that step began, or a bureau is asked."""
        others = step.policy.brought_out_by
        if not others:
            return False
        if any(self.judge.has_begun(key) for key in others):
            return True
        return step.policy.refers and referral_has_begun(step, self.plan, self.index, self.on)

    def moments(self, step: AgendaStep) -> Iterator[date]:
        """Name the days on which a step may want something; a step not begun wants nothing before its first date."""
        if not step.standing or step.waits:
            return
        if step.begun:
            yield from step_moments(step, self.index)
            if (day := unreachable_from(step, self.index)) is not None:
                yield day
        elif (first := work_starts_on(step.milestone, step.policy)) is not None:
            yield first
        if step.policy.refers and (day := first_request_on(step, self.plan, self.on)) is not None:
            yield day


def _missed(step: AgendaStep, index: RecordIndex) -> bool:
    """Tell whether an occurrence was overtaken by the next before it ever opened."""
    if step.reason is not SUPERSEDED:
        return False
    return index.effect(step.ref, "open") is None and index.effect(step.ref, "skip", "open:") is None
