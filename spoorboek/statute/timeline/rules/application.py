"""Special rules for the application for the benefit: UWV's letters about it, its delay, and UWV's decision."""

from datetime import timedelta

from spoorboek.statute.days.calendar import dutch_date
from spoorboek.statute.facts import StepRef
from spoorboek.statute.plan import Milestone
from spoorboek.statute.timeline.course import LAST_PAID_DAY, Course
from spoorboek.statute.timeline.rules.special_rule import (
    dates_instead,
    lapse,
    later_dates_instead,
    move_dates,
    replace_fields,
    special_rule,
)

LETTER = "late_brief_van_uwv"
NO_LETTER = "geen_brief_van_uwv"
LATE_APPLICATION = "te_late_aanvraag"
TERM_IN_LETTER = "termijn_in_brief_uwv"
SUSPENDED = "loonsanctie_schort_aanvraag_op"
REFUSED = "wia_geweigerd"
WIA = StepRef("wia_aanvraag")
UWV_LETTER = StepRef("uwv_brief_wia")
REPORT_42 = StepRef("melding_42_weken")
EARLY_IVA = StepRef("vervroegde_iva")
DAY_OF_81_WEEKS = 81 * 7 - 1  # in days of sickness; day 0 is the first of them


def _reported_before_81_weeks(course: Course) -> bool:
    """Return whether the 42-week report, or what counts as it, was done before the wait had lasted 81 weeks.

    Not on that very day. Tables that do not know the absence of a letter counted it, and the report alone.
    Source: WIA 64(6), last sentence; ZW 38(8).
    """
    facts, last_day, days = course.facts, DAY_OF_81_WEEKS, [course.facts.done.get(REPORT_42)]
    if course.has_terms_for(WIA.key, NO_LETTER):
        last_day -= 1
        days += [facts.done.get(EARLY_IVA), facts.extension_requested_on]
    return any(day and course.sickness_days.index(day) <= last_day for day in days)


@special_rule(
    LETTER,
    WIA.key,
    replaces="elf weken voor het einde van de wachttijd",
    when=lambda course: UWV_LETTER in course.facts.done and _reported_before_81_weeks(course),
    says=(
        "De brief van UWV kwam te laat: een aanvraag binnen vier weken na de ontvangst ervan is dan op tijd (Wet WIA "
        "art. 64 lid 6)."
    ),
)
def late_letter_excuses(course: Course, milestone: Milestone) -> Milestone:
    """Allow the employee four weeks from the receipt of UWV's letter when that came late.

    Not when the 42-week report was not done before the day on which the wait had lasted 81 weeks.
    Source: WIA 64(6): "binnen vier weken nadat deze kennisgeving is ontvangen";
    docs/wet/sanction-and-extension.md, Late letter of UWV.
    """
    last_day = course.anchors.get("due(uwv_brief_wia)")
    if last_day and course.facts.done[UWV_LETTER] <= last_day:
        return milestone
    return move_dates(milestone, LETTER, later_dates_instead(course, milestone, LETTER))


@special_rule(
    NO_LETTER,
    WIA.key,
    replaces="elf weken voor het einde van de wachttijd",
    when=lambda course: course.facts.no_uwv_letter_on is not None and _reported_before_81_weeks(course),
    says=(
        "UWV stuurde geen brief over de WIA-aanvraag (zo gemeld op {no_uwv_letter}): een aanvraag na deze datum geldt "
        "dan ook als op tijd, en verlengt het loon niet (Wet WIA art. 64 lid 6)."
    ),
)
def missing_letter_excuses(course: Course, milestone: Milestone) -> Milestone:
    """Take an application as in time, whatever its day, when UWV had sent no letter by then.

    Until there is an application the ordinary day stands, so that it is asked for: the benefit waits for it.
    Source: WIA 64(6): "indien het UWV de kennisgeving als bedoeld in het tweede lid niet heeft gedaan";
    docs/wet/sanction-and-extension.md, Late letter of UWV.
    """
    applied, received = course.facts.done.get(WIA), course.facts.done.get(UWV_LETTER)
    if received and (applied is None or received <= applied):
        return milestone
    new_dates = later_dates_instead(course, milestone, NO_LETTER)
    if applied is None and new_dates:
        return replace_fields(milestone, NO_LETTER, {})
    return move_dates(milestone, NO_LETTER, new_dates)


