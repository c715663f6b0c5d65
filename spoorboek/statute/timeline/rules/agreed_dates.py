"""Special rules for dates that people agreed on, and for a target that would lie before its opening."""

from datetime import date

from spoorboek.statute.plan import Milestone, deadline
from spoorboek.statute.timeline.course import Course
from spoorboek.statute.timeline.rules.special_rule import replace_fields, special_rule

DEVIATION = "gemotiveerde_afwijking"
POSTPONED = "uitstel"
NOT_BEFORE_OPENING = "streefdatum_niet_voor_de_opening"


@special_rule(
    DEVIATION,
    replaces="een termijn van Regeling art. 2 of 4",
    when=lambda course: bool(course.facts.deviations),
    says=(
        "Werkgever en werknemer zijn gemotiveerd afgeweken: afgesproken is {agreed} (Regeling procesgang art. 5). "
        "De datum volgens de regeling blijft ernaast staan; dit is geen overtreding."
    ),
)
def reasoned_deviation(course: Course, milestone: Milestone) -> Milestone:
    """Set the agreed date and keep the statutory date beside it; opening and target are never after the agreed date.

    A step that does not occur in this case, does not come to be by what people agreed.

    Source: Regeling procesgang 5: "kan door de werkgever en de werknemer gemotiveerd worden afgeweken".
    """
    agreed = course.facts.deviations.get(milestone.ref)
    if agreed is None or not milestone.is_dated:
        return milestone
    status = "afgeweken" if milestone.status == "gepland" else milestone.status
    planned = {name: day and min(day, agreed) for name, day in _planned(milestone).items()}
    return replace_fields(milestone, DEVIATION, {"agreed_on": agreed, "status": status, **planned}, agreed=agreed)


def _planned(milestone: Milestone) -> dict[str, date | None]:
    return {"opens_on": milestone.opens_on, "target_on": milestone.target_on}


@special_rule(
    POSTPONED,
    replaces="de streefdatum",
    when=lambda course: bool(course.facts.postponed),
    says="De streefdatum is uitgesteld tot {wanted}; nooit voorbij de laatste wettelijke of afgesproken dag.",
)
def postponed_target(course: Course, milestone: Milestone) -> Milestone:
    """Move the target to the chosen day, never past the last lawful or agreed day, of a step that occurs.

    Source: docs/wet/counting.md, Opening, target and last day: no law sets the target, so it may be postponed.
    """
    wanted = course.facts.postponed.get(milestone.ref)
    if wanted is None or not milestone.is_dated:
        return milestone
    last: date = deadline(milestone) or wanted
    return replace_fields(milestone, POSTPONED, {"target_on": min(wanted, last)}, wanted=wanted)


@special_rule(
    NOT_BEFORE_OPENING,
    replaces="een streefdatum vóór de dag waarop het werk kan beginnen",
    when=lambda course: course.book.targets_wait,
    says="Op de streefdatum ({wanted}) kon het werk nog niet beginnen; zij is nu de dag waarop dat wel kan.",
)
def target_waits_for_opening(_: Course, milestone: Milestone) -> Milestone:
    """Plan for no day before work can start: who was late with one step, is not late with the next before it began.

    Source: docs/wet/counting.md, Opening, target and last day: no law sets the target.
    """
    opens, target = milestone.opens_on, milestone.target_on
    if opens is None or target is None or opens <= target:
        return milestone
    return replace_fields(milestone, NOT_BEFORE_OPENING, {"target_on": opens}, wanted=target)
