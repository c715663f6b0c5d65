"""What an operator sees of a case in Prefect: its name, tags, state message and dossier. Never a person."""

from collections.abc import Iterable
from datetime import date

from spoorboek.statute.actions import Effect
from spoorboek.statute.calendar import dutch
from spoorboek.statute.house import house
from spoorboek.statute.status import StepState
from spoorboek.statute.weeks import term_week, week_on
from tasks.situation import Situation

LATE, SECOND_TRACK, RECOVERED, QUESTION = "te-laat", "spoor-2", "hersteld", "vraag"
UPCOMING, RECENT = 6, 12


def run_name(here: Situation) -> str:
    """Name the run: case number and what it is about now, such as `Z-7K3Q9 · Plan van aanpak`."""
    step = step_now(here)
    return f"{here.number} · {step.label}" if step else here.number


def tags(here: Situation) -> list[str]:
    """Tag the run so that lists can be filtered: year, late, second track, recovered, questions to answer."""
    states = here.agenda.steps
    year = "jaar-1" if week_on(here.plan.facts, here.on) <= 52 else "jaar-2"
    found = {
        LATE: any(state.status == "te_laat" for state in states),
        QUESTION: any(state.status == "vraag" for state in states),
        SECOND_TRACK: any(key.kind == "referral" for key in here.record.effects),
        RECOVERED: any(recovery.until is None for recovery in here.plan.facts.recoveries),
    }
    return ["dossier", year, *(tag for tag, holds in found.items() if holds)]


def next_step(here: Situation) -> str:
    """Say what comes next, for the state message: `Volgende stap: Plan van aanpak, week 8 (2 maart 2026)`."""
    step = step_now(here)
    if step is None:
        return "Volgende stap: het dossier wordt gesloten"
    day = step.due_on or step.target_on or step.opens_on
    lead = "Te laat" if step.status == "te_laat" else "Volgende stap"
    return f"{lead}: {step.label}{_when(here, day)}"


def step_now(here: Situation) -> StepState | None:
    """Return the step that asks for attention first: late before open before planned, earliest date first."""
    order = {"te_laat": 0, "open": 1, "afgeweken": 1, "vraag": 2, "gepland": 3}
    waiting = [state for state in here.agenda.steps if state.status in order]
    return min(waiting, key=lambda state: (order[state.status], _last(state)), default=None)


def dossier(here: Situation) -> str:
    """Write the dossier of a case as Markdown, in Dutch: what is late, open, coming, done, and what was done last."""
    by_status = {status: [s for s in here.agenda.steps if s.status == status] for status in STATUS_TITLES}
    by_status["gepland"] = sorted(by_status["gepland"], key=_last)[:UPCOMING]
    parts = [f"# Dossier {here.number}", _summary(here)]
    parts += [_steps(here, title, by_status[status]) for status, title in STATUS_TITLES.items() if by_status[status]]
    parts.append(_history(here.record.effects.values()))
    return "\n\n".join(parts)


STATUS_TITLES = {
    "te_laat": "Te laat",
    "open": "Nu uitvoeren",
    "afgeweken": "Met gemotiveerde afwijking",
    "vraag": "Te beantwoorden: is dit gedaan, en wanneer?",
    "gepland": "Komt eraan",
    "gedaan": "Gedaan",
}


def _summary(here: Situation) -> str:
    lines = [f"Stand op {dutch(here.on)} (week {week_on(here.plan.facts, here.on)})."]
    if here.plan.closed_on:
        lines.append(f"Het dossier sluit op {dutch(here.plan.closed_on)}: {here.plan.close_reason}.")
    else:
        lines.append(f"Laatste dag van de wachttijd: {dutch(here.plan.wait_ends_on)}.")
    lines.append(f"Regels: {here.plan.rules}. Volgende wekbeurt: {_day(here.agenda.next_wake)}.")
    return " ".join(lines)


def _steps(here: Situation, title: str, states: list[StepState]) -> str:
    rows = [f"| {s.label} | {_day(s.target_on)} | {_day(s.due_on)} | {_week(here, s)} |" for s in states]
    return "\n".join(
        [f"## {title}", "", "| stap | streefdatum | uiterlijk | week |", "| --- | --- | --- | --- |", *rows]
    )


def _history(effects: Iterable[Effect]) -> str:
    told = [effect for effect in effects if effect.key.kind not in ("open", "skip")][-RECENT:]
    rows = [f"| {_day(effect.on)} | {house().told(effect.key)} |" for effect in reversed(told)]
    return "\n".join(["## Laatst uitgevoerd", "", "| dag | wat |", "| --- | --- |", *rows])


def _week(here: Situation, state: StepState) -> str:
    day = state.due_on or state.target_on or state.opens_on
    return str(term_week(here.plan.facts, day)) if day else ""


def _when(here: Situation, day: date | None) -> str:
    return f", week {term_week(here.plan.facts, day)} ({dutch(day)})" if day else ""


def _day(day: date | None) -> str:
    return dutch(day) if day else "—"


def _last(state: StepState) -> date:
    return state.due_on or state.target_on or state.opens_on or date.max
