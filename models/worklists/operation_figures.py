"""How much work waits, is late or failed over all cases: numbers for who keeps the installation, never a case."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, bindparam, func, select, text
from sqlmodel import Session, col

from models.case_list import LATE_STATUS
from models.tables import HELD, OPEN, WAITING, Case, Message, PlannedStep, WakeBasis, WakeTrouble
from models.virtual_calendar import virtual_day
from spoorboek.clock import AMSTERDAM, WAKE_AT, wake_moment

WAKE_LATE = timedelta(minutes=45)  # as the watch has it: a morning of ten thousand cases takes half an hour
# The lock of a case that is awake: its number hashed, as `models.connection.advisory_lock` takes it.
AWAKE = """
    select count(distinct (classid, objid)) from pg_locks
    where locktype = 'advisory' and granted and mode = 'ExclusiveLock'
      and database = (select oid from pg_database where datname = current_database())
"""


class OperationFigures(NamedTuple):
    """What stands in the record at one moment, in numbers.

    `due`: open cases that are to be woken; `late`: those whose day is longer ago than a morning takes; `awake`: cases
    that are being worked on; `failed`: cases whose wake fails; `steps_late`: steps past their last lawful day.
    `mail_waiting`: mails that are due; `mail_held`: mails a person has to release.
    """

    open_cases: int
    due: int
    late: int
    awake: int
    failed: int
    steps_late: int
    mail_waiting: int
    mail_held: int


def operation_figures(reading: Session, now: datetime) -> OperationFigures:
    """Count at a moment. In a time-lapse the virtual day counts, and nothing is late: there nobody waits."""
    virtual = virtual_day(reading)
    moment = now.astimezone(AMSTERDAM)
    day = virtual or (moment.date() if moment.time() >= WAKE_AT else moment.date() - timedelta(days=1))
    late_day = day if now - wake_moment(day) > WAKE_LATE else day - timedelta(days=1)
    computed = (col(WakeBasis.version) == col(Case.version)) & (col(WakeBasis.effects) == col(Case.effects))
    to_wake = func.coalesce(~computed, True)
    failing = col(Case.id).in_(select(col(WakeTrouble.case_id)))
    rows: Select[Any] = select(
        func.count(),
        func.count().filter((to_wake | (col(Case.next_wake) <= day)) & ~failing),
        func.count().filter((col(Case.next_wake) <= late_day) & ~failing),
        func.count().filter(failing),
    )
    found = reading.execute(rows.select_from(Case).outerjoin(WakeBasis).where(col(Case.status) == OPEN)).one()
    late = 0 if virtual else found[2]
    awake: int = reading.execute(text(AWAKE)).scalar_one()
    waiting, held = _mail(reading, now)
    return OperationFigures(found[0], found[1], late, awake, found[3], _steps_late(reading), waiting, held)


def _steps_late(reading: Session) -> int:
    query = select(func.count()).select_from(PlannedStep).join(Case, col(Case.id) == col(PlannedStep.case_id))
    late_of_open = query.where(col(Case.status) == OPEN, text(f"planned_step.status = '{LATE_STATUS}'"))
    late: int = reading.execute(late_of_open).scalar_one()
    return late


def _mail(reading: Session, now: datetime) -> tuple[int, int]:
    """Count the mails that are due, and those held: each by the index that holds those of its status alone."""
    due = select(func.count()).select_from(Message).where(_status(WAITING), col(Message.next_attempt_at) <= now)
    held = select(func.count()).select_from(Message).where(_status(HELD))
    return reading.execute(due).scalar_one(), reading.execute(held).scalar_one()


def _status(wanted: str) -> ColumnElement[bool]:
    """Compare with a literal: an index on the mails of one status is not found by a parameter, nor by a list."""
    return col(Message.status) == bindparam("wanted", wanted, literal_execute=True, unique=True)
