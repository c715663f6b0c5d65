"""Update a plan for newly done steps, dating again only the rows that may change."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from types import MappingProxyType

from spoorboek.statute.facts import StepRef
from spoorboek.statute.law.milestones import rulebook
from spoorboek.statute.plan import Milestone, Plan
from spoorboek.statute.timeline.course_making import make_course
from spoorboek.statute.timeline.timeline import plan_from_course, timeline


def plan_with_done(plan: Plan, done: Mapping[StepRef, date]) -> Plan:
    """Return the plan that `timeline` gives when these steps are done as well, under the shipped rules.

    A planned milestone without special rules only gets the status `gedaan`; rows that depend on a done step, directly
    or through others, are dated again. A case that keeps dates of earlier rules is planned as a whole.
    """
    facts = replace(plan.facts, done=MappingProxyType({**plan.facts.done, **done}))
    if facts.kept:
        return timeline(facts)
    # The first two fields of a milestone are its key and occurrence, so `milestone[:2]` equals its StepRef.
    milestones = [_with_done_status(milestone) if milestone[:2] in done else milestone for milestone in plan.milestones]
    redated = _all_dependent_rows(ref.key for ref in done)
    if None in milestones or redated:
        redated |= {ref.key for ref in done}
        return plan_from_course(make_course(facts, rulebook()), _rows_without(plan, redated))
    return replace(plan, facts=facts, milestones=tuple(filter(None, milestones)))


@cache
def dependent_rows(key: str) -> frozenset[str]:
    """Return the rows that depend on a milestone, directly or through others, in their present or earlier texts."""
    texts = [text for row in rulebook().order for text in (row, *row.earlier)]
    dependents = {text.key for text in texts if key in text.dependencies()}
    return frozenset(dependents.union(*map(dependent_rows, dependents)))


def _all_dependent_rows(keys: Iterable[str]) -> set[str]:
    return set().union(*map(dependent_rows, keys))


def _with_done_status(milestone: Milestone) -> Milestone | None:
    if milestone.status != "gepland" or milestone.trace:
        return None
    return milestone._replace(status="gedaan")


def _rows_without(plan: Plan, redated: set[str]) -> Mapping[str, list[Milestone]]:
    """Return the milestones per row, except rows to date again and rows that are dated per report."""
    rows: dict[str, list[Milestone]] = defaultdict(list)
    for milestone in plan.milestones:
        if milestone.key not in redated and not rulebook().rows[milestone.key].each:
            rows[milestone.key].append(milestone)
    return rows
