"""The dossier of a case as a page of Markdown, in Dutch: how it stands, step by step. Never a person."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from spoorboek.statute.agenda.case_closing import END_OF_TERM
from spoorboek.statute.agenda.record_index import Seen
from spoorboek.statute.agenda.step_status import StepState
from spoorboek.statute.days.calendar import dutch
from spoorboek.statute.events import Event
from spoorboek.statute.reports.withdrawn_events import REFUSED, withdrawn
from spoorboek.statute.timeline.sickness_weeks import term_week, week_on
from tasks.case_state import Situation
from tasks.reports.report_base import named
from tasks.reports.report_catalogue import ACTIONS
from tasks.reports.report_withdrawal import ACTION
from tasks.reports.report_wording import recorded, told
from tasks.views.attention import last_day
from tasks.views.form_links import NO_FORMS, Forms, link, links

UPCOMING, RECENT = 8, 15
DONE, ANSWER = "Stap afronden", "Antwoord bureau"
NOBODY: Mapping[int, str] = MappingProxyType({})


class Section(NamedTuple):
    """A part of the page: the status it lists, its title, what stands above it, what its steps offer to do."""

    status: str
    title: str
    hint: str = ""
    offer: str = ""


SECTIONS = (
    Section("te_laat", "Te laat", offer="afronden"),
    Section("vraag", "Te beantwoorden", "Was dit al gedaan toen het dossier werd overgenomen?", "beantwoorden"),
    Section("open", "Staat open", offer="afronden"),
    Section("afgeweken", "Met gemotiveerde afwijking", offer="afronden"),
    Section("gepland", "Komt eraan"),
    Section("gedaan", "Gedaan"),
)


def dossier(here: Situation, forms: Forms = NO_FORMS, actors: Mapping[int, str] = NOBODY) -> str:
    """Write the dossier.

    `forms`: where the run form of each operator action is, for links. `actors`: who recorded each event, by its number
    (codes). Both may be empty.
    """
    parts = [f"# Dossier {here.number}", _summary(here)]
    if forms and here.agenda.next_wake:
        parts += _forms(here, forms)
    for section in SECTIONS:
        if states := _of(here, section.status):
            parts += filter(None, [f"## {section.title}", section.hint, _table(here, section, states, forms)])
    told = ["## Laatst vastgelegd", _recorded(here, forms, actors), "## Laatst uitgevoerd", _history(here)]
    return "\n\n".join([*parts, *told])


def _forms(here: Situation, forms: Forms) -> Iterator[str]:
    """Link to what can be recorded: of a step, of the case, and the answer of a bureau that was asked."""
    of_case = (*ACTIONS, ACTION)
    of_steps = sorted((name for name in forms if name not in of_case), key=lambda name: (name != DONE, name))
    for about, names in (("een stap", of_steps), ("het dossier", of_case)):
        if found := links(forms, names, zaaknummer=here.number):
            yield f"**Vastleggen over {about}:** {found}"
    asked = [key for key in here.record.effects if key.kind == "referral"]
    if asked and ANSWER in forms and Seen(here.record).answer(here.record.effects[asked[-1]]) is None:
        number = int(asked[-1].name)
        form = link(
            f"antwoord op verwijzing {number}", forms[ANSWER], {"zaaknummer": here.number, "verwijzing": number}
        )
        yield f"**Wacht op een bureau:** {form}"


def _of(here: Situation, status: str) -> list[StepState]:
    """List the steps of a status: the first to come first; of what was done the last first."""
    found = [state for state in here.agenda.steps if state.status == status]
    if status == "gedaan":
        return sorted(found, key=lambda one: _done_on(here, one) or date.min, reverse=True)
    found.sort(key=lambda one: last_day(one) or date.max)
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
        rows = [(named(here, one), _day(_done_on(here, one)), _day(one.due_on or one.target_on)) for one in states]
        return _lines(("stap", "gedaan op", "termijn"), rows)
    heads = ("stap", "streefdatum", "uiterlijk", "week")
    if not (forms and section.offer):
        return _lines(heads, [_dates(here, one) for one in states])
    return _lines((*heads, ""), [(*_dates(here, one), _offer(here, section, one, forms)) for one in states])


def _dates(here: Situation, state: StepState) -> tuple[str, str, str, str]:
    target = f"{_day(state.target_on)} (uitgesteld)" if state.postponed else _day(state.target_on)
    if state.agreed_on:
        target = f"{_day(state.agreed_on)} (afgesproken)"
    day = last_day(state)
    return named(here, state), target, _day(state.due_on), str(term_week(here.plan.facts, day)) if day else ""


def _offer(here: Situation, section: Section, state: StepState, forms: Forms) -> str:
    given = {"zaaknummer": here.number, "stap": state.ref.key, "volgnummer": state.ref.occurrence}
    return link(section.offer, forms[DONE], given) if DONE in forms else ""


def _done_on(here: Situation, state: StepState) -> date | None:
    return here.plan.facts.done.get(state.ref)


def _recorded(here: Situation, forms: Forms, actors: Mapping[int, str]) -> str:
    """List what was reported last, by its number; what was withdrawn says so, what can be has a link to do it."""
    gone = withdrawn(here.record.events)
    heads = [("nr", "dag", "wat"), *([("door",)] if actors else []), *([("",)] if ACTION in forms else [])]
    rows = []
    for event in reversed(here.record.events[-RECENT:]):
        what = recorded(here, event) + (" (ingetrokken)" if event.seq in gone else "")
        row = [str(event.seq), _day(event.on), what]
        if actors:
            row.append(actors.get(event.seq, "—"))
        if ACTION in forms:
            row.append("" if event.kind in REFUSED or event.seq in gone else _withdraw(here, event, forms))
        rows.append(row)
    return _lines([head for part in heads for head in part], rows)


def _withdraw(here: Situation, event: Event, forms: Forms) -> str:
    return link("intrekken", forms[ACTION], {"zaaknummer": here.number, "melding": event.seq})


def _history(here: Situation) -> str:
    shown = [effect for effect in here.record.effects.values() if effect.key.kind not in ("open", "skip")][-RECENT:]
    return _lines(("dag", "wat"), [(_day(effect.on), told(here, effect)) for effect in reversed(shown)])


def _lines(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    cells = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in cells)


def _day(day: date | None) -> str:
    return f"{day:%d-%m-%Y}" if day else "—"
