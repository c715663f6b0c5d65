"""Rules that move the start of the second track."""

from datetime import date, timedelta

from ..calendar import add_years
from ..course import Course
from ..plan import Milestone
from .base import instead, replaced, rule

AFTER_EVALUATION = "mogelijkheden_na_evaluatie"
ON_ADVICE = "advies_spoor_2"
ON_PROSPECT = "uitzicht_op_terugkeer"
NEAR_AOW = "aow_binnen_een_jaar"


@rule(
    AFTER_EVALUATION,
    "start_spoor_2",
    replaces="zes weken na de eerstejaarsevaluatie",
    when=lambda course: course.facts.possibilities_since is not None,
    says=(
        "De mogelijkheden ontstonden pas na de eerstejaarsevaluatie (op {possibilities}): acht weken daarna, twee voor "
        "de bijstelling van het plan en zes voor de start (Werkwijzer Poortwachter par. 4.3.2)."
    ),
)
def possibilities_after_the_evaluation(course: Course, milestone: Milestone) -> Milestone:
    """Allow eight weeks from the day possibilities appear, when that is after the evaluation.

    Source: Werkwijzer Poortwachter 4.3.2; statute.md, Second track: "8 weeks after that (2 for the adjusted plan + 6)".
    """
    if course.day("possibilities") <= course.day("done(eerstejaarsevaluatie)"):
        return milestone
    return replaced(milestone, AFTER_EVALUATION, instead(course, milestone, AFTER_EVALUATION))


@rule(
    ON_ADVICE,
    "start_spoor_2",
    replaces="zes weken na de eerstejaarsevaluatie, als dat later is",
    when=lambda course: course.anchors["advice_2"] is not None,
    says=(
        "Het advies van {advice_2} wijst naar het tweede spoor: dan begint het zo tijdig mogelijk, in welke week ook "
        "(BW 7:658a lid 1), nooit voordat week 8 voorbij is en nooit later dan zes weken na de eerstejaarsevaluatie."
    ),
)
def as_soon_as_no_prospect_is_the_advice(course: Course, milestone: Milestone) -> Milestone:
    """Start as soon as no prospect is the advice, whatever the week; the earliest of both readings counts.

    Source: BW 7:658a(1) "Indien vaststaat dat ..." and (2) "zo tijdig mogelijk"; statute.md, Second track.
    """
    if milestone.due_on is None or course.day("advice_2") >= milestone.due_on:
        return milestone
    new = instead(course, milestone, ON_ADVICE)
    due = _earliest(new["due_on"], milestone.due_on)
    return replaced(milestone, ON_ADVICE, {**new, "target_on": _earliest(new["target_on"], due), "due_on": due})


@rule(
    ON_PROSPECT,
    "start_spoor_2",
    replaces="eerdere start",
    when=lambda course: course.anchors["prospect"] is not None,
    says=(
        "Op {prospect} was er een concreet uitzicht op structurele terugkeer binnen drie maanden in de eigen "
        "organisatie: het tweede spoor begint niet vóór drie kalendermaanden daarna (Werkwijzer Poortwachter 4.3.1)."
    ),
)
def not_while_a_return_is_in_sight(course: Course, milestone: Milestone) -> Milestone:
    """Wait three months when a structural return within three months is a concrete prospect.

    Source: Werkwijzer Poortwachter 4.3.1: "binnen 3 maanden een concreet perspectief ... binnen de eigen organisatie".
    """
    done = course.facts.done.get(milestone.ref)
    not_before = instead(course, milestone, ON_PROSPECT)["opens_on"]
    if not_before is None or (done and done <= course.day("prospect")):
        return milestone
    dates = {name: max(getattr(milestone, name), not_before) for name in ("opens_on", "target_on", "due_on")}
    if dates["opens_on"] == milestone.opens_on:
        return milestone
    return replaced(milestone, ON_PROSPECT, dates)


def _aow_within_a_year_after_the_wait(course: Course) -> bool:
    aow = course.facts.aow_on
    return aow is not None and course.wait_ends_on < aow <= add_years(course.wait_ends_on + timedelta(1), 1)


@rule(
    NEAR_AOW,
    "start_spoor_2",
    replaces="niets: een mogelijkheid",
    when=_aow_within_a_year_after_the_wait,
    says=(
        "De AOW-leeftijd valt binnen een jaar na de wachttijd: als werkgever en werknemer daar schriftelijk mee "
        "instemmen, mag het tweede spoor achterwege blijven (Werkwijzer Poortwachter par. 5.14)."
    ),
)
def aow_soon_after_the_wait(_: Course, milestone: Milestone) -> Milestone:
    """Say that the second track may be left out by written agreement; only people can decide that.

    Source: Werkwijzer Poortwachter 5.14; statute.md, Second track.
    """
    return replaced(milestone, NEAR_AOW, {})


def _earliest(first: date | None, second: date | None) -> date | None:
    return min((day for day in (first, second) if day), default=None)
