"""The dates of a plan for documents, each with its week of sickness."""

from collections.abc import Mapping
from datetime import date

from spoorboek.statute.days.calendar import week_of
from spoorboek.statute.days.sickness_days import Gap, SicknessDays
from spoorboek.statute.facts import CaseFacts, StepRef
from spoorboek.statute.plan import Milestone, Plan, deadline
from spoorboek.statute.timeline.interruptions import interruptions
from templates.document_context import DocumentDates

NEXT_EVALUATION = "volgende_evaluatie"


def plan_dates(plan: Plan, step: StepRef) -> Mapping[str, DocumentDates]:
    """Return the dates of every milestone by its key: the occurrence of `step` for its own key, the first for others.

    Lapsed milestones are left out. `volgende_evaluatie` is the first evaluation planned after the one of `step`.
    """
    dated: dict[str, DocumentDates] = {}
    for milestone in plan:
        included = milestone.ref == step or milestone.occurrence == 1
        if milestone.status != "vervallen" and included and (milestone.key != step.key or milestone.ref == step):
            dated[milestone.key] = step_dates(plan.facts, milestone)
    follow_up = _next_evaluation(plan, step)
    return {**dated, NEXT_EVALUATION: step_dates(plan.facts, follow_up)} if follow_up else dated


def step_dates(facts: CaseFacts, milestone: Milestone) -> DocumentDates:
    """Return the dates of one milestone, with the agreed date of a deviation instead of the last lawful one."""
    due = deadline(milestone)
    decisive = due or milestone.target_on
    week = week_in_words(facts, decisive) if decisive else None
    return DocumentDates(milestone.opens_on, milestone.target_on, due, week, facts.done.get(milestone.ref))


def week_in_words(facts: CaseFacts, day: date) -> int:
    """Return the week of sickness in which a term ends, as people name it: 56 days after the first day ends week 8.

    A term "binnen zes weken na de eerste dag" counts from the day after it, so its last day is still in week 6.
    Source: Regeling procesgang art. 2(2).
    """
    gaps = tuple(Gap(each.from_, each.until) for each in interruptions(facts) if each.until)
    return week_of(max(SicknessDays(facts.first_sick_day, gaps).index(day) - 1, 0))


def _next_evaluation(plan: Plan, step: StepRef) -> Milestone | None:
    after = step.occurrence if step.key == "evaluatie" else 0
    planned = (
        each for each in plan if each.key == "evaluatie" and each.status == "gepland" and each.occurrence > after
    )
    return min(planned, key=lambda each: each.occurrence, default=None)
