"""Special rule for a safety net that is discovered late."""

from spoorboek.statute.plan import Milestone
from spoorboek.statute.timeline.course import Course
from spoorboek.statute.timeline.rules.special_rule import later_dates_instead, move_dates, special_rule

DISCOVERED = "vangnet_later_bekend"


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
