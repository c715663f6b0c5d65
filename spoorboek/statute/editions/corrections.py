"""Rows of a newer table that correct a reading of before: one that was never law, so that nothing keeps its dates."""

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType

from spoorboek.statute.editions.plan_diff import StepChange
from spoorboek.statute.facts import StepRef
from spoorboek.statute.law.milestones import Rulebook
from spoorboek.statute.law.row_fields import Correction
from spoorboek.statute.plan import Milestone, Plan

Corrections = Mapping[str, Correction]
NO_CORRECTIONS: Corrections = MappingProxyType({})


def corrections_between(old: Rulebook, new: Rulebook, first_sick_day: date) -> Corrections:
    """Return by key which rows correct a reading of the old rules; those that the old rules had too are left out."""
    before, after = old.at(first_sick_day).rows, new.at(first_sick_day).rows
    return {
        key: row.corrects
        for key, row in after.items()
        if row.corrects and key in before and before[key].corrects != row.corrects
    }


def corrected_steps(before: Plan, corrections: Corrections) -> tuple[StepRef, ...]:
    """Return the steps that are done or keep dates of earlier rules, and of which some date was never law."""
    fixed = {*before.facts.done, *before.facts.kept}
    return tuple(milestone.ref for milestone in before if milestone.key in corrections and milestone.ref in fixed)


def with_corrected_dates(milestone: Milestone, replanned: Milestone | None, corrections: Corrections) -> Milestone:
    """Return a step with the dates of the new plan in the place of those that were never law."""
    correction = corrections.get(milestone.key)
    if correction is None or replanned is None:
        return milestone
    names = [f"{name}_on" for name in correction.fields]
    return milestone._replace(**{name: getattr(replanned, name) for name in names})


def with_reasons(changes: Iterable[StepChange], corrections: Corrections) -> tuple[StepChange, ...]:
    """Name first why a row corrects what its dates were before."""
    return tuple(
        change._replace(why=(corrections[change.ref.key].why, *change.why)) if change.ref.key in corrections else change
        for change in changes
    )
