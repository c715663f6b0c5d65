"""The reports of days that were made, and whether that of today is still awaited."""

from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlmodel import Session, col

from models.tables import Account, DayReport
from models.virtual_calendar import virtual_day
from spoorboek.clock import AMSTERDAM
from spoorboek.settings import settings
from spoorboek.statute.days.calendar import working_day_from

WAITED_FOR = timedelta(minutes=45)  # after its hour; then mail no longer waits for it


def report_hour(now: datetime) -> datetime:
    """Return the moment of today's report."""
    local = now.astimezone(AMSTERDAM)
    return local.replace(hour=settings().day_report_hour, minute=0, second=0, microsecond=0)


def report_is_awaited(reading: Session, now: datetime) -> bool:
    """Tell whether the report of today comes in a moment, so that what goes to the same people can go with it.

    Not in a time-lapse, in which nobody waits for the clock, nor where nobody has an account to read one.
    """
    today, hour = now.astimezone(AMSTERDAM).date(), report_hour(now)
    if virtual_day(reading) or working_day_from(today) != today or not hour <= now < hour + WAITED_FOR:
        return False
    has_readers = bool(reading.scalar(select(exists().where(col(Account.active)))))
    return has_readers and not reading.scalar(select(exists().where(col(DayReport.on_day) == today)))
