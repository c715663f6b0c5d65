"""What if: compare the plan of a case with the plan under hypothetical facts or rules. Nothing is recorded."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

from spoorboek.statute.actions import Record
from spoorboek.statute.days.calendar import DAY, dutch_date
from spoorboek.statute.disputes import ExpertOpinion, WageMeasure
from spoorboek.statute.editions.corrections import corrected_steps, corrections_between, with_reasons
from spoorboek.statute.editions.kept_dates import kept_steps
from spoorboek.statute.editions.plan_diff import StepChange, plan_diff
from spoorboek.statute.errors import FactsError
from spoorboek.statute.events import Event, EventKind
from spoorboek.statute.facts import (
    Agreement,
    CaseFacts,
    Circumstance,
    EarlyBenefit,
    IncompleteReport,
    Leave,
    Recovery,
    SafetyNet,
    Sanction,
    SignedSettlement,
    SixtyPlus,
    Spell,
    StepRef,
    WiaDecision,
)
from spoorboek.statute.law.milestones import Rulebook
from spoorboek.statute.plan import Plan
from spoorboek.statute.referrals.referral import Move
from spoorboek.statute.reports.fact_checks import checked_facts
from spoorboek.statute.reports.fold import fold_events, pair_recoveries
from spoorboek.statute.reports.referral_moves import moved_referrals
from spoorboek.statute.timeline.timeline import timeline

Report = tuple[EventKind, Mapping[str, Any]]
SupposedMove = tuple[int, Move]  # the number of a referral, 0 for the only one that goes on; and where it comes
EMPTY_RECORD = Record(())
MESSAGES = ("extension_requested_on", "no_uwv_letter_on", "wia_decision")
REVOCABLE = ("contract_ends_on", "aow_on", "safety_net")
UNCHANGED = "als het is"  # marks a fact that is not supposed; None means that the date is removed


@dataclass(frozen=True, slots=True)
class Supposition:
    """The hypothetical facts. `percentage` may be given too and never moves a date.

    `reported`: the facts after what was supposed to be reported, to which the rest comes; None for those that are.
    `moves`: of referrals, in the order in which they would be reported.
    """

    first_sick_day: date | None = None
    recovered: tuple[date, ...] = ()
    relapsed: tuple[date, ...] = ()
    leaves: tuple[Leave, ...] = ()
    contract_ends_on: date | str | None = UNCHANGED
    aow_on: date | str | None = UNCHANGED
    sanction_decided_on: date | None = None
    early_benefit: EarlyBenefit | None = None
    died_on: date | None = None
    own_risk_since: date | None = None
    household_staff: bool = False
    agreement: Agreement | None = None
    signed: tuple[SignedSettlement, ...] = ()
    circumstances: tuple[Circumstance, ...] = ()
    sanction_revoked_on: date | None = None
    extension_requested_on: date | None = None
    no_uwv_letter_on: date | None = None
    riv_incomplete: tuple[IncompleteReport, ...] = ()
    wia_decision: WiaDecision | None = None
    done: Mapping[StepRef, date] = field(default_factory=dict)
    considered_on: date | None = None
    deviations: Mapping[StepRef, date] = field(default_factory=dict)
    postponed: Mapping[StepRef, date] = field(default_factory=dict)
    refused_on: date | None = None
    wage_measures: tuple[WageMeasure, ...] = ()
    opinions: tuple[ExpertOpinion, ...] = ()
    percentage: int | None = None
    safety_net: SafetyNet | str | None = UNCHANGED
    sixty_plus: SixtyPlus | None = None
    moves: tuple[SupposedMove, ...] = ()
    reported: CaseFacts | None = None


class WhatIf(NamedTuple):
    """The present plan, the hypothetical plan, and the differences."""

    before: Plan
    after: Plan
    changes: tuple[StepChange, ...]


def what_if(
    facts: CaseFacts,
    supposed: Supposition,
    rules: Rulebook,
    other: Rulebook | None = None,
    record: Record = EMPTY_RECORD,
) -> WhatIf:
    """Return the effect of a supposition on the plan of a case under `rules`, or under `other` rules.

    `record`: the effects of the case, which decide which steps keep their dates under other rules.
    Errors: FactsError when the supposition contradicts the facts.
    """
    before = timeline(facts, rules)
    after = suppose(facts, supposed, rules)
    if other is not None:
        after = facts_under(after, rules, other, record)
    plan = timeline(after, other or rules)
    changes = plan_diff(before, plan, rules, other or rules)
    return WhatIf(before, plan, with_reasons(changes, corrections_between(rules, other or rules, after.first_sick_day)))


def suppose(facts: CaseFacts, supposed: Supposition, rules: Rulebook) -> CaseFacts:
    """Return the facts with the supposition applied; FactsError when they are not consistent."""
    facts = supposed.reported or facts
    new: dict[str, Any] = {"first_sick_day": supposed.first_sick_day or facts.first_sick_day}
    if supposed.recovered or supposed.relapsed:
        new["recoveries"] = _recoveries(facts, supposed)
    new["leaves"] = tuple(sorted({leave.from_: leave for leave in (*facts.leaves, *supposed.leaves)}.values()))
    for name in ("done", "deviations", "postponed"):
        new[name] = MappingProxyType({**getattr(facts, name), **getattr(supposed, name)})
    new["wage_measures"] = tuple(sorted((*facts.wage_measures, *supposed.wage_measures), key=lambda each: each.from_))
    new["opinions"] = tuple(sorted((*facts.opinions, *supposed.opinions), key=lambda each: each.asked_on))
    if supposed.considered_on:
        new["preparation"] = facts.preparation._replace(considered_on=supposed.considered_on)
    if supposed.refused_on:
        new["refusals"] = tuple(sorted({*facts.refusals, Spell(supposed.refused_on)}, key=lambda each: each.from_))
    new |= {name: value for name in REVOCABLE if (value := getattr(supposed, name)) != UNCHANGED}
    if supposed.died_on:
        new["died_on"] = supposed.died_on
    if supposed.household_staff:
        new["household_staff"] = True
    if supposed.own_risk_since:
        new["own_risk"] = Spell(supposed.own_risk_since)
    new |= {name: said for name in MESSAGES if (said := getattr(supposed, name))}
    if supposed.sanction_decided_on:
        new["sanction"] = Sanction(supposed.sanction_decided_on, *(facts.sanction or ())[1:])
    new |= {name: item for name in ("early_benefit", "agreement", "sixty_plus") if (item := getattr(supposed, name))}
    new["signed"] = tuple(sorted({*facts.signed, *supposed.signed}, key=lambda item: item.on))
    new["circumstances"] = (*facts.circumstances, *supposed.circumstances)
    if supposed.sanction_revoked_on:
        new["sanction"] = _revoked(new.get("sanction", facts.sanction), supposed.sanction_revoked_on)
    if supposed.riv_incomplete:
        letters = {letter.on: letter for letter in (*facts.riv_incomplete, *supposed.riv_incomplete)}
        new["riv_incomplete"] = tuple(sorted(letters.values()))
    if supposed.moves:
        new["referrals"] = moved_referrals(facts.referrals, supposed.moves)
    return checked_facts(replace(facts, **new), rules)


def facts_with(events: tuple[Event, ...], reports: Iterable[Report], rules: Rulebook) -> CaseFacts:
    """Return the facts of these events with reports added, as if they were reported now.

    Errors: FactsError when they contradict what is known.
    """
    last = events[-1]
    added = (Event(last.seq + count, kind, last.on, data) for count, (kind, data) in enumerate(reports, start=1))
    return fold_events((*events, *added), rules)


def _revoked(sanction: Sanction | None, on: date) -> Sanction:
    if sanction is None:
        raise FactsError(f"Er is geen loonsanctie die op {dutch_date(on)} kan zijn herroepen. Vul ook het besluit in.")
    return sanction._replace(revoked_on=on)


def facts_under(facts: CaseFacts, rules: Rulebook, other: Rulebook, record: Record = EMPTY_RECORD) -> CaseFacts:
    """Return the facts under other rules, with the dates that steps keep."""
    before, corrections = timeline(facts, rules), corrections_between(rules, other, facts.first_sick_day)
    corrected = corrected_steps(before, corrections)
    still_kept = {ref: kept for ref, kept in facts.kept.items() if ref not in corrected}
    replanned = timeline(replace(facts, kept=MappingProxyType(still_kept)), other)
    steps = kept_steps(before, replanned, record, other, corrections)
    kept = {**still_kept, **{kept_step.ref: kept_step.kept for kept_step in steps}}
    return checked_facts(replace(facts, kept=MappingProxyType(kept)), other)


def _recoveries(facts: CaseFacts, supposed: Supposition) -> tuple[Recovery, ...]:
    """Pair recoveries and relapses as if all had been reported, with the usual checks."""
    recovered = {*(item.from_ for item in facts.recoveries), *supposed.recovered}
    return pair_recoveries(
        recovered, {*(item.until + DAY for item in facts.recoveries if item.until), *supposed.relapsed}
    )
