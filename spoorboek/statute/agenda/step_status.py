"""How every step of a plan stands on a day: its status, and the dates the house works with."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal, NamedTuple

from spoorboek.statute.facts import StepRef
from spoorboek.statute.plan import Milestone, Plan
from spoorboek.statute.policy.house_policy import DateAnchor, HousePolicy, StepPolicy

StepStatus = Literal["gepland", "open", "te_laat", "gedaan", "vervallen", "afgeweken", "vraag"]
BEFORE_ADOPTION = "Lag vóór de dag waarop deze zaak is overgenomen."
SUPERSEDED = "Het volgende is al aan de beurt."
CASE_CLOSED = "De zaak is gesloten."
StepVerdict = tuple[StepStatus, str | None]
PASSED = "De periode waarin dit kon, is voorbij."


class StepState(NamedTuple):
    """How one step stands, for lists and dossiers. `postponed`: somebody moved the target. `reason` is Dutch.

    `request_by`: the last day on which others are asked in time.
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


class AgendaStep(NamedTuple):
    """One milestone as the agenda sees it: with its house policy and its standing on a day.

    `standing`: it is still to be handled (not done, lapsed, passed or left to a question).
    `begun`: its first date came.
    `waits`: the employee is recovered, so it is judged as it stood on the last sick day, and nothing is done for it.
    """

    ref: StepRef
    milestone: Milestone
    policy: StepPolicy
    status: StepStatus
    standing: bool
    begun: bool
    reason: str | None = None
    waits: bool = False

    @property
    def active(self) -> bool:
        """Tell whether there is work to follow now."""
        return self.standing and self.begun and not self.waits

    def anchor(self, name: DateAnchor) -> date | None:
        """Return the target or the due date; the date agreed by deviation stands in for both."""
        milestone = self.milestone
        return milestone.agreed_on or (milestone.target_on if name == "target_on" else milestone.due_on)


class StepJudge:
    """Judges the milestones of a plan on one day, each when it is asked for.

    After the last day of the case nothing changes any more, but for the steps that hold its closing.
    """

    def __init__(self, plan: Plan, policy: HousePolicy, adopted_on: date | None, on: date) -> None:
        self.milestones, self.ends_on = plan.milestones, plan.ends_on
        self.policy, self.adopted_on, self.on = policy, adopted_on, on
        self.still = _last_sick_day(plan, on)

    def step(self, place: int) -> AgendaStep:
        """Judge the milestone at a place of the plan (from 0)."""
        milestone = self.milestones[place]
        follower = self.milestones[place + 1] if place + 1 < len(self.milestones) else None
        handled = self.policy.steps[milestone.key]
        waits = self.still is not None and not handled.outlives_recovery
        day = self.still if self.still is not None and waits else self.on
        as_of = day if handled.holds else min(day, self.ends_on)
        return _judge(milestone, follower, handled, self.adopted_on, as_of, waits)

    def has_begun(self, key: str) -> bool:
        """Tell whether a milestone is done, or its first date came and it did not lapse; any occurrence of it."""
        places = (place for place, milestone in enumerate(self.milestones) if milestone.key == key)
        steps = map(self.step, places)
        return any(step.status == "gedaan" or (step.begun and step.status != "vervallen") for step in steps)


def step_states(plan: Plan, judged: list[AgendaStep], closed: bool) -> Iterator[StepState]:
    """Turn judged steps into what lists and dossiers show; in a closed case nothing is open or to come any more."""
    postponed = plan.facts.postponed
    for step in judged:
        milestone, status, reason = step.milestone, step.status, step.reason
        if closed and status in ("gepland", "open", "afgeweken"):
            status, reason = "vervallen", CASE_CLOSED
        dates = milestone.opens_on, milestone.target_on, milestone.due_on, milestone.agreed_on
        asks = request_by(milestone, step.policy) if step.standing else None
        yield StepState(step.ref, step.policy.label, status, *dates, step.ref in postponed, reason, asks)


def first_date(milestone: Milestone) -> date | None:
    """Return the first date of a milestone: its opening, else its target; never after its last lawful day."""
    first, due = milestone.opens_on or milestone.target_on, milestone.due_on
    if first is None or due is None:
        return first or due
    return min(first, due)


def request_by(milestone: Milestone, policy: StepPolicy) -> date | None:
    """Return the last day on which others are asked in time for the last (else the planned) day; None where none is."""
    last = last_date(milestone)
    return policy.lead.ask_by(last) if policy.lead and last else None


def work_starts_on(milestone: Milestone, policy: StepPolicy) -> date | None:
    """Return the day on which the house begins: the first date, or earlier when others must be asked before it."""
    first, ask = first_date(milestone), request_by(milestone, policy)
    if first is None or ask is None or policy.refers:
        return first
    return min(first, ask)


def last_date(milestone: Milestone) -> date | None:
    """Return the last date of a milestone: agreed, else due, else target."""
    return milestone.agreed_on or milestone.due_on or milestone.target_on


def _last_sick_day(plan: Plan, on: date) -> date | None:
    """Return the last sick day before a full recovery that lasts on this day; None while sick."""
    for recovery in plan.facts.recoveries:
        if recovery.from_ <= on and (recovery.until is None or on <= recovery.until):
            return recovery.from_ - timedelta(days=1)
    return None


def _judge(
    milestone: Milestone,
    follower: Milestone | None,
    policy: StepPolicy,
    adopted_on: date | None,
    as_of: date,
    waits: bool,
) -> AgendaStep:
    first = work_starts_on(milestone, policy)
    begun = first is not None and first <= as_of
    verdict = _settled(milestone, policy, adopted_on) or _overtaken(milestone, follower, policy, as_of)
    status, reason = verdict or (_running(milestone, policy, begun, as_of), milestone.reason)
    ref = StepRef(milestone.key, milestone.occurrence)
    return AgendaStep(ref, milestone, policy, status, verdict is None, begun, reason, waits)


def _settled(milestone: Milestone, policy: StepPolicy, adopted_on: date | None) -> StepVerdict | None:
    """Judge what needs nothing any more: done, lapsed, or before the adoption of the case."""
    if milestone.status == "gedaan":
        return "gedaan", milestone.reason
    if milestone.status == "vervallen":
        return "vervallen", milestone.reason
    last = last_date(milestone)
    if adopted_on is None or last is None or adopted_on <= last:
        return None
    if policy.asks:
        return "vraag", None
    return ("gedaan" if policy.nature == "date" else "vervallen"), BEFORE_ADOPTION


def _overtaken(milestone: Milestone, follower: Milestone | None, policy: StepPolicy, as_of: date) -> StepVerdict | None:
    """Judge what was overtaken: by the next occurrence of the same milestone, or by the end of its window."""
    if policy.superseded and follower is not None and follower.key == milestone.key and follower.status != "vervallen":
        first = first_date(follower)
        if first is not None and first <= as_of:
            return "vervallen", SUPERSEDED
    last = last_date(milestone)
    if policy.nature == "window" and last is not None and last < as_of:
        return "vervallen", PASSED
    return None


def _running(milestone: Milestone, policy: StepPolicy, begun: bool, as_of: date) -> StepStatus:
    """Judge what still stands."""
    last = last_date(milestone)
    if last is not None and last < as_of:
        if policy.nature == "date":
            return "gedaan"
        if milestone.due_on is not None:
            return "te_laat"
    if milestone.status == "afgeweken":
        return "afgeweken"
    return "open" if begun else "gepland"
