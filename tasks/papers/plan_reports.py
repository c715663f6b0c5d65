"""What was agreed, told by a file: for a paper without fields, such as a scan, and for what was agreed beside paper.

It is recorded in the way a form is that comes home, so that both stand in the next form alike.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from sqlmodel import Session

from spoorboek.errors import InputError
from spoorboek.outside.form_days import read_form_day
from spoorboek.outside.plain_words import harm_in
from spoorboek.outside.suggestions import meant_or_known
from spoorboek.statute.dossier.agreed_plan import GOALS, MOST_ACTIVITIES, AgreedPlan, agreed_plan
from spoorboek.statute.dossier.paper_kinds import BOTH
from spoorboek.statute.dossier.plan_forms import REVIEW, SaidOfPlan, said_of_plan
from tasks.papers.plan_recording import plan_day, plan_words_of, store_agreed, taken_over
from tasks.reports.once import Answer
from tasks.reports.report_base import locked_case_state, numeric_date, require_past_day

LONGEST = 600  # characters
DATED = "datum"
TEXTS = {"uren": "einddoel_uren", "advies": "advies", "contact": "contact", "ritme": "evaluatie_ritme"}
FIELDS = (DATED, "doel", "doel_op", *TEXTS, "activiteiten")
ACTIVITY_DAYS = {"begin": "begin", "klaar": "eind", "gedaan": "klaar"}
ACTIVITY_FIELDS = ("wie", "nummer", "wat", *ACTIVITY_DAYS, "vervalt")
_Given = Mapping[str, Any]


def report_agreed(writing: Session, number: str, given: _Given, actor: str) -> Answer:
    """Record what employer and employee agreed, as a file tells it; return a message and the cases to wake.

    Raises InputError, which names the field, for what is unknown, missing or impossible; nothing is recorded then.
    """
    _require_known(given, FIELDS, "")
    current = locked_case_state(writing, number)
    plan = agreed_plan(current.record.events)
    on = (
        require_past_day(current, _day(given, DATED, ""), "De datum van de afspraken,")
        if given.get(DATED)
        else current.on
    )
    fields = dict(_fields(given, plan))
    days = {name: value for name, value in fields.items() if isinstance(value, date)}
    for name, day in days.items():
        if plan_day(current, name, f"{day:%d-%m-%Y}") is None:
            raise InputError(
                f"{numeric_date(day)} kan niet: te lang geleden of te ver weg, of iets is dan nog niet gedaan."
            )
    said = said_of_plan(REVIEW, {name: _text_of(value) for name, value in fields.items()}, days, plan)
    new = _only_new(said, plan, plan_words_of(writing, current, plan))
    if not new:
        return f"Dit ligt al zo vast in dossier {current.number}; er is niets vastgelegd.", []
    store_agreed(writing, current, new, {"on": on}, actor)
    return f"Afspraken van {numeric_date(on)} in dossier {current.number}. {taken_over(new)}", [current.number]


def _fields(given: _Given, plan: AgreedPlan) -> Iterator[tuple[str, str | date]]:
    """Yield what a file says by the names the fields of our forms have."""
    if goal := given.get("doel"):
        if goal not in GOALS:
            raise InputError(f"'doel' is geen bekend doel. {meant_or_known(str(goal), GOALS)}")
        yield "einddoel", str(goal)
    if given.get("doel_op"):
        yield "einddoel_datum", _day(given, "doel_op", "")
    for name, field in TEXTS.items():
        if name in given:
            yield field, _text(given, name, "")
    listed = given.get("activiteiten") or []
    if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
        raise InputError("'activiteiten' is geen lijst. Schrijf per activiteit een streepje, met wie, wat en klaar.")
    last = {by: max((each.number for each in plan.activities if each.by == by), default=0) for by in BOTH}
    for place, activity in enumerate(listed, 1):
        yield from _activity(activity, f" van activiteit {place}", plan, last)


def _activity(given: _Given, where: str, plan: AgreedPlan, last: dict[str, int]) -> Iterator[tuple[str, str | date]]:
    _require_known(given, ACTIVITY_FIELDS, where)
    by = str(given.get("wie", ""))
    if by not in BOTH:
        raise InputError(f"'wie'{where} is '{by[:20]}'; verwacht {' of '.join(BOTH)}.")
    number = given.get("nummer") or last[by] + 1
    known = {each.number for each in plan.activities if each.by == by}
    if type(number) is not int or not 0 < number <= MOST_ACTIVITIES or (given.get("nummer") and number not in known):
        raise InputError(f"'nummer'{where} is geen activiteit van de {by}; laat het weg voor een nieuwe.")
    last[by] = max(last[by], number)
    if number not in known and not given.get("wat"):
        raise InputError(f"'wat'{where} ontbreekt. Schrijf wat de {by} doet.")
    if given.get("vervalt"):
        yield f"gedaan_{by}_{number}_wat", ""
        return
    if given.get("wat"):
        yield f"gedaan_{by}_{number}_wat", _text(given, "wat", where)
    for name, field in ACTIVITY_DAYS.items():
        if name in given:
            yield f"gedaan_{by}_{number}_{field}", _day(given, name, where) if given[name] else ""


def _only_new(said: SaidOfPlan, plan: AgreedPlan, words: Mapping[str, str]) -> SaidOfPlan:
    """Leave out what is agreed already, so that a file that comes twice is recorded once."""
    told = {name: text for name, text in said.words.items() if words.get(name, "") != text}
    known = {(each.by, each.number): each for each in plan.activities}
    data = {name: value for name, value in said.data.items() if name != "activities"}
    data = {name: value for name, value in data.items() if str(getattr(plan, name)) != str(value)}
    changed = []
    for each in said.data.get("activities", ()):
        activity = known.get((each["by"], each["number"]))
        same = activity and all(str(getattr(activity, name, "")) == str(value) for name, value in each.items())
        if not same or f"{each['by']}_{each['number']}_wat" in told:
            changed.append(each)
    return SaidOfPlan({**data, **({"activities": changed} if changed else {})}, told)


def _require_known(given: _Given, known: tuple[str, ...], where: str) -> None:
    for name in given:
        if name not in known:
            raise InputError(f"Onbekend veld '{str(name)[:40]}'{where}. {meant_or_known(str(name), known)}")


def _text(given: _Given, name: str, where: str) -> str:
    text = str(given[name] if given[name] is not None else "").strip()
    if len(text) > LONGEST:
        raise InputError(f"'{name}'{where} heeft {len(text)} tekens; hoogstens {LONGEST}.")
    if harm := harm_in(text, allowed="\n"):
        raise InputError(f"'{name}'{where} bevat {harm}. Haal dat weg.")
    return text


def _day(given: _Given, name: str, where: str) -> date:
    value = given[name]
    day = value if isinstance(value, date) else read_form_day(str(value))
    if day is None:
        raise InputError(f"'{name}'{where} is geen bestaande dag. Schrijf haar als 05-01-2027.")
    return day


def _text_of(value: str | date) -> str:
    return f"{value:%d-%m-%Y}" if isinstance(value, date) else value
