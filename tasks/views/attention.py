"""What of a case asks for attention first: one thing, a day, and how pressing it is."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from spoorboek.statute.agenda.step_status import StepState
from tasks.case_state import CaseState
from tasks.reports.report_base import step_name

TOO_LATE_LEAD, OPEN_LEAD, NEXT_LEAD, QUESTION_LEAD = "Te laat", "Staat nog open", "Volgende stap", "Te beantwoorden"


class Attention(NamedTuple):
    """One thing to look at: how it stands (Dutch), what it is, its day."""

    lead: str
    what: str
    day: date | None


def find_attention(current: CaseState) -> Attention | None:
    """Return what comes first: what is late, what passed its target, then the first to come; None when all is done."""
    if current.agenda.next_wake is None:
        return None
    found = [(rank, day or date.max, each) for rank, day, each in _all(current)]
    return min(found, default=(0, date.max, None), key=lambda one: one[:2])[2]


def judged_day(state: StepState) -> date | None:
    """Return the day a step is judged by: agreed, else its last lawful day, else its target, else its opening."""
    return state.agreed_on or state.due_on or state.target_on or state.opens_on


def _all(current: CaseState) -> Iterator[tuple[int, date | None, Attention]]:
    for state in current.agenda.steps:
        judged = _judge(current, state)
        if judged:
            rank, lead = judged
            yield rank, judged_day(state), Attention(lead, step_name(current, state), judged_day(state))
    if is_recovered(current) and current.plan.closed_on:
        yield 1, current.plan.closed_on, Attention("Hersteld", "Sluiting van het dossier", current.plan.closed_on)


def is_recovered(current: CaseState) -> bool:
    """Tell whether the employee is fully recovered, as far as is known."""
    return any(recovery.until is None for recovery in current.plan.facts.recoveries)


def _judge(current: CaseState, state: StepState) -> tuple[int, str] | None:
    """Rank a step that is not finished. A target that passed presses only where the house escalates it."""
    day = judged_day(state)
    passed = day is not None and day < current.on
    if state.status == "te_laat":
        return 0, TOO_LATE_LEAD
    if state.status == "vraag":
        return 4, QUESTION_LEAD
    if state.status in ("open", "afgeweken") and passed:
        return 1 if current.edition.house.step(state.ref.key).ladder else 3, OPEN_LEAD
    if state.status in ("open", "afgeweken", "gepland"):
        return 2, NEXT_LEAD
    return None
