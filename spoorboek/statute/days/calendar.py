"""Calendar arithmetic as the law counts it: weeks, Atw days, working days, calendar months and years."""

from datetime import date, timedelta
from functools import cache, lru_cache

from dateutil.easter import easter
from dateutil.relativedelta import relativedelta

DAY = timedelta(days=1)
SATURDAY = 5
MONTHS = (
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
)
WEEKDAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")


def week_of(offset: int) -> int:
    """Return the sickness week of a sickness day; `offset` counts days from 0, so day 55 lies in week 8.

    Source: BW 7:629(1); docs/wet/counting.md, Weeks: week n = D+7(n-1) .. D+7n-1.
    """
    return offset // 7 + 1


def week_and_day(offset: int) -> str:
    """Format a sickness day (counted from 0) as "week 8, dag 55"."""
    return f"week {week_of(offset)}, dag {offset}"


def dutch_date(day: date) -> str:
    """Format a date as "2 maart 2026"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def dutch_weekday_date(day: date) -> str:
    """Format a date with its weekday: "maandag 2 maart 2026"."""
    return f"{WEEKDAYS[day.weekday()]} {dutch_date(day)}"


def kings_day(year: int) -> date:
    """Return King's Day: 27 April, or 26 April when the 27th is a Sunday. Source: Atw art. 3(1)."""
    day = date(year, 4, 27)
    return day - DAY if day.weekday() == SATURDAY + 1 else day


@cache
def holidays(year: int) -> frozenset[date]:
    """Return the days the law equates with a Sunday; the list is the same every year.

    Source: Algemene termijnenwet art. 3(1) and (2). 5 May counts every year, Good Friday is equated by art. 3(2).
    """
    sunday = easter(year)
    movable = (sunday + timedelta(days=shift) for shift in (-2, 1, 39, 50))
    fixed = (date(year, month, day) for month, day in ((1, 1), (5, 5), (12, 25), (12, 26)))
    return frozenset((*movable, *fixed, kings_day(year)))


def is_atw_day(day: date) -> bool:
    """Return whether a term may not end on this day: Saturday, Sunday or holiday. Source: Atw arts 1(1) and 3."""
    return day.weekday() >= SATURDAY or day in holidays(day.year)


def atw_extended(day: date) -> date:
    """Extend a term to the first day on which it may end.

    Source: Atw art. 1(1): "verlengd tot en met de eerstvolgende dag die niet een zaterdag, zondag of … feestdag is".
    """
    while is_atw_day(day):
        day += DAY
    return day


def working_day_from(day: date) -> date:
    """Return the first working day on or after `day`."""
    return atw_extended(day)


def working_day_until(day: date) -> date:
    """Return the last working day on or before `day`."""
    while is_atw_day(day):
        day -= DAY
    return day


@lru_cache(maxsize=8192)  # of a track that runs, on every plan again
def add_working_days(day: date, count: int) -> date:
    """Return the working day `count` working days after a day; the day itself is not counted."""
    for _ in range(count):
        day = working_day_from(day + DAY)
    return day


@lru_cache(maxsize=8192)  # called many times for the same few days of every case
def subtract_working_days(day: date, count: int) -> date:
    """Return the last working day from which `count` working days reach no further than a day."""
    day = working_day_until(day)
    for _ in range(count):
        day = working_day_until(day - DAY)
    return day


def working_days_between(first: date, last: date) -> int:
    """Return the number of working days after `first`, up to and including `last`."""
    days = (first + timedelta(number) for number in range(1, (last - first).days + 1))
    return sum(not is_atw_day(day) for day in days)


def add_years(day: date, years: int) -> date:
    """Add calendar years; 29 February becomes 1 March in a year without one.

    A term of years ends when the same date comes round. For a first day on 28 February that is 28 February, so for the
    29th, one day later, the term ends one day later. This later reading never ends a protection a day too early
    (BW 7:670(1)(a): "ten minste twee jaren").
    """
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def add_months(day: date, months: int) -> date:
    """Add calendar months; where that date does not exist, use the last day of the month (the earliest reading)."""
    return day + relativedelta(months=months)
