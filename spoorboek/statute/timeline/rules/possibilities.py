"""Special rules for the possibilities to work: none, marginal ones, and those that appear later."""

from dataclasses import replace
from datetime import date

from spoorboek.statute.days.calendar import dutch_date
from spoorboek.statute.facts import Spell
from spoorboek.statute.plan import Milestone
from spoorboek.statute.timeline.course import Course
from spoorboek.statute.timeline.course_making import second_track_advice, second_track_settled
from spoorboek.statute.timeline.rules.special_rule import (
    deciding_day,
    lapse,
    later_dates_instead,
    replace_fields,
    special_rule,
)

POSSIBILITIES_LATER = "mogelijkheden_later"
AFTER_EVALUATION = "mogelijkheden_na_evaluatie"
NO_POSSIBILITIES = "geen_mogelijkheden"
MARGINAL = "marginale_mogelijkheden"
RECHECK = "herbeoordeling_vanaf_het_oordeel"


@special_rule(
    POSSIBILITIES_LATER,
    "plan_van_aanpak",
    replaces="twee weken na de probleemanalyse",
    when=lambda course: course.facts.possibilities_since is not None,
    says=(
        "Pas vanaf {possibilities} zijn er benutbare mogelijkheden; een plan is pas nodig als die er zijn, dus twee "
        "weken daarna (Regeling procesgang art. 4 lid 1)."
    ),
)
def plan_once_possibilities_appear(course: Course, milestone: Milestone) -> Milestone:
    """Count the two weeks for the plan from the day possibilities appear, when that is after the problem analysis.

    Source: Regeling procesgang 4(1): a plan when there are "nog mogelijkheden";
    docs/wet/possibilities.md, A plan once possibilities appear.
    """
    since, done = course.day("possibilities"), course.facts.done.get(milestone.ref)
    if (done and done <= since) or not _appeared_after(course, since, "probleemanalyse"):
        return milestone
    return replace_fields(milestone, POSSIBILITIES_LATER, later_dates_instead(course, milestone, POSSIBILITIES_LATER))


@special_rule(
    AFTER_EVALUATION,
    "start_spoor_2",
    replaces="zes weken na de eerstejaarsevaluatie",
    when=lambda course: course.anchors["possibilities_2"] is not None,
    says=(
        "De mogelijkheden ontstonden pas na de eerstejaarsevaluatie (op {possibilities_2}): acht weken daarna, twee "
        "voor de bijstelling van het plan en zes voor de start (UWV, Werkwijzer Poortwachter par. 4.3.2; geen wet)."
    ),
)
def possibilities_after_the_evaluation(course: Course, milestone: Milestone) -> Milestone:
    """Allow eight weeks from the day possibilities appear, when that is after the evaluation.

    Source: Werkwijzer Poortwachter 4.3.2; docs/wet/possibilities.md, Second track after later possibilities.
    """
    if not _appeared_after(course, course.day("possibilities_2"), "eerstejaarsevaluatie"):
        return milestone
    return replace_fields(milestone, AFTER_EVALUATION, later_dates_instead(course, milestone, AFTER_EVALUATION))


def _appeared_after(course: Course, since: date, key: str) -> bool:
    """Return whether possibilities appeared after a milestone: after the day it was done, or agreed to be done.

    Otherwise its last lawful day is used, here computed without uncounted days. Recovery reported later moves that last
    day, possibly past the day on which possibilities appeared; with the moved day the special term would no longer
    apply, and the milestone would move up to two weeks earlier because somebody had recovered. The law gives no ground
    for that: days of recovery only ever add time.
    """
    row = course.book.rows[key]
    milestone_day = course.facts.done.get(row.ref) or course.dated[key].agreed_on
    if milestone_day is None and row.due is not None:
        milestone_day = row.due.on(replace(course, sickness_days=replace(course.sickness_days, gaps=())))
    return milestone_day is not None and since > milestone_day


@special_rule(
    NO_POSSIBILITIES,
    "plan_van_aanpak",
    "start_spoor_2",
    replaces="het plan van aanpak en het tweede spoor",
    when=lambda course: course.facts.no_possibilities,
    says=(
        "Zolang er geen benutbare mogelijkheden zijn, is er geen plan van aanpak en geen tweede spoor; de bedrijfsarts "
        "beoordeelt regelmatig opnieuw (Beleidsregels beoordelingskader par. 3 en 7.4)."
    ),
)
def no_possibilities(_: Course, milestone: Milestone) -> Milestone:
    """Require no plan and no second track while there are no usable possibilities.

    Source: Regeling procesgang 4(1) "nog mogelijkheden"; BBK 3 and 7.4;
    docs/wet/possibilities.md, No possibilities.
    """
    return lapse(milestone, NO_POSSIBILITIES, "Er zijn geen benutbare mogelijkheden.")


def marginal_now(course: Course) -> Spell | None:
    """Return since when possibilities are marginal; None when they are not, or it was settled later that track 2 is."""
    marginal = course.facts.marginal
    if marginal is None or marginal.until:
        return None
    settled = second_track_advice(course.facts, marginal.from_) or second_track_settled(course, marginal.from_)
    return None if settled else marginal


@special_rule(
    MARGINAL,
    "start_spoor_2",
    replaces="het tweede spoor",
    when=lambda course: marginal_now(course) is not None,
    says=(
        "De mogelijkheden zijn marginaal (ongeveer twee uur per dag of minder): eerst de eigen organisatie, een tweede "
        "spoor is dan niet snel aan de orde (UWV, Werkwijzer Poortwachter par. 5.8; geen wet). De bedrijfsarts "
        "beoordeelt regelmatig opnieuw; zijn er meer mogelijkheden, dan telt het tweede spoor vanaf die dag."
    ),
)
def marginal_possibilities(course: Course, milestone: Milestone) -> Milestone:
    """Require no second track while possibilities are marginal: the own organisation comes first.

    Source: Werkwijzer Poortwachter 5.8; docs/wet/possibilities.md, Marginal possibilities.
    """
    marginal = marginal_now(course)
    assert marginal is not None
    since = dutch_date(marginal.from_)
    return lapse(milestone, MARGINAL, f"De mogelijkheden zijn marginaal sinds {since}; eerst de eigen organisatie.")


@special_rule(
    RECHECK,
    "herbeoordeling_mogelijkheden",
    replaces="eerdere herbeoordelingen",
    when=lambda course: _limited_since(course) is not None,
    says="Het oordeel is van {judged}; herbeoordelingen zijn er vanaf die dag.",
)
def no_recheck_before_the_judgement(course: Course, milestone: Milestone) -> Milestone:
    """Require reassessments by the bedrijfsarts only from the day on which possibilities were found to be limited.

    Source: Regeling procesgang 4(4): "de werknemer regelmatig hoort over het verloop van de ongeschiktheid"; BBK 5.
    """
    judged = _limited_since(course)
    if judged is None or deciding_day(milestone) > judged or milestone.status == "gedaan":
        return milestone
    reason = f"Het oordeel over de mogelijkheden is pas van {dutch_date(judged)}."
    return replace_fields(milestone, RECHECK, {"status": "vervallen", "reason": reason}, judged=judged)


def _limited_since(course: Course) -> date | None:
    """Return the day from which possibilities are limited, if known."""
    facts = course.facts
    return facts.no_possibilities_since or (facts.marginal.from_ if facts.marginal else None)
