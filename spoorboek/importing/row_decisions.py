"""Decide what a row means for a case: no change, new facts, or a new case. Nothing is written here.

A blank cell never removes what is known.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, NamedTuple

from spoorboek.errors import InputError
from spoorboek.importing.differences.known_case import Difference, KnownPerson, RowConflict, RowFact, facts_after, held
from spoorboek.importing.differences.preparation_rows import preparation_of_row
from spoorboek.importing.differences.recovery_rows import open_recovery, recovery_of_row, sick_days
from spoorboek.importing.differences.track_rows import refuse_after_closing, track_of_row
from spoorboek.importing.differences.week_42_rows import week_42_done_of_row
from spoorboek.importing.rows import NO, YES, CaseRow
from spoorboek.statute.days.calendar import dutch_date
from spoorboek.statute.events import Event, EventKind
from spoorboek.statute.facts import CaseFacts
from spoorboek.statute.law.milestones import Rulebook
from spoorboek.statute.reports.fold import fold_events
from spoorboek.statute.timeline.relapse import facts_for_next_case, is_same_case
from spoorboek.statute.timeline.timeline import timeline

# A first sick day this much later is a new case, with the recovery in between not reported.
MISSED_RECOVERY = timedelta(days=28)
NO_CHANGE: Mapping[str, str] = MappingProxyType({})
ENDS: tuple[tuple[str, EventKind, str], ...] = (
    ("contract_ends_on", "contract_end_set", "dienstverband eindigt op"),
    ("aow_on", "aow_set", "AOW-datum"),
)
OF_EMPLOYMENT = ("contract_ends_on", "aow_on", "safety_net")


class PlanningDay(NamedTuple):
    """The day on which rows are judged, and the rules in force (None: those shipped).

    `sources`: where the house knows that something beside the law may stand.
    """

    on: date
    rules: Rulebook | None = None
    sources: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class RowDecision:
    """What to write: the payload of a new case or None, then facts; or the reason why the row is left out.

    `ends`: facts for the case before the new one, so that it ends now and not after four weeks of recovery. `held`:
    what the file says otherwise than a person recorded here; `kept`: the same for a new case, where ours was kept
    before.
    """

    opens: Mapping[str, Any] | None = None
    facts: tuple[RowFact, ...] = ()
    left_out: str | None = None
    ends: tuple[RowFact, ...] = ()
    held: tuple[Difference, ...] = ()
    kept: tuple[Difference, ...] = ()


def decide_row(row: CaseRow, known: KnownPerson | None, on: date, rules: Rulebook | None = None) -> RowDecision:
    """Return what a row means on the day `on`, next to the latest case of the employee.

    `rules`: those in force, by which cases are planned (default: the shipped rules). Raises RowConflict, or an error of
    the statute, when the row contradicts what is known.
    """
    first, today = row.first_sick_day, PlanningDay(on, rules)
    if first is None:
        return RowDecision()
    if known is None:
        return _new_case(row, first, today)
    facts = fold_events(known.events, rules)
    if first in sick_days(facts):
        refuse_after_closing(row.track, known)
        decision = RowDecision() if known.closed_on else _split(_added(row, known, facts))
    elif first in known.earlier_days:
        return RowDecision()
    else:
        decision = _other_first_day(row, first, known, facts, today)
    if not decision.opens:
        decision = _with_track(row, known, decision, today)
        timeline(facts_after(known.events, rules, *decision.facts), rules)  # refuses what contradicts the known
    return decision


def _with_track(row: CaseRow, known: KnownPerson, decision: RowDecision, today: PlanningDay) -> RowDecision:
    """Add what the row says of a second track that runs already, beside what it says of the case."""
    if row.track is None or known.closed_on or decision.left_out:
        return decision
    facts = facts_after(known.events, today.rules, *decision.facts)
    track = _split(track_of_row(row.track, known, facts, today.on))
    return replace(decision, facts=(*decision.facts, *track.facts), held=(*decision.held, *track.held))


def _split(said: Iterable[RowFact | Difference]) -> RowDecision:
    found = tuple(said)
    return RowDecision(
        facts=tuple(each for each in found if isinstance(each, RowFact)),
        held=tuple(each for each in found if isinstance(each, Difference)),
    )


def _other_first_day(
    row: CaseRow, first: date, known: KnownPerson, facts: CaseFacts, today: PlanningDay
) -> RowDecision:
    undone = known.replaced_first_days() | known.withdrawn_here("relapsed", "on")
    if first.isoformat() in undone:
        return _held_first_day(row, first, known, facts, today.rules)
    recovery = open_recovery(facts)
    if recovery and first > recovery.from_:
        return _relapse_or_new_case(row, first, known, facts, today)
    if known.closed_on and first > known.closed_on:
        return _next_case(row, first, known, facts, today)
    if (known.closed_on or facts.recoveries) and not known.is_recorded_here("first_sick_day", "recovered_from"):
        raise RowConflict(
            f"de eerste ziektedag wijkt af van de bekende ({dutch_date(sick_days(facts)[-1])}) en er is al een "
            "herstel of afsluiting vastgelegd; herstel dit in het dossier of zet de bekende dag in het bestand."
        )
    if known.closed_on or facts.recoveries or known.is_recorded_here("first_sick_day"):
        return _held_first_day(row, first, known, facts, today.rules)
    return _split(_correct_first_day(row, first, known, facts))


def _held_first_day(
    row: CaseRow, first: date, known: KnownPerson, facts: CaseFacts, rules: Rulebook | None
) -> RowDecision:
    """Hold another first sick day than a person recorded; the rest of the row goes in as far as it agrees with ours."""
    ours = sick_days(facts)[-1]
    if known.closed_on:
        return RowDecision(left_out=f"de zaak is gesloten; de eerste ziektedag is hier {dutch_date(ours)}")
    differing = tuple(held(known, "first_sick_day", ours, first))
    try:
        rest = _split(_added(row, known, facts))
        timeline(facts_after(known.events, rules, *rest.facts), rules)
    except InputError:
        return RowDecision(held=differing)
    return replace(rest, held=(*differing, *rest.held))


def _relapse_or_new_case(
    row: CaseRow, first: date, known: KnownPerson, facts: CaseFacts, today: PlanningDay
) -> RowDecision:
    """Decide by law whether the case continues or a new one begins (BW 7:629(10))."""
    relapse = RowFact("relapsed", {"on": first.isoformat()}, f"opnieuw uitgevallen op {dutch_date(first)}")
    if not is_same_case(facts, first, today.rules):
        decision = _next_case(row, first, known, facts, today)
        ended_by = () if known.closed_on or decision.left_out else (relapse,)
        return replace(decision, ends=ended_by)
    return _split((relapse, *_added(row, known, facts_after(known.events, today.rules, relapse))))


def _correct_first_day(
    row: CaseRow, first: date, known: KnownPerson, facts: CaseFacts
) -> Iterator[RowFact | Difference]:
    ours = facts.first_sick_day
    if first >= ours + MISSED_RECOVERY:
        raise RowConflict(
            f"de eerste ziektedag ligt vier weken of meer na de bekende ({dutch_date(ours)}), maar er is geen herstel "
            "gemeld. Meld eerst het herstel van de lopende zaak, of herstel de datum in het bestand."
        )
    text = f"eerste ziektedag {dutch_date(ours)} wordt {dutch_date(first)}"
    yield RowFact("first_day_corrected", {"first_sick_day": first.isoformat()}, text)
    yield from _added(row, known, replace(facts, first_sick_day=first))


def _next_case(row: CaseRow, first: date, known: KnownPerson, facts: CaseFacts, today: PlanningDay) -> RowDecision:
    """Open the case after a known one; what a person recorded of the employment there holds here too."""
    kept_facts = facts_for_next_case(facts, first)
    recorded = [each for each in _of_employment(row, known, facts) if each.ours is None or each.field in kept_facts]
    ours = {each.field: each.ours for each in recorded}
    decision = _new_case(row, first, today, kept_facts, ours)
    if decision.left_out:
        return decision
    new = tuple(each for each in recorded if known.difference(*each[:3]))
    return replace(decision, held=new, kept=tuple(each for each in recorded if each not in new))


def _of_employment(row: CaseRow, known: KnownPerson, facts: CaseFacts) -> Iterator[Difference]:
    """Yield what the row says otherwise than a person recorded of contract, AOW and safety net."""
    for field in OF_EMPLOYMENT:
        said, ours = getattr(row, field), getattr(facts, field)
        if said and known.is_recorded_here(field) and said != ours and not (said == "nee" and ours is None):
            yield Difference(field, ours and str(ours), str(said))


def _new_case(
    row: CaseRow,
    first: date,
    today: PlanningDay,
    kept_facts: Mapping[str, str] = NO_CHANGE,
    ours: Mapping[str, str | None] = NO_CHANGE,
) -> RowDecision:
    """Open a case, unless it has ended already; a case with a due date in the past is adopted.

    `kept_facts`: facts of an earlier case that still hold; values of the row take precedence, and those a person
    recorded (`ours`, None for none) over both.
    """
    said = {**kept_facts, **_sick_report(row, first), **ours}
    data = {key: value for key, value in said.items() if value is not None}
    if row.safety_net == "nee" and "safety_net" not in ours:
        data.pop("safety_net", None)
    on, rules = today.on, today.rules
    report = (Event(1, "sick_reported", on, data),)
    new, facts = KnownPerson(report), fold_events(report, rules)
    said_now = (
        *_week_42_report(row, new, facts),
        *recovery_of_row(row, new, facts),
        *preparation_of_row(row, new, facts),
    )
    added = _with_track(row, new, _split((*said_now, *week_42_done_of_row(row, new))), today).facts
    plan = timeline(facts_after(report, rules, *added), rules)
    if plan.ends_on < on:
        return RowDecision(left_out=f"afgelopen op {dutch_date(plan.ends_on)}")
    if any(milestone.due_on and milestone.due_on < on for milestone in plan if milestone.status == "gepland"):
        data["adopted_on"] = on.isoformat()
    return RowDecision(opens=data, facts=added)


def _sick_report(row: CaseRow, first: date) -> dict[str, str]:
    known_data = {
        "first_sick_day": first,
        "reported_on": row.reported_on,
        "safety_net": None if row.safety_net == "nee" else row.safety_net,
        "contract_ends_on": row.contract_ends_on,
        "aow_on": row.aow_on,
    }
    return {key: str(value) for key, value in known_data.items() if value is not None}


def _added(row: CaseRow, known: KnownPerson, facts: CaseFacts) -> Iterator[RowFact | Difference]:
    """Yield the facts a row adds to a case with the same first sick day, and what differs from a person's report."""
    yield from _safety_net(row, known, facts)
    yield from _week_42_report(row, known, facts)
    yield from recovery_of_row(row, known, facts)
    yield from preparation_of_row(row, known, facts)
    yield from week_42_done_of_row(row, known)
    for field, kind, text in ENDS:
        day, ours = getattr(row, field), getattr(facts, field)
        if day is None or day == ours:
            continue
        if known.is_recorded_here(field):
            yield from held(known, field, ours, day)
        else:
            yield RowFact(kind, {"on": day.isoformat()}, f"{text} {dutch_date(day)}")


def _safety_net(row: CaseRow, known: KnownPerson, facts: CaseFacts) -> Iterator[Difference]:
    said = row.safety_net
    if said is None or (None if said == "nee" else said) == facts.safety_net:
        return
    if not known.is_recorded_here("safety_net"):
        raise RowConflict("het vangnet wijkt af van de ziekmelding; maak de cel leeg of zet de bekende waarde erin.")
    yield from held(known, "safety_net", facts.safety_net, said)


def _week_42_report(row: CaseRow, known: KnownPerson, facts: CaseFacts) -> Iterator[RowFact | Difference]:
    if row.week_42_report is None:
        return
    said, ours = YES if row.week_42_report else NO, week_42_report(facts)
    if said != ours and known.is_recorded_here("week_42_report"):
        yield from held(known, "week_42_report", ours, said)
    elif said != ours:
        yield RowFact("week_42_report_set", {"needed": row.week_42_report}, f"42e-weeksmelding: {said}")


def week_42_report(facts: CaseFacts) -> str | None:
    """Return whether the reports of ZW 38 are made, as a file says it; None where that follows from the safety net."""
    return None if facts.no_week_42_report is None else NO if facts.no_week_42_report else YES
