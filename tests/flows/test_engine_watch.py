"""`spoorboek up` looks at what the engine can do, mends it while it runs, and raises no false alarm."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from support.faults.fault_injection import DAY, SHORT, all_rest, kill, live_on, live_to_the_eve, mend, run_of, until
from support.platforms import own_platform

from flows.engine.runs import wake_now
from flows.upkeep.reconcile import repair_all
from flows.watch import engine_questions, troubles
from spoorboek import clock
from spoorboek.demo.time_lapse import StoryRun
from spoorboek.platform.database.engine_database import (
    KEPT_OF_LIVING,
    delete_old_logs,
    engine_database_is_broken,
    plain_engine_url,
)
from spoorboek.platform.database.postgres_roles import PREFECT
from spoorboek.platform.record_access import engine_answers
from spoorboek.platform.up import Platform
from spoorboek.platform.watch import engine_watch, observing
from spoorboek.platform.watch.engine_watch import EngineWatch
from spoorboek.stories.story import Story

pytestmark = pytest.mark.drill  # minutes: a platform of its own that is broken, restarted or rebuilt

MENDED = "Hersteld."


@pytest.fixture(scope="module")
def ours(room: Callable[[str], Path]) -> Iterator[Platform]:
    """Start a platform to break, watched with less patience than in use."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine_watch, "LOOK_SECONDS", 1.0)
        patch.setattr(observing, "START_SECONDS", 20.0)
        patch.setattr(engine_watch, "FIRST_PAUSE", 2.0)
        patch.setattr(engine_questions, "ANSWER_SECONDS", 4.0)
        patch.setattr(troubles, "SILENT_AFTER", timedelta(seconds=25))
        with own_platform(room("watched")) as started:
            yield started


@pytest.fixture(scope="module")
def lives(ours: Platform, new_life: Callable[[Story], StoryRun]) -> list[StoryRun]:
    """Live two cases up to the eve of their busiest day."""
    lives = [new_life(SHORT) for _ in range(2)]
    live_to_the_eve(lives, DAY)
    return lives


@pytest.fixture
def told() -> list[str]:
    """Hold what the user of `up` reads."""
    return []


@pytest.fixture
def watch(ours: Platform, told: list[str]) -> EngineWatch:
    """Watch the platform, as `up` does."""
    return EngineWatch(ours, told.append)


def answers(platform: Platform) -> bool:
    """Tell whether the Prefect server of a platform finds our work pool."""
    return engine_answers(f"{platform.url}/api", platform.access.secret.get_secret_value())


def watch_until(watch: EngineWatch, what: str, holds: Callable[[], bool]) -> None:
    """Do what `up` does every second until something holds."""

    def looked() -> bool:
        time.sleep(0.2)
        if watch.platform.restart_dead():
            watch.after_restart()
        watch.look()
        return holds()

    until(what, looked, 240)


def assert_mended(watch: EngineWatch, told: list[str], lives: list[StoryRun]) -> None:
    """The watch says what it mended; then the engine answers, every case sleeps, and nothing is left to repair."""
    watch_until(watch, "it is mended", lambda: MENDED in told)
    assert answers(watch.platform)
    watch_until(watch, "all cases sleep again", lambda: all_rest(lives))
    assert "Traceback" not in "\n".join(told)
    assert told.count(MENDED) == 1, "\n".join(told)


