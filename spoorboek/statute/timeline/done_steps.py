"""The plan once more steps are done, dating again only what may move by it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from types import MappingProxyType

from spoorboek.statute.facts import StepRef
from spoorboek.statute.law.milestones import rulebook
from spoorboek.statute.plan import Milestone, Plan
from spoorboek.statute.timeline.course import chart_course
from spoorboek.statute.timeline.timeline import plan_of, timeline


def plan_with_done(plan: Plan, done: Mapping[StepRef, date]) -> Plan:
    """Return what `timeline` gives for the facts of `plan` with these steps done besides, under the rules of today.

    A planned milestone that no rule replaced is only marked; rows that look at it, or at a row that does, are dated
    again. In a case that keeps dates of earlier rules everything is.
    """
    facts = replace(plan.facts, done=MappingProxyType({**plan.facts.done, **done}))
    if facts.kept:
        return timeline(facts)
    # A milestone begins with the key and the occurrence that a StepRef is made of.
    marked = [_marked(milestone) if milestone[:2] in done else milestone for milestone in plan.milestones]
    again = _again(ref.key for ref in done)
    if None in marked or again:
        again |= {ref.key for ref in done}
        return plan_of(chart_course(facts, rulebook()), _rows_without(plan, again))
    return replace(plan, facts=facts, milestones=tuple(filter(None, marked)))


@cache
def dependent_rows(key: str) -> frozenset[str]:
    """Return the rows that look at a milestone, directly or through others, as the table reads now or read earlier."""
    texts = [text for row in rulebook().order for text in (row, *row.earlier)]
    found = {text.key for text in texts if key in text.dependencies()}
    return frozenset(found.union(*map(dependent_rows, found)))


def _again(keys: Iterable[str]) -> set[str]:
    return set().union(*map(dependent_rows, keys))


def _marked(milestone: Milestone) -> Milestone | None:
    if milestone.status != "gepland" or milestone.trace:
        return None
    return milestone._replace(status="gedaan")


def _rows_without(plan: Plan, again: set[str]) -> Mapping[str, list[Milestone]]:
    """Return the milestones per row, but for rows to date again and rows that follow reports."""
    rows: dict[str, list[Milestone]] = defaultdict(list)
    for milestone in plan.milestones:
        if milestone.key not in again and not rulebook().rows[milestone.key].each:
            rows[milestone.key].append(milestone)
    return rows
