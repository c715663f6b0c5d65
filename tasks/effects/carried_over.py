"""What a form takes over from the papers before it: read from the record when the form is made."""

import re
from collections.abc import Iterator, Mapping
from datetime import date

from sqlmodel import Session

from models.dossier.plan_words import read_words
from spoorboek.outside.form_days import read_form_day
from spoorboek.statute.days.calendar import dutch_date
from spoorboek.statute.dossier.agreed_plan import ADJUSTED_PLAN, GOALS, AgreedPlan, agreed_plan
from spoorboek.statute.dossier.paper_kinds import BOTH
from spoorboek.statute.dossier.plan_forms import EVALUATIONS, PLAN, PLAN_FORMS, listed_activities, plan_fields
from spoorboek.statute.dossier.received_papers import received_papers
from spoorboek.statute.facts import StepRef
from spoorboek.statute.reports.withdrawn_events import without_withdrawn
from tasks.case_state import CaseState
from tasks.effects.search_form import SEARCH_FORM, filled_search_form
from templates.carried_over import NOTHING_CARRIED, CarriedOver

ADVICE_KINDS = ("probleemanalyse", "bijstelling_probleemanalyse", "actueel_oordeel")
ANALYSIS, SECOND_TRACK = StepRef("probleemanalyse"), StepRef("start_spoor_2")
LINES = {PLAN: (4, 1), ADJUSTED_PLAN: (3, 2)}  # for activities of each party: at the least, and free at the least
HOURS = re.compile(r"\d{1,2}([.,]\d{1,2})?")


def carried_over(reading: Session, current: CaseState, form: str, step: StepRef) -> CarriedOver:
    """Return what a form of the plan, an evaluation or search data takes over; nothing for any other document."""
    if form == SEARCH_FORM:
        return filled_search_form(reading, current)
    if form not in PLAN_FORMS:
        return NOTHING_CARRIED
    plan = agreed_plan(current.record.events)
    words = read_words(reading, current.case_id, plan.events) if plan.events else {}
    known = {**plan_fields(form, plan, words), **dict(_known_elsewhere(current, form))}
    if form == ADJUSTED_PLAN:
        known |= dict(_reasons(current, step, plan))
    return CarriedOver(
        filled=known,
        rows={by: _lines(form, plan, by) for by in BOTH} if form in LINES and plan.activities else {},
        activities=tuple((each.by, each.number) for each in listed_activities(form, plan)),
        goal=GOALS.get(plan.goal or ""),
        goal_on=plan.goal_on,
        hours=_hours(words, current.on),
    )


def _lines(form: str, plan: AgreedPlan, by: str) -> tuple[int, ...]:
    """Return the numbers of the lines for activities of a party: what is to be done, and free ones after the last."""
    least, free = LINES[form]
    known = [each.number for each in plan.unfinished if each.by == by]
    last = max((each.number for each in plan.activities if each.by == by), default=0)
    return (*known, *range(last + 1, last + 1 + max(free, least - len(known))))


def _known_elsewhere(current: CaseState, form: str) -> Iterator[tuple[str, str]]:
    """Yield what other reports tell of the questions of a form: the last advice, and whether the second track runs."""
    if form in EVALUATIONS:
        if (advised := _last_advice(current)) is not None:
            yield "advies_datum", _printed(advised)
        if (started := current.plan.facts.done.get(SECOND_TRACK)) is not None:
            yield "spoor_2", "ja"
            yield "spoor_2_datum", _printed(started)


def _last_advice(current: CaseState) -> date | None:
    facts = current.plan.facts
    papers = [each for each in received_papers(current.record.events) if each.kind in ADVICE_KINDS]
    days = [facts.done.get(ANALYSIS), *(each.on for each in facts.advice), *(each.confirmed_on for each in papers)]
    return max((day for day in days if day and day <= current.on), default=None)


def _reasons(current: CaseState, step: StepRef, plan: AgreedPlan) -> Iterator[tuple[str, str]]:
    """Yield why the plan is to be adjusted, as the record knows it: the boxes, and the day and maker of the cause."""
    opened = next((each.opens_on for each in current.plan if each.ref == step), None)
    opinions = {each.received_on for each in current.plan.facts.opinions}
    if opened is not None:
        is_opinion = opened in opinions and opened not in {each.on for each in current.plan.facts.advice}
        yield ("aanleiding_onderzoek" if is_opinion else "aanleiding_advies"), "ja"
        yield "aanleiding_datum", _printed(opened)
        if is_opinion:
            yield "aanleiding_door", "UWV"
    if plan.adjustment_asked_on is not None:
        yield "aanleiding_evaluatie", "ja"
    since = plan.dated or current.plan.facts.done.get(StepRef(PLAN))
    changes = [each for each in without_withdrawn(current.record.events) if each.kind == "capability_changed"]
    if since and any(str(each.data["from"]) > since.isoformat() for each in changes):
        yield "aanleiding_werk", "ja"


def _printed(day: date) -> str:
    return f"{day:%d-%m-%Y}"


def _hours(words: Mapping[str, str], on: date) -> str | None:
    """Return the hours a week that the plan has on a day, where it says a number and since when."""
    steps = {}
    for number in range(1, 10):
        since, hours = read_form_day(words.get(f"opbouw_{number}_vanaf", "")), words.get(f"opbouw_{number}_uren", "")
        if since and since <= on and HOURS.fullmatch(hours):
            steps[since] = hours
    return f"{steps[max(steps)]}, sinds {dutch_date(max(steps))}" if steps else None
