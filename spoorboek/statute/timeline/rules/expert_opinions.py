"""Special rules for an opinion of UWV's expert: the price, the outcome, and what follows from it."""

from datetime import date

from spoorboek.statute.days.calendar import dutch_date
from spoorboek.statute.disputes import OPINION_OUTCOMES, OPINION_QUESTIONS
from spoorboek.statute.errors import NotInForce
from spoorboek.statute.facts import StepRef
from spoorboek.statute.plan import Milestone
from spoorboek.statute.timeline.course import Course
from spoorboek.statute.timeline.occurrences import adjusting_days, opinions_asked, opinions_received
from spoorboek.statute.timeline.rules.special_rule import finish, lapse, replace_fields, special_rule

ASKED, STUCK_AND_ASKED = "oordeel_gevraagd", "vastgelopen_en_gevraagd"
FOLLOWS, ADJUSTMENT = "oordeel_ontvangen", "bijstelling_na_oordeel"
PRICES = {"werkgever": "expert_opinion_employer", "werknemer": "expert_opinion_employee"}


@special_rule(
    STUCK_AND_ASKED,
    "deskundigenoordeel",
    replaces="een advies dat is gevolgd",
    when=lambda course: bool(course.facts.opinions),
    says="Het deskundigenoordeel is gevraagd.",
)
def asked_when_stuck(course: Course, milestone: Milestone) -> Milestone:
    """Regard the advice as followed by an opinion asked during the standstill, or one still awaited when it began.

    Source: SUWI 32; docs/wet/expert-opinion.md, Asking when stuck.
    """
    began = course.series["stuck"][milestone.occurrence]
    until = max(spell.until or date.max for spell in course.facts.stuck if spell.from_ == began)
    asked = [
        opinion.asked_on
        for opinion in course.facts.opinions
        if opinion.asked_on <= until and began <= max(opinion.asked_on, opinion.received_on or date.max)
    ]
    return finish(milestone, STUCK_AND_ASKED, f"Gevraagd op {dutch_date(min(asked))}.") if asked else milestone


@special_rule(
    ASKED,
    "uitkomst_deskundigenoordeel",
    replaces="niets: UWV geeft het oordeel",
    when=lambda course: bool(course.facts.opinions),
    says="De {by} vroeg: {question}. Kosten voor wie vraagt: {price} (Wet SUWI art. 32a lid 2).",
)
def opinion_is_awaited(course: Course, milestone: Milestone) -> Milestone:
    """Say who asked what and at which price; the outcome ends the waiting.

    Source: SUWI 32(1)-(3) and 32a(2), (3); docs/wet/expert-opinion.md, The term.
    """
    opinion = opinions_asked(course.facts)[milestone.occurrence]
    words = {
        "by": opinion.by,
        "question": OPINION_QUESTIONS[opinion.question],
        "price": _price(course, opinion.by, opinion.asked_on),
    }
    if opinion.outcome is None or opinion.received_on is None:
        return replace_fields(milestone, ASKED, {}, **words)
    said = f"Ontvangen op {dutch_date(opinion.received_on)}: {OPINION_OUTCOMES[opinion.outcome].label}."
    return finish(milestone, ASKED, said, **words)


def _price(course: Course, by: str, on: date) -> str:
    """Format the price for a party on a day; say so in Dutch when it is not known for that day."""
    try:
        return f"{course.book.values[PRICES[by]].period(on).value} euro"
    except NotInForce:
        return "voor die dag niet bekend"


@special_rule(
    FOLLOWS,
    "gevolg_deskundigenoordeel",
    replaces="niets: wat op het oordeel volgt",
    when=lambda course: bool(course.facts.opinions),
    says="Uitkomst: {outcome}. Een deskundigenoordeel bindt niet; wat erop volgt, is beleid van het huis.",
)
def what_follows_an_opinion(course: Course, milestone: Milestone) -> Milestone:
    """Say what follows from an outcome; nothing to do where nothing follows, or once the plan was adjusted.

    Source: BBK 10; docs/wet/expert-opinion.md, What follows.
    """
    opinion = opinions_received(course.facts)[milestone.occurrence]
    outcome = OPINION_OUTCOMES[opinion.outcome or "geen_oordeel"]
    if outcome.follows is None:
        return lapse(milestone, FOLLOWS, f"Uitkomst: {outcome.label}. Er volgt niets uit.", outcome=outcome.label)
    if outcome.adjusts and (adjusted := _adjusted_on(course, opinion.received_on)):
        said = f"Plan van aanpak bijgesteld op {dutch_date(adjusted)}."
        return finish(milestone, FOLLOWS, said, outcome=outcome.label)
    reason = milestone.reason or f"Uitkomst: {outcome.label}. {outcome.follows}"
    return replace_fields(milestone, FOLLOWS, {"reason": reason}, outcome=outcome.label)


def _adjusted_on(course: Course, received: date | None) -> date | None:
    """Return the day on which the plan was adjusted after an opinion was received; None when it was not."""
    adjustments = course.series["advice"].items()
    done = (
        course.facts.done.get(StepRef("bijstelling_plan_van_aanpak", number))
        for number, day in adjustments
        if day == received
    )
    return next(filter(None, done), None)


@special_rule(
    ADJUSTMENT,
    "bijstelling_plan_van_aanpak",
    replaces="de uiterste datum",
    when=lambda course: any(adjusting_days(course.facts)),
    says=(
        "Deze bijstelling volgt op een deskundigenoordeel en niet op een advies van de bedrijfsarts. Dan noemt de "
        "regeling geen termijn; een week is de norm van het huis."
    ),
)
def no_last_day_after_an_opinion(course: Course, milestone: Milestone) -> Milestone:
    """Give an adjustment that only an opinion asks for no last lawful day: the term of the Regeling follows an advice.

    Source: Regeling procesgang 4(4) and (5); docs/wet/expert-opinion.md, What follows.
    """
    day = course.series["advice"][milestone.occurrence]
    if any(advice.on == day for advice in course.facts.advice):
        return milestone
    return replace_fields(milestone, ADJUSTMENT, {"due_on": None})
