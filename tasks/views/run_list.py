"""What an operator sees of a case in the lists of Prefect: its name, its tags, its state message. Never a person."""

from spoorboek.statute.days.calendar import dutch
from spoorboek.statute.timeline.sickness_weeks import term_week, week_on
from tasks.case_state import Situation
from tasks.views.attention import attention, is_recovered

LATE, SECOND_TRACK, RECOVERED, QUESTION = "te-laat", "spoor-2", "hersteld", "vraag"
RUNNING, CLOSED = "lopend", "gesloten"


def run_name(here: Situation) -> str:
    """Name the run: case number, what it is about now and when, such as `Z-7K3Q9 · Plan van aanpak · 02-03-2026`."""
    first = attention(here)
    if first is None:
        return f"{here.number} · Gesloten"
    return " · ".join([here.number, first.what, *([f"{first.day:%d-%m-%Y}"] if first.day else [])])


def tags(here: Situation) -> list[str]:
    """Tag the run so that lists can be filtered: year, late, second track, recovered, questions to answer, closed."""
    states = here.agenda.steps
    closed = here.agenda.next_wake is None
    year = "jaar-1" if week_on(here.plan.facts, here.on) <= 52 else "jaar-2"
    found = {
        LATE: any(state.status == "te_laat" for state in states) and not closed,
        QUESTION: any(state.status == "vraag" for state in states) and not closed,
        SECOND_TRACK: any(key.kind == "referral" for key in here.record.effects),
        RECOVERED: is_recovered(here),
    }
    return ["dossier", CLOSED if closed else RUNNING, year, *(tag for tag, holds in found.items() if holds)]


def next_step(here: Situation) -> str:
    """Say what comes next, for the state message: `Volgende stap: Plan van aanpak, week 8 (2 maart 2026)`."""
    first = attention(here)
    if first is None:
        return "Het dossier is gesloten"
    when = f", week {term_week(here.plan.facts, first.day)} ({dutch(first.day)})" if first.day else ""
    return f"{first.lead}: {first.what}{when}"
