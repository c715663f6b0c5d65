"""Special rules for an employee who does not cooperate and the wage withheld for it: what ends each step."""

from datetime import date, timedelta

from spoorboek.statute.days.calendar import DAY, dutch_date
from spoorboek.statute.disputes import WageMeasure
from spoorboek.statute.facts import Spell
from spoorboek.statute.plan import Milestone
from spoorboek.statute.timeline.course import Course, days_in_words
from spoorboek.statute.timeline.dispute_days import first_act, stops, suspensions
from spoorboek.statute.timeline.occurrences import wage_reviews
from spoorboek.statute.timeline.rules.special_rule import (
    finish,
    lapse,
    later_dates_instead,
    move_dates,
    replace_fields,
    special_rule,
)

KNOWN_LATER = "loonstop_vangnet_later_bekend"
ACTED, COOPERATES, DECIDED = "opgetreden_bij_niet_meewerken", "werkt_weer_mee", "besloten_na_waarschuwing"
NOTIFIED, ENDED = "kennis_gegeven_loonmaatregel", "loonmaatregel_beeindigd"
AT_ONCE = timedelta(days=3)  # calendar days after the first day in which a notice still is at once, by the norm


@special_rule(
    ACTED,
    "optreden_bij_niet_meewerken",
    replaces="niets: er is opgetreden",
    when=lambda course: bool(course.facts.refusals),
    says="Een waarschuwing, een kennisgeving of een maatregel op het loon is optreden.",
)
def acted_on_a_refusal(course: Course, milestone: Milestone) -> Milestone:
    """Regard a refusal as answered by the first warning, notice or withheld wage in the time it lasts.

    Source: BBK 9: "zonodig de werknemer aan te spreken"; docs/wet/wage-and-cooperation.md, Doing nothing.
    """
    first = first_act(course.facts, _refusal(course, milestone))
    return finish(milestone, ACTED, f"Opgetreden op {dutch_date(first)}.") if first else milestone


@special_rule(
    COOPERATES,
    "optreden_bij_niet_meewerken",
    "besluit_na_waarschuwing",
    replaces="wat niet meer nodig is",
    when=lambda course: any(refusal.until for refusal in course.facts.refusals),
    says="De werknemer werkt weer mee.",
)
def cooperates_again(course: Course, milestone: Milestone) -> Milestone:
    """Let what follows a refusal lapse once the employee cooperates again.

    Source: BW 7:629(3): "voor de tijd, gedurende welke"; docs/wet/wage-and-cooperation.md, Doing nothing.
    """
    if milestone.key == "optreden_bij_niet_meewerken":
        ends = [_refusal(course, milestone).until]
    else:
        warned = course.series["wage_warned"][milestone.occurrence]
        ends = [each.until for each in course.facts.refusals if each.from_ <= warned <= (each.until or date.max)]
    until = min(filter(None, ends), default=None)
    return lapse(milestone, COOPERATES, f"Werkt weer mee sinds {dutch_date(until + DAY)}.") if until else milestone


@special_rule(
    DECIDED,
    "besluit_na_waarschuwing",
    replaces="niets: er is besloten",
    when=lambda course: bool(course.facts.wage_warnings),
    says="Na de waarschuwing is besloten over het loon.",
)
def decided_after_a_warning(course: Course, milestone: Milestone) -> Milestone:
    """Regard a warning as followed by the first notice or withheld wage on or after its day.

    Source: BW 7:629(7); docs/wet/wage-and-cooperation.md, Doing nothing.
    """
    warned, facts = course.series["wage_warned"][milestone.occurrence], course.facts
    days = [*(notice.on for notice in facts.wage_notices), *(measure.from_ for measure in facts.wage_measures)]
    first = min((day for day in days if day >= warned), default=None)
    return finish(milestone, DECIDED, f"Besloten op {dutch_date(first)}.") if first else milestone


@special_rule(
    NOTIFIED,
    "kennisgeving_loonopschorting",
    "kennisgeving_loonstop",
    replaces="niets: de werknemer weet het",
    when=lambda course: bool(course.facts.wage_notices),
    says=(
        "De kennisgeving noemt dezelfde grond. Wie haar niet onverwijld gaf, kan op de grond geen beroep meer doen "
        "(BW 7:629 lid 7)."
    ),
)
def notice_was_given(course: Course, milestone: Milestone) -> Milestone:
    """Regard a measure as notified by the first notice of its ground, and say so when that was not at once.

    Source: BW 7:629(7): "onverwijld"; docs/wet/wage-and-cooperation.md, The notice.
    """
    measure = _measure(course, milestone)
    noticed = notice_of(course, measure)
    if noticed is None:
        return milestone
    late = noticed - measure.from_
    doubt = f", {days_in_words(late)} na het begin: vermoedelijk niet onverwijld" if late > AT_ONCE else ""
    return finish(milestone, NOTIFIED, f"Kennis gegeven op {dutch_date(noticed)}{doubt}.")


def notice_of(course: Course, measure: WageMeasure) -> date | None:
    """Return the first notice of the ground of a measure, after any earlier measure on that ground; None without it."""
    earlier = [
        each.until or each.from_
        for each in course.facts.wage_measures
        if each.ground == measure.ground and each.from_ < measure.from_
    ]
    since, last = max(earlier, default=date.min), measure.until or date.max
    notices = (each.on for each in course.facts.wage_notices if each.ground == measure.ground)
    return min((day for day in notices if since < day <= last), default=None)


def _measure(course: Course, milestone: Milestone) -> WageMeasure:
    measures = suspensions if milestone.key == "kennisgeving_loonopschorting" else stops
    return measures(course.facts)[milestone.occurrence]


def _refusal(course: Course, milestone: Milestone) -> Spell:
    began = course.series["refusal"][milestone.occurrence]
    return next(refusal for refusal in course.facts.refusals if refusal.from_ == began)


@special_rule(
    KNOWN_LATER,
    "vangnetmelding_loonstop",
    replaces="de eigen datums, voor zover die eerder liggen",
    when=lambda course: course.anchors.get("safety_net_known") is not None,
    says="Het was pas op {safety_net_known} duidelijk dat een vangnet geldt; eerder kon dit niet worden gemeld.",
)
def net_known_after_the_stop(course: Course, milestone: Milestone) -> Milestone:
    """Count the seven days from the day on which the safety net could be known, if that is later than the stop.

    Source: ZW 38b(2), by analogy; docs/wet/wage-and-cooperation.md, The report to UWV.
    """
    return move_dates(milestone, KNOWN_LATER, later_dates_instead(course, milestone, KNOWN_LATER))


@special_rule(
    ENDED,
    "herbeoordeling_loonmaatregel",
    replaces="de herbeoordeling na het einde",
    when=lambda course: bool(course.facts.wage_measures),
    says="Een maatregel op het loon duurt niet langer dan haar grond.",
)
def no_review_after_the_end(course: Course, milestone: Milestone) -> Milestone:
    """Let the review lapse when the measure ended before it.

    Source: BW 7:629(3) and (6): "voor de tijd, gedurende welke"; docs/wet/wage-and-cooperation.md, While it lasts.
    """
    measure, day = wage_reviews(course.facts)[milestone.occurrence]
    if measure.lasts_on(day):
        return replace_fields(milestone, ENDED, {})
    resumed = (measure.until or day) + DAY
    return lapse(milestone, ENDED, f"Het loon wordt weer betaald vanaf {dutch_date(resumed)}.")
