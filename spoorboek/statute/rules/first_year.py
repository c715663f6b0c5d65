"""Rules about the plan and its evaluations."""

from datetime import timedelta

from ..calendar import dutch
from ..course import Course
from ..plan import Milestone
from ..table import in_sentence
from .base import instead, lapsed, replaced, rule

LATER = "mogelijkheden_later"
NONE = "geen_mogelijkheden"
FALLS_IN = "evaluatie_valt_samen"
NEAR = timedelta(days=14)
GREATER = ("eerstejaarsevaluatie", "eindevaluatie")


@rule(
    LATER,
    "plan_van_aanpak",
    replaces="twee weken na de probleemanalyse",
    when=lambda course: course.facts.possibilities_since is not None,
    says=(
        "Pas vanaf {possibilities} zijn er benutbare mogelijkheden; een plan is pas nodig als die er zijn, dus twee "
        "weken daarna (Regeling procesgang art. 4 lid 1)."
    ),
)
def plan_once_possibilities_appear(course: Course, milestone: Milestone) -> Milestone:
    """Count the two weeks of the plan from the day possibilities appear, when that is after the problem analysis.

    Source: Regeling procesgang 4(1): a plan when there are "nog mogelijkheden"; statute.md: 2 weeks for the plan.
    """
    since = course.day("possibilities")
    done = course.facts.done.get(milestone.ref)
    if since <= course.day("done(probleemanalyse)") or (done and done <= since):
        return milestone
    return replaced(milestone, LATER, instead(course, milestone, LATER))


@rule(
    NONE,
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
    """Ask no plan and no second track while there are no usable possibilities.

    Source: Regeling procesgang 4(1) "nog mogelijkheden"; BBK 3 and 7.4; statute.md, Extensions and special regimes.
    """
    return lapsed(milestone, NONE, "Er zijn geen benutbare mogelijkheden.")


@rule(
    FALLS_IN,
    "evaluatie",
    replaces="de periodieke evaluatie vlak bij een grote",
    when=lambda _: True,
    says="Deze evaluatie valt binnen veertien dagen van de {label} en gaat daarin op (Regeling procesgang art. 4).",
)
def evaluation_falls_into_a_greater_one(course: Course, milestone: Milestone) -> Milestone:
    """Let a periodic evaluation fall into the first-year or final evaluation when they lie within 14 days.

    Source: statute.md, Milestones, `evaluatie`.
    """
    if milestone.target_on is None or milestone.status == "gedaan":
        return milestone
    for key in GREATER:
        greater, row = course.dated[key], course.book.rows[key]
        day = course.facts.done.get(row.ref) or greater.agreed_on or greater.target_on
        if day and -NEAR <= milestone.target_on - day <= NEAR and greater.status != "vervallen":
            label = in_sentence(row.label)
            reason = f"Valt samen met de {label} ({dutch(day)})."
            return replaced(milestone, FALLS_IN, {"status": "vervallen", "reason": reason}, label=label)
    return milestone
