"""Special rules that lengthen the wait or the wage after it: extension, late application, sanction and its repair."""

from datetime import timedelta

from spoorboek.statute.days.calendar import DAY
from spoorboek.statute.facts import StepRef
from spoorboek.statute.plan import Milestone
from spoorboek.statute.timeline.course import Course
from spoorboek.statute.timeline.rules.special_rule import (
    dates_instead,
    deciding_day,
    later_dates_instead,
    move_dates,
    replace_fields,
    special_rule,
)

EXTENSION = "vrijwillige_verlenging"
LETTER = "late_brief_van_uwv"
LATE_APPLICATION = "te_late_aanvraag"
TOO_LATE = "sanctie_na_wachttijd"
LEAVE = "verlof_in_loonsanctie"
REPAIR = "herstel_tekortkoming"
AOW_IN_SANCTION = "aow_in_loonsanctie"
SANCTION = "loonsanctie"
BAN = "verlenging_opzegverbod"
WIA = StepRef("wia_aanvraag")
UWV_LETTER = StepRef("uwv_brief_wia")
REPORT_42 = StepRef("melding_42_weken")


@special_rule(
    EXTENSION,
    "actueel_oordeel",
    "eindevaluatie",
    "re_integratieverslag",
    "wia_aanvraag",
    replaces="de laatste dag van de wachttijd",
    when=lambda course: course.facts.extension_until is not None,
    says=(
        "Op gezamenlijk verzoek is de wachttijd verlengd tot en met {extended} (Wet WIA art. 24); de termijnen van "
        "dertien en elf weken tellen terug van het nieuwe einde, en het werk ervoor ook."
    ),
)
def voluntary_extension(course: Course, milestone: Milestone) -> Milestone:
    """Count the steps towards the end of the wait back from W, which UWV confirmed to be later.

    The confirmed end is a fixed day: recovery before it lengthens the 104 weeks, not the extension. Moving the steps by
    the remaining part of the extension instead would let recovery bring them forward.
    Source: WIA 24 "op gezamenlijk verzoek", 25(4) and 64(3);
    docs/wet/sanction-and-extension.md, Voluntary extension.
    """
    return move_dates(
        milestone, EXTENSION, dates_instead(course, milestone, EXTENSION), extended=course.facts.extension_until
    )


def _letter_rule_applies(course: Course) -> bool:
    """Return whether the day of UWV's letter is known and the 42-week report was done before 81 weeks had passed."""
    reported = course.facts.done.get(REPORT_42)
    return UWV_LETTER in course.facts.done and reported is not None and course.sickness_days.index(reported) < 81 * 7


@special_rule(
    LETTER,
    "wia_aanvraag",
    replaces="elf weken voor het einde van de wachttijd",
    when=_letter_rule_applies,
    says=(
        "De brief van UWV kwam te laat: een aanvraag binnen vier weken na de ontvangst ervan is dan op tijd (Wet WIA "
        "art. 64 lid 6)."
    ),
)
def late_letter_excuses(course: Course, milestone: Milestone) -> Milestone:
    """Allow the employee four weeks from the receipt of UWV's letter when that came late.

    Not when the 42-week report was not done before the wait had lasted 81 weeks.
    Source: WIA 64(6); docs/wet/sanction-and-extension.md, Late letter of UWV.
    """
    return move_dates(milestone, LETTER, later_dates_instead(course, milestone, LETTER))


@special_rule(
    LATE_APPLICATION,
    "einde_wachttijd",
    "eerste_wia_dag",
    replaces="het einde van de loondoorbetaling",
    when=lambda course: WIA in course.facts.done,
    says=(
        "De WIA-aanvraag kwam {delay} te laat; het loon loopt evenveel langer door (BW 7:629 lid 11 onder a). "
        "De wachttijd zelf eindigde op {W}."
    ),
)
def late_application(course: Course, milestone: Milestone) -> Milestone:
    """Lengthen the wage period by the delay of the application; the wait itself ends at W.

    Source: BW 7:629(11)(a): the period is extended "met de duur van de vertraging".
    """
    applied = course.facts.done[WIA]
    delay = max(applied - (course.anchors.get("due(wia_aanvraag)") or applied), timedelta())
    new_dates = dates_instead(course, milestone, LATE_APPLICATION) or {
        "due_on": milestone.due_on and milestone.due_on + delay
    }
    return move_dates(milestone, LATE_APPLICATION, new_dates, delay=delay)


@special_rule(
    TOO_LATE,
    "besluit_loonsanctie",
    replaces="niets: er is geen loonsanctie",
    when=lambda course: course.facts.sanction is not None and "sanction" not in course.regimes,
    says=(
        "Het besluit van {sanction_decided} kwam na de laatste dag van de wachttijd ({W}); dan is er geen loonsanctie "
        "meer (Wet WIA art. 25 lid 11)."
    ),
)
def sanction_after_the_wait(_: Course, milestone: Milestone) -> Milestone:
    """Note that a sanction decided after the wait is void.

    Source: WIA 25(11): no sanction at all unless given before the wait ends.
    """
    return replace_fields(milestone, TOO_LATE, {})


