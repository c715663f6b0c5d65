"""Wakes per second with one and two workers, and with one and two API servers, side by side on one platform.

All processes stand on this machine, so more of them share its processors: what a wake costs in seconds of the
processors tells what a second one adds, and wakes per second what that gives here.
"""

import itertools
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import psutil
from bench.figure import Figure
from bench.processors import processor_seconds
from bench.wake_cost import SETTLING_SECONDS, await_sleep
from bench.wakes import FIRST_DAY, due_runs
from support.machine.server_folders import PASS_THROUGH
from support.machine.tcp_postgres import managed_server
from support.served.served_platform import APIS, NEEDED, WORKERS, Served, served_platform

from flows.engine.runs import DEPLOYMENT, prefect_client
from models.connection import session
from models.virtual_calendar import set_virtual_day

MORNING = FIRST_DAY + timedelta(days=1)
WARM, MEASURED = 24, 120
ROUNDS = ((1, 1), (1, 2), (2, 1), (2, 2))  # API servers, workers
SEVERAL = {1: "one {}", 2: "two {}s"}
STANDS_SECONDS = 30  # in which the proxy sees that an API server came or went, and a worker has begun to poll
_made = itertools.count()


def several(home: Path) -> list[Figure]:
    """Wake the same number of new cases with each number of processes, and begin again with the first."""
    for folder in ("beheerd", "samen"):
        (home / folder).mkdir(mode=PASS_THROUGH)
    with managed_server(home / "beheerd") as managed, served_platform(home / "samen", managed, NEEDED) as served:
        with session() as writing:
            set_virtual_day(writing, MORNING)
        _wakes(served, *ROUNDS[-1], WARM)
        return [figure for place, one in enumerate((*ROUNDS, ROUNDS[0])) for figure in _round(served, one, place)]


def _round(served: Served, one: tuple[int, int], place: int) -> Iterator[Figure]:
    rate, cost = _wakes(served, *one, MEASURED)
    what = ", ".join(SEVERAL[count].format(job) for count, job in zip(one, ("API server", "worker"), strict=True))
    yield Figure(f"{what}{' again' if place == len(ROUNDS) else ''}: wakes per second", f"{rate:.1f} /s")
    yield Figure("… CPU-seconds a wake, of all processes", f"{cost:.3f} s")


def _wakes(served: Served, apis: int, workers: int, count: int) -> tuple[float, float]:
    """Let so many processes run, make cases while the workers stand still, and let them go."""
    _let_run(served, APIS[:apis], WORKERS[:workers])
    for name in WORKERS[:workers]:
        served.hang(name)
    with prefect_client() as prefect:
        made = next(_made) * MEASURED
        runs = due_runs(prefect, count, made, prefect.read_deployment_by_name(DEPLOYMENT).id)
    before, began = _spent(served), time.monotonic()
    for name in WORKERS[:workers]:
        served.wake_up(name)
    await_sleep(served.managed.engine.replace("+asyncpg", ""), runs)
    rate = count / (time.monotonic() - began)
    time.sleep(SETTLING_SECONDS)
    return rate, (_spent(served) - before) / count


def _let_run(served: Served, *wanted: tuple[str, ...]) -> None:
    running = {name for names in wanted for name in names}
    for name in (*APIS, *WORKERS):
        lives = served.processes[name].poll() is None
        if lives and name not in running:
            served.stop(name)
        elif not lives and name in running:
            served.start(name)
    for name in running & set(APIS):
        served.await_answer(name)
    time.sleep(STANDS_SECONDS)


def _spent(served: Served) -> float:
    """Return the time of the processors of all processes that run, and of PostgreSQL."""
    running = [process.pid for process in served.processes.values() if process.poll() is None]
    return processor_seconds(*map(psutil.Process, (*running, served.managed.server.child.pid)))
