"""Special rules for a safety net: which reports it brings, and from which day they count."""

from spoorboek.statute.days.calendar import DAY
from spoorboek.statute.plan import Milestone
from spoorboek.statute.timeline.course import Course
from spoorboek.statute.timeline.rules.special_rule import (
    dates_instead,
    lapse,
    later_dates_instead,
    move_dates,
    special_rule,
)

DISCOVERED = "vangnet_later_bekend"
COUNTED_FROM = "vangnet_vanaf"
NO_REPORT = "vangnet_zonder_aangifte"
LEAVES = "uit_dienst_binnen_de_meldtermijn"
NOTHING_TO_REPORT = "vangnet_hersteld_voor_de_melding"
LAST_DAY_OF_THIRTEEN_WEEKS = 13 * 7 - 1


@special_rule(
    DISCOVERED,
    "vangnetmelding_vierde_dag",
    "vangnetmelding_zes_weken",
    replaces="de eigen datums, voor zover die eerder liggen",
    when=lambda course: course.anchors.get("safety_net_known") is not None,
    says=(
        "Het was pas op {safety_net_known} redelijkerwijs duidelijk dat een vangnetbepaling geldt: melden kan in "
        "elk geval tot en met de vierde dag daarna (Ziektewet art. 38b lid 2). UWV kent ziekengeld toe over ten "
        "hoogste een jaar terug (art. 38a lid 9)."
    ),
)
def discovered_late(course: Course, milestone: Milestone) -> Milestone:
    """Allow four days from the day on which the safety net could be known, and never less than the term itself.

    Nothing is required before that day, even when the term itself still leaves four days.
    Source: ZW 38b(2): "niet later dan de vierde dag na het tijdstip waarop het hem redelijkerwijs duidelijk kan zijn".
    """
    return move_dates(milestone, DISCOVERED, later_dates_instead(course, milestone, DISCOVERED))


@special_rule(
    COUNTED_FROM,
    "vangnetmelding_vierde_dag",
    "vangnetmelding_zes_weken",
    replaces="de dag vanaf wanneer de vierde dag telt",
    when=lambda course: course.anchors.get("safety_net_from") is not None,
    says="De vierde dag telt vanaf {safety_net_from} (Ziektewet art. 38a lid 2 onder b).",
)
def counted_from_a_later_day(course: Course, milestone: Milestone) -> Milestone:
    """Count the four days from the day that was recorded; the six weeks end there as well, when that is earlier.

    Source: ZW 38a(2)(b) "vanaf de dag waarop"; 38a(3) sets only 38a(2)(a) aside;
    docs/wet/safety-net.md, The fourth day from a later day.
    """
    return move_dates(milestone, COUNTED_FROM, dates_instead(course, milestone, COUNTED_FROM))


@special_rule(
    LEAVES,
    "vangnetmelding_vierde_dag",
    "vangnetmelding_zes_weken",
    replaces="een uiterste dag na het dienstverband",
    when=lambda course: course.anchors["contract_end"] is not None,
    says=(
        "Het dienstverband eindigt op {contract_end}, binnen de termijn van de melding: de laatste dag ervan is dan "
        "de uiterste dag, ook van wie al hersteld is (Ziektewet art. 38a lid 2 en 3)."
    ),
)
def leaves_before_the_report(course: Course, milestone: Milestone) -> Milestone:
    """Report on the last day of the employment at the latest, whoever recovered before it; not what opens after it.

    Source: ZW 38a(3): "op de laatste dag van de dienstbetrekking, indien de dienstbetrekking in de periode, bedoeld in
    de vorige zin, eindigt"; docs/wet/safety-net.md, The terms.
    """
    last = dates_instead(course, milestone, LEAVES).get("due_on")
    if last is None or milestone.opens_on is None or milestone.opens_on > last:
        return milestone
    due, target = (day and min(day, last) for day in (milestone.due_on, milestone.target_on))
    return move_dates(milestone, LEAVES, {"due_on": due, "target_on": target})


def no_report_is_due(course: Course) -> bool:
    """Return whether the reports of ZW 38 are not made: as recorded, else as the safety net has it.

    One of the fourth day may have ended when a leave ends, or may have begun in a sickness that went before it; then
    the report stays until somebody records that it is not made.
    Source: docs/wet/safety-net.md, No report of week 42.
    """
    facts = course.facts
    if facts.no_week_42_report is not None:
        return facts.no_week_42_report
    if facts.safety_net != "vierde_dag":
        return facts.safety_net is not None
    began_later = facts.safety_net_from is not None and facts.safety_net_from > facts.first_sick_day
    return not began_later and not facts.leaves


@special_rule(
    NO_REPORT,
    "melding_42_weken",
    "ziek_uit_dienst_melding",
    replaces="de 42e-weeksmelding en de ziekmelding bij einde dienstverband",
    when=no_report_is_due,
    says=(
        "Bij dit vangnet horen geen 42e-weeksmelding en geen ziekmelding bij einde dienstverband; het "
        "re-integratieverslag bij einde dienstverband blijft (Ziektewet art. 38 lid 4)."
    ),
)
def no_report_under_safety_net(course: Course, milestone: Milestone) -> Milestone:
    """Require no report of week 42 and none at the end of the employment; the re-integration report stays.

    The reason does not say that UWV knows of the sickness: within thirteen weeks, or where only the report itself was
    recorded as not needed, it may not.

    Source: ZW 38(4): "Dit artikel is, met uitzondering van de tweede, derde en vierde zin van het tweede lid [...] niet
    van toepassing".
    """
    why = "Bij dit vangnet hoort deze melding niet (Ziektewet art. 38 lid 4)."
    return lapse(milestone, NO_REPORT, why if course.facts.safety_net else "Vastgelegd is dat zij niet nodig is.")


@special_rule(
    NOTHING_TO_REPORT,
    "vangnet_hersteldmelding",
    replaces="de hersteldmelding van wie niet is gemeld",
    when=lambda course: course.facts.safety_net == "dertien_weken",
    says="Hersteld voordat dertien weken verstreken: er is niet ziek gemeld, dus ook niet hersteld.",
)
def recovered_before_the_report(course: Course, milestone: Milestone) -> Milestone:
    """Require no report of recovery within thirteen weeks of sickness: nobody was reported sick then.

    Source: ZW 38b(3): "nadat dertien weken [...] zijn verstreken"; 38a(5): after the report of sickness.
    """
    recovered = course.series["recovered"][milestone.occurrence]
    if course.sickness_days.index(recovered - DAY) >= LAST_DAY_OF_THIRTEEN_WEEKS:
        return milestone
    return lapse(milestone, NOTHING_TO_REPORT, "Hersteld voordat dertien weken verstreken.")
