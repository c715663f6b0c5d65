"""The calendar of a track: which days count, on the day before a rest, in it, on its last day and the day after."""

from datetime import date, timedelta

import pytest

from spoorboek.statute.facts import CaseFacts, Leave, Recovery, Spell
from spoorboek.statute.referrals.referral import Move
from spoorboek.statute.second_track.running_days import RunningDays, case_rests, running_days
from spoorboek.statute.second_track.trajectory import Track

MONDAY = date(2026, 3, 2)


def day(offset: int) -> date:
    """Return the day so many days after Monday 2 March 2026."""
    return MONDAY + timedelta(days=offset)


def spell(first: int, last: int | None) -> Spell:
    """Make a rest of these days, first and last inclusive; without a last day it lasts."""
    return Spell(day(first), None if last is None else day(last))


def spells(*found: Spell) -> list[tuple[int, int | None]]:
    """Write rests as days from Monday."""
    return [((each.from_ - MONDAY).days, each.until and (each.until - MONDAY).days) for each in found]


@pytest.mark.parametrize(
    ("rests", "as_one"),
    [
        ([], []),
        ([(3, 5)], [(3, 5)]),
        ([(10, 12), (3, 5)], [(3, 5), (10, 12)]),  # in order of their first day
        ([(3, 5), (7, 9)], [(3, 5), (7, 9)]),  # a day between them is a day of the track
        ([(3, 5), (6, 9)], [(3, 9)]),  # the next begins on the day after
        ([(3, 5), (5, 9)], [(3, 9)]),
        ([(3, 9), (4, 6)], [(3, 9)]),  # one within the other
        ([(3, 5), (4, None)], [(3, None)]),  # either of two that touch has no end
        ([(3, None), (4, 6)], [(3, None)]),
        ([(3, None), (3, 5)], [(3, None)]),  # on the same first day
        ([(3, None), (400, 406)], [(3, None)]),
        ([(3, 5), (7, None)], [(3, 5), (7, None)]),
        ([(3, 5), (6, 6), (7, 8), (20, 21)], [(3, 8), (20, 21)]),
    ],
)
def test_rests_that_touch_are_one(rests: list[tuple[int, int | None]], as_one: list[tuple[int, int | None]]) -> None:
    """Those that lie apart stay apart; what has no end makes the whole without end."""
    assert spells(*RunningDays(spell(*each) for each in rests).rests) == as_one


@pytest.mark.parametrize(
    ("on", "rests"), [(2, False), (3, True), (5, True), (6, False), (9, False), (10, True), (999, True)]
)
def test_a_day_lies_in_a_rest_from_its_first_day_to_its_last(on: int, rests: bool) -> None:
    """The day before and the day after do not; in one without end every later day does."""
    found = RunningDays([spell(3, 5), spell(10, None)]).rests_on(day(on))
    assert found == ((spell(3, 5) if on < 10 else spell(10, None)) if rests else None)


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (0, 0, 0),
        (0, 9, 9),  # the day before the rest
        (0, 10, 15),  # its first day lies after it instead
        (0, 13, 18),
        (9, 1, 15),
        (10, 1, 15),  # counted from within the rest: what is left of it
        (12, 1, 15),
        (14, 1, 15),  # from its last day
        (15, 1, 16),
        (0, 25, 32),  # over both rests
        (20, 5, 25),
        (30, 3, 34),  # of the rest of days 30 and 31 the second is left
    ],
)
def test_running_days_leave_out_what_is_left_of_a_rest(start: int, count: int, end: int) -> None:
    """Two rests, days 10 to 14 and 30 to 31; the first is over for who counts from day 15, the second is not."""
    assert RunningDays([spell(10, 14), spell(30, 31)]).add(day(start), count) == day(end)


def test_an_earlier_rest_that_is_over_does_not_end_the_search_for_the_next() -> None:
    """Counted from day 20, the rest of day 10 lies behind, the one of day 22 ahead."""
    assert RunningDays([spell(10, 14), spell(22, 23)]).add(day(20), 5) == day(27)


