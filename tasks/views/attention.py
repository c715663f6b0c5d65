"""The most urgent thing about a case: what it is, its day, and its state in Dutch."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from spoorboek.statute.agenda.step_status import UNANSWERED, StepState
from spoorboek.statute.plan import last_date
from tasks.case_state import CaseState
from tasks.reports.report_base import step_name

UNANSWERED_LEAD = "Te laat, onbeantwoord"
TOO_LATE_LEAD, OPEN_LEAD, NEXT_LEAD, QUESTION_LEAD = "Te laat", "Staat nog open", "Volgende stap", "Te beantwoorden"


class Attention(NamedTuple):
    """The thing to look at first: its state (`lead`, Dutch), what it is, its day."""

    lead: str
    what: str
    day: date | None


def find_attention(current: CaseState) -> Attention | None:
    """Return the most urgent thing; None when all is done.

    A late step comes first, then a question about one whose last day passed, then one past its target, then the next.
    """
    if current.agenda.next_wake is None:
        return None
    candidates = [(rank, day or date.max, each) for rank, day, each in _candidates(current)]
    return min(candidates, default=(0, date.max, None), key=lambda candidate: candidate[:2])[2]


def step_title(current: CaseState, state: StepState) -> str:
    """Name a step for a list; one of which nobody knows whether it was done in time says so."""
    name = step_name(current, state)
    return f"{name} ({UNANSWERED})" if state.unanswered else name


def judged_day(state: StepState) -> date | None:
    """Return the decisive day of a step: the agreed day, else its last lawful day, its target, or its opening."""
    return last_date(state) or state.opens_on


def _candidates(current: CaseState) -> Iterator[tuple[int, date | None, Attention]]:
    for state in current.agenda.steps:
        ranked = _rank(current, state)
        if ranked:
            rank, lead = ranked
            yield rank, judged_day(state), Attention(lead, step_title(current, state), judged_day(state))
    if is_recovered(current) and current.plan.closed_on:
        yield 2, current.plan.closed_on, Attention("Hersteld", "Sluiting van het dossier", current.plan.closed_on)


def is_recovered(current: CaseState) -> bool:
    """Tell whether the employee is fully recovered, as far as was reported."""
    return any(recovery.until is None for recovery in current.plan.facts.recoveries)


def _rank(current: CaseState, state: StepState) -> tuple[int, str] | None:
    """Return the rank (0 is most urgent) and state of an unfinished step; None for others.

    A target that passed is urgent only for steps the house policy escalates.
    """
    day = judged_day(state)
    passed = day is not None and day < current.on
    if state.status == "te_laat":
        return 0, TOO_LATE_LEAD
    if state.status == "vraag":
        return (1, UNANSWERED_LEAD) if state.unanswered else (5, QUESTION_LEAD)
    if state.status in ("open", "afgeweken") and passed:
        return 2 if current.edition.house.step(state.ref.key).ladder else 4, OPEN_LEAD
    if state.status in ("open", "afgeweken", "gepland"):
        return 3, NEXT_LEAD
    return None
