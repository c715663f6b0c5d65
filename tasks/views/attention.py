"""The step to look at first, in words: what it is, its day, its state, and who has to act."""

from datetime import date
from typing import NamedTuple

from spoorboek.statute.agenda.next_step import CLOSING_NAME, NextStep, Urgency
from tasks.case_state import CaseState

OPEN_LEAD = "Staat nog open"
LEADS = {
    Urgency.LATE: "Te laat",
    Urgency.UNANSWERED: "Te laat",
    Urgency.ESCALATED: OPEN_LEAD,
    Urgency.NEXT: "Volgende stap",
    Urgency.PASSED: OPEN_LEAD,
    Urgency.QUESTION: "Te beantwoorden",
    Urgency.PAUSED: "Rust door herstel",
}
CLOSING_LEAD = "Hersteld"


class Attention(NamedTuple):
    """The thing to look at first: its state (`lead`, Dutch), what it is, its day, and who has to act, in words."""

    lead: str
    what: str
    day: date | None
    who: str = ""


def find_attention(current: CaseState) -> Attention | None:
    """Return the most urgent thing: a late step, then one past its target, then the next one; None when all is done."""
    return _worded(current, current.next_step) if current.next_step else None


def _worded(current: CaseState, first: NextStep) -> Attention:
    if first.state is None:
        return Attention(CLOSING_LEAD, CLOSING_NAME, first.day)
    what, who = current.title_of(first.state), current.acting_on(first.state)
    return Attention(LEADS[first.urgency], what, first.day, who)
