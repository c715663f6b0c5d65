"""Days as the law counts them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spoorboek.statute.days.calendar import (
    add_months,
    add_years,
    atw_extended,
    dutch_date,
    holidays,
    is_atw_day,
    kings_day,
    week_and_day,
    week_of,
    working_day_from,
    working_day_until,
)


@pytest.mark.parametrize(
    ("offset", "week"), [(0, 1), (6, 1), (7, 2), (41, 6), (42, 7), (55, 8), (56, 9), (293, 42), (294, 43), (727, 104)]
)
def test_weeks_run_from_the_first_sick_day(offset: int, week: int) -> None:
    """Week n is D+7(n-1) up to and including D+7n-1."""
    assert week_of(offset) == week


def test_week_and_day_are_worded_together() -> None:
    """A day of sickness is named with its week."""
    assert week_and_day(55) == "week 8, dag 55"
    assert dutch_date(date(2026, 3, 2)) == "2 maart 2026"


def test_the_holidays_of_2026_are_those_of_the_law() -> None:
    """Atw art. 3, the whole list, and nothing else."""
    expected = {(1, 1), (4, 3), (4, 6), (4, 27), (5, 5), (5, 14), (5, 25), (12, 25), (12, 26)}
    assert holidays(2026) == {date(2026, month, day) for month, day in expected}


@pytest.mark.parametrize("year", [2024, 2025, 2026, 2027])
def test_liberation_day_counts_every_year(year: int) -> None:
    """5 May is an Atw day in every year, not only once in five."""
    assert is_atw_day(date(year, 5, 5))


@pytest.mark.parametrize(("year", "day"), [(2025, 26), (2026, 27), (2031, 26), (2027, 27)])
def test_kings_day_moves_to_saturday(year: int, day: int) -> None:
    """King's Day is 27 April, or 26 April when the 27th is a Sunday."""
    assert kings_day(year) == date(year, 4, day)
    assert is_atw_day(date(year, 4, day))


def test_the_27th_is_an_ordinary_day_when_kings_day_moved() -> None:
    """Monday 28 April 2025 is no holiday; nor is 30 April."""
    assert not is_atw_day(date(2025, 4, 28))
    assert not is_atw_day(date(2025, 4, 30))


@pytest.mark.parametrize(
    ("day", "moved"),
    [
        ("2026-02-16", "2026-02-16"),  # Monday
        ("2026-02-14", "2026-02-16"),  # Saturday
        ("2026-02-15", "2026-02-16"),  # Sunday
        ("2026-04-03", "2026-04-07"),  # Good Friday, over Easter Monday
        ("2026-05-05", "2026-05-06"),  # Liberation Day
        ("2026-05-04", "2026-05-04"),  # the day before it
        ("2026-12-25", "2026-12-28"),  # Christmas on Friday and Saturday, then Sunday
        ("2027-12-31", "2027-12-31"),  # New Year's Eve is no holiday
        ("2028-01-01", "2028-01-03"),  # New Year on Saturday
    ],
)
def test_an_atw_term_ends_on_the_first_day_that_may(day: str, moved: str) -> None:
    """Atw art. 1(1): extended up to and including the first day that is no Saturday, Sunday or holiday."""
    assert atw_extended(date.fromisoformat(day)) == date.fromisoformat(moved)


def test_working_days_look_both_ways() -> None:
    """The last working day on or before, and the first on or after, a day that is one is the day itself."""
    assert working_day_until(date(2026, 12, 27)) == date(2026, 12, 24)
    assert working_day_from(date(2026, 12, 25)) == date(2026, 12, 28)
    assert working_day_until(date(2026, 12, 24)) == working_day_from(date(2026, 12, 24)) == date(2026, 12, 24)


@pytest.mark.parametrize(
    ("day", "years", "result"),
    [
        ("2026-01-05", 2, "2028-01-05"),
        ("2024-02-29", 2, "2026-03-01"),
        ("2024-02-29", 4, "2028-02-29"),
        ("2026-02-28", 2, "2028-02-28"),
        ("2024-02-28", 2, "2026-02-28"),
        ("2026-03-01", 2, "2028-03-01"),
    ],
)
def test_years_are_calendar_years(day: str, years: int, result: str) -> None:
    """29 February becomes 1 March: two years from it are over one day after two years from the 28th."""
    assert add_years(date.fromisoformat(day), years) == date.fromisoformat(result)


@pytest.mark.parametrize(
    ("day", "result"),
    [
        ("2026-11-30", "2027-02-28"),
        ("2027-11-30", "2028-02-29"),
        ("2026-10-01", "2027-01-01"),
        ("2026-09-15", "2026-12-15"),
        ("2026-09-30", "2026-12-30"),
        ("2026-08-31", "2026-11-30"),
        ("2026-01-31", "2026-04-30"),
    ],
)
def test_months_end_on_the_last_day_where_the_date_is_missing(day: str, result: str) -> None:
    """Three calendar months after 30 November end on the last day of February."""
    assert add_months(date.fromisoformat(day), 3) == date.fromisoformat(result)


def test_summer_time_does_not_touch_dates() -> None:
    """A date plus a day is the next date, also on the nights the clock changes."""
    for change in (date(2026, 3, 29), date(2026, 10, 25)):
        assert change + timedelta(1) - change == timedelta(1)


@given(st.dates(date(2014, 1, 1), date(2100, 12, 31)))
def test_extension_never_shortens_and_ends_on_a_working_day(day: date) -> None:
    """An extended term ends on or after its day, within five days, never on an Atw day."""
    moved = atw_extended(day)
    assert day <= moved <= day + timedelta(5)
    assert not is_atw_day(moved)
    assert working_day_until(moved) == moved