@special_rule(
    LEAVE,
    "einde_loonsanctie",
    replaces="52 weken loonsanctie",
    when=lambda course: "sanction" in course.regimes and bool(course.facts.leaves),
    says="Verlof rond de bevalling telt niet mee: de loonsanctie loopt {extra} langer door (Wet WIA art. 25 lid 9).",
)
def leave_suspends_the_sanction(course: Course, milestone: Milestone) -> Milestone:
    """Lengthen the sanction by the days of leave around childbirth within it.

    Source: WIA 25(9): "wordt het tijdvak onderbroken voor de duur van dat verlof";
    docs/wet/sanction-and-extension.md, Leave during the sanction.
    """
    if milestone.due_on is None:
        return milestone
    end, begin = milestone.due_on, course.wait_ends_on + DAY
    for leave in sorted(course.facts.leaves):
        if begin <= leave.until and leave.from_ <= end:
            end += leave.until - max(leave.from_, begin) + DAY
    return move_dates(milestone, LEAVE, {"due_on": end}, extra=end - milestone.due_on)


@special_rule(
    REPAIR,
    "einde_loonsanctie",
    replaces="52 weken loonsanctie",
    when=lambda course: course.anchors.get("repair_decided") is not None,
    says=(
        "UWV stelde op {repair_decided} vast dat de tekortkoming is hersteld: de loonsanctie eindigt zes weken daarna, "
        "en evenveel eerder als het besluit te laat was ({late}; uiterste dag {decide_by}), nooit later dan na 52 "
        "weken (Wet WIA art. 25 lid 14)."
    ),
)
def repair_shortens_the_sanction(course: Course, milestone: Milestone) -> Milestone:
    """End the sanction six weeks after UWV finds the repair, and a day earlier for each day UWV decided late.

    Source: WIA 25(14): "zes weken nadat het UWV heeft vastgesteld dat ... is hersteld".
    """
    after_repair = dates_instead(course, milestone, REPAIR)["due_on"]
    decide_by = course.anchors.get("due(besluit_bekortingsverzoek)")
    if milestone.due_on is None or after_repair is None or decide_by is None:
        return milestone
    late = max(course.day("repair_decided") - decide_by, timedelta())
    # It cannot end before it began: the wage up to the end of the wait remains due.
    end = max(min(milestone.due_on, after_repair - late), course.wait_ends_on)
    return replace_fields(milestone, REPAIR, {"due_on": end}, late=late, decide_by=decide_by)


@special_rule(
    AOW_IN_SANCTION,
    "einde_loonsanctie",
    replaces="niets: de wet zwijgt",
    when=lambda course: (
        "sanction" in course.regimes and course.facts.aow_on is not None and course.facts.aow_on > course.wait_ends_on
    ),
    says=(
        "De AOW-leeftijd ({reached}) wordt in de loonsanctie bereikt. Hoe de zes weken van BW 7:629 lid 2 zich "
        "verhouden tot een sanctie na 104 weken, zegt de wet niet; de datum hier is die van de sanctie. Vraag "
        "juridisch advies."
    ),
)
def aow_within_the_sanction(course: Course, milestone: Milestone) -> Milestone:
    """Note that the law is silent on AOW age reached during a wage sanction; the date shown is that of the sanction.

    Source: BW 7:629(2): "voor zover het totale tijdvak niet meer bedraagt dan 104 weken"; WIA 25(9).
    """
    reached = course.facts.aow_on
    if reached is None or reached > deciding_day(milestone):
        return milestone
    return replace_fields(milestone, AOW_IN_SANCTION, {}, reached=reached)


@special_rule(
    SANCTION,
    "eerste_wia_dag",
    replaces="de dag na de wachttijd",
    when=lambda course: "sanction" in course.regimes,
    says="Door de loonsanctie begint de WIA op de dag na de laatste betaalde dag (Wet WIA art. 25 lid 9).",
)
def sanction_delays_the_benefit(course: Course, milestone: Milestone) -> Milestone:
    """Start the benefit on the day after the last paid day.

    Source: WIA 25(9): UWV lengthens the period in which wage is due, at most 52 weeks.
    """
    return move_dates(milestone, SANCTION, later_dates_instead(course, milestone, SANCTION))


@special_rule(
    BAN,
    "einde_opzegverbod",
    replaces="twee kalenderjaren",
    when=lambda course: (
        "sanction" in course.regimes or course.facts.extension_until is not None or WIA in course.facts.done
    ),
    says=(
        "De twee jaren worden verlengd met de tijd waarmee de loondoorbetaling is verlengd: {extra}, tot en met "
        "{last_paid} (BW 7:670 lid 11)."
    ),
)
def extensions_lengthen_the_ban(course: Course, milestone: Milestone) -> Milestone:
    """Lengthen the dismissal ban by the number of days the wage period was lengthened.

    Uncounted days move the two years already; those within the extension are not added twice.
    Source: BW 7:670(11): late application, voluntary extension (WIA 24) and sanction (WIA 25(9)).
    """
    ends = [course.day("due(einde_wachttijd)")]
    if "sanction" in course.regimes:
        ends.append(course.day("due(einde_loonsanctie)"))
    last_paid = max(*ends, course.legal_wait_end)  # a shortened wait shortens neither wage nor ban
    extra = course.sickness_days.index(last_paid) - course.sickness_days.index(course.legal_wait_end)
    later = milestone.due_on and course.sickness_days.add(milestone.due_on, extra)
    return move_dates(milestone, BAN, {"due_on": later}, extra=timedelta(extra), last_paid=last_paid)