def on_server(ours: Platform, database: str, *statements: str) -> None:
    """Run statements on a database of the platform, outside a transaction."""
    assert ours.database
    with psycopg.connect(ours.database.url(database), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def all_tables(ours: Platform) -> str:
    """List the tables of Prefect's database, as SQL takes them."""
    assert ours.database
    with psycopg.connect(ours.database.url(PREFECT)) as connection:
        names = connection.execute("select tablename from pg_tables where schemaname = 'public'").fetchall()
    return ", ".join(f'"{name}"' for (name,) in names if name != "alembic_version")


def test_a_dropped_database_is_made_again(
    ours: Platform, lives: list[StoryRun], watch: EngineWatch, told: list[str]
) -> None:
    """Prefect's database is gone: health says true, but the watch sees it; the cases get runs from the record."""
    before = [run_of(life.numbers[0]) for life in lives]
    on_server(ours, "postgres", "drop database prefect with (force)")
    assert not answers(ours)
    assert_mended(watch, told, lives)
    assert any("wordt opnieuw gemaakt, uit de dossiers" in line for line in told)
    assert not {run_of(life.numbers[0]) for life in lives} & set(before)


def test_lost_tables_are_made_again(ours: Platform, lives: list[StoryRun], watch: EngineWatch, told: list[str]) -> None:
    """Some tables are gone and the version of the others is still there: the server cannot mend that itself."""
    on_server(ours, PREFECT, "drop table flow_run cascade", "drop table log cascade")
    assert engine_database_is_broken(plain_engine_url(ours.environment))
    assert_mended(watch, told, lives)
    assert not engine_database_is_broken(plain_engine_url(ours.environment))


def test_an_emptied_database_is_filled_again(
    ours: Platform, lives: list[StoryRun], watch: EngineWatch, told: list[str]
) -> None:
    """All tables are there and empty: work pool and deployments are placed, without a new database."""
    on_server(ours, PREFECT, f"truncate {all_tables(ours)} cascade")
    server = ours.child("server").pid
    assert_mended(watch, told, lives)
    assert any("De work pool" in line for line in told)
    assert ours.child("server").pid == server


@pytest.mark.parametrize("name", ["server", "worker", "postgresql"])
def test_a_process_that_hangs_is_restarted(
    ours: Platform, lives: list[StoryRun], watch: EngineWatch, told: list[str], name: str
) -> None:
    """Stopped with SIGSTOP it lives on and does nothing; it is noticed and restarted, and the cases sleep."""
    child = ours.child(name)
    time.sleep(max(0.0, observing.START_SECONDS - (time.monotonic() - child.started)))
    os.kill(child.pid, signal.SIGSTOP)
    pid = child.pid
    assert_mended(watch, told, lives)
    assert child.pid != pid


def test_a_killed_database_server_comes_back(
    ours: Platform, lives: list[StoryRun], watch: EngineWatch, told: list[str]
) -> None:
    """PostgreSQL dies and is started again: no mending is needed, and the cases are looked after once it works."""
    kill(ours, "postgresql")
    assert engine_watch.LOOK_SECONDS < 10
    watch_until(watch, "it answers again", lambda: answers(ours) and all_rest(lives))
    assert repair_all() == []


def test_a_busy_morning_is_no_alarm(ours: Platform, lives: list[StoryRun], watch: EngineWatch, told: list[str]) -> None:
    """While cases wake as fast as they can and the API is busy, the watch with little patience restarts nothing."""
    numbers, ends = [number for life in lives for number in life.numbers], time.monotonic() + 30
    pids = [child.pid for child in ours.children]

    def busy() -> None:
        while time.monotonic() < ends:
            assert wake_now(numbers) is None

    with ThreadPoolExecutor(2) as pool:
        clients = [pool.submit(busy) for _ in range(2)]
        watch_until(watch, "the morning is over", lambda: time.monotonic() > ends)
        assert [client.result() for client in clients] == [None, None]
    assert (told, [child.pid for child in ours.children]) == ([], pids)


def test_pauses_between_attempts_grow(
    ours: Platform, watch: EngineWatch, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What cannot be mended is tried again, less and less often: no loop of restarts."""

    def fails(_part: object) -> None:
        raise OSError("het lukt niet")

    monkeypatch.setattr(watch, "_mend_from", fails)
    broken = troubles.Trouble(troubles.Part.DEPLOYMENTS, "weg", "Er ontbreekt iets.")
    monkeypatch.setattr(engine_watch, "find_troubles", lambda *_: [broken])
    monkeypatch.setattr(engine_watch, "LOOK_SECONDS", 0.05)
    watch_until(
        watch, "three attempts failed", lambda: len([line for line in told if "opnieuw geprobeerd" in line]) >= 3
    )
    pauses = [line.split("Over ")[1].split(" s")[0] for line in told if "opnieuw geprobeerd" in line]
    assert pauses[:3] == ["2", "4", "8"]


def test_old_logs_of_living_runs_are_deleted(ours: Platform, lives: list[StoryRun]) -> None:
    """Those written before a moment go, the others stay, and so do the runs."""
    run, old, new = run_of(lives[0].numbers[0]), clock.now() - timedelta(days=40), clock.now()
    for moment in (old, new):
        line = (
            f"insert into log (name, level, flow_run_id, message, timestamp) values ('x', 20, '{run}', 'y', '{moment}')"
        )
        on_server(ours, PREFECT, line)
    url = plain_engine_url(ours.environment)
    assert delete_old_logs(url, clock.now() - KEPT_OF_LIVING) == 1
    assert delete_old_logs(url, clock.now() - KEPT_OF_LIVING) == 0
    assert all_rest(lives)


def test_the_record_never_shows_it(lives: list[StoryRun]) -> None:
    """Lived on to their end, the cases are as if nothing had happened."""
    mend(lives)
    live_on(lives, DAY - timedelta(days=1))
    assert all_rest(lives)
