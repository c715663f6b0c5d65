"""Ways to break a running platform in the middle of a wake, and to wait until it is whole again. Nothing is mocked."""

import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import psycopg
from prefect.client.schemas.objects import FlowRun
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from support.engine_and_simulation import lived
from support.repository import TESTS

from flows.engine.runs import case_deployment, prefect_client, read_run
from flows.upkeep.reconcile import Repair, repair_all
from models.case_lookup import find_case
from models.connection import case_engine, session
from spoorboek.demo.time_lapse import StoryRun, begin_virtual_day, is_at_rest, run_stories, wake_cases
from spoorboek.platform.child_processes import ChildProcess
from spoorboek.platform.database.postgres import Postgres
from spoorboek.platform.up import Platform, server_answers
from spoorboek.settings import settings
from spoorboek.stories.story import Story
from spoorboek.stories.story_reader import read_story

PATIENCE_SECONDS = 90.0  # the machine is shared: only a real standstill lasts this long
AT_ONCE = timedelta(0)

# A case of five wakes. The one of DAY opens a step, makes two documents and writes two mails.
SHORT: Story = read_story(TESTS / "flows" / "kort_ziek.yaml")
DAY = SHORT.first_sick_day + timedelta(days=14)


def until(what: str, holds: Callable[[], bool], seconds: float = PATIENCE_SECONDS) -> None:
    """Wait for something to hold; fail, saying what, when it never does."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"waited {seconds:.0f} s in vain until {what}"
        time.sleep(0.05)


def quiet(_day: date, _wakes: int) -> None:
    """Hear of the progress of a time-lapse and say nothing."""


def live_to_the_eve(lives: Sequence[StoryRun], day: date) -> None:
    """Live up to the evening before a day."""
    run_stories(lives, quiet, until=day - timedelta(days=1))


def begin(lives: Sequence[StoryRun], day: date) -> None:
    """Begin a day and wake the cases, without waiting for them to sleep again."""
    with prefect_client() as prefect:
        wake_cases(prefect, begin_virtual_day(lives, day))


def live_on(lives: Sequence[StoryRun], day: date) -> None:
    """Live from the end of a day to the end of all."""
    run_stories(lives, quiet, after=day)


@contextmanager
def held(table: str) -> Iterator[None]:
    """Stop every wake in its middle: at its first write to a table, as long as the block lasts.

    The block begins when the table is ours; `await_held` tells that a wake has come that far.
    """
    with suppress(psycopg.OperationalError), psycopg.connect(url_of("spoorboek")) as connection:
        connection.execute("set idle_in_transaction_session_timeout = 0")
        connection.execute(f"lock table {table} in share row exclusive mode".encode())
        yield


def await_held(table: str, wakes: int = 1) -> None:
    """Wait until so many wakes stand still before a table."""
    waiting = text("select count(*) from pg_locks where not granted and relation = cast(:name as regclass)")

    def stands_still() -> bool:
        with case_engine().connect() as connection:
            return bool(connection.execute(waiting, {"name": table}).scalar_one() >= wakes)

    until(f"{wakes} wakes stand still before {table}", stands_still)


@contextmanager
def impatient_database() -> Iterator[None]:
    """Let the server end every connection that says nothing for a second, Prefect's too, as long as the block lasts."""
    limits = ("idle_in_transaction_session_timeout", "idle_session_timeout")
    with psycopg.connect(url_of("postgres"), autocommit=True) as connection:
        connection.execute("set idle_session_timeout = 0")
        for limit in limits:
            connection.execute(f"alter system set {limit} = '1s'".encode())
        connection.execute("select pg_reload_conf()")
        yield
        for limit in limits:
            connection.execute(f"alter system reset {limit}".encode())
        connection.execute("select pg_reload_conf()")


def effects_on(life: StoryRun, day: date) -> int:
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
        platform.restart_dead()
        alive = all(child.alive for child in platform.children)
        return alive and database_answers() and server_answers(platform.settings.port)

    until("the platform is whole again", whole)


def database_answers() -> bool:
    """Tell whether the case database takes connections."""
    try:
        with case_engine().connect():
            return True
    except OperationalError:
        return False


def lose_the_engine(platform: Platform) -> None:
    """Drop Prefect's whole database, make an empty one in its place, and start the server on it."""
    kill(platform, "server")
    assert platform.database
    with psycopg.connect(url_of("postgres"), autocommit=True) as connection:
        connection.execute("drop database prefect with (force)")
    platform.database.make_databases()
    mend_platform(platform)


def url_of(database: str) -> str:
    """Return the URL of a database on the server of this platform for its superuser."""
    return Postgres(settings().home).url(database)


def mend(lives: Sequence[StoryRun], watched: Platform | None = None) -> list[Repair]:
    """Reconcile, as the schedule does every quarter of an hour, until it finds nothing more and every case rests.

    `watched`: a platform whose processes are started again meanwhile, as `spoorboek up` does: a worker whose server
    gave errors for long ends itself, some time after.
    """
    repairs: list[Repair] = []

    def whole() -> bool:
        if watched:
            watched.restart_dead()
        found = [repair for repair in repair_all(AT_ONCE) if any(repair.number in life.numbers for life in lives)]
        repairs.extend(found)
        return not found and all_rest(lives)

    until("all cases sleep or have ended", whole)
    return repairs


def all_rest(lives: Sequence[StoryRun]) -> bool:
    """Tell whether every case of these lives has a run that sleeps or has completed."""
    with prefect_client() as prefect:
        runs = [read_run(prefect, run_of(number)) for life in lives for number in life.numbers]
    return all(run is not None and is_at_rest(run) for run in runs)


def run_of(number: str) -> UUID | None:
    """Return the run the record notes for a case."""
    with session() as reading:
        return find_case(reading, number).flow_run_id


def ended(run_id: UUID | None) -> FlowRun:
    """Wait until a run has ended; return it."""
    assert run_id
    with prefect_client() as prefect:

        def final() -> bool:
            state = prefect.read_flow_run(run_id).state
            return state is not None and state.is_final()

        until("the run has ended", final)
        return prefect.read_flow_run(run_id)


def run_deployment(name: str, **parameters: object) -> str:
    """Run a deployment to its end; return what it says."""
    with prefect_client() as prefect:
        placed = prefect.read_deployment_by_name(name)
        run = ended(prefect.create_flow_run_from_deployment(placed.id, parameters=parameters).id)
    assert run.state
    return run.state.message or ""


def run_again(life: StoryRun) -> list[UUID]:
    """Start two runs of the case of a life at once, as hasty people do in the UI."""
    with prefect_client() as prefect:
        home, parameters = case_deployment(prefect).id, {"zaaknummer": life.numbers[0]}
        return [prefect.create_flow_run_from_deployment(home, parameters=parameters).id for _ in range(2)]


@contextmanager
def another(child: ChildProcess, name: str, **changes: Any) -> Iterator[ChildProcess]:
    """Run a process beside those of the platform: one of them, with changes, under a name of its own."""
    log = child.log.with_name(f"{name}.log")
    other = replace(child, name=name, log=log, process=None, **changes)
    other.start()
    try:
        until(f"{name} has started", lambda: "started!" in log.read_text())
        yield other
    finally:
        other.stop()
