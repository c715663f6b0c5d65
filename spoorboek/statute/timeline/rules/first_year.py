"""Special rules for the evaluations of the first year and the report of week 42."""

from datetime import timedelta

from spoorboek.statute.days.calendar import dutch_date
from spoorboek.statute.facts import StepRef
from spoorboek.statute.law.labels import in_sentence
from spoorboek.statute.plan import Milestone
from spoorboek.statute.timeline.course import Course
from spoorboek.statute.timeline.rules.special_rule import lapse, replace_fields, special_rule

FALLS_IN = "evaluatie_valt_samen"
REPORTED = "vervroegde_iva_geldt_als_melding"
EARLY_IVA = StepRef("vervroegde_iva")
NEAR = timedelta(days=14)
GREATER = (StepRef("eerstejaarsevaluatie"), StepRef("eindevaluatie"))


@special_rule(
    FALLS_IN,
    "evaluatie",
    replaces="de periodieke evaluatie vlak bij een grote",
    when=lambda _: True,
    says="Deze evaluatie valt binnen veertien dagen van de {label} en gaat daarin op; dat is een keuze van het huis.",
)
def evaluation_merged_into_larger_one(course: Course, milestone: Milestone) -> Milestone:
    """Merge a periodic evaluation into the first-year or final evaluation when they are at most 14 days apart.

    Source: Regeling procesgang 4(2)(b) "periodiek"; docs/wet/first-year.md, Periodic evaluations.
    """
    if milestone.target_on is None or milestone.status == "gedaan":
        return milestone
    for ref in GREATER:
        greater = course.dated[ref.key]
        day = course.facts.done.get(ref) or greater.agreed_on or greater.target_on
        if day and abs(milestone.target_on - day) <= NEAR and greater.status != "vervallen":
            label = in_sentence(course.book.rows[ref.key].label)
            reason = f"Valt samen met de {label} ({dutch_date(day)})."
            return replace_fields(milestone, FALLS_IN, {"status": "vervallen", "reason": reason}, label=label)
    return milestone


@special_rule(
    REPORTED,
    "melding_42_weken",
    replaces="de 42e-weeksmelding",
    when=lambda course: EARLY_IVA in course.facts.done,
    says=(
        "Een aanvraag met verkorte wachttijd, ingediend zonder dat er een 42e-weeksmelding was, wordt als die melding "
        "beschouwd (Ziektewet art. 38 lid 8)."
    ),
)
def early_application_is_a_report(course: Course, milestone: Milestone) -> Milestone:
    """Require no report of week 42 once a benefit with a shortened wait was applied for.

    Source: ZW 38(8): "wordt deze aanvraag ... beschouwd als een aangifte op grond van het eerste lid".
    """
    applied = dutch_date(course.facts.done[EARLY_IVA])
    return lapse(milestone, REPORTED, f"De aanvraag van de vervroegde IVA ({applied}) geldt als melding.")
