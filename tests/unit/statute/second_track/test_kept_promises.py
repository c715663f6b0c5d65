"""What a bureau made of its promises, from lists of events: on the last day, a day later, and what does not count."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spoorboek.statute.events import Event
from spoorboek.statute.second_track.kept_promises import (
    PRIOR,
    REPORT_DAYS,
    KeptPromises,
    PastReferral,
    PromiseCount,
    kept_promises,
)

MONDAY = date(2026, 6, 1)
LATER = date(2027, 6, 1)


def days(count: int) -> date:
    """Return a calendar day after the day the bureau was asked."""
    return MONDAY + timedelta(count)


def moved(to: str, after: int, **more: Any) -> Event:
    """Return a move of the referral, so many calendar days after it was asked."""
    return Event(
        after + 1, "referral_moved", days(after), {"referral": 1, "to": to, "on": days(after).isoformat(), **more}
    )  # type: ignore[arg-type]


def reported(after: int) -> Event:
    """Return a progress report."""
    return Event(after + 1, "progress_reported", days(after), {"referral": 1, "on": days(after).isoformat()})  # type: ignore[arg-type]


def planned(after: int) -> Event:
    """Return the plan of a trajectory, from which reports are due."""
    return Event(after + 1, "trajectory_planned", days(after), {"referral": 1, "on": days(after).isoformat()})


def record(*events: Event, on: date = LATER) -> KeptPromises:
    """Return the record of a bureau after one referral."""
    return kept_promises([PastReferral(MONDAY, events)], on)


# Asked on a Monday, three working days: until Thursday, which is the third day after.
ANSWERS: list[tuple[list[Event], date, tuple[int, int]]] = [
    ([moved("aangeboden", 3)], LATER, (1, 1)),
    ([moved("aangeboden", 4)], LATER, (0, 1)),
    ([moved("geweigerd", 3, reason="vol")], LATER, (1, 1)),
    ([], days(3), (0, 0)),
    ([], days(4), (0, 1)),
    ([moved("verlopen", 4)], LATER, (0, 1)),
    ([moved("ingetrokken", 2)], LATER, (0, 0)),
    ([moved("ingetrokken", 9)], LATER, (0, 1)),
    ([moved("uitvraag", 10), moved("aangeboden", 11)], LATER, (1, 1)),
]


@pytest.mark.parametrize(("events", "on", "tally"), ANSWERS)
def test_an_answer_in_time_is_kept(events: list[Event], on: date, tally: tuple[int, int]) -> None:
    """A refusal is an answer; silence breaks the promise once its last day has passed."""
    assert record(*events, on=on).answers == tally


@pytest.mark.parametrize(("answer", "days_after", "tally"), [("akkoord", 3, (1, 1)), ("geweigerd", 4, (0, 1))])
def test_an_answer_of_before_there_were_states_counts_too(answer: str, days_after: int, tally: tuple[int, int]) -> None:
    """What was recorded as `bureau_answered` is an answer like any other."""
    data = {"referral": 1, "answer": answer, "on": days(days_after).isoformat()}
    assert record(Event(1, "bureau_answered", LATER, data)).answers == tally


# Registered on the Monday after: five working days, so until the Monday after that.
REGISTERED = moved("aangemeld", 7)
INTAKES: list[tuple[list[Event], date, tuple[int, int]]] = [
    ([REGISTERED, moved("intake_gehouden", 14)], LATER, (1, 1)),
    ([REGISTERED, moved("intake_gehouden", 15)], LATER, (0, 1)),
    ([REGISTERED, moved("intake_gepland", 8, at="2026-06-29T10:00"), moved("intake_gehouden", 28)], LATER, (1, 1)),
    ([REGISTERED, moved("intake_gepland", 8, at="2026-06-10"), moved("intake_gehouden", 14)], LATER, (0, 1)),
    ([REGISTERED, moved("intake_gepland", 8, at="2026-06-10"), moved("intake_gepland", 9, at="2026-06-30"),
      moved("intake_gehouden", 29)], LATER, (0, 1)),
    ([REGISTERED], days(14), (0, 0)),
    ([REGISTERED], days(15), (0, 1)),
    ([REGISTERED, moved("opgeschort", 10, reason="verlof")], LATER, (0, 0)),
    ([moved("aangeboden", 2)], LATER, (0, 0)),
]  # fmt: skip


@pytest.mark.parametrize(("events", "on", "tally"), INTAKES)
def test_an_intake_on_the_day_that_was_named_is_kept(events: list[Event], on: date, tally: tuple[int, int]) -> None:
    """The first day a bureau names is its promise, later ones are not; without one the usual days count."""
    assert record(*events, on=on).intakes == tally


RUNS = moved("loopt", 0)
REPORTS: list[tuple[list[Event], date, tuple[int, int]]] = [
    ([RUNS, reported(REPORT_DAYS)], days(REPORT_DAYS), (1, 1)),
    ([RUNS, reported(REPORT_DAYS + 1)], days(REPORT_DAYS + 1), (0, 1)),
    ([RUNS], days(REPORT_DAYS), (0, 0)),
    ([RUNS], days(REPORT_DAYS + 1), (0, 1)),
    ([RUNS, reported(40), reported(80), moved("eindrapport", 100, result="baan")], LATER, (2, 2)),
    ([RUNS, reported(40), moved("opgeschort", 50), moved("loopt", 200), reported(230)], days(240), (1, 1)),
    ([reported(40)], LATER, (0, 0)),
    ([planned(7), reported(49), reported(92)], days(92), (1, 2)),
]


@pytest.mark.parametrize(("events", "on", "tally"), REPORTS)
def test_a_report_in_time_is_kept(events: list[Event], on: date, tally: tuple[int, int]) -> None:
    """From report to report; a period in which the track was suspended counts neither way."""
    assert record(*events, on=on).reports == tally


@pytest.mark.parametrize(
    ("result", "tally"),
    [
        ("baan", (1, 1)),
        ("werk", (1, 1)),
        ("uitkering", (0, 1)),
        ("geen_werk", (0, 1)),
        (None, (0, 1)),
        ("herstel", (0, 0)),
        ("eigen_werk", (0, 0)),
    ],
)
def test_a_track_that_ended_at_work_counts_as_a_result(result: str | None, tally: tuple[int, int]) -> None:
    """Only a final report has a result; the last one counts."""
    ended = moved("eindrapport", 200, **({"result": result} if result else {}))
    assert record(RUNS, ended).results == tally
    told = Event(200, "trajectory_ended", days(200), {"referral": 1, "on": days(200).isoformat(), "result": result})
    assert record(RUNS, told).results == tally
    assert not PastReferral(MONDAY, (RUNS, told)).runs
    assert record(RUNS).results == (0, 0)
    assert record(moved("eindrapport", 200, result="uitkering"), moved("eindrapport", 201, result="baan")).results == (
        1,
        1,
    )


@given(st.integers(0, 60).flatmap(lambda of: st.builds(PromiseCount, st.integers(0, of), st.just(of))))
def test_few_observations_weigh_little(tally: PromiseCount) -> None:
    """Nothing known is no share at all; one observation moves it less than a twentieth, and it never becomes 0 or 1."""
    share = tally.weighed
    if share is None:
        assert tally.of == 0
        return
    kept, of = share
    assert abs(kept / of - 0.5) <= tally.of / (2 * (tally.of + PRIOR)) + 1e-9
    assert 0 < kept < of


def test_one_broken_promise_is_outweighed_by_many_kept_ones() -> None:
    """Whoever kept nine of ten stands above a bureau that kept its only one."""
    many, one = PromiseCount(9, 10).weighed, PromiseCount(1, 1).weighed
    assert many is not None
    assert one is not None
    assert many[0] / many[1] > one[0] / one[1]


def test_a_referral_takes_a_place_until_it_ends() -> None:
    """Asked and running ones fill the capacity of a bureau; declined, lapsed and ended ones do not."""
    assert PastReferral(MONDAY).runs
    assert PastReferral(MONDAY, (moved("aangeboden", 1), moved("opgeschort", 9))).runs
    for end in ("geweigerd", "verlopen", "ingetrokken", "vervangen", "nazorg", "afgesloten"):
        assert not PastReferral(MONDAY, (moved(end, 1),)).runs


def test_the_answer_time_is_the_median_in_working_days() -> None:
    """Shown beside the tally; a weekend does not count."""
    referrals = [PastReferral(MONDAY, (moved("aangeboden", after),)) for after in (1, 2, 7)]
    assert kept_promises(referrals, LATER).answer_days == 2
    assert kept_promises([], LATER) == KeptPromises()
