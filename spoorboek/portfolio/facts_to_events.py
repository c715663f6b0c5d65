"""Convert the facts of a case to the reports they are folded from, as input of a simulation."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from spoorboek.portfolio.dispute_events import events_of_disputes
from spoorboek.portfolio.preparation_events import events_of_preparation
from spoorboek.portfolio.reported_facts import reported, reported_on
from spoorboek.statute.days.calendar import DAY
from spoorboek.statute.events import Event, EventKind
from spoorboek.statute.facts import NO_STEPS, Agreement, CaseFacts, Spell, StepRef
from spoorboek.statute.timeline.timeline import timeline
from spoorboek.stories.story import Reported


def events_of_facts(facts: CaseFacts) -> list[Reported]:
    """Return the reports that fold to these facts, each on the day it is about, in chronological order.

    Facts without a day are in the sick report; a deviation or postponement is reported when its step opens, an
    extension of the wait when the re-integration report opens.
    """
    events = [_sick_report(facts), *_course(facts), *_end_phase(facts), *_agreements(facts), *_steps(facts)]
    events += events_of_disputes(facts)
    events += events_of_preparation(facts)
    return sorted(events, key=lambda report: report.day)


def recorded_events(facts: CaseFacts) -> tuple[Event, ...]:
    """Return these reports as a case records them."""
    reports = enumerate(events_of_facts(facts), start=1)
    return tuple(Event(seq, report.kind, report.day, report.data) for seq, report in reports)


def _sick_report(facts: CaseFacts) -> Reported:
    first = facts.first_sick_day
    ends = {"contract_ends_on": facts.contract_ends_on, "aow_on": facts.aow_on}
    known = {
        "safety_net": facts.safety_net,
        "safety_net_known_on": facts.safety_net_known_on,
        "safety_net_from": facts.safety_net_from,
    }
    return reported(first, "sick_reported", first_sick_day=first, **known, **ends)


def _course(facts: CaseFacts) -> Iterator[Reported]:
    for recovery in facts.recoveries:
        yield reported(recovery.from_, "recovered", **{"from": recovery.from_})
        if recovery.until:
            yield reported_on(recovery.until + DAY, "relapsed")
    for leave in facts.leaves:
        span = {"from": leave.from_, "until": leave.until}
        yield reported(leave.from_, "leave_recorded", **span, same_cause=leave.same_cause)
    for advice in facts.advice:
        yield reported_on(advice.on, "advised", track=advice.track)
    if facts.household_staff:
        yield reported(facts.first_sick_day, "household_staff_set", applies=True)
    if facts.died_on:
        yield reported_on(facts.died_on, "died")
    if risk := facts.own_risk:
        yield reported(facts.first_sick_day, "own_risk_set", until=risk.until, **{"from": risk.from_})
    if facts.no_week_42_report is not None:
        yield reported(facts.first_sick_day, "week_42_report_set", needed=not facts.no_week_42_report)
    if waived := facts.second_track_waived_on:
        yield reported_on(waived, "second_track_waived")
    yield from _prospects(facts)
    yield from _possibilities(facts)
    yield from _spells(facts.stuck, "reintegration_stuck", "reintegration_resumed")
    yield from _spells(facts.settlement, "settlement_considered", "settlement_dropped")
    yield from _beside_the_law("agreement_recorded", facts.agreement, facts.first_sick_day)
    yield from _beside_the_law("employer_agreement_set", facts.employer_agreement, facts.first_sick_day)
    if facts.sixty_plus:
        agreed_on = facts.sixty_plus.agreed_on
        yield reported(agreed_on or facts.first_sick_day, "sixty_plus_set", applies=True, on=agreed_on)
    for agreement in facts.signed:
        yield reported_on(agreement.on, "settlement_signed", names_right=agreement.names_right)
        if agreement.withdrawn_on:
            yield reported_on(agreement.withdrawn_on, "settlement_withdrawn")
    for item in facts.circumstances:
        days: dict[str, date | None] = {"from": item.from_, "until": item.until}
        yield reported(max(item.from_, facts.first_sick_day), "circumstance_recorded", **days, effect=item.effect)
    yield from _spells(facts.refusals, "cooperation_refused", "cooperation_resumed")


def _beside_the_law(kind: EventKind, found: Agreement | None, on: date) -> Iterator[Reported]:
    if found:
        period = {"from": found.from_, "until": found.until, "reason": found.source}
        yield reported(on, kind, **period, wage_weeks=found.wage_weeks, ban_weeks=found.ban_weeks)


def _prospects(facts: CaseFacts) -> Iterator[Reported]:
    prospects = [(day, True) for day in facts.earlier_prospects]
    if prospect := facts.return_prospect:
        prospects.append((prospect.on, prospect.within_3_months))
        prospects += [(prospect.lost_on, False)] if prospect.lost_on else []
    for day, within in prospects:
        yield reported_on(day, "prospect_recorded", within_3_months=within)


def _possibilities(facts: CaseFacts) -> Iterator[Reported]:
    marginal = facts.marginal
    if facts.no_possibilities:
        since = facts.no_possibilities_since or facts.first_sick_day
        yield reported(since, "possibilities_changed", possible=False, **{"from": since})
    if facts.possibilities_since and not (marginal and marginal.from_ == facts.possibilities_since):
        since = facts.possibilities_since
        yield reported(since, "possibilities_changed", possible=True, **{"from": since})
    if marginal:
        yield reported(marginal.from_, "possibilities_marginal", **{"from": marginal.from_})
        if marginal.until:
            yield reported(
                marginal.until + DAY, "possibilities_changed", possible=True, **{"from": marginal.until + DAY}
            )


def _spells(spells: tuple[Spell, ...], start: EventKind, end: EventKind) -> Iterator[Reported]:
    """Report each start and each end once."""
    for day in sorted({spell.from_ for spell in spells}):
        yield reported_on(day, start)
    for day in sorted({spell.until + DAY for spell in spells if spell.until}):
        yield reported_on(day, end)


def _end_phase(facts: CaseFacts) -> Iterator[Reported]:
    if facts.extension_until:
        plan = timeline(replace(facts, extension_until=None))
        opens = plan.milestone("re_integratieverslag").opens_on or plan.wait_ends_on
        yield reported(opens, "extended", until=facts.extension_until)
    if benefit := facts.early_benefit:
        granted = {"granted": benefit.granted_from is not None, "from": benefit.granted_from}
        yield reported_on(benefit.decided_on, "early_benefit_decided", **granted)
    if requested := facts.extension_requested_on:
        yield reported_on(requested, "extension_requested")
    if missing := facts.no_uwv_letter_on:
        yield reported_on(missing, "uwv_letter_missing")
    for letter in facts.riv_incomplete:
        yield reported_on(letter.on, "riv_incomplete", repair_by=letter.repair_by)
    if decision := facts.wia_decision:
        yield reported_on(decision.on, "wia_decided", outcome=decision.outcome, share=decision.share)
    if sanction := facts.sanction:
        yield reported_on(sanction.decided_on, "sanction_decided")
        for refusal in sanction.refused:
            yield reported_on(refusal.reported_on, "repair_reported")
            yield reported_on(refusal.decided_on, "repair_refused")
        if sanction.repair_reported_on:
            yield reported_on(sanction.repair_reported_on, "repair_reported")
        if sanction.repair_decided_on:
            yield reported_on(sanction.repair_decided_on, "repair_decided")
        if sanction.revoked_on:
            yield reported_on(sanction.revoked_on, "sanction_revoked")


def _agreements(facts: CaseFacts) -> Iterator[Reported]:
    if not (facts.deviations or facts.postponed):
        return
    plan = timeline(replace(facts, deviations=NO_STEPS, postponed=NO_STEPS))
    opens = {milestone.ref: milestone.opens_on for milestone in plan}
    kinds: tuple[tuple[EventKind, str, Mapping[StepRef, date]], ...] = (
        ("deviated", "agreed_on", facts.deviations),
        ("step_postponed", "target_on", facts.postponed),
    )
    for kind, name, steps in kinds:
        for ref, day in steps.items():
            data = {"step": ref.key, "occurrence": ref.occurrence, name: day}
            yield reported(opens.get(ref) or facts.first_sick_day, kind, **data)


def _steps(facts: CaseFacts) -> Iterator[Reported]:
    for ref, day in facts.done.items():
        yield reported_on(day, "step_done", step=ref.key, occurrence=ref.occurrence)
