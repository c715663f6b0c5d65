"""Special rules that move the start of the second track, or let it lapse."""

from datetime import date

from spoorboek.statute.days.calendar import DAY, add_months, add_years, dutch_date
from spoorboek.statute.plan import Milestone
from spoorboek.statute.timeline.course import SETTLED, Course
from spoorboek.statute.timeline.rules.special_rule import (
    dates_instead,
    lapse,
    later_dates_instead,
    move_dates,
    replace_fields,
    special_rule,
)

ON_ADVICE = "advies_spoor_2"
ON_PROSPECT = "uitzicht_op_terugkeer"
PROSPECT_LOST = "uitzicht_vervallen"
RENEWED = "uitzicht_opnieuw_vastgelegd"
NEAR_AOW = "aow_binnen_een_jaar"
WAIVED = "tweede_spoor_achterwege"


@special_rule(
    ON_ADVICE,
    "start_spoor_2",
    replaces="zes weken na de eerstejaarsevaluatie, als dat later is",
    when=lambda course: course.anchors["advice_2"] is not None,
    says=(
        "Het advies van {advice_2} wijst naar het tweede spoor: dan begint het zo tijdig mogelijk, in welke week ook "
        "(BW 7:658a lid 1 en 2), nooit voordat week 8 voorbij is en nooit later dan zes weken na de "
        "eerstejaarsevaluatie."
    ),
)
def start_on_advice(course: Course, milestone: Milestone) -> Milestone:
    """Start as soon as the advice is that there is no prospect, in any week; the earlier of both dates applies.

    Source: BW 7:658a(1) "Indien vaststaat dat de eigen arbeid niet meer kan worden verricht"; 7:658a(2) "zo tijdig
    mogelijk";
    docs/wet/second-track.md, Advice without prospect.
    """
    if milestone.due_on is None or course.day("advice_2") >= milestone.due_on:
        return milestone
    new_dates = dates_instead(course, milestone, ON_ADVICE)
    due = _earlier_of(new_dates["due_on"], milestone.due_on)
    return replace_fields(
        milestone, ON_ADVICE, {**new_dates, "target_on": _earlier_of(new_dates["target_on"], due), "due_on": due}
    )


@special_rule(
    SETTLED,
    "start_spoor_2",
    replaces="zes weken na de eerstejaarsevaluatie, als dat later is",
    when=lambda course: course.anchors["settled_2"] is not None,
    says=(
        "Sinds het arbeidsdeskundig onderzoek van {settled_2} staat vast dat er in de eigen organisatie geen eigen of "
        "ander passend werk meer is: dan begint het tweede spoor zo tijdig mogelijk, in welke week ook (BW 7:658a lid "
        "1 en 2), nooit voordat week 8 voorbij is en nooit later dan zonder dat onderzoek."
    ),
)
def start_once_settled(course: Course, milestone: Milestone) -> Milestone:
    """Start as soon as an arbeidsdeskundig onderzoek settles that the own organisation has no work, as on an advice.

    Source: BW 7:658a(1) "Indien vaststaat dat de eigen arbeid niet meer kan worden verricht"; 7:658a(2) "zo tijdig
    mogelijk";
    docs/wet/second-track.md, Assessment without prospect.
    """
    new_dates = dates_instead(course, milestone, SETTLED)
    due, present = new_dates["due_on"], milestone.due_on
    if present is None or due is None or course.day("settled_2") >= present or due >= present:
        return milestone
    return replace_fields(milestone, SETTLED, new_dates)


@special_rule(
    ON_PROSPECT,
    "start_spoor_2",
    replaces="eerdere start",
    when=lambda course: course.anchors["prospect"] is not None,
    says=(
        "Op {prospect} was er een concreet uitzicht op structurele terugkeer binnen drie maanden in de eigen "
        "organisatie: het tweede spoor begint niet vóór drie kalendermaanden daarna (UWV, Werkwijzer "
        "Poortwachter par. 4.3.1; geen wet)."
    ),
)
def wait_for_prospect(course: Course, milestone: Milestone) -> Milestone:
    """Wait three months when a lasting return within three months is a concrete prospect that is not lost.

    Source: Werkwijzer Poortwachter 4.3.1, which is no law: "binnen 3 maanden een concreet perspectief"; BBK 5: "als er
    nog concreet perspectief bestaat op hervatting in het eigen bedrijf".
    """
    return milestone if _prospect_lost_early(course) else _move_to_later_dates(course, milestone, ON_PROSPECT)


