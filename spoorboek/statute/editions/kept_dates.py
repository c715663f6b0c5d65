"""Which steps of a running case keep their dates when its rules are replaced."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from spoorboek.statute.actions import EffectKey, Record
from spoorboek.statute.days.sickness_days import SicknessDays
from spoorboek.statute.editions.plan_diff import StepChange, milestone_dates
from spoorboek.statute.explain.plan_text import milestone_label
from spoorboek.statute.facts import Kept, KeptDay, StepRef
from spoorboek.statute.law.milestones import Rulebook
from spoorboek.statute.plan import Milestone, Plan
from spoorboek.statute.timeline.interruptions import sickness_days_of


class KeptStep(NamedTuple):
    """One step that keeps its dates; `change` says what the new rules would have made of them, if anything else."""

    ref: StepRef
    kept: Kept
    change: StepChange | None


def kept_steps(before: Plan, replanned: Plan, record: Record, rules: Rulebook) -> list[KeptStep]:
    """List what keeps its dates: what is done and, of a repeated milestone, what has begun; only where it matters.

    `before`: the plan under the old rules. `loose`: the plan under the new ones as if nothing were kept.
    """
    found: dict[StepRef, Milestone] = {milestone.ref: milestone for milestone in replanned}
    sickness_days = sickness_days_of(before.facts)
    repeated = {ref.key for ref in found if rules.rows[ref.key].repeat}
    settled = [each for each in before if _is_settled(each, before, record, each.key in repeated)]
    moved = {each.key for each in settled if _differs(each, found.get(each.ref))}
    return [
        KeptStep(each.ref, _kept(each, sickness_days, before.rules), _change(each, found.get(each.ref), rules))
        for each in settled
        if (each.key in moved if each.key in repeated else _differs(each, found.get(each.ref)))
    ]


def kept_step_json(keeping: KeptStep) -> dict[str, Any]:
    """Return what is kept as it stands in the event: which day of sickness, and the date."""
    days = {name: getattr(keeping.kept, name) for name in ("opens", "target", "due")}
    written = {name: [day.sickness_day, day.day.isoformat()] if day else None for name, day in days.items()}
    return {"step": keeping.ref.key, "occurrence": keeping.ref.occurrence, **written}


def _is_settled(milestone: Milestone, before: Plan, record: Record, still_repeated: bool) -> bool:
    """Tell whether a step is past changing: done, or a begun occurrence of what is still repeated."""
    if milestone.status == "vervallen":
        return False
    begun = any(key in record.effects for key in _openings(milestone.ref))
    return milestone.ref in before.facts.done or (still_repeated and begun)


def _openings(ref: StepRef) -> Iterator[EffectKey]:
    """Walk the effects that tell that an occurrence had its turn: it opened, or the next one overtook it."""
    yield EffectKey(*ref, "open", "", 1)
    yield EffectKey(*ref, "skip", "open:", 1)


def _differs(milestone: Milestone, other: Milestone | None) -> bool:
    return other is None or milestone[2:5] != other[2:5]


def _kept(milestone: Milestone, sickness_days: SicknessDays, version: str) -> Kept:
    opens, target, due = (KeptDay(sickness_days.index(day), day) if day else None for day in milestone[2:5])
    return Kept(opens, target, due, version)


def _change(milestone: Milestone, other: Milestone | None, rules: Rulebook) -> StepChange | None:
    if not _differs(milestone, other):
        return None
    why = "Gedaan." if milestone.status == "gedaan" else "Al begonnen."
    return StepChange(
        milestone.ref,
        milestone_label(milestone, rules),
        "blijft",
        milestone_dates(milestone),
        other and milestone_dates(other),
        (why,),
    )
