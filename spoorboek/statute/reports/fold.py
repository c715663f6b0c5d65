"""Fold the reported events of one case into its facts."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from datetime import date
from types import MappingProxyType
from typing import Any, get_args

from spoorboek.statute.days.calendar import DAY, dutch_date
from spoorboek.statute.errors import FactsError
from spoorboek.statute.events import Event
from spoorboek.statute.facts import Advice, CaseFacts, Kept, KeptDay, Leave, Recovery, SafetyNet, Sanction, StepRef
from spoorboek.statute.law.milestones import Rulebook
from spoorboek.statute.reports.fact_checks import checked_facts
from spoorboek.statute.reports.field_readers import ReportedEvent, ReportedEvents, read_choice, read_end_of_leave
from spoorboek.statute.reports.states_over_time import earlier_prospects, last_prospect, possibilities, spells
from spoorboek.statute.reports.withdrawn_events import without_withdrawn


def fold_events(events: Iterable[Event], rules: Rulebook | None = None) -> CaseFacts:
    """Return the facts of a case; the order in which things were reported matters only where a report replaces another.

    `rules`: the table whose steps may be reported (default: the one that comes with the product).
    Errors: FactsError when the events contradict each other, naming the dates and what to correct.
    """
    reports: dict[str, list[ReportedEvent]] = defaultdict(list)
    for event in without_withdrawn(events):
        reports[event.kind].append(ReportedEvent(event))
    first_sick_day, able = _first_sick_day(reports), possibilities(reports)
    group = (reports["safety_net_set"] or reports["sick_reported"])[-1]
    facts = CaseFacts(
        first_sick_day=first_sick_day,
        recoveries=pair_recoveries(
            {report.day("from") for report in reports["recovered"]},
            {report.day("on") for report in reports["relapsed"]},
        ),
        leaves=_leaves(reports),
        done=_done(reports),
        deviations=_agreed(reports["deviated"], "agreed_on"),
        postponed=_agreed(reports["step_postponed"], "target_on"),
        safety_net=_safety_net(group),
        safety_net_known_on=_known_on(group),
        contract_ends_on=_latest_end(reports, "contract_end_set", "contract_ends_on"),
        aow_on=_latest_end(reports, "aow_set", "aow_on"),
        no_possibilities=able.none_since is not None,
        no_possibilities_since=None if able.none_since == first_sick_day else able.none_since,
        possibilities_since=able.since,
        marginal=able.marginal,
        return_prospect=last_prospect(reports["prospect_recorded"]),
        earlier_prospects=earlier_prospects(reports["prospect_recorded"]),
        advice=_advice(reports["advised"]),
        second_track_waived_on=_last_word(reports["second_track_waived"]),
        stuck=spells(reports["reintegration_stuck"], reports["reintegration_resumed"], STUCK_ORPHAN),
        settlement=spells(reports["settlement_considered"], reports["settlement_dropped"], SETTLEMENT_ORPHAN),
        sanction=_sanction(reports),
        extension_until=_last_day(reports["extended"], "until"),
        kept=_kept(reports["rules_changed"]),
    )
    return checked_facts(facts, rules)


STUCK_ORPHAN = "De re-integratie loopt weer sinds {day}, maar is niet eerder als vastgelopen gemeld."
SETTLEMENT_ORPHAN = (
    "Een vaststellingsovereenkomst is van de baan sinds {day}, maar er is niet eerder gemeld dat zij speelde."
)


def _first_sick_day(reports: ReportedEvents) -> date:
    reported, corrected = reports["sick_reported"], reports["first_day_corrected"]
    if len(reported) != 1:
        raise FactsError(f"Een zaak heeft precies één ziekmelding; hier zijn het er {len(reported)}.")
    return (corrected or reported)[-1].day("first_sick_day")


def _safety_net(reported: ReportedEvent) -> SafetyNet | None:
    value = reported.event.data.get("safety_net")
    return None if value is None else read_choice(value, get_args(SafetyNet), reported.where("safety_net"))


def _known_on(reported: ReportedEvent) -> date | None:
    """Return when the safety net could be known; the sick report and its correction name the field differently."""
    return reported.maybe_day("known_on" if reported.event.kind == "safety_net_set" else "safety_net_known_on")


def pair_recoveries(recovered: Set[date], relapsed: Set[date]) -> tuple[Recovery, ...]:
    """Pair each recovery with the relapse after it, by their dates: a late report still finds its place.

    Errors: FactsError for a relapse without recovery, a recovery without relapse before it, and both on one day.
    """
    if both := recovered & relapsed:
        raise FactsError(f"Op {dutch_date(min(both))} zijn herstel én terugval gemeld. Corrigeer een van beide.")
    found: list[Recovery] = []
    for day in sorted(recovered | relapsed):
        is_open = bool(found) and found[-1].until is None
        if day in recovered:
            _refuse_second(found, day, is_open)
            found.append(Recovery(day))
        elif is_open:
            found[-1] = Recovery(found[-1].from_, day - DAY)
        else:
            raise FactsError(
                f"Terugval op {dutch_date(day)} zonder herstel ervoor. Meld eerst het herstel, of corrigeer de datum."
            )
    return tuple(found)


def _refuse_second(found: list[Recovery], day: date, is_open: bool) -> None:
    if is_open:
        raise FactsError(
            f"Herstel per {dutch_date(day)}, maar al hersteld sinds {dutch_date(found[-1].from_)}. "
            "Meld eerst de terugval ertussen."
        )


def _leaves(reports: ReportedEvents) -> tuple[Leave, ...]:
    """Read the leaves; of two that begin on one day the later report replaces the earlier."""
    found = {leave.from_: leave for leave in map(_leave, reports["leave_recorded"])}
    return tuple(sorted(found.values()))


def _leave(report: ReportedEvent) -> Leave:
    from_, until = report.day("from"), report.event.data.get("until")
    same_cause = report.flag("same_cause", default=True)
    return Leave(from_, read_end_of_leave(until, from_, report.where("until")), same_cause)


def _done(reports: ReportedEvents) -> Mapping[StepRef, date]:
    """Keep the last word on each step: done, or withdrawn again."""
    done: dict[StepRef, date] = {}
    words = [*reports["step_done"], *reports["step_withdrawn"]]
    for report in sorted(words, key=lambda item: item.event.seq):
        if report.event.kind == "step_done":
            done[report.step()] = report.day("on")
        else:
            done.pop(report.step(), None)
    return MappingProxyType(done)


def _agreed(reports: list[ReportedEvent], name: str) -> Mapping[StepRef, date]:
    return MappingProxyType({report.step(): report.day(name) for report in reports})


def _latest_end(reports: ReportedEvents, kind: str, at_report: str) -> date | None:
    """Return the last word on an end that may be taken back (null): set later, or given with the sick report."""
    if reports[kind]:
        return reports[kind][-1].maybe_day("on")
    return reports["sick_reported"][0].maybe_day(at_report)


def _advice(reports: list[ReportedEvent]) -> tuple[Advice, ...]:
    found = {
        Advice(report.day("on"), read_choice(report.event.data.get("track"), (1, 2), report.where("track")))
        for report in reports
    }
    return tuple(sorted(found))


def _last_word(reports: list[ReportedEvent]) -> date | None:
    """Return the last word on a day that may be taken back (null)."""
    return reports[-1].maybe_day("on") if reports else None


def _last_day(reports: list[ReportedEvent], name: str) -> date | None:
    return reports[-1].day(name) if reports else None


def _sanction(reports: ReportedEvents) -> Sanction | None:
    decided = _last_day(reports["sanction_decided"], "on")
    reported, repaired = _last_day(reports["repair_reported"], "on"), _last_day(reports["repair_decided"], "on")
    if decided:
        return Sanction(decided, reported, repaired)
    if orphan := reported or repaired:
        raise FactsError(
            f"Herstel van een loonsanctie op {dutch_date(orphan)}, maar er is geen loonsanctie. Meld eerst het besluit."
        )
    return None


def _kept(reports: list[ReportedEvent]) -> Mapping[StepRef, Kept]:
    """Return what steps keep of the rules that held before they changed; the last change of rules has the last word."""
    kept = {}
    for report in reports:
        rules = report.event.data["from"]["rules"]
        for item in report.event.data["kept"]:
            opens, target, due = (_kept_day(item[name]) for name in ("opens", "target", "due"))
            kept[StepRef(item["step"], item["occurrence"])] = Kept(opens, target, due, rules)
    return MappingProxyType(kept)


def _kept_day(written: list[Any] | None) -> KeptDay | None:
    return KeptDay(written[0], date.fromisoformat(written[1])) if written else None
