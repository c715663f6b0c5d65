"""Special rules for the wage sanction: decided late, leave within it, its repair, and the benefit after it."""

from dataclasses import replace
from datetime import date, timedelta

from spoorboek.statute.days.calendar import DAY, dutch_date
from spoorboek.statute.facts import Leave
from spoorboek.statute.plan import Milestone
from spoorboek.statute.timeline.course import LAST_PAID_DAY, Course
from spoorboek.statute.timeline.rules.special_rule import (
    dates_instead,
    deciding_day,
    lapse,
    later_dates_instead,
    move_dates,
    replace_fields,
    special_rule,
)

TOO_LATE = "sanctie_na_wachttijd"
PRESUMED_TOO_LATE = "sanctie_vermoedelijk_te_laat"
REVOKED = "loonsanctie_herroepen"
DECIDED_LATE = "laat_besluit_loonsanctie"
LEAVE = "verlof_in_loonsanctie"
REPAIR = "herstel_tekortkoming"
NOT_REPAIRED = "laat_besluit_geen_herstel"
AOW_IN_SANCTION = "aow_in_loonsanctie"
SANCTION = "loonsanctie"
OBJECT = "Vermoedelijk te laat: maak bezwaar."


@special_rule(
    TOO_LATE,
    "besluit_loonsanctie",
    replaces="niets: er is geen loonsanctie",
    when=lambda course: course.facts.sanction is not None and course.anchors.get("sanction") is None,
    says=(
        "Het besluit van {sanction_decided} kwam na de laatste dag van de wachttijd ({W}); dan is er geen loonsanctie "
        "meer (Wet WIA art. 25 lid 11)."
    ),
    gone_with=LAST_PAID_DAY,
)
def sanction_after_the_wait(_: Course, milestone: Milestone) -> Milestone:
    """Note that a sanction decided after the wait is void: so tables without a row for the last paid day read it.

    Source: WIA 25(11): no sanction at all unless given before the wait ends.
    """
    return replace_fields(milestone, TOO_LATE, {})


@special_rule(
    PRESUMED_TOO_LATE,
    "besluit_loonsanctie",
    "bezwaar_loonsanctie",
    "einde_loonsanctie",
    replaces="niets: het besluit geldt",
    when=lambda course: "sanction" in course.regimes,
    says=(
        "Het besluit van {sanction_decided} kwam na {last_paid}, de laatste dag waarop het nog kon: vermoedelijk te "
        "laat (Wet WIA art. 25 lid 11). Het blijft gelden zolang het niet is herroepen: maak bezwaar."
    ),
)
def sanction_presumed_too_late(course: Course, milestone: Milestone) -> Milestone:
    """Say of a sanction decided after the last paid day that it is presumably too late; it stands until objected to.

    Source: WIA 25(11): no lengthening unless the decision is given "voor de afloop van de wachttijd", or of the period
    that was lengthened by WIA 24 or a late application; docs/wet/sanction-and-extension.md, Decision after the wait.
    """
    last_paid, decided = course.last_paid_day, course.day("sanction_decided")
    if decided <= last_paid or not course.has_terms_for(milestone.key, PRESUMED_TOO_LATE):
        return milestone
    return replace_fields(milestone, PRESUMED_TOO_LATE, {"reason": milestone.reason or OBJECT}, last_paid=last_paid)


@special_rule(
    REVOKED,
    "bezwaar_loonsanctie",
    replaces="een bezwaar dat niet meer nodig is",
    when=lambda course: course.anchors.get("sanction_revoked") is not None,
    says="De loonsanctie is herroepen op {sanction_revoked}: zij verlengt het loon niet; bezwaar is niet meer nodig.",
)
def no_objection_once_revoked(course: Course, milestone: Milestone) -> Milestone:
    """Let the objection lapse once the sanction is revoked; its dates went with it.

    Source: WIA 25(9): without the decision the period of wage is not lengthened.
    """
    return lapse(milestone, REVOKED, f"De loonsanctie is herroepen op {dutch_date(course.day('sanction_revoked'))}.")


def _decided_late_by(course: Course) -> timedelta:
    """Return by how many days the sanction was decided after the last day for it; none where the table says nothing."""
    decide_by = course.anchors.get("due(besluit_loonsanctie)")
    if decide_by is None or not course.has_terms_for("einde_loonsanctie", DECIDED_LATE):
        return timedelta()
    return max(course.day("sanction_decided") - decide_by, timedelta())