@special_rule(
    PROSPECT_LOST,
    "start_spoor_2",
    "hervraag_perspectief",
    replaces="drie maanden wachten",
    when=lambda course: _prospect_lost_early(course) is not None,
    says=(
        "Het uitzicht op terugkeer van {prospect} is er sinds {prospect_lost} niet meer: vanaf die dag is het geen "
        "reden meer om te wachten (BW 7:658a lid 2). Wat daardoor te laat zou zijn, krijgt zes weken, en nooit meer "
        "dan het uitzicht zelf gaf."
    ),
)
def prospect_is_lost(course: Course, milestone: Milestone) -> Milestone:
    """Stop waiting on the day the prospect is lost, and allow the six weeks of an advice for the start.

    Never later than the three months would have ended, and never before the date that applies without any prospect.
    Source: BW 7:658a(2) "zo tijdig mogelijk"; Werkwijzer Poortwachter 4.3.1;
    docs/wet/second-track.md, Prospect lost.
    """
    if milestone.key == "hervraag_perspectief":
        return lapse(
            milestone, PROSPECT_LOST, f"Het uitzicht is er niet meer sinds {dutch_date(course.day('prospect_lost'))}."
        )
    return _move_to_later_dates(course, milestone, PROSPECT_LOST)


@special_rule(
    RENEWED,
    "hervraag_perspectief",
    replaces="een vraag die al opnieuw is beantwoord",
    when=lambda course: bool(course.facts.earlier_prospects),
    says="Het uitzicht is daarna opnieuw vastgelegd; de drie maanden tellen vanaf die dag.",
)
def prospect_renewed(course: Course, milestone: Milestone) -> Milestone:
    """Let the follow-up question lapse once a prospect was recorded again: three months count from the last one.

    Source: Werkwijzer Poortwachter 4.3.1; docs/wet/second-track.md, Asked again.
    """
    days = course.series["prospect_recorded"]
    later = min((day for day in days.values() if day > days[milestone.occurrence]), default=None)
    return lapse(milestone, RENEWED, f"Opnieuw vastgelegd op {dutch_date(later)}.") if later else milestone


def _prospect_lost_early(course: Course) -> date | None:
    """Return the day a prospect was lost, if within its three months."""
    lost, prospect = course.anchors.get("prospect_lost"), course.anchors["prospect"]
    return lost if lost and prospect and lost < add_months(prospect, 3) else None


def _move_to_later_dates(course: Course, milestone: Milestone, name: str) -> Milestone:
    """Move dates earlier than those of a special term to them; a start done before the prospect is unchanged."""
    done = course.facts.done.get(milestone.ref)
    if done and done <= course.day("prospect"):
        return milestone
    return move_dates(milestone, name, later_dates_instead(course, milestone, name))


def aow_within_a_year_after_the_wait(aow: date | None, wait_ends_on: date) -> bool:
    """Return whether AOW age is reached after the wait, at most one calendar year after its end."""
    return aow is not None and wait_ends_on < aow <= add_years(wait_ends_on + DAY, 1)


@special_rule(
    NEAR_AOW,
    "start_spoor_2",
    replaces="niets: een mogelijkheid",
    when=lambda course: (
        aow_within_a_year_after_the_wait(course.facts.aow_on, course.wait_ends_on)
        and course.facts.second_track_waived_on is None
    ),
    says=(
        "De AOW-leeftijd valt binnen een jaar na de wachttijd: als werkgever en werknemer daar schriftelijk mee "
        "instemmen, mag het tweede spoor achterwege blijven (UWV, Werkwijzer Poortwachter par. 5.14; geen wet)."
    ),
)
def aow_soon_after_the_wait(_: Course, milestone: Milestone) -> Milestone:
    """Note that the second track may be left out by written agreement; only people can decide that.

    Source: Werkwijzer Poortwachter 5.14; docs/wet/second-track.md, AOW near.
    """
    return replace_fields(milestone, NEAR_AOW, {})


@special_rule(
    WAIVED,
    "start_spoor_2",
    replaces="het tweede spoor",
    when=lambda course: course.facts.second_track_waived_on is not None,
    says=(
        "De AOW-leeftijd valt binnen een jaar na de wachttijd en werkgever en werknemer stemden er schriftelijk mee in "
        "dat het tweede spoor achterwege blijft (UWV, Werkwijzer Poortwachter par. 5.14; geen wet)."
    ),
)
def second_track_waived_by_agreement(course: Course, milestone: Milestone) -> Milestone:
    """Require no second track once both parties agreed in writing to leave it out because AOW age is near.

    Source: Werkwijzer Poortwachter 5.14; docs/wet/second-track.md, AOW near.
    """
    agreed = course.facts.second_track_waived_on
    if agreed is None:
        return milestone
    return lapse(milestone, WAIVED, f"Schriftelijk afgesproken op {dutch_date(agreed)}, omdat de AOW-leeftijd nadert.")


def _earlier_of(first: date | None, second: date) -> date:
    return min(first or second, second)
