"""The special rule for what a collective agreement or the employer gives beside the law."""

from datetime import timedelta

from spoorboek.statute.plan import Milestone
from spoorboek.statute.timeline.course import Course
from spoorboek.statute.timeline.rules.special_rule import move_dates, special_rule

BESIDE = "naast_de_wet"
WAGE, BAN = "loon_naast_de_wet", "opzegverbod_naast_de_wet"


@special_rule(
    BESIDE,
    WAGE,
    BAN,
    replaces="niets: de wettelijke datum blijft",
    when=lambda course: course.facts.beside_the_law is not None,
    says="De cao of de werkgever geeft {extra} meer dan de wet; de wettelijke datum staat ernaast.",
)
def longer_by_agreement(course: Course, milestone: Milestone) -> Milestone:
    """Show the end of wage or dismissal ban that was agreed, a number of weeks after the lawful one.

    Source: BW 7:629(9): only "ten nadele van de werknemer" one may not deviate;
    docs/wet/settlement-and-circumstances.md, Beside the law.
    """
    agreement = course.facts.beside_the_law
    if agreement is None or milestone.due_on is None:
        return milestone
    extra = timedelta(weeks=agreement.wage_weeks if milestone.key == WAGE else agreement.ban_weeks)
    return move_dates(milestone, BESIDE, {"due_on": milestone.due_on + extra}, extra=extra)
