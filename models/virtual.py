"""The virtual day of a time-lapse, kept in the database so that every process sees the same one."""

from datetime import date

from sqlmodel import Session

from models.tables import VirtualClock


def virtual_day(session: Session) -> date | None:
    """Return the day of the time-lapse, or None in real life."""
    clock = session.get(VirtualClock, 1, populate_existing=True)
    return clock.day if clock else None


def set_virtual_day(session: Session, day: date | None) -> None:
    """Move the time-lapse to a day, or end it with None."""
    clock = session.get(VirtualClock, 1, populate_existing=True)
    if day is not None:
        session.add(VirtualClock(day=day) if clock is None else clock.sqlmodel_update({"day": day}))
    elif clock is not None:
        session.delete(clock)
    session.flush()
