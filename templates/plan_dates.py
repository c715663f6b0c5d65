"""The dates of a plan as documents name them: always the week of sickness beside the date."""

from collections.abc import Mapping
from datetime import date

from spoorboek.statute.days.calendar import week_of
from spoorboek.statute.days.sickness_days import Gap, SicknessDays
from spoorboek.statute.facts import CaseFacts, StepRef
from spoorboek.statute.plan import Milestone, Plan
from spoorboek.statute.timeline.interruptions import interruptions
from templates.document_context import DocumentDates

NEXT_EVALUATION = "volgende_evaluatie"


def plan_dates(plan: Plan, step: StepRef) -> Mapping[str, DocumentDates]:
    """Return the dates of every milestone by its key: the occurrence of `step` for its own key, the first for others.

    What lapsed is left out. `volgende_evaluatie` is the first evaluation planned after the one of `step`.
    """
    dated: dict[str, DocumentDates] = {}
    for milestone in plan:
        wanted = milestone.ref == step or milestone.occurrence == 1
        if milestone.status != "vervallen" and wanted and (milestone.key != step.key or milestone.ref == step):
            dated[milestone.key] = step_dates(plan.facts, milestone)
    follow_up = _next_evaluation(plan, step)
    return {**dated, NEXT_EVALUATION: step_dates(plan.facts, follow_up)} if follow_up else dated


def step_dates(facts: CaseFacts, milestone: Milestone) -> DocumentDates:
    """Return the dates of one milestone, the agreed date of a deviation in place of the last lawful one."""
    due = milestone.agreed_on or milestone.due_on
    ends = due or milestone.target_on
    week = week_in_words(facts, ends) if ends else None
    return DocumentDates(milestone.opens_on, milestone.target_on, due, week, facts.done.get(milestone.ref))


def week_in_words(facts: CaseFacts, day: date) -> int:
    """Return the week of sickness in which a term ends, as people name it: 56 days after the first day ends week 8.

    A term "binnen zes weken na de eerste dag" counts from the day after it, so its last day is still in week 6.
    Source: Regeling procesgang art. 2(2).
    """
    gaps = tuple(Gap(one.from_, one.until) for one in interruptions(facts) if one.until)
    return week_of(max(SicknessDays(facts.first_sick_day, gaps).index(day) - 1, 0))


def _next_evaluation(plan: Plan, step: StepRef) -> Milestone | None:
    after = step.occurrence if step.key == "evaluatie" else 0
    planned = (one for one in plan if one.key == "evaluatie" and one.status == "gepland" and one.occurrence > after)
    return min(planned, key=lambda one: one.occurrence, default=None)
