"""Fold the reported events of one case into its facts."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Any, get_args

from spoorboek.statute.days.calendar import DAY, dutch_date
from spoorboek.statute.errors import FactsError
from spoorboek.statute.events import DEATH, Event
from spoorboek.statute.facts import (
    Advice,
    CaseFacts,
    IncompleteReport,
    Kept,
    KeptDay,
    Leave,
    Recovery,
    SafetyNet,
    Spell,
    StepRef,
    WiaDecision,
    WiaOutcome,
    WiaShare,
)
from spoorboek.statute.law.milestones import Rulebook
from spoorboek.statute.reports.bureau_news import bureau_news
from spoorboek.statute.reports.dispute_reports import disputes
from spoorboek.statute.reports.fact_checks import checked_facts
from spoorboek.statute.reports.field_readers import ReportedEvent, ReportedEvents, read_choice, read_end_of_leave
from spoorboek.statute.reports.occurrence_numbers import occurrence_numbers
from spoorboek.statute.reports.preparation_reports import preparation
from spoorboek.statute.reports.referral_moves import referrals
from spoorboek.statute.reports.sanctions import sanction
from spoorboek.statute.reports.settlements import agreement, circumstances, signed_settlements
from spoorboek.statute.reports.states_over_time import (
    earlier_prospects,
    early_benefit,
    last_prospect,
    possibilities,
    sixty_plus,
    spells,
)
from spoorboek.statute.reports.withdrawn_events import without_withdrawn


def fold_events(events: Iterable[Event], rules: Rulebook | None = None) -> CaseFacts:
    """Return the facts of a case; the order of reporting matters where a report replaces another, and for numbers.

    `rules`: the table whose steps may be reported (default: the shipped rules).
    Errors: FactsError when the events contradict each other, naming the dates and what to correct.
    """
    in_order = sorted(events, key=lambda event: event.seq)
    reports = reports_by_kind(in_order)
    first, possible_work = first_sick_day(reports), possibilities(reports)
    safety_net_report = (reports["safety_net_set"] or reports["sick_reported"])[-1]
    facts = CaseFacts(
        first_sick_day=first,
        recoveries=_recoveries(reports),
        leaves=_leaves(reports),
        done=_done(reports),
        deviations=_day_per_step(reports["deviated"], "agreed_on"),
        postponed=_day_per_step(reports["step_postponed"], "target_on"),
        safety_net=_safety_net(safety_net_report),
        safety_net_known_on=_known_on(safety_net_report),
        safety_net_from=_counts_from(safety_net_report),
        no_week_42_report=_no_week_42_report(reports["week_42_report_set"]),
        contract_ends_on=_last_end_date(reports, "contract_end_set", "contract_ends_on"),
        aow_on=_last_end_date(reports, "aow_set", "aow_on"),
        no_possibilities=possible_work.none_since is not None,
        no_possibilities_since=None if possible_work.none_since == first else possible_work.none_since,
        possibilities_since=possible_work.since,
        marginal=possible_work.marginal,
        return_prospect=last_prospect(reports["prospect_recorded"]),
        earlier_prospects=earlier_prospects(reports["prospect_recorded"]),
        advice=_advice(reports["advised"]),
        second_track_waived_on=_last_revocable_day(reports["second_track_waived"]),
        stuck=spells(reports["reintegration_stuck"], reports["reintegration_resumed"], STUCK_WITHOUT_START),
        settlement=spells(reports["settlement_considered"], reports["settlement_dropped"], SETTLEMENT_WITHOUT_START),
        sanction=sanction(reports),
        extension_until=_last_day(reports["extended"], "until"),
        early_benefit=early_benefit(reports["early_benefit_decided"]),
        household_staff=any(report.flag("applies") for report in reports["household_staff_set"][-1:]),
        died_on=_last_day(reports[DEATH], "on"),
        own_risk=_own_risk(reports["own_risk_set"]),
        sixty_plus=sixty_plus(reports["sixty_plus_set"]),
        agreement=agreement(reports["agreement_recorded"]),
        employer_agreement=agreement(reports["employer_agreement_set"]),
        signed=signed_settlements(reports),
        circumstances=circumstances(reports),
        extension_requested_on=_last_day(reports["extension_requested"], "on"),
        no_uwv_letter_on=_last_day(reports["uwv_letter_missing"], "on"),
        riv_incomplete=_incomplete_reports(reports["riv_incomplete"]),
        wia_decision=_wia_decision(reports["wia_decided"]),
        **_second_track(reports),
        kept=_kept(reports["rules_changed"]),
        **disputes(reports)._asdict(),
    )
    return checked_facts(replace(facts, numbers=occurrence_numbers(in_order, facts)), rules)


def _second_track(reports: ReportedEvents) -> dict[str, Any]:
    """Return what is known before a second track starts, how far its referrals are, and what its bureau must hear."""
    return {
        "preparation": preparation(reports),
        "referrals": referrals(reports),
        "bureau_news": bureau_news(reports),
    }


STUCK_WITHOUT_START = "De re-integratie loopt weer sinds {day}, maar is niet eerder als vastgelopen gemeld."
SETTLEMENT_WITHOUT_START = (
    "Een vaststellingsovereenkomst is van de baan sinds {day}, maar er is niet eerder gemeld dat zij speelde."
)


def reports_by_kind(events: Iterable[Event]) -> ReportedEvents:
    """Return the reports that count, by kind, in the order in which they were entered."""
    reports: dict[str, list[ReportedEvent]] = defaultdict(list)
    for event in without_withdrawn(events):
        reports[event.kind].append(ReportedEvent(event))
    return reports


def first_sick_day(reports: ReportedEvents) -> date:
    """Return the first sick day, as corrected last; FactsError unless there is one sick report."""
    reported, corrected = reports["sick_reported"], reports["first_day_corrected"]
    if len(reported) != 1:
        raise FactsError(f"Een zaak heeft precies één ziekmelding; hier zijn het er {len(reported)}.")
    return (corrected or reported)[-1].day("first_sick_day")


def _safety_net(reported: ReportedEvent) -> SafetyNet | None:
    value = reported.event.data.get("safety_net")
    return None if value is None else read_choice(value, get_args(SafetyNet), reported.where("safety_net"))


def _known_on(reported: ReportedEvent) -> date | None:
    """Return when the safety net could be known; the sick report and its correction use different field names."""
    return reported.maybe_day("known_on" if reported.event.kind == "safety_net_set" else "safety_net_known_on")


def _counts_from(reported: ReportedEvent) -> date | None:
    """Return the day from which the term of the safety net counts; field names as in `_known_on`."""
    return reported.maybe_day("from" if reported.event.kind == "safety_net_set" else "safety_net_from")


def _no_week_42_report(reports: list[ReportedEvent]) -> bool | None:
    """Return whether the reports of ZW 38 are not made, as last reported; None when it was not, or was revoked."""
    last = reports[-1] if reports else None
    return None if last is None or last.event.data.get("needed") is None else not last.flag("needed")


def _recoveries(reports: ReportedEvents) -> tuple[Recovery, ...]:
    recovered = {report.day("from") for report in reports["recovered"]}
    return pair_recoveries(recovered, {report.day("on") for report in reports["relapsed"]})


def pair_recoveries(recovered: Set[date], relapsed: Set[date]) -> tuple[Recovery, ...]:
    """Pair each recovery with the next relapse by date, so that late reports are placed correctly.

    Errors: FactsError for a relapse without recovery, a second recovery without relapse between, and both on one day.
    """
    if both := recovered & relapsed:
        raise FactsError(f"Op {dutch_date(min(both))} zijn herstel én terugval gemeld. Corrigeer een van beide.")
    recoveries: list[Recovery] = []
    for day in sorted(recovered | relapsed):
        is_open = bool(recoveries) and recoveries[-1].until is None
        if day in recovered:
            _refuse_double_recovery(recoveries, day, is_open)
            recoveries.append(Recovery(day))
        elif is_open:
            recoveries[-1] = Recovery(recoveries[-1].from_, day - DAY)
        else:
            raise FactsError(
                f"Terugval op {dutch_date(day)} zonder herstel ervoor. Meld eerst het herstel, of corrigeer de datum."
            )
    return tuple(recoveries)


def _refuse_double_recovery(recoveries: list[Recovery], day: date, is_open: bool) -> None:
    if is_open:
        raise FactsError(
            f"Herstel per {dutch_date(day)}, maar al hersteld sinds {dutch_date(recoveries[-1].from_)}. "
            "Meld eerst de terugval ertussen."
        )


def _leaves(reports: ReportedEvents) -> tuple[Leave, ...]:
    """Read the leaves; of two that begin on the same day the later report replaces the earlier."""
    leaves = {leave.from_: leave for leave in map(_leave, reports["leave_recorded"])}
    return tuple(sorted(leaves.values()))


def _leave(report: ReportedEvent) -> Leave:
    from_, until = report.day("from"), report.event.data.get("until")
    same_cause = report.flag("same_cause", default=True)
    return Leave(from_, read_end_of_leave(until, from_, report.where("until")), same_cause)


def _done(reports: ReportedEvents) -> Mapping[StepRef, date]:
    """Return the done steps, after applying completions and withdrawals in order of reporting."""
    done: dict[StepRef, date] = {}
    changes = [*reports["step_done"], *reports["step_withdrawn"]]
    for report in sorted(changes, key=lambda item: item.event.seq):
        if report.event.kind == "step_done":
            done[report.step()] = report.day("on")
        else:
            done.pop(report.step(), None)
    return MappingProxyType(done)


def _day_per_step(reports: list[ReportedEvent], name: str) -> Mapping[StepRef, date]:
    return MappingProxyType({report.step(): report.day(name) for report in reports})


def _last_end_date(reports: ReportedEvents, kind: str, sick_report_field: str) -> date | None:
    """Return an end date as last reported, or as given with the sick report; null revokes it."""
    if reports[kind]:
        return reports[kind][-1].maybe_day("on")
    return reports["sick_reported"][0].maybe_day(sick_report_field)


def _advice(reports: list[ReportedEvent]) -> tuple[Advice, ...]:
    advice = {
        Advice(report.day("on"), read_choice(report.event.data.get("track"), (1, 2), report.where("track")))
        for report in reports
    }
    return tuple(sorted(advice))


def _last_revocable_day(reports: list[ReportedEvent]) -> date | None:
    """Return a revocable day as last reported; None when it was revoked (null) or never reported."""
    return reports[-1].maybe_day("on") if reports else None


def _last_day(reports: list[ReportedEvent], name: str) -> date | None:
    return reports[-1].day(name) if reports else None


def _own_risk(reports: list[ReportedEvent]) -> Spell | None:
    """Return the period in which the employer bears the risk himself, as last reported; null revokes it."""
    since = reports[-1].maybe_day("from") if reports else None
    return Spell(since, reports[-1].maybe_day("until")) if since else None


def _incomplete_reports(reports: list[ReportedEvent]) -> tuple[IncompleteReport, ...]:
    """Read the letters about an incomplete report; of two of the same day the later report replaces the earlier."""
    letters = {report.day("on"): report.maybe_day("repair_by") for report in reports}
    return tuple(IncompleteReport(on, letters[on]) for on in sorted(letters))


def _wia_decision(reports: list[ReportedEvent]) -> WiaDecision | None:
    if not reports:
        return None
    report, data = reports[-1], reports[-1].event.data
    outcome: WiaOutcome = read_choice(data.get("outcome"), get_args(WiaOutcome), report.where("outcome"))
    share = data.get("share")
    known_share = None if share is None else read_choice(share, get_args(WiaShare), report.where("share"))
    return WiaDecision(report.day("on"), outcome, known_share)


def _kept(reports: list[ReportedEvent]) -> Mapping[StepRef, Kept]:
    """Return the dates steps keep from earlier rules; a later change of rules overrides an earlier one.

    Dates that were never law are kept no longer.
    """
    kept: dict[StepRef, Kept] = {}
    for report in reports:
        rules = report.event.data["from"]["rules"]
        for step, occurrence in report.event.data.get("released", ()):
            kept.pop(StepRef(step, occurrence), None)
        for step_json in report.event.data["kept"]:
            opens, target, due = (_kept_day(step_json[name]) for name in ("opens", "target", "due"))
            kept[StepRef(step_json["step"], step_json["occurrence"])] = Kept(opens, target, due, rules)
    return MappingProxyType(kept)


def _kept_day(day_json: list[Any] | None) -> KeptDay | None:
    return KeptDay(day_json[0], date.fromisoformat(day_json[1])) if day_json else None
