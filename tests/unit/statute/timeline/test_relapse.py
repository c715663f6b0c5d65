"""Falling ill again: the four weeks are recovered days, leave not counted, and a next case keeps what still holds."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spoorboek.statute.errors import FactsError
from spoorboek.statute.events import Event
from spoorboek.statute.facts import CaseFacts, Leave, Recovery
from spoorboek.statute.reports.fold import fold_events
from spoorboek.statute.timeline.relapse import employed_on, facts_for_next_case, is_same_case
from spoorboek.statute.timeline.timeline import timeline

FIRST, RECOVERED = date(2026, 3, 2), date(2026, 4, 6)
FACTS = CaseFacts(FIRST, recoveries=(Recovery(RECOVERED),))


@pytest.mark.parametrize(("days", "same"), [(1, True), (27, True), (28, False), (100, False)])
def test_fewer_than_28_recovered_days_is_the_same_case(days: int, same: bool) -> None:
    """27 recovered days between: the same case; 28: the next one. Source: BW 7:629(10)."""
    assert is_same_case(FACTS, RECOVERED + timedelta(days)) is same


@pytest.mark.parametrize(("after", "same"), [(27, True), (28, False)])
def test_days_of_leave_inside_the_recovery_do_not_count(after: int, same: bool) -> None:
    """Ten days of leave move the edge by ten days. Source: docs/wet/counting.md, Leave around childbirth."""
    leave = Leave(RECOVERED + timedelta(5), RECOVERED + timedelta(14))
    facts = replace(FACTS, leaves=(leave,))
    assert is_same_case(facts, RECOVERED + timedelta(10 + after)) is same


def test_a_case_that_had_ended_otherwise_does_not_go_on() -> None:
    """After the end of the contract nothing of the case is left to go on with."""
    facts = replace(FACTS, contract_ends_on=RECOVERED + timedelta(3))
    assert not is_same_case(facts, RECOVERED + timedelta(10))
    assert not employed_on(facts, RECOVERED + timedelta(4))
    assert employed_on(facts, RECOVERED + timedelta(3))


@pytest.mark.parametrize("day", [RECOVERED, RECOVERED - timedelta(1)])
def test_nobody_relapses_before_recovery(day: date) -> None:
    """The message names both days and what to do first."""
    with pytest.raises(FactsError, match=r"hersteld per 6 april 2026\. Leg eerst het herstel"):
        is_same_case(FACTS, day)


def test_nobody_relapses_without_recovery() -> None:
    """Without a recovery that lasts there is nothing to fall back from."""
    with pytest.raises(FactsError, match=r"^Opnieuw uitgevallen op 1 mei 2026 kan niet: geen herstel gemeld\. Leg"):
        is_same_case(CaseFacts(FIRST), date(2026, 5, 1))


def test_what_still_holds_goes_along() -> None:
    """Contract end, AOW day and safety net are known of the person, not of the case."""
    facts = replace(FACTS, contract_ends_on=date(2027, 1, 31), aow_on=date(2028, 5, 1), safety_net="zes_weken")
    known = {"contract_ends_on": "2027-01-31", "aow_on": "2028-05-01", "safety_net": "zes_weken"}
    assert facts_for_next_case(facts, date(2027, 1, 31)) == known
    assert "contract_ends_on" not in facts_for_next_case(facts, date(2027, 2, 1))
    assert facts_for_next_case(FACTS, date(2027, 2, 1)) == {}


@given(recovered=st.integers(1, 300), relapse=st.integers(1, 60))
def test_deciding_and_planning_agree(recovered: int, relapse: int) -> None:
    """When the case goes on, the plan with the relapse names no next case; else it begins on that very day."""
    from_, on = FIRST + timedelta(recovered), FIRST + timedelta(recovered + relapse)
    reports = [("sick_reported", {"first_sick_day": FIRST}), ("recovered", {"from": from_}), ("relapsed", {"on": on})]
    events = [
        Event(seq, kind, FIRST, {name: day.isoformat() for name, day in data.items()})  # type: ignore[arg-type]
        for seq, (kind, data) in enumerate(reports, 1)
    ]
    plan = timeline(fold_events(events))
    assert plan.next_first_sick_day == (None if is_same_case(fold_events(events[:2]), on) else on)


@pytest.mark.parametrize(("after", "same"), [(10, True), (11, False)])
def test_on_the_last_day_of_the_employment_the_case_still_goes_on(after: int, same: bool) -> None:
    """Ill again on the last day of the contract is this case; the day after there is none."""
    facts = replace(FACTS, contract_ends_on=RECOVERED + timedelta(10))
    assert is_same_case(facts, RECOVERED + timedelta(after)) is same


@pytest.mark.parametrize("same_cause", [True, False])
def test_after_a_leave_the_cause_decides(same_cause: bool) -> None:
    """Recovered, on leave, ill within four weeks of recovery: this case, unless the cause is clearly another one.

    Source: WIA 23(3)(a)2.
    """
    leave = Leave(RECOVERED + timedelta(5), RECOVERED + timedelta(14), same_cause)
    assert is_same_case(replace(FACTS, leaves=(leave,)), RECOVERED + timedelta(16)) is same_cause
