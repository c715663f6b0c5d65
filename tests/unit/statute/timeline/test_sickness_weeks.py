"""In which week of sickness a day lies: weeks begin on the weekday of the first day; recovered days are skipped."""

from datetime import date, timedelta

import pytest

from spoorboek.statute.facts import CaseFacts, Leave, Recovery
from spoorboek.statute.timeline.sickness_weeks import sickness_week, term_week

D = date(2026, 1, 7)  # a Wednesday
FACTS = CaseFacts(D)


def day(offset: int) -> date:
    """Return the day so many days after the first sick day."""
    return D + timedelta(offset)


@pytest.mark.parametrize(
    ("offset", "week", "ends"),
    [(-3, 1, 1), (0, 1, 1), (1, 1, 1), (6, 1, 1), (7, 2, 1), (8, 2, 2), (42, 7, 6), (56, 9, 8), (364, 53, 52)],
)
def test_a_week_begins_on_the_weekday_of_the_first_sick_day(offset: int, week: int, ends: int) -> None:
    """Week n is D+7(n-1) .. D+7n-1; a term "binnen zes weken na de eerste dag" ends in week 6, on day 42."""
    assert (sickness_week(FACTS, day(offset)), term_week(FACTS, day(offset))) == (week, ends)


def test_days_that_do_not_count_are_skipped() -> None:
    """After 21 recovered days, or as many days of leave, day 70 lies in the eighth week in place of the eleventh."""
    recovered = CaseFacts(D, recoveries=(Recovery(day(20), day(40)),))
    on_leave = CaseFacts(D, leaves=(Leave(day(20), day(40)),))
    for facts in (recovered, on_leave):
        assert (sickness_week(facts, day(19)), term_week(facts, day(21))) == (3, 3)
        assert (sickness_week(facts, day(70)), term_week(facts, day(70))) == (8, 7)


def test_a_recovery_that_has_not_ended_skips_nothing_yet() -> None:
    """Who recovered and did not fall ill again has no second first day; days go on being named as before."""
    assert sickness_week(CaseFacts(D, recoveries=(Recovery(day(20)),)), day(21)) == 4
