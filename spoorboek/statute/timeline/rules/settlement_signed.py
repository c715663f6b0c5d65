"""Special rules for a signed settlement: its reflection term, its withdrawal, and days outside the dismissal ban."""

from datetime import timedelta

from spoorboek.statute.days.calendar import DAY, add_months, dutch_date
from spoorboek.statute.facts import SignedSettlement
from spoorboek.statute.plan import Milestone
from spoorboek.statute.timeline.course import Course
from spoorboek.statute.timeline.rules.special_rule import dates_instead, lapse, move_dates, special_rule

TERM = "bedenktijd_vaststellingsovereenkomst"
THREE_WEEKS = "bedenktijd_drie_weken"
WITHDRAWN = "vaststellingsovereenkomst_ontbonden"
NO_SECOND_TERM = "geen_tweede_bedenktijd"
OUTSIDE_BAN = "dagen_buiten_opzegverbod"


def _agreement(course: Course, milestone: Milestone) -> SignedSettlement:
    signed_on = course.series["settlement_signed"][milestone.occurrence]
    return next(item for item in course.facts.signed if item.on == signed_on)


@special_rule(
    THREE_WEEKS,
    TERM,
    replaces="veertien dagen",
    when=lambda course: any(not item.names_right for item in course.facts.signed),
    says="De overeenkomst noemt het recht van ontbinding niet: de bedenktijd is drie weken (BW 7:670b lid 3).",
)
def three_weeks_when_not_named(course: Course, milestone: Milestone) -> Milestone:
    """Give three weeks where the agreement does not name the right to withdraw.

    Source: BW 7:670b(3): "bij gebreke waarvan de termijn, bedoeld in lid 2, drie weken bedraagt";
    docs/wet/settlement-and-circumstances.md, Reflection term.
    """
    if _agreement(course, milestone).names_right:
        return milestone
    return move_dates(milestone, THREE_WEEKS, dates_instead(course, milestone, THREE_WEEKS))


@special_rule(
    NO_SECOND_TERM,
    TERM,
    replaces="de bedenktijd",
    when=lambda course: len(course.facts.signed) > 1,
    says="Binnen zes maanden na een ontbinding is er geen nieuwe bedenktijd (BW 7:670b lid 4).",
)
def no_second_term(course: Course, milestone: Milestone) -> Milestone:
    """Give no reflection term to an agreement within six months after an earlier one was withdrawn.

    Source: BW 7:670b(4): "binnen zes maanden na een ontbinding".
    """
    signed = _agreement(course, milestone).on
    for earlier in course.facts.signed:
        if earlier.on < signed and earlier.withdrawn_on and signed <= add_months(earlier.withdrawn_on, 6):
            return lapse(milestone, NO_SECOND_TERM, f"Een eerdere is ontbonden op {dutch_date(earlier.withdrawn_on)}.")
    return milestone


@special_rule(
    WITHDRAWN,
    TERM,
    replaces="de overeenkomst",
    when=lambda course: any(item.withdrawn_on for item in course.facts.signed),
    says="De werknemer ontbond de overeenkomst binnen de bedenktijd: zij geldt niet, en alles loopt door.",
)
def withdrawn_in_time(course: Course, milestone: Milestone) -> Milestone:
    """Let the reflection term lapse once the employee withdrew within it; a later withdrawal changes nothing.

    Source: BW 7:670b(2): "zonder opgaaf van redenen".
    """
    withdrawn = _agreement(course, milestone).withdrawn_on
    if withdrawn is None or milestone.due_on is None or withdrawn > milestone.due_on:
        return milestone
    return lapse(milestone, WITHDRAWN, f"De werknemer ontbond de overeenkomst op {dutch_date(withdrawn)}.")


@special_rule(
    OUTSIDE_BAN,
    "einde_opzegverbod",
    replaces="twee kalenderjaren",
    when=lambda course: any(item.effect == "telt_niet_voor_opzegverbod" for item in course.facts.circumstances),
    says=(
        "{outside} ziekte tellen niet mee voor het opzegverbod; het duurt evenveel langer (BW 7:670 lid 1). Wachttijd "
        "en loon veranderen niet."
    ),
)
def days_outside_the_ban(course: Course, milestone: Milestone) -> Milestone:
    """Lengthen the dismissal ban by the sick days that do not count for it; nothing else moves.

    Source: BW 7:670(1): "niet in aanmerking genomen"; docs/wet/settlement-and-circumstances.md, Circumstances.
    """
    end = milestone.due_on
    if end is None:
        return milestone
    first, days, outside = course.facts.first_sick_day, course.sickness_days, timedelta()
    for item in sorted(course.facts.circumstances, key=lambda item: item.from_):
        if item.effect == "telt_niet_voor_opzegverbod" and item.from_ < end:
            last = item.until or end - DAY
            number = days.index(max(last, first - DAY)) - days.index(max(item.from_, first) - DAY)
            outside += timedelta(number)
            end = days.add(end, number)
    return move_dates(milestone, OUTSIDE_BAN, {"due_on": end}, outside=outside)
