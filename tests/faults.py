"""Ways to break a running platform in the middle of a wake, and to wait until it is whole again. Nothing is mocked."""

import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from uuid import UUID

import psycopg
from lives import lived
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from flows.engine import client, read_run
from flows.reconcile import Repair, mend_all
from models.database import engine, session
from models.record import find_case
from spoorboek.local import Platform, answers
from spoorboek.stories import Story, story
from spoorboek.timelapse import Life, begin_day, live, rests, rouse

PATIENCE_SECONDS = 90.0  # the machine is shared: only a real standstill lasts this long
AT_ONCE = timedelta(0)

# Somebody is ill for four weeks. On the fourteenth day one wake opens a step, makes two documents and writes two mails.
SHORT: Story = story("hersteld_in_week_5")
DAY = SHORT.first_sick_day + timedelta(days=14)


def until(what: str, holds: Callable[[], bool], seconds: float = PATIENCE_SECONDS) -> None:
    """Wait for something to hold; fail, saying what, when it never does."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"waited {seconds:.0f} s in vain until {what}"
        time.sleep(0.02)


def quiet(_day: date, _wakes: int) -> None:
    """Hear of the progress of a time-lapse and say nothing."""


def live_to_the_eve(life: Life, day: date) -> None:
    """Live a life up to the evening before a day."""
    live([life], quiet, until=day - timedelta(days=1))


def begin(life: Life, day: date) -> None:
    """Begin a day and wake the case, without waiting for it to sleep again."""
    with client() as prefect:
        rouse(prefect, begin_day([life], day))


def live_on(life: Life, day: date) -> None:
    """Live a life from the end of a day to its own end."""
    live([life], quiet, after=day)


@contextmanager
def held(table: str) -> Iterator[None]:
    """Stop every wake in its middle: at its first write to a table, as long as the block lasts.

    The block begins when the table is ours; `await_held` tells that a wake has come that far.
    """
    url = engine().url.set(drivername="postgresql").render_as_string(hide_password=False)
    with suppress(psycopg.OperationalError), psycopg.connect(url) as connection:
        connection.execute(f"lock table {table} in share row exclusive mode".encode())
        yield


def await_held(table: str) -> None:
    """Wait until a wake stands still before a table."""
    waiting = text("select count(*) from pg_locks where not granted and relation = cast(:name as regclass)")

    def stands_still() -> bool:
        with engine().connect() as connection:
            return bool(connection.execute(waiting, {"name": table}).scalar_one())

    until(f"a wake stands still before {table}", stands_still)


def effects_on(life: Life, day: date) -> int:
    """Count what was done in a life on a day."""
    return sum(on == day for _, on, *_ in lived(life))


def kill(platform: Platform, name: str) -> None:
    """End one process of the platform with kill -9, as a machine that runs out of memory does."""
    process = platform.child(name).process
    assert process is not None
    os.kill(process.pid, signal.SIGKILL)
    process.wait()


def mend_platform(platform: Platform) -> None:
    """Start again what died, as `spoorboek up` does, and wait until database and server answer."""

    def whole() -> bool:
        platform.mend()
        alive = all(child.alive for child in platform.children)
        return alive and database_answers() and answers(platform.settings.port)

    until("the platform is whole again", whole)


def database_answers() -> bool:
    """Tell whether the case database takes connections."""
    try:
        with engine().connect():
            return True
    except OperationalError:
        return False


def mend(lives: Sequence[Life]) -> list[Repair]:
    """Reconcile, as the schedule does every quarter of an hour, until every case sleeps or has ended."""
    repairs: list[Repair] = []

    def rests() -> bool:
        if all_rest(lives):
            return True
        repairs.extend(mend_all(AT_ONCE))
        return False

    until("all cases sleep or have ended", rests)
    return repairs


def all_rest(lives: Sequence[Life]) -> bool:
    """Tell whether every case of these lives has a run that sleeps or has completed."""
    with client() as prefect:
        runs = [read_run(prefect, run_of(number)) for life in lives for number in life.numbers]
    return all(run is not None and rests(run) for run in runs)


def run_of(number: str) -> UUID | None:
    """Return the run the record notes for a case."""
    with session() as reading:
        return find_case(reading, number).flow_run_id
