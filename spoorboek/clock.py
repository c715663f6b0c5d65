"""The only module that reads the time. Everything else is given a date."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
WAKE_AT = time(7, 0)
VIRTUAL_SHIFT = timedelta(days=365 * 200)


def now() -> datetime:
    """Return the moment, aware, in Amsterdam."""
    return datetime.now(AMSTERDAM)


def today(virtual: date | None = None) -> date:
    """Return the day in Amsterdam, or the virtual day of a time-lapse where one is set."""
    return virtual or now().date()


def wake_moment(day: date, *, virtual: bool = False) -> datetime:
    """Return when a case wakes on `day`: 07:00 local.

    In a time-lapse the moment lies two centuries ahead: only the driver may wake a case, never the clock.
    """
    moment = datetime.combine(day, WAKE_AT, AMSTERDAM)
    return moment + VIRTUAL_SHIFT if virtual else moment
