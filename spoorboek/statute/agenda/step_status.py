"""The status of every step of a plan on a day, and the dates its house policy works with."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal, NamedTuple, cast

from spoorboek.statute.agenda.preparing import asked_since, preparation_verdict, prepared_milestone
from spoorboek.statute.agenda.record_index import RecordIndex
from spoorboek.statute.days.mail_days import mail_day_until
from spoorboek.statute.facts import StepRef
from spoorboek.statute.plan import DateAnchor, Milestone, Plan, anchor_date, deadline, last_date
from spoorboek.statute.policy.house_policy import HousePolicy, StepPolicy

StepStatus = Literal["gepland", "open", "te_laat", "gedaan", "vervallen", "afgeweken", "vraag"]
BEFORE_ADOPTION = "Lag vóór de dag waarop deze zaak is overgenomen."
SUPERSEDED = "Het volgende is al aan de beurt."
CASE_CLOSED = "De zaak is gesloten."
StepVerdict = tuple[StepStatus, str | None]
UNANSWERED = "onbeantwoord"  # the word of a question about a step whose last day passed
PASSED = "De periode waarin dit kon, is voorbij."


class StepState(NamedTuple):
    """The state of one step, for lists and dossiers. `postponed`: somebody moved the target. `reason` is Dutch.

    `request_by`: the last day on which others can be asked in time. `paused`: the employee is recovered, and the step
    waits until that is over; one that has to be done all the same is not paused.
    """

    ref: StepRef
    label: str
    status: StepStatus
    opens_on: date | None
    target_on: date | None
    due_on: date | None
    agreed_on: date | None = None
    postponed: bool = False
    reason: str | None = None
    request_by: date | None = None
    paused: bool = False

    @property
    def unanswered(self) -> bool:
        """Return whether nobody knows if this step was done though its last lawful day passed before the adoption."""
        return self.status == "vraag" and self.due_on is not None


class AgendaStep(NamedTuple):
    """One milestone with its house policy and its status on a day.

    `outstanding`: it still has to be handled (not done, lapsed, passed or waiting for an answer about the time before
    adoption). `begun`: its first date has come. `paused`: the employee is recovered, so the status is that of the last
    sick day and no actions follow. `not_done_since`: the day of the answer that a step of before the adoption is not
    done, or before which nobody here could ask for it. `keeps_case_open`: the case does not close before it is done,
    answered, or its top rung fired.
    """

    ref: StepRef
    milestone: Milestone
    policy: StepPolicy
    status: StepStatus
    outstanding: bool
    begun: bool
    reason: str | None = None
    paused: bool = False
    not_done_since: date | None = None
    keeps_case_open: bool = False

    @property
    def unanswered(self) -> bool:
        """Return whether nobody knows if this step was done though its last lawful day passed before the adoption."""
        return self.status == "vraag" and self.milestone.due_on is not None

    @property
    def active(self) -> bool:
        """Return whether the step needs follow-up now."""
        return self.outstanding and self.begun and not self.paused

    @property
    def deadline(self) -> date | None:
        """Return the day by which it must be done: the date agreed by deviation, else the last lawful day."""
        return deadline(self.milestone)

    def anchor(self, name: DateAnchor) -> date | None:
        """Return the target or due date; the date agreed by deviation replaces both."""
        return anchor_date(self.milestone, name)

    def counts_from(self, name: DateAnchor) -> date | None:
        """Return the day a ladder counts from: the anchor, or the later day of the answer that the step is not done."""
        anchor = self.anchor(name)
        return max(anchor, self.not_done_since) if anchor and self.not_done_since else anchor


class StepStatusResolver:
    """Computes the status of milestones of a plan on one day, each on request.

    After the last day of the case no status changes, except for steps that keep the case open.
    """

    def __init__(self, plan: Plan, policy: HousePolicy, index: RecordIndex, on: date) -> None:
        self.milestones, self.ends_on, self.closes_early = plan.milestones, plan.ends_on, plan.close_reason is not None
        self.policy, self.index, self.on = policy, index, on
        self.last_sick_day = _last_sick_day(plan, on)

    def step(self, position: int) -> AgendaStep:
        """Return the milestone at a position of the plan (from 0) with its status."""
        milestone = self.milestones[position]
        next_milestone = self.milestones[position + 1] if position + 1 < len(self.milestones) else None
        step_policy = self.policy.steps[milestone.key]
        paused = self.last_sick_day is not None and not step_policy.outlives_recovery
        day = self.last_sick_day if self.last_sick_day is not None and paused else self.on
        as_of = day if step_policy.keeps_case_open else min(day, self.ends_on)
        before_adoption = self._before_adoption(milestone) if self.index.adopted_on else None
        settled = before_adoption or self._prepared(step_policy)
        step = _agenda_step(milestone, next_milestone, step_policy, settled, as_of, paused)
        if step_policy.prepares:
            step = step._replace(not_done_since=asked_since(milestone.ref, self.index))
        return self._with_answer(step) if self.index.adopted_on else step

    def _prepared(self, policy: StepPolicy) -> StepVerdict | None:
        """Return the status of a step that prepares another and needs nothing any more."""
        verdict = preparation_verdict(policy, self.index, self.on) if policy.prepares else None
        return cast("StepVerdict | None", verdict)

    def _before_adoption(self, milestone: Milestone) -> StepVerdict | None:
        """Return the status of a step of before the adoption, or one that does not apply; None when it is handled.

        What prepares another step lies where that one lies, and is never asked about by itself.
        """
        if prepared := prepared_milestone(self.policy.steps[milestone.key], self.milestones):
            answer, before = self.index.past_steps.get(prepared.ref), self._lies_before_adoption(prepared)
            needed = not before if answer is None else answer.kind == "step_not_done"
            return None if needed else ("vervallen", BEFORE_ADOPTION)
        answer = self.index.past_steps.get(milestone.ref)
        if answer is not None and answer.kind == "step_not_applicable":
            why = self.policy.choices["not_applicable"].get(answer.data["reason"], "andere reden")
            return "vervallen", f"Niet van toepassing: {why[0].lower() if why[1:2].islower() else why[0]}{why[1:]}."
        if not self._lies_before_adoption(milestone):
            return None
        if not self.policy.steps[milestone.key].asks:
            return "vervallen", BEFORE_ADOPTION
        return None if answer else ("vraag", None)

    def _lies_before_adoption(self, milestone: Milestone) -> bool:
        last, adopted_on = last_date(milestone), self.index.adopted_on
        return adopted_on is not None and last is not None and last < adopted_on

    def _with_answer(self, step: AgendaStep) -> AgendaStep:
        """Add what follows from a question: since when the step is known not to be done, and whether the case waits.

        Only a case at the end of its wait does: one that ends early, such as by recovery, needs no answer any more.
        """
        answer, since = self.index.past_steps.get(step.ref), step.not_done_since
        if answer is not None and step.outstanding and self._lies_before_adoption(step.milestone):
            since = max(answer.on, self.index.asked_anew.get(step.ref, answer.on))
        asked = step.unanswered or (since is not None and step.milestone.due_on is not None)
        waits = asked and not step.paused and not self.closes_early
        holds = waits if step.unanswered else step.keeps_case_open or waits
        return step._replace(not_done_since=since, keeps_case_open=holds)

    def has_begun(self, key: str) -> bool:
        """Return whether any occurrence of a milestone is done, or its first date has come and it did not lapse."""
        positions = (position for position, milestone in enumerate(self.milestones) if milestone.key == key)
        steps = map(self.step, positions)
        return any(step.status == "gedaan" or (step.begun and step.status != "vervallen") for step in steps)


def step_states(
    plan: Plan, steps: list[AgendaStep], closed: bool, referral_waits_on: str | None = None
) -> Iterator[StepState]:
    """Yield the states of steps for lists and dossiers; in a closed case no step is open or planned any more.

    `referral_waits_on`: what holds back the referral of the step that refers (Dutch).
    """
    postponed = plan.facts.postponed
    for step in steps:
        milestone, status, reason = step.milestone, step.status, step.reason
        if closed and status in ("gepland", "open", "afgeweken"):
            status, reason = "vervallen", CASE_CLOSED
        if step.policy.refers and step.outstanding and referral_waits_on:
            reason = f"{reason.rstrip('.')}. {referral_waits_on}" if reason else referral_waits_on
        dates = milestone.opens_on, milestone.target_on, milestone.due_on, milestone.agreed_on
        last_day_to_ask = request_by(milestone, step.policy) if step.outstanding else None
        told = step.ref in postponed, reason, last_day_to_ask, step.paused
        yield StepState(step.ref, step.policy.label, status, *dates, *told)


def first_date(milestone: Milestone) -> date | None:
    """Return the first date of a milestone: its opening, else its target; never after its last lawful day."""
    first, due = milestone.opens_on or milestone.target_on, milestone.due_on
    if first is None or due is None:
        return first or due
    return min(first, due)


def request_by(milestone: Milestone, policy: StepPolicy) -> date | None:
    """Return the last day to ask others in time for the last date of a milestone; None when nobody has to be asked."""
    last = last_date(milestone)
    return policy.lead.ask_by(last) if policy.lead and last else None


def work_starts_on(milestone: Milestone, policy: StepPolicy) -> date | None:
    """Return the day work on a step begins: its first date, or earlier when others must be asked before that.

    Where people are reminded when it opens, that is a day on which mail goes out.
    """
    first, last_day_to_ask = first_date(milestone), request_by(milestone, policy)
    if first is not None and any(reminder.at_opening for reminder in policy.reminders):
        first = mail_day_until(policy.mail_days, first)
    if first is None or last_day_to_ask is None or policy.refers:
        return first
    return min(first, last_day_to_ask)


def _last_sick_day(plan: Plan, on: date) -> date | None:
    """Return the last sick day before a full recovery that lasts on this day; None while sick."""
    for recovery in plan.facts.recoveries:
        if recovery.from_ <= on and (recovery.until is None or on <= recovery.until):
            return recovery.from_ - timedelta(days=1)
    return None


def _agenda_step(
    milestone: Milestone,
    next_milestone: Milestone | None,
    policy: StepPolicy,
    before_adoption: StepVerdict | None,
    as_of: date,
    paused: bool,
) -> AgendaStep:
    first = work_starts_on(milestone, policy)
    begun = first is not None and first <= as_of
    final = _final_status(milestone) or before_adoption or _expired_status(milestone, next_milestone, policy, as_of)
    status, reason = final or (_outstanding_status(milestone, policy, begun, as_of), milestone.reason)
    ref = StepRef(milestone.key, milestone.occurrence)
    return AgendaStep(
        ref, milestone, policy, status, final is None, begun, reason, paused, keeps_case_open=policy.keeps_case_open
    )


def _final_status(milestone: Milestone) -> StepVerdict | None:
    """Return the status of a step that needs nothing any more: done or lapsed."""
    if milestone.status == "gedaan":
        return "gedaan", milestone.reason
    return ("vervallen", milestone.reason) if milestone.status == "vervallen" else None


def _expired_status(
    milestone: Milestone, next_milestone: Milestone | None, policy: StepPolicy, as_of: date
) -> StepVerdict | None:
    """Return the status of a step that is superseded by its next occurrence, or whose window has ended."""
    if (
        policy.superseded
        and next_milestone is not None
        and next_milestone.key == milestone.key
        and next_milestone.status != "vervallen"
    ):
        first = first_date(next_milestone)
        if first is not None and first <= as_of:
            return "vervallen", SUPERSEDED
    last = last_date(milestone)
    if policy.nature == "window" and last is not None and last < as_of:
        return "vervallen", PASSED
    return None


def _outstanding_status(milestone: Milestone, policy: StepPolicy, begun: bool, as_of: date) -> StepStatus:
    """Return the status of a step that is still outstanding."""
    last = last_date(milestone)
    if last is not None and last < as_of:
        if policy.nature == "date":
            return "gedaan"
        if milestone.due_on is not None:
            return "te_laat"
    if milestone.status == "afgeweken":
        return "afgeweken"
    return "open" if begun else "gepland"
