"""Decide which steps of a running case keep their dates when its rules are replaced."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from spoorboek.statute.actions import EffectKey, Record
from spoorboek.statute.days.sickness_days import SicknessDays
from spoorboek.statute.editions.corrections import NO_CORRECTIONS, Corrections, with_corrected_dates
from spoorboek.statute.editions.plan_diff import StepChange, milestone_dates
from spoorboek.statute.explain.plan_text import milestone_label
from spoorboek.statute.facts import Kept, KeptDay, StepRef
from spoorboek.statute.law.milestones import Rulebook
from spoorboek.statute.plan import Milestone, Plan
from spoorboek.statute.timeline.interruptions import sickness_days_of

DATE_NAMES = ("opens", "target", "due")


class KeptStep(NamedTuple):
    """One step that keeps its dates; `change`: the dates the new rules would give, or None when they are the same."""

    ref: StepRef
    kept: Kept
    change: StepChange | None


def kept_steps(
    before: Plan, replanned: Plan, record: Record, rules: Rulebook, corrections: Corrections = NO_CORRECTIONS
) -> list[KeptStep]:
    """List the steps that keep their dates: done or, for a repeated milestone, begun; only where the dates differ.

    `before`: the plan under the old rules. `replanned`: the plan under the new rules without kept dates. When the dates
    of one fixed occurrence of a repeated milestone differ, all its fixed occurrences are kept. A date that a correction
    names is not kept, for it was never law.
    """
    replanned_by_ref: dict[StepRef, Milestone] = {milestone.ref: milestone for milestone in replanned}
    sickness_days = sickness_days_of(before.facts)
    repeated = {ref.key for ref in replanned_by_ref if rules.rows[ref.key].repeat}
    fixed = [
        with_corrected_dates(milestone, replanned_by_ref.get(milestone.ref), corrections)
        for milestone in before
        if _is_fixed(milestone, before, record, milestone.key in repeated)
    ]
    moved = {milestone.key for milestone in fixed if _differs(milestone, replanned_by_ref.get(milestone.ref))}
    return [
        KeptStep(
            milestone.ref,
            _kept_dates(milestone, sickness_days, before.rules),
            _change(milestone, replanned_by_ref.get(milestone.ref), rules),
        )
        for milestone in fixed
        if (
            milestone.key in moved
            if milestone.key in repeated
            else _differs(milestone, replanned_by_ref.get(milestone.ref))
        )
    ]


def kept_step_json(kept_step: KeptStep) -> dict[str, Any]:
    """Return the kept dates as stored in the event: the sickness day number and the date."""
    days = {name: getattr(kept_step.kept, name) for name in DATE_NAMES}
    days_json = {name: [day.sickness_day, day.day.isoformat()] if day else None for name, day in days.items()}
    return {"step": kept_step.ref.key, "occurrence": kept_step.ref.occurrence, **days_json}


def _is_fixed(milestone: Milestone, before: Plan, record: Record, still_repeated: bool) -> bool:
    """Return whether the dates of a step are fixed: done, or a begun occurrence of a still repeated milestone."""
    if milestone.status == "vervallen":
        return False
    begun = any(key in record.effects for key in _opening_effects(milestone.ref))
    return milestone.ref in before.facts.done or (still_repeated and begun)


def _opening_effects(ref: StepRef) -> Iterator[EffectKey]:
    """Yield the effects that show that an occurrence began: it opened, or the next one superseded it."""
    yield EffectKey(*ref, "open", "", 1)
    yield EffectKey(*ref, "skip", "open:", 1)


def _differs(milestone: Milestone, replanned: Milestone | None) -> bool:
    return replanned is None or milestone[2:5] != replanned[2:5]


def _kept_dates(milestone: Milestone, sickness_days: SicknessDays, version: str) -> Kept:
    opens, target, due = (KeptDay(sickness_days.index(day), day) if day else None for day in milestone[2:5])
    return Kept(opens, target, due, version)


def _change(milestone: Milestone, replanned: Milestone | None, rules: Rulebook) -> StepChange | None:
    if not _differs(milestone, replanned):
        return None
    why = "Gedaan." if milestone.status == "gedaan" else "Al begonnen."
    return StepChange(
        milestone.ref,
        milestone_label(milestone, rules),
        "blijft",
        milestone_dates(milestone),
        replanned and milestone_dates(replanned),
        (why,),
    )
