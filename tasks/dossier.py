"""The dossier of a case as a page of Markdown, in Dutch: how it stands, step by step. Never a person."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from spoorboek.statute.calendar import dutch
from spoorboek.statute.closing import END_OF_TERM
from spoorboek.statute.status import StepState
from spoorboek.statute.weeks import term_week, week_on
from tasks.attention import last_day
from tasks.forms import NO_FORMS, Forms, link, links
from tasks.reporting import named
from tasks.situation import Situation
from tasks.telling import told

UPCOMING, RECENT = 8, 15
DONE, AGAIN = "Stap afronden", "Stap opnieuw uitvoeren"


class Section(NamedTuple):
    """A part of the page: the status it lists, its title, what stands above it, the actions its steps offer."""

    status: str
    title: str
    hint: str = ""
    actions: Mapping[str, str] = {}


SECTIONS = (
    Section("te_laat", "Te laat", actions={DONE: "afronden", AGAIN: "opnieuw"}),
    Section("vraag", "Te beantwoorden", "Was dit al gedaan toen het dossier werd overgenomen?", {DONE: "beantwoorden"}),
    Section("open", "Staat open", actions={DONE: "afronden", AGAIN: "opnieuw"}),
    Section("afgeweken", "Met gemotiveerde afwijking", actions={DONE: "afronden", AGAIN: "opnieuw"}),
    Section("gepland", "Komt eraan"),
    Section("gedaan", "Gedaan"),
)


def dossier(here: Situation, forms: Forms = NO_FORMS) -> str:
    """Write the dossier. `forms`: where the run form of each operator action is, for links; may be empty."""
    parts = [f"# Dossier {here.number}", _summary(here)]
    if forms and here.agenda.next_wake:
        parts.append(f"**Vastleggen:** {links(forms, zaaknummer=here.number)}")
    for section in SECTIONS:
        if states := _of(here, section.status):
            parts += [
                f"## {section.title}",
                *([section.hint] if section.hint else []),
                _table(here, section, states, forms),
            ]
    return "\n\n".join([*parts, "## Laatst uitgevoerd", _history(here)])


def _of(here: Situation, status: str) -> list[StepState]:
    found = sorted(
        (state for state in here.agenda.steps if state.status == status), key=lambda one: last_day(one) or date.max
    )
    return found[:UPCOMING] if status == "gepland" else found


def _summary(here: Situation) -> str:
    plan = here.plan
    stands = f"Stand op **{dutch(here.on)}**, week {week_on(plan.facts, here.on)}."
    reason = here.edition.house.choice("closing", plan.close_reason or END_OF_TERM)
    if here.agenda.next_wake is None:
        ends = f"Het dossier is **gesloten** op {dutch(plan.ends_on)}: {reason}."
    elif plan.closed_on:
        ends = f"Het dossier sluit op {dutch(plan.closed_on)}: {reason}."
    else:
        ends = f"Laatste dag van de wachttijd: {dutch(plan.wait_ends_on)}."
    wakes = f"Spoorboek kijkt er weer naar op {dutch(here.agenda.next_wake)}." if here.agenda.next_wake else ""
    return " ".join(filter(None, [stands, ends, wakes, f"Regelversie {plan.rules}."]))


def _table(here: Situation, section: Section, states: Iterable[StepState], forms: Forms) -> str:
    if section.status == "gedaan":
        done = here.plan.facts.done
        rows = [(named(here, one), _day(done.get(one.ref)), _day(one.due_on or one.target_on)) for one in states]
        return _lines(("stap", "gedaan op", "moest uiterlijk"), rows)
    heads = ("stap", "streefdatum", "uiterlijk", "week")
    if not (forms and section.actions):
        return _lines(heads, [_dates(here, one) for one in states])
    rows_with = [(*_dates(here, one), _actions(here, section, one, forms)) for one in states]
    return _lines((*heads, "doen"), rows_with)


def _dates(here: Situation, state: StepState) -> tuple[str, str, str, str]:
    target = f"{_day(state.target_on)} (uitgesteld)" if state.postponed else _day(state.target_on)
    if state.agreed_on:
        target = f"{_day(state.agreed_on)} (afgesproken)"
    day = last_day(state)
    return named(here, state), target, _day(state.due_on), str(term_week(here.plan.facts, day)) if day else ""


def _actions(here: Situation, section: Section, state: StepState, forms: Forms) -> str:
    given = {"zaaknummer": here.number, "stap": state.ref.key, "volgnummer": state.ref.occurrence}
    return " · ".join(link(word, forms[name], given) for name, word in section.actions.items() if name in forms)


def _history(here: Situation) -> str:
    shown = [effect for effect in here.record.effects.values() if effect.key.kind not in ("open", "skip")][-RECENT:]
    return _lines(("dag", "wat"), [(_day(effect.on), told(here, effect)) for effect in reversed(shown)])


def _lines(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    cells = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in cells)


def _day(day: date | None) -> str:
    return dutch(day) if day else "—"
