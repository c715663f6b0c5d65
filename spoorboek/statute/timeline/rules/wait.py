"""Special rules that lengthen the wait, and with it what ends when the wage does: extension, dismissal ban."""

from datetime import timedelta

from spoorboek.statute.days.calendar import dutch_date
from spoorboek.statute.facts import StepRef
from spoorboek.statute.plan import Milestone
from spoorboek.statute.timeline.course import Course
from spoorboek.statute.timeline.rules.special_rule import (
    dates_instead,
    lapse,
    move_dates,
    special_rule,
)

EXTENSION = "vrijwillige_verlenging"
REQUESTED = "verlengingsverzoek_geldt_als_melding"
BAN = "verlenging_opzegverbod"
WIA = StepRef("wia_aanvraag")


@special_rule(
    EXTENSION,
    "actueel_oordeel",
    "eindevaluatie",
    "re_integratieverslag",
    "wia_aanvraag",
    replaces="de laatste dag van de wachttijd",
    when=lambda course: course.facts.extension_until is not None,
    says=(
        "Op gezamenlijk verzoek verlengde UWV het tijdvak van het loon na de wachttijd tot en met {extended} (Wet WIA "
        "art. 24 lid 1 en 2); de termijnen van dertien en elf weken tellen terug van dat nieuwe einde (art. 25 lid 4 "
        "onder a en art. 64 lid 3), en het werk ervoor ook."
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


@special_rule(
    REQUESTED,
    "melding_42_weken",
    replaces="de 42e-weeksmelding",
    when=lambda course: course.facts.extension_asked,
    says=(
        "Een verzoek om verlenging van de loondoorbetaling, ingediend zonder dat er een 42e-weeksmelding was, wordt "
        "als die melding beschouwd (Ziektewet art. 38 lid 8)."
    ),
)
def extension_request_is_a_report(course: Course, milestone: Milestone) -> Milestone:
    """Require no report of week 42 once employer and employee asked UWV to extend the period of wage.

    Source: ZW 38(8): "wordt deze aanvraag, respectievelijk dit verzoek, beschouwd als een aangifte";
    docs/wet/sanction-and-extension.md, Voluntary extension.
    """
    if not course.has_terms_for(milestone.key, REQUESTED):
        return milestone
    asked = course.facts.extension_requested_on
    on = f" van {dutch_date(asked)}" if asked else ""
    return lapse(milestone, REQUESTED, f"Het verzoek om verlenging{on} geldt als melding.")


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
    ends = [course.day("due(einde_wachttijd)"), course.last_paid_day]
    if "sanction" in course.regimes:
        ends.append(course.day("due(einde_loonsanctie)"))
    last_paid = max(*ends, course.legal_wait_end)  # a shortened wait shortens neither wage nor ban
    extra = course.sickness_days.index(last_paid) - course.sickness_days.index(course.legal_wait_end)
    later = milestone.due_on and course.sickness_days.add(milestone.due_on, extra)
    return move_dates(milestone, BAN, {"due_on": later}, extra=timedelta(extra), last_paid=last_paid)
