"""Which step of a case comes first: one order for run name, dossier and list of cases. Pure."""

from collections.abc import Iterator
from datetime import date, timedelta
from enum import IntEnum
from typing import NamedTuple

from spoorboek.statute.agenda.agenda import Agenda
from spoorboek.statute.agenda.step_status import StepState
from spoorboek.statute.plan import Plan, last_date
from spoorboek.statute.policy.house_policy import HousePolicy

CLOSING_NAME = "Sluiting van het dossier"
OUTSTANDING = ("te_laat", "vraag", "open", "afgeweken", "gepland")
NORM_GIVES_WAY = timedelta(days=31)  # what the law lets expire goes before a norm of up to a month earlier


class Urgency(IntEnum):
    """How urgent a step is; the lower, the more urgent."""

    LATE = 0
    UNANSWERED = 1  # its last day passed before the adoption, and nobody said whether it was done; up to here: late
    ESCALATED = 2  # past its target, and the house escalates that; or: recovered, and the case will close
    NEXT = 3
    PASSED = 4  # past its target, and nobody is told
    QUESTION = 5
    PAUSED = 6  # the employee is recovered, so that nobody has to work on it now


class NextStep(NamedTuple):
    """The step to look at first, or the closing of a recovered case (`state` None); `day`: its decisive day."""

    urgency: Urgency
    state: StepState | None
    day: date | None

    @property
    def is_norm(self) -> bool:
        """Tell whether the law names no last day for it."""
        return self.state is not None and self.state.due_on is None

    @property
    def ranked_on(self) -> date:
        """Return the day by which it is ordered among what is as urgent: of a norm a month after its own."""
        if self.day is None:
            return date.max
        return self.day + NORM_GIVES_WAY if self.is_norm else self.day


def next_step(plan: Plan, agenda: Agenda, policy: HousePolicy, on: date) -> NextStep | None:
    """Return what to look at first on a day; None when the case is closed or nothing is left."""
    if agenda.next_wake is None:
        return None
    candidates = _candidates(plan, agenda, policy, on)
    return min(candidates, key=lambda each: (each.urgency, each.ranked_on, each.is_norm), default=None)


def judged_day(state: StepState) -> date | None:
    """Return the decisive day of a step: the agreed day, else its last lawful day, its target, or its opening."""
    return last_date(state) or state.opens_on


def is_recovered(plan: Plan) -> bool:
    """Tell whether the employee is fully recovered, as far as was reported."""
    return any(recovery.until is None for recovery in plan.facts.recoveries)


def _candidates(plan: Plan, agenda: Agenda, policy: HousePolicy, on: date) -> Iterator[NextStep]:
    for state in agenda.steps:
        if (urgency := _urgency(state, policy, on)) is not None:
            yield NextStep(urgency, state, judged_day(state))
    if is_recovered(plan) and plan.closed_on:
        yield NextStep(Urgency.ESCALATED, None, plan.closed_on)


def _urgency(state: StepState, policy: HousePolicy, on: date) -> Urgency | None:
    """Return the urgency of an unfinished step; None for others.

    A target that passed is urgent only for steps the house policy escalates; what rests while the employee is recovered
    comes after everything else.
    """
    day = judged_day(state)
    if state.paused:
        return Urgency.PAUSED if state.status in OUTSTANDING else None
    if state.status == "te_laat":
        return Urgency.LATE
    if state.status == "vraag":
        return Urgency.UNANSWERED if state.unanswered else Urgency.QUESTION
    if state.status in ("open", "afgeweken") and day is not None and day < on:
        return Urgency.ESCALATED if policy.step(state.ref.key).ladder else Urgency.PASSED
    return Urgency.NEXT if state.status in ("open", "afgeweken", "gepland") else None
