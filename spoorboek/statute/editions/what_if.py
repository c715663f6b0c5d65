"""What if: the facts of a case with something else in place, and what that does to the plan. Nothing is recorded."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

from spoorboek.statute.actions import Record
from spoorboek.statute.days.calendar import DAY
from spoorboek.statute.editions.kept_dates import kept_dates
from spoorboek.statute.editions.plan_diff import Change, differences
from spoorboek.statute.facts import CaseFacts, Leave, Recovery, Sanction, StepRef
from spoorboek.statute.law.milestones import Rulebook
from spoorboek.statute.plan import Plan
from spoorboek.statute.reports.fact_checks import checked
from spoorboek.statute.reports.fold import paired
from spoorboek.statute.timeline.timeline import timeline

NOTHING = Record(())
SAME = "als het is"  # what is not supposed; None is a date that is taken away


@dataclass(frozen=True, slots=True)
class Supposed:
    """What is supposed to be otherwise. `percentage` is asked too, and never moves a date."""

    first_sick_day: date | None = None
    recovered: tuple[date, ...] = ()
    relapsed: tuple[date, ...] = ()
    leaves: tuple[Leave, ...] = ()
    contract_ends_on: date | str | None = SAME
    aow_on: date | str | None = SAME
    sanction_decided_on: date | None = None
    done: Mapping[StepRef, date] = field(default_factory=dict)
    percentage: int | None = None


class Outcome(NamedTuple):
    """The plan as it is, the plan as it would be, and what differs."""

    before: Plan
    after: Plan
    changes: tuple[Change, ...]


def whatif(
    facts: CaseFacts, supposed: Supposed, rules: Rulebook, other: Rulebook | None = None, record: Record = NOTHING
) -> Outcome:
    """Return what a supposition does to the plan of a case under `rules`, or under `other` rules.

    `record`: what was done for the case, which decides what keeps its dates under other rules.
    Errors: FactsError when what is supposed contradicts the facts.
    """
    before = timeline(facts, rules)
    after = supposing(facts, supposed, rules)
    if other is not None:
        after = under(after, rules, other, record)
    plan = timeline(after, other or rules)
    return Outcome(before, plan, differences(before, plan, rules, other or rules))


def supposing(facts: CaseFacts, supposed: Supposed, rules: Rulebook) -> CaseFacts:
    """Return the facts with what is supposed in place of what is; FactsError when they do not hold together."""
    new: dict[str, Any] = {"first_sick_day": supposed.first_sick_day or facts.first_sick_day}
    if supposed.recovered or supposed.relapsed:
        new["recoveries"] = _recoveries(facts, supposed)
    new["leaves"] = tuple(sorted({leave.from_: leave for leave in (*facts.leaves, *supposed.leaves)}.values()))
    new["done"] = MappingProxyType({**facts.done, **supposed.done})
    new |= {name: day for name in ("contract_ends_on", "aow_on") if (day := getattr(supposed, name)) != SAME}
    if supposed.sanction_decided_on:
        new["sanction"] = Sanction(supposed.sanction_decided_on, *(facts.sanction or ())[1:])
    return checked(replace(facts, **new), rules)


def under(facts: CaseFacts, rules: Rulebook, other: Rulebook, record: Record = NOTHING) -> CaseFacts:
    """Return the facts as they are under other rules: with what keeps the dates it had."""
    keeping = kept_dates(timeline(facts, rules), timeline(facts, other), record, other)
    kept = {**facts.kept, **{each.ref: each.kept for each in keeping}}
    return checked(replace(facts, kept=MappingProxyType(kept)), other)


def _recoveries(facts: CaseFacts, supposed: Supposed) -> tuple[Recovery, ...]:
    """Pair recoveries and relapses as if all had been reported, so that they fit together, or are refused, as ever."""
    recovered = {*(item.from_ for item in facts.recoveries), *supposed.recovered}
    return paired(recovered, {*(item.until + DAY for item in facts.recoveries if item.until), *supposed.relapsed})
