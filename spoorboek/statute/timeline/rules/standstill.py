"""Special rules for advised steps: an expert opinion at a standstill, legal advice before a settlement."""

from collections.abc import Iterable
from datetime import date

from spoorboek.statute.days.calendar import DAY, dutch_date
from spoorboek.statute.errors import NotInForce
from spoorboek.statute.facts import Spell
from spoorboek.statute.plan import Milestone
from spoorboek.statute.timeline.course import Course
from spoorboek.statute.timeline.rules.special_rule import lapse, replace_fields, special_rule

STUCK_RULE = "vastgelopen"
RESUMED = "loopt_weer"
UNDER_CONSIDERATION = "vaststellingsovereenkomst_overwogen"
DROPPED = "vaststellingsovereenkomst_van_de_baan"


@special_rule(
    STUCK_RULE,
    "deskundigenoordeel",
    replaces="niets: een advies",
    when=lambda course: bool(course.facts.stuck),
    says=(
        "De re-integratie is vastgelopen. Werkgever en werknemer kunnen elk een deskundigenoordeel vragen; UWV "
        "oordeelt volgens de wet binnen twee weken (Wet SUWI art. 32a lid 3). Kosten: "
        "{price}. Niet vragen als het vastzit kan aan het einde tegen de werkgever tellen."
    ),
)
def expert_opinion_when_stuck(course: Course, milestone: Milestone) -> Milestone:
    """Advise an expert opinion when the reintegration is at a standstill; it moves no other term.

    Source: SUWI 32; BBK 10: not asking for one when things are stuck can lead to a wage sanction.
    """
    return replace_fields(milestone, STUCK_RULE, {}, price=_price(course, milestone.opens_on))


def _price(course: Course, on: date | None) -> str:
    """Format the price of an expert opinion on a day; say so in Dutch when it is not known for that day."""
    try:
        employer, employee = (
            course.book.values[name].period(on or course.facts.first_sick_day).value
            for name in ("expert_opinion_employer", "expert_opinion_employee")
        )
    except NotInForce:
        return "voor die dag niet bekend"
    return f"{employer} euro voor de werkgever, {employee} euro voor de werknemer"


@special_rule(
    RESUMED,
    "deskundigenoordeel",
    replaces="een advies dat niet meer nodig is",
    when=lambda course: any(item.until for item in course.facts.stuck),
    says="De re-integratie liep weer voordat een oordeel nodig was.",
)
def no_opinion_once_it_moves_again(course: Course, milestone: Milestone) -> Milestone:
    """Let the advice lapse once the reintegration resumes.

    Source: SUWI 32: an opinion settles a dispute; without one there is nothing to judge.
    """
    ended = _day_after(course.facts.stuck, course.series["stuck"][milestone.occurrence])
    return lapse(milestone, RESUMED, f"De re-integratie loopt weer sinds {dutch_date(ended)}.") if ended else milestone


@special_rule(
    UNDER_CONSIDERATION,
    "vaststellingsovereenkomst",
    replaces="niets: een waarschuwing",
    when=lambda course: bool(course.facts.settlement),
    says=(
        "Wie tijdens ziekte instemt met het einde van het dienstverband, kan zijn uitkering geheel of ten dele "
        "verliezen: UWV ziet dat als benadeling (Ziektewet art. 45 lid 1 onder j en lid 7). Het opzegverbod beschermt "
        "alleen wie niet instemt. Laat beide partijen eerst juridisch advies vragen; de termijnen van de zaak lopen "
        "gewoon door."
    ),
)
def advice_before_a_settlement(_: Course, milestone: Milestone) -> Milestone:
    """Warn that a settlement during sickness puts the benefit at risk, and advise legal advice first.

    Source: ZW 45(1)(j); ZW 45(7): "heeft ingestemd met een beëindiging van de dienstbetrekking".
    """
    return replace_fields(milestone, UNDER_CONSIDERATION, {})


@special_rule(
    DROPPED,
    "vaststellingsovereenkomst",
    replaces="een waarschuwing die niet meer nodig is",
    when=lambda course: any(item.until for item in course.facts.settlement),
    says="De vaststellingsovereenkomst is van de baan.",
)
def no_warning_once_dropped(course: Course, milestone: Milestone) -> Milestone:
    """Let the warning lapse once no settlement is under consideration any more.

    Source: ZW 45(7): only who agreed to the end of the employment puts the benefit at risk.
    """
    first = course.facts.first_sick_day
    considerations = [
        consideration._replace(from_=max(consideration.from_, first)) for consideration in course.facts.settlement
    ]
    ended = _day_after(considerations, course.series["settlement"][milestone.occurrence])
    return lapse(milestone, DROPPED, f"Van de baan sinds {dutch_date(ended)}.") if ended else milestone


def _day_after(spells: Iterable[Spell], began: date) -> date | None:
    """Return the day after the last spell that began on a day; None while one of them lasts."""
    until = max(spell.until or date.max for spell in spells if spell.from_ == began)
    return None if until == date.max else until + DAY
