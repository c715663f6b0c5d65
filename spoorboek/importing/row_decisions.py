"""Decide what a row means for a case: no change, new facts, or a new case. Nothing is written here.

A blank cell never removes what is known.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, NamedTuple

from spoorboek.errors import InputError
from spoorboek.importing.rows import CaseRow
from spoorboek.statute.days.calendar import DAY, dutch_date
from spoorboek.statute.events import Event, EventKind
from spoorboek.statute.facts import CaseFacts, Recovery
from spoorboek.statute.law.milestones import Rulebook
from spoorboek.statute.reports.fold import fold_events
from spoorboek.statute.timeline.relapse import facts_for_next_case, is_same_case
from spoorboek.statute.timeline.timeline import timeline

# A first sick day this much later is a new case, with the recovery in between not reported.
MISSED_RECOVERY = timedelta(days=28)
NO_CHANGE: Mapping[str, str] = MappingProxyType({})


class RowConflict(InputError):
    """De regel is in strijd met wat van deze persoon bekend is."""


class RowFact(NamedTuple):
    """One event to append: its kind, its payload, and its text in the report."""

    kind: EventKind
    data: Mapping[str, Any]
    text: str


class KnownPerson(NamedTuple):
    """The latest case of an employee as it is recorded."""

    events: tuple[Event, ...]
    closed_on: date | None = None


@dataclass(frozen=True, slots=True)
class RowDecision:
    """What to write: the payload of a new case or None, then facts; or the reason why the row is left out.

    `ends`: facts for the case before the new one, so that it ends now and not after four weeks of recovery.
    """

    opens: Mapping[str, Any] | None = None
    facts: tuple[RowFact, ...] = ()
    left_out: str | None = None
    ends: tuple[RowFact, ...] = ()


def decide_row(row: CaseRow, known: KnownPerson | None, on: date, rules: Rulebook | None = None) -> RowDecision:
    """Return what a row means on the day `on`, next to the latest case of the employee.

    `rules`: those in force, by which cases are planned (default: the shipped rules). Raises RowConflict, or an error of
    the statute, when the row contradicts what is known.
    """
    first = row.first_sick_day
    if first is None:
        return RowDecision()
    if known is None:
        return _new_case(row, first, on, rules)
    facts = fold_events(known.events, rules)
    if first in _sick_days(facts):
        decision = RowDecision(facts=() if known.closed_on else tuple(_added_facts(row, facts)))
    else:
        decision = _other_first_day(row, first, known, facts, on, rules)
    if not decision.opens:
        timeline(_facts(known.events, rules, *decision.facts), rules)  # refuses facts that contradict what is known
    return decision


def _other_first_day(
    row: CaseRow, first: date, known: KnownPerson, facts: CaseFacts, on: date, rules: Rulebook | None
) -> RowDecision:
    recovery = _open_recovery(facts)
    if recovery and first > recovery.from_:
        return _relapse_or_new_case(row, first, known, facts, on, rules)
    if known.closed_on and first > known.closed_on:
        return _new_case(row, first, on, rules, facts_for_next_case(facts, first))
    if known.closed_on or facts.recoveries:
        raise RowConflict(
            f"de eerste ziektedag wijkt af van de bekende ({dutch_date(_sick_days(facts)[-1])}) en er is al een "
            "herstel of afsluiting vastgelegd; herstel dit in het dossier of zet de bekende dag in het bestand."
        )
    return RowDecision(facts=tuple(_correct_first_day(row, first, facts)))


def _relapse_or_new_case(
    row: CaseRow, first: date, known: KnownPerson, facts: CaseFacts, on: date, rules: Rulebook | None
) -> RowDecision:
    """Decide by law whether the case continues or a new one begins (BW 7:629(10))."""
    relapse = RowFact("relapsed", {"on": first.isoformat()}, f"opnieuw uitgevallen op {dutch_date(first)}")
    if not is_same_case(facts, first, rules):
        decision = _new_case(row, first, on, rules, facts_for_next_case(facts, first))
        ended_by = () if known.closed_on or decision.left_out else (relapse,)
        return replace(decision, ends=ended_by)
    return RowDecision(facts=(relapse, *_added_facts(row, _facts(known.events, rules, relapse))))


def _correct_first_day(row: CaseRow, first: date, facts: CaseFacts) -> Iterator[RowFact]:
    known = facts.first_sick_day
    if first >= known + MISSED_RECOVERY:
        raise RowConflict(
            f"de eerste ziektedag ligt vier weken of meer na de bekende ({dutch_date(known)}), maar er is geen herstel "
            "gemeld. Meld eerst het herstel van de lopende zaak, of herstel de datum in het bestand."
        )
    text = f"eerste ziektedag {dutch_date(known)} wordt {dutch_date(first)}"
    yield RowFact("first_day_corrected", {"first_sick_day": first.isoformat()}, text)
    yield from _added_facts(row, replace(facts, first_sick_day=first))


def _new_case(
    row: CaseRow, first: date, on: date, rules: Rulebook | None, kept_facts: Mapping[str, str] = NO_CHANGE
) -> RowDecision:
    """Open a case, unless it has ended already; a case with a due date in the past is adopted.

    `kept_facts`: facts of an earlier case that still hold; values of the row take precedence.
    """
    data = {**kept_facts, **_sick_report(row, first)}
    if row.safety_net == "nee":
        data.pop("safety_net", None)
    report = (Event(1, "sick_reported", on, data),)
    recovery = tuple(_recovery(row, fold_events(report, rules)))
    plan = timeline(_facts(report, rules, *recovery), rules)
    if plan.ends_on < on:
        return RowDecision(left_out=f"afgelopen op {dutch_date(plan.ends_on)}")
    if any(milestone.due_on and milestone.due_on < on for milestone in plan if milestone.status == "gepland"):
        data["adopted_on"] = on.isoformat()
    return RowDecision(opens=data, facts=recovery)


def _sick_report(row: CaseRow, first: date) -> dict[str, str]:
    known_data = {
        "first_sick_day": first,
        "reported_on": row.reported_on,
        "safety_net": None if row.safety_net == "nee" else row.safety_net,
        "contract_ends_on": row.contract_ends_on,
        "aow_on": row.aow_on,
    }
    return {key: str(value) for key, value in known_data.items() if value is not None}


def _added_facts(row: CaseRow, facts: CaseFacts) -> Iterator[RowFact]:
    """Yield the facts a row adds to a case with the same first sick day."""
    if row.safety_net and (None if row.safety_net == "nee" else row.safety_net) != facts.safety_net:
        raise RowConflict("het vangnet wijkt af van de ziekmelding; maak de cel leeg of zet de bekende waarde erin.")
    yield from _recovery(row, facts)
    if row.contract_ends_on and row.contract_ends_on != facts.contract_ends_on:
        text = f"dienstverband eindigt op {dutch_date(row.contract_ends_on)}"
        yield RowFact("contract_end_set", {"on": row.contract_ends_on.isoformat()}, text)
    if row.aow_on and row.aow_on != facts.aow_on:
        yield RowFact("aow_set", {"on": row.aow_on.isoformat()}, f"AOW-datum {dutch_date(row.aow_on)}")


def _recovery(row: CaseRow, facts: CaseFacts) -> Iterator[RowFact]:
    day = row.recovered_from
    if day is None or day in {recovery.from_ for recovery in facts.recoveries}:
        return
    if recovery := _open_recovery(facts):
        raise RowConflict(f"er is al hersteld gemeld per {dutch_date(recovery.from_)}; herstel dit in het dossier.")
    if day <= _sick_days(facts)[-1]:
        raise RowConflict(f"hersteld per ligt niet na de laatste ziektedag ({dutch_date(_sick_days(facts)[-1])}).")
    yield RowFact("recovered", {"from": day.isoformat()}, f"hersteld per {dutch_date(day)}")


def _facts(events: tuple[Event, ...], rules: Rulebook | None, *facts: RowFact) -> CaseFacts:
    """Return the facts of the case with these facts added."""
    last = events[-1]
    added = (Event(last.seq + count, fact.kind, last.on, fact.data) for count, fact in enumerate(facts, start=1))
    return fold_events((*events, *added), rules)


def _sick_days(facts: CaseFacts) -> tuple[date, ...]:
    """List the first sick day and the days of relapse of a case, in order."""
    return (facts.first_sick_day, *(recovery.until + DAY for recovery in facts.recoveries if recovery.until))


def _open_recovery(facts: CaseFacts) -> Recovery | None:
    return next((recovery for recovery in facts.recoveries if recovery.until is None), None)