@special_rule(
    DECIDED_LATE,
    "einde_loonsanctie",
    replaces="52 weken loonsanctie",
    when=lambda course: "sanction" in course.regimes,
    says=(
        "UWV besliste op {sanction_decided} over de loonsanctie, {late} te laat (uiterste dag {decide_by}): de "
        "loonsanctie eindigt evenveel eerder (Wet WIA art. 25 lid 14)."
    ),
)
def late_decision_shortens_the_sanction(course: Course, milestone: Milestone) -> Milestone:
    """End the sanction a day earlier for each day UWV decided it late, never before the wage would have ended.

    Source: WIA 25(14): "te laat geeft, eindigt het tijdvak zoveel eerder als de beschikking later is afgegeven";
    docs/wet/sanction-and-extension.md, Late decision.
    """
    late = _decided_late_by(course)
    if milestone.due_on is None or not late:
        return milestone
    end = max(milestone.due_on - late, course.last_paid_day)
    decide_by = course.day("due(besluit_loonsanctie)")
    return move_dates(milestone, DECIDED_LATE, {"due_on": end}, late=late, decide_by=decide_by)


def _refused_late_by(course: Course) -> timedelta:
    """Return by how many days UWV found too late that the shortcoming was not repaired, of all reports of repair."""
    sanction, term = course.facts.sanction, course.book.rows["besluit_bekortingsverzoek"].due
    if sanction is None or term is None or not course.has_terms_for("einde_loonsanctie", NOT_REPAIRED):
        return timedelta()
    late = timedelta()
    for refusal in sanction.refused:
        of_report = replace(course, anchors={**course.anchors, "repair_reported": refusal.reported_on})
        late += max(refusal.decided_on - (term.on(of_report) or refusal.decided_on), timedelta())
    return late


@special_rule(
    NOT_REPAIRED,
    "einde_loonsanctie",
    replaces="52 weken loonsanctie",
    when=lambda course: (
        "sanction" in course.regimes and course.facts.sanction is not None and bool(course.facts.sanction.refused)
    ),
    says=(
        "UWV stelde {late} te laat vast dat de tekortkoming niet is hersteld: de loonsanctie eindigt evenveel eerder "
        "(Wet WIA art. 25 lid 14)."
    ),
)
def late_refusal_shortens_the_sanction(course: Course, milestone: Milestone) -> Milestone:
    """End the sanction a day earlier for each day UWV was late to find that the shortcoming was not repaired.

    Source: WIA 25(14): "de beschikking waarin wordt vastgesteld dat een tekortkoming niet is hersteld, te laat geeft,
    eindigt het tijdvak zoveel eerder"; docs/wet/sanction-and-extension.md, Late decision.
    """
    late = _refused_late_by(course)
    if milestone.due_on is None or not late:
        return milestone
    return move_dates(
        milestone, NOT_REPAIRED, {"due_on": max(milestone.due_on - late, course.last_paid_day)}, late=late
    )


@special_rule(
    LEAVE,
    "einde_loonsanctie",
    replaces="52 weken loonsanctie",
    when=lambda course: "sanction" in course.regimes and bool(course.facts.leaves),
    says="Verlof rond de bevalling telt niet mee: de loonsanctie loopt {extra} langer door (Wet WIA art. 25 lid 9).",
)
def leave_suspends_the_sanction(course: Course, milestone: Milestone) -> Milestone:
    """Lengthen the sanction by the days of leave around childbirth that suspend it, or that it begins after.

    Source: WIA 25(9): "vangt het verlengde tijdvak aan met ingang van de dag waarop dat verlof eindigt", and "wordt het
    tijdvak onderbroken voor de duur van dat verlof"; docs/wet/sanction-and-extension.md, Leave during the sanction.
    """
    if milestone.due_on is None:
        return milestone
    end, begin = milestone.due_on, course.last_paid_day + DAY
    for leave in sorted(course.facts.leaves):
        if begin <= leave.until and leave.from_ <= end:
            end += _days_of_leave(course, leave, begin)
    return move_dates(milestone, LEAVE, {"due_on": end}, extra=end - milestone.due_on)


def _days_of_leave(course: Course, leave: Leave, begin: date) -> timedelta:
    """Return the days by which a leave moves the sanction; of one that ran at its begin, the last day is its first."""
    days = leave.until - max(leave.from_, begin) + DAY
    at_begin = leave.from_ < begin and course.has_terms_for("einde_loonsanctie", DECIDED_LATE)
    return days - DAY if at_begin else days


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

    The days by which the sanction itself, or a refusal of an earlier repair, was decided late count here as well.
    Source: WIA 25(14): "zes weken nadat het UWV heeft vastgesteld dat … heeft hersteld".
    """
    after_repair = dates_instead(course, milestone, REPAIR).get("due_on")
    decide_by = course.anchors.get("due(besluit_bekortingsverzoek)")
    if milestone.due_on is None or after_repair is None or decide_by is None:
        return milestone
    late = max(course.day("repair_decided") - decide_by, timedelta())
    # It cannot end before it began: the wage up to that day remains due.
    earlier = late + _decided_late_by(course) + _refused_late_by(course)
    end = max(min(milestone.due_on, after_repair - earlier), course.last_paid_day)
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