@special_rule(
    LATE_APPLICATION,
    "einde_wachttijd",
    LAST_PAID_DAY,
    "besluit_loonsanctie",
    "einde_loonsanctie",
    "eerste_wia_dag",
    replaces="het einde van de loondoorbetaling",
    when=lambda course: WIA in course.facts.done,
    says=(
        "De WIA-aanvraag kwam {delay} te laat; het loon loopt evenveel langer door (BW 7:629 lid 11 onder a). "
        "De wachttijd zelf eindigde op {W}."
    ),
)
def late_application(course: Course, milestone: Milestone) -> Milestone:
    """Lengthen the wage period by the delay of the application, and with it what counts from its end.

    The wait itself ends at W. Tables without a row for the last paid day moved the end of the wait instead.
    Source: BW 7:629(11)(a): the period is extended "met de duur van de vertraging"; WIA 25(10), second sentence;
    docs/wet/sanction-and-extension.md, Late application.
    """
    applied = course.facts.done[WIA]
    delay = applied - (course.anchors.get("due(wia_aanvraag)") or applied)
    if delay <= timedelta():
        return milestone
    last_paid_day = LAST_PAID_DAY if LAST_PAID_DAY in course.book.rows else "einde_wachttijd"
    if milestone.key == last_paid_day:
        return move_dates(milestone, LATE_APPLICATION, {"due_on": course.wait_ends_on + delay}, delay=delay)
    if milestone.key == "einde_wachttijd":
        return replace_fields(milestone, LATE_APPLICATION, {}, delay=delay)
    return move_dates(milestone, LATE_APPLICATION, dates_instead(course, milestone, LATE_APPLICATION), delay=delay)


@special_rule(
    TERM_IN_LETTER,
    "riv_aanvulling",
    replaces="één week",
    when=lambda course: bool(course.facts.riv_incomplete),
    says=(
        "UWV stelt in de brief van {letter} een termijn tot en met {repair_by} (Wet WIA art. 25 lid 8; voor het "
        "verslag bij einde dienstverband Ziektewet art. 38 lid 6)."
    ),
)
def term_in_the_letter(course: Course, milestone: Milestone) -> Milestone:
    """Take the last day to complete the re-integration report from the letter that asks for it, where that names one.

    Source: WIA 25(8): "stelt het UWV aan de werkgever een termijn"; ZW 38(6) likewise;
    docs/wet/application.md, Incomplete report.
    """
    written = course.series["riv_incomplete"][milestone.occurrence]
    letter = next(each for each in course.facts.riv_incomplete if each.on == written)
    if letter.repair_by is None:
        return milestone
    words = {"letter": letter.on, "repair_by": letter.repair_by}
    return replace_fields(milestone, TERM_IN_LETTER, {"due_on": letter.repair_by}, **words)


@special_rule(
    SUSPENDED,
    "besluit_wia",
    replaces="de termijn vanaf de aanvraag",
    when=lambda course: "sanction" in course.regimes,
    says=(
        "Door de loonsanctie is de behandeling van de aanvraag opgeschort. UWV beslist binnen zes weken nadat het "
        "vaststelde dat de tekortkoming is hersteld, en anders voor de sanctie eindigt (Wet WIA art. 25 lid 15 en art. "
        "64 lid 7 t/m 9)."
    ),
)
def sanction_suspends_the_application(course: Course, milestone: Milestone) -> Milestone:
    """Expect the decision six weeks after UWV finds the repair, and at the latest when the sanction ends.

    Source: WIA 64(7)-(9): "wordt de behandeling van de aanvraag opgeschort"; 25(15);
    docs/wet/application.md, Decision.
    """
    return move_dates(milestone, SUSPENDED, dates_instead(course, milestone, SUSPENDED))


@special_rule(
    REFUSED,
    "eerste_wia_dag",
    replaces="de eerste dag van een uitkering die er niet komt",
    when=lambda course: course.facts.wia_decision is not None and course.facts.wia_decision.outcome == "geweigerd",
    says="UWV weigerde de WIA-uitkering op {wia_decided}; daartegen staat bezwaar open (Awb art. 6:7).",
)
def no_benefit_when_refused(course: Course, milestone: Milestone) -> Milestone:
    """Let the first day of the benefit lapse when UWV refused it.

    Source: WIA 64(1): UWV decides whether there is a right to a benefit; docs/wet/application.md, Decision.
    """
    return lapse(milestone, REFUSED, f"UWV weigerde de WIA-uitkering op {dutch_date(course.day('wia_decided'))}.")