def test_a_count_into_a_rest_without_end_never_ends() -> None:
    """The day before it is still reached; a count from never stays never."""
    days = RunningDays([spell(10, None)])
    assert (days.add(day(0), 9), days.add(day(0), 10)) == (day(9), date.max)
    assert (days.add(day(12), 1), days.add(date.max, 5)) == (date.max, date.max)
    assert days.add_working(date.max, 2) == date.max


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [(0, 0, 0), (0, 1, 1), (0, 4, 4), (4, 1, 7), (5, 1, 7), (6, 1, 7), (7, 1, 10), (7, 3, 14), (8, 1, 10)],
)
def test_working_days_leave_out_weekends_and_rests(start: int, count: int, end: int) -> None:
    """Monday is day 0; Tuesday and Wednesday of the next week (8, 9) are a rest, and so is a Saturday."""
    assert RunningDays([spell(8, 9), spell(12, 12)]).add_working(day(start), count) == day(end)


def test_working_days_end_at_a_rest_without_end() -> None:
    """Friday 6 March is the last; of a rest that begins in the weekend nothing is left either."""
    assert RunningDays([spell(5, None)]).add_working(day(3), 1) == day(4)
    assert RunningDays([spell(5, None)]).add_working(day(3), 2) == date.max
    assert RunningDays([spell(1, None)]).add_working(day(0), 3) == date.max


@pytest.mark.parametrize(
    ("after", "before", "count"),
    [
        (0, 1, 0),
        (0, 0, 0),
        (5, 3, 0),
        (0, 2, 1),
        (0, 10, 9),
        (0, 11, 9),  # day 10 is the first of the rest
        (0, 15, 9),
        (0, 16, 10),
        (9, 15, 0),
        (9, 16, 1),
        (12, 16, 1),
        (14, 16, 1),
        (0, 33, 25),  # 32 days less five and two
    ],
)
def test_the_days_between_two_days_leave_both_out_and_every_rest(after: int, before: int, count: int) -> None:
    """Never below nought, also where a rest fills all of it."""
    assert RunningDays([spell(10, 14), spell(30, 31)]).between(day(after), day(before)) == count
    assert RunningDays([spell(-9, None)]).between(day(after), day(before)) == 0


def test_recoveries_leaves_and_no_possibilities_are_rests_of_the_case() -> None:
    """Without a day from which there are no possibilities it is the first sick day."""
    facts = CaseFacts(
        day(0), recoveries=(Recovery(day(5), day(7)), Recovery(day(40))), leaves=(Leave(day(20), day(30)),)
    )
    assert spells(*case_rests(facts)) == [(5, 7), (40, None), (20, 30)]
    assert spells(*case_rests(CaseFacts(day(2), no_possibilities=True))) == [(2, None)]
    since = CaseFacts(day(2), no_possibilities=True, no_possibilities_since=day(9))
    assert spells(*case_rests(since)) == [(9, None)]
    assert spells(*case_rests(CaseFacts(day(2), no_possibilities_since=day(9)))) == []


@pytest.mark.parametrize(
    ("moves", "rests"),
    [
        ([("opgeschort", 10)], [(10, None)]),
        ([("opgeschort", 10), ("loopt", 15)], [(10, 14)]),  # the day it goes on counts
        ([("opgeschort", 10), ("loopt", 10)], []),  # on the same day: no day was lost
        ([("opgeschort", 10), ("loopt", 11)], [(10, 10)]),
        ([("opgeschort", 10), ("intake_gepland", 15)], [(10, 14)]),
        ([("opgeschort", 10), ("intake_gehouden", 15)], [(10, 14)]),
        ([("opgeschort", 10), ("trajectplan", 15)], [(10, 14)]),
        ([("opgeschort", 10), ("eindrapport", 15)], [(10, None)]),  # it does not go on by this
        ([("opgeschort", 10), ("opgeschort", 12), ("loopt", 15)], [(10, 14)]),  # from the first
        ([("loopt", 5), ("opgeschort", 10), ("loopt", 15), ("opgeschort", 20)], [(10, 14), (20, None)]),
        ([("opgeschort", 10), ("loopt", 15), ("loopt", 18)], [(10, 14)]),
    ],
)
def test_a_suspended_referral_rests_until_it_goes_on(
    moves: list[tuple[str, int]], rests: list[tuple[int, int | None]]
) -> None:
    """From the day of the suspension to the day before something goes on."""
    track = Track(1, moves=tuple(Move(to, day(on)) for to, on in moves))  # type: ignore[arg-type]
    assert spells(*running_days(CaseFacts(day(0)), track).rests) == rests
