"""The virtual day of a time-lapse."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from models.tables import VirtualClock

VIRTUAL_DAY = select(col(VirtualClock.day))  # made once: each page asks it several times


def virtual_day(session: Session) -> date | None:
    """Return the virtual day; None outside a time-lapse."""
    return session.scalars(VIRTUAL_DAY).one_or_none()


def set_virtual_day(session: Session, day: date) -> None:
    """Set the virtual day. From then on only the driver of the time-lapse wakes cases."""
    new = insert(VirtualClock).values(id=1, day=day)
    session.execute(new.on_conflict_do_update(index_elements=["id"], set_={"day": day}))
