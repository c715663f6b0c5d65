"""The agenda of one case on one day: what to do now and when to look again. Pure: plan, record, policy and day in."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from spoorboek.statute.actions import Action, Effect, Record
from spoorboek.statute.agenda.budget_warnings import budget_warnings
from spoorboek.statute.agenda.case_closing import closing_actions, double_closing, holds_closing, is_closed
from spoorboek.statute.agenda.escalation import escalation_actions, late_marks, reminder_actions, step_moments
from spoorboek.statute.agenda.owed_documents import open_step, owed_documents
from spoorboek.statute.agenda.preparing import held_back, told_by_a_person, waits_on, with_bureau
from spoorboek.statute.agenda.question_rounds import is_spoken_for, lapse_actions, silence_shows_on
from spoorboek.statute.agenda.questions import ladders_climbed, question_actions, question_moments
from spoorboek.statute.agenda.record_index import RecordIndex
from spoorboek.statute.agenda.referral_timing import (
    next_request_on,
    referral_actions,
    referral_has_begun,
    replaces_bureau,
    waiting_referral,
)
from spoorboek.statute.agenda.referral_upkeep import questions_to_take_back, upkeep_actions
from spoorboek.statute.agenda.requested_papers import requested_papers
from spoorboek.statute.agenda.requests import (
    deadline_unreachable_from,
    request_reminder_on,
    request_reminders,
    request_warnings,
)
from spoorboek.statute.agenda.retractions import retraction_actions
from spoorboek.statute.agenda.step_status import (
    SUPERSEDED,
    AgendaStep,
    StepState,
    StepStatusResolver,
    step_states,
    work_starts_on,
)
from spoorboek.statute.days.calendar import DAY
from spoorboek.statute.days.mail_days import mail_day_from, mails_on
from spoorboek.statute.plan import Plan
from spoorboek.statute.policy.house_policy import HousePolicy
from spoorboek.statute.second_track.preparation import Missing


@dataclass(frozen=True, slots=True)
class Agenda:
    """The decisions of one wake: the actions in order, the next wake, and the state of every step.

    `next_wake` is after the day of this agenda; it is None once the case is closed. `needs_answer`: the case is past
    its last day, and nothing but repeated questions keeps it open. `unsent`: the referrals that go once their content
    is confirmed and approved. `held_back`: what the next referral waits for, from the day its preparation begins.
    """

    actions: tuple[Action, ...]
    next_wake: date | None
    steps: tuple[StepState, ...]
    needs_answer: bool = False
    unsent: tuple[Effect, ...] = ()
    held_back: tuple[Missing, ...] = ()


def make_agenda(plan: Plan, record: Record, policy: HousePolicy, on: date) -> Agenda:
    """Decide what to do for a case on a day, given the reported events and the existing effects.

    Calling it again after the actions were carried out yields no actions; an effect in `record.effects` is never
    repeated.
    """
    case_day = CaseDay(plan, RecordIndex(record), policy, on)
    actions = tuple(case_day.actions())
    held = case_day.held_back()
    states = tuple(step_states(plan, case_day.steps, case_day.closed, waits_on(held)))
    unsent = case_day.unsent_referrals()
    return Agenda(actions, case_day.next_wake(), states, case_day.needs_answer(), unsent, held)


class CaseDay:
    """One case on one day: the status of each step is computed once, and decisions follow the order of the plan.

    A caller that knows which steps may need an action on a day (a simulation does) may call `judge`, `decide` and
    `moments` for those steps alone. The actions of a step depend on the plan, on its own effects and on which steps
    have begun, not on what other steps do on the same day.
    """

    def __init__(self, plan: Plan, index: RecordIndex, policy: HousePolicy, on: date) -> None:
        self.plan, self.index, self.policy, self.on = plan, index, policy, on
        self.judge = StepStatusResolver(plan, policy, index, on)

    @cached_property
    def steps(self) -> list[AgendaStep]:
        """Return every milestone of the plan with its status on this day."""
        return [self.judge.step(position) for position in range(len(self.plan.milestones))]

    @cached_property
    def closed(self) -> bool:
        """Return whether the case is closed."""
        return is_closed(self.plan, self.index, self.on)

    def actions(self) -> Iterator[Action]:
        """Yield the actions of the case, step by step; none once it is closed.

        What brings mail waits on a day on which none goes out, and the closing waits for it.
        """
        yield from (action for action, goes in self._due() if goes)

    def decide(self, step: AgendaStep) -> Iterator[Action]:
        """Yield the actions of one step; for a paused step only what somebody triggers by hand."""
        yield from (action for action, goes in self._due_of(step) if goes)

    def next_wake(self) -> date | None:
        """Return the next day after today on which anything may be due, at the latest the last day of the case.

        After the last day only steps that keep the case open have anything to do.
        """
        end = self.plan.ends_on
        if self.closed:
            return None
        waiting = [self._next_mail_day] if self._waits(self._due()) else []
        if self.on >= end:
            open_steps = [step for step in self.steps if step.keeps_case_open]
            return min((day for day in (*waiting, *self._moments(open_steps)) if self.on < day), default=None)
        return min((day for day in (*waiting, *self._moments(self.steps)) if self.on < day < end), default=end)

    def unsent_referrals(self) -> tuple[Effect, ...]:
        """Return the referrals of the case that were prepared and are still to be sent."""
        return tuple(filter(None, (waiting_referral(step, self.plan, self.index) for step in self._referring_steps())))

    def held_back(self) -> tuple[Missing, ...]:
        """Return what the next referral waits for, once a step that prepares it began and while no bureau is asked."""
        for step in self._referring_steps():
            waits = step.outstanding and not step.paused and not with_bureau(step.ref, self.index, self.on)
            if waits and self._is_prepared_for(step):
                return held_back(step.policy, self.plan, self.index, self.on)
        return ()

    def _is_prepared_for(self, step: AgendaStep) -> bool:
        """Return whether a step that prepares this one is done, or began and did not lapse."""
        preparing = (each for each in self.steps if each.policy.prepares == step.ref.key)
        return any(each.status == "gedaan" or (each.begun and each.status != "vervallen") for each in preparing)

    def _referring_steps(self) -> Iterable[AgendaStep]:
        ended = self.closed or self.index.double_on or self.plan.facts.died_on
        return () if ended else (step for step in self.steps if step.policy.refers)

    def needs_answer(self) -> bool:
        """Return whether nothing but repeated questions keeps the case open after its last day."""
        if self.closed or self.on < self.plan.ends_on or self._waits(self._due()):
            return False
        holding = [step for step in self.steps if holds_closing(step, self.on)]
        climbed = ladders_climbed(holding, self.index, self.policy, self.on)
        return bool(holding) and all(step.unanswered for step in holding) and climbed

    def _moments(self, steps: Sequence[AgendaStep]) -> Iterator[date]:
        for step in steps:
            yield from self.moments(step)
        yield from question_moments(steps, self.index, self.policy, self.on)

    @property
    def _next_mail_day(self) -> date:
        return mail_day_from(self.policy.mail_days, self.on + DAY)

    def _waits(self, due: Iterable[tuple[Action, bool]]) -> bool:
        """Return whether anything that is due waits for the next day on which mail goes out."""
        return not mails_on(self.policy.mail_days, self.on) and not all(goes for _, goes in due)

    def _due(self) -> Iterator[tuple[Action, bool]]:
        """Yield what is due on this day, and whether it goes on this day; the closing waits for all that waits."""
        if self.closed:
            return
        if self.index.double_on:
            for action in double_closing(self.plan, self.index, self.policy, self.on):
                yield action, True
            return
        mails = mails_on(self.policy.mail_days, self.on)
        steps = () if self.plan.facts.died_on else self.steps  # after a death nothing is asked, and nobody is reminded
        due = [*self._questions_at_the_end(mails), *self._due_before_closing(steps)]
        last = tuple(closing_actions(self.plan, self.index, self.policy, steps, self.on))
        closes = not self._waits(due) and (mails or all(action.kind != "mail" for action in last))
        yield from (*due, *((action, closes) for action in last))

    def _questions_at_the_end(self, mails: bool) -> Iterator[tuple[Action, bool]]:
        """Yield what tells bureaus that a question is over because the case is."""
        if self.plan.facts.died_on or self.on >= self.plan.ends_on:
            for step in (each for each in self.steps if each.policy.refers):
                taken_back = questions_to_take_back(step, self.plan, self.index, self.on, ended=True)
                yield from ((action, mails) for action in taken_back)

    def _due_before_closing(self, steps: Sequence[AgendaStep]) -> Iterator[tuple[Action, bool]]:
        """Yield what is due of the case and of these steps, and whether it goes on this day; nothing without steps."""
        if not steps:
            return
        mails = mails_on(self.policy.mail_days, self.on)
        yield from ((action, mails) for action in retraction_actions(self.index, self.on))
        yield from ((action, mails) for action in question_actions(steps, self.index, self.policy, self.on))
        yield from ((action, mails) for action in budget_warnings(self.index, self.policy.warns, self.on))
        papers = requested_papers(self.index, self.policy, self.plan, self.on)
        yield from ((action, mails or asked_today) for action, asked_today in papers)
        for step in steps:
            yield from self._due_of(step)

    def _due_of(self, step: AgendaStep) -> Iterator[tuple[Action, bool]]:
        """Yield what is due of one step on this day, and whether it goes on this day."""
        mails = mails_on(self.policy.mail_days, self.on, step.deadline)
        if step.policy.refers:
            yield from ((action, True) for action in upkeep_actions(step, self.plan, self.index, self.on))
            taken_back = questions_to_take_back(step, self.plan, self.index, self.on)
            yield from ((action, mails) for action in taken_back if self.on < self.plan.ends_on)
        if step.begun and not step.paused:
            yield from ((action, True) for action in self._opening_actions(step))
        if (
            step.active
            or step.ref in self.index.retriggered
            or self._prepares_early(step)
            or self._replaces_bureau(step)
        ):
            for action in self._document_actions(step):
                yield action, mails or step.policy.at_once or self.index.is_sent_by_hand(action)
        lapses = list(lapse_actions(step, self.plan, self.index, self.on)) if step.active else []
        yield from ((action, True) for action in lapses)
        for action in self._follow_up_actions(step) if step.active and not lapses else ():
            yield action, mails or action.kind == "late"

    def _prepares_early(self, step: AgendaStep) -> bool:
        """Return whether a step that did not open yet brings out what a step that prepares it asks for."""
        waits = step.outstanding and not step.begun and not step.paused
        return waits and bool(step.policy.prepared_by) and self._document_trigger_fired(step)

    def _opening_actions(self, step: AgendaStep) -> Iterator[Action]:
        if _superseded_before_opening(step, self.index):
            yield Action(self.on, "skip", *step.ref, "open:", detail={"why": "opgevolgd"})
        yield from open_step(step, self.index, self.on)

    def _document_actions(self, step: AgendaStep) -> Iterator[Action]:
        fired = self._document_trigger_fired(step) and not told_by_a_person(self.plan, self.on)
        yield from owed_documents(step, self.index, self.on, fired)
        if step.policy.refers:
            yield from referral_actions(step, self.plan, self.index, self.policy.shortlist.asks, self.on)

    def _follow_up_actions(self, step: AgendaStep) -> Iterator[Action]:
        """Yield warnings, reminders, late marks and escalations for a step.

        After the last day of the case only late marks and escalations that were due by then, and nothing else.
        """
        if is_spoken_for(step, self.plan):
            return
        ended = self.on > self.plan.ends_on and not step.keeps_case_open
        day = self.plan.ends_on if ended else self.on
        if not ended:
            yield from reminder_actions(step, self.index, day)
            yield from request_reminders(step, self.index, day)
            yield from request_warnings(step, self.index, self.policy.warns, day)
        closes = self.on >= self.plan.ends_on and not step.keeps_case_open
        for action in (*late_marks(step, self.index, day), *escalation_actions(step, self.index, day, closes=closes)):
            yield replace(action, on=self.on) if ended else action

    def _replaces_bureau(self, step: AgendaStep) -> bool:
        return step.policy.refers and not step.paused and replaces_bureau(self.plan)

    def _document_trigger_fired(self, step: AgendaStep) -> bool:
        """Return whether a step that triggers documents of this one has begun, or a bureau is asked."""
        triggers = step.policy.document_triggers
        if not triggers:
            return False
        shown = {key for key in step.policy.prepared_by if self.policy.steps[key].shown_by}
        if any(self.judge.has_begun(key) for key in triggers | shown):
            return True
        return step.policy.refers and referral_has_begun(step, self.plan, self.index, self.on)

    def moments(self, step: AgendaStep) -> Iterator[date]:
        """Yield the days on which a step may need an action; before a step begins that is only its first date."""
        if self._waits(self._due_of(step)):
            yield self._next_mail_day
        if not step.outstanding or step.paused:
            return
        due, mail_days = step.deadline, self.policy.mail_days
        if step.begun:
            yield from step_moments(step, self.index)
            if (day := silence_shows_on(step)) is not None:
                yield day
            if (day := deadline_unreachable_from(step, self.index)) is not None:
                yield mail_day_from(mail_days, day, due)
            if (day := request_reminder_on(step, self.index)) is not None:
                yield day
        elif (first := work_starts_on(step.milestone, step.policy)) is not None:
            yield first
        if step.policy.refers and (day := next_request_on(step, self.plan, self.index, self.on)) is not None:
            yield mail_day_from(mail_days, day, due)


def _superseded_before_opening(step: AgendaStep, index: RecordIndex) -> bool:
    """Return whether the next occurrence superseded this one before it opened, and that was not recorded yet."""
    if step.reason is not SUPERSEDED:
        return False
    return index.effect(step.ref, "open") is None and index.effect(step.ref, "skip", "open:") is None
