"""The only module that reads the clock; all other code takes a date as argument."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
WAKE_AT = time(7, 0)
VIRTUAL_SHIFT = timedelta(days=365 * 200)


def now() -> datetime:
    """Return the current time in Amsterdam, with time zone."""
    return datetime.now(AMSTERDAM)


def today(virtual: date | None = None) -> date:
    """Return the date in Amsterdam, or the virtual day of a time-lapse when one is given."""
    return virtual or now().date()


def wake_moment(day: date, *, virtual: bool = False) -> datetime:
    """Return when a case wakes on `day`: 07:00 local.

    In a time-lapse the result lies two centuries ahead, so that only the time-lapse wakes a case, not the clock.
    """
    wake_at = datetime.combine(day, WAKE_AT, AMSTERDAM)
    return wake_at + VIRTUAL_SHIFT if virtual else wake_at
