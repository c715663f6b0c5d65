"""What a wake costs: time of the processors by process, and what is asked of the Prefect server.

Time of the processors changes little with what else runs on the machine; wakes per second do. The worker is warm and
stands still while the cases are made, and what the platform takes at rest is taken off, or a slow machine would count
it once more for each wake. Prefect's database tells when all sleep again.
"""

import os
import re
import signal
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import psutil
import psycopg
from bench.figure import Figure, above, below
from bench.processors import processor_seconds
from bench.wakes import FIRST_DAY, due_runs
from support.platforms import own_platform

from flows.engine.runs import DEPLOYMENT, prefect_client
from models.connection import session
from models.virtual_calendar import set_virtual_day
from spoorboek.platform.database import postgres
from spoorboek.platform.up import Platform, await_server

MORNING = FIRST_DAY + timedelta(days=1)
WARM, COUNTED, MEASURED = 16, 40, 160
PATIENCE_SECONDS = 300
SETTLING_SECONDS = 2  # the states of tasks are written after the wake
RESTING_SECONDS = 8
PROCESSES = ("server", "worker", "postgresql")
CPU_SECONDS, WAKES_A_SECOND = 0.15, 12
ASLEEP = (
    "select count(*) from flow_run "
    "where id = any(%s) and state_type = 'SCHEDULED' and next_scheduled_start_time > now()"
)
OF_THE_BENCH = ("POST deployments/", "GET deployments/name/", "GET csrf-token")  # it makes the cases
REQUEST = re.compile(r'"(GET|POST|PATCH|PUT|DELETE) /api/(\S+) HTTP')
RUN_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")


class Wakes(NamedTuple):
    """What some wakes cost: seconds of the processors a wake by process, and wakes per second."""

    processor: Mapping[str, float]
    rate: float


class Morning:
    """A platform whose worker is held while cases are made, and then wakes them all."""

    def __init__(self, platform: Platform) -> None:
        self.platform, self.made = platform, 0
        with session() as writing:
            set_virtual_day(writing, MORNING)
        self.rest = dict.fromkeys(PROCESSES, 0.0)

    def measure_rest(self) -> None:
        """Measure what the platform takes a second while every case sleeps, to take it off what wakes take."""
        before = self.processor()
        time.sleep(RESTING_SECONDS)
        self.rest = {name: (spent - before[name]) / RESTING_SECONDS for name, spent in self.processor().items()}

    def wakes(self, count: int) -> Wakes:
        """Wake so many new cases at once."""
        worker = self.platform.child("worker").pid
        os.kill(worker, signal.SIGSTOP)
        with prefect_client() as prefect:
            runs = due_runs(prefect, count, self.made, prefect.read_deployment_by_name(DEPLOYMENT).id)
        self.made += count
        before, began = self.processor(), time.monotonic()
        os.kill(worker, signal.SIGCONT)
        await_sleep(self.platform.database.url(postgres.PREFECT), runs)
        rate = count / (time.monotonic() - began)
        time.sleep(SETTLING_SECONDS)
        passed, after = time.monotonic() - began, self.processor()
        spent = {name: after[name] - before[name] - passed * self.rest[name] for name in PROCESSES}
        return Wakes({name: seconds / count for name, seconds in spent.items()}, rate)

    def requests(self) -> Counter[str]:
        """Count what some wakes ask of the server, by method and path; it writes its log for that, so it is apart."""
        server = self.platform.child("server")
        server.stop()
        server.environment = {**server.environment, "PREFECT_SERVER_LOGGING_LEVEL": "INFO"}
        server.start()
        await_server(self.platform)
        self.wakes(WARM)
        before = self._asked()
        self.wakes(COUNTED)
        asked = self._asked() - before
        return Counter({path: count for path, count in asked.items() if not path.startswith(OF_THE_BENCH)})

    def processor(self) -> dict[str, float]:
        """Return the time of the processors of each process until now, with all it started."""
        return {name: processor_seconds(psutil.Process(self.platform.child(name).pid)) for name in PROCESSES}

    def _asked(self) -> Counter[str]:
        log = self.platform.child("server").log.read_text()
        return Counter(f"{method} {RUN_ID.sub('…', path.split('?')[0])}" for method, path in REQUEST.findall(log))


def await_sleep(prefect_database: str, runs: Sequence[UUID]) -> None:
    """Wait until all of these runs wait for a later moment."""
    end = time.monotonic() + PATIENCE_SECONDS
    with psycopg.connect(prefect_database, autocommit=True) as watching:
        while watching.execute(ASLEEP, [list(runs)]).fetchone() != (len(runs),):
            assert time.monotonic() < end, "some cases did not go to sleep again"
            time.sleep(0.1)


def wake_cost(home: Path) -> list[Figure]:
    """Measure wakes of a morning, and count what they ask of the server."""
    with own_platform(home / "home") as platform:
        morning = Morning(platform)
        morning.wakes(WARM)
        morning.measure_rest()
        cost = morning.wakes(MEASURED)
        asked = morning.requests()
    often = [(path, count / COUNTED) for path, count in asked.most_common() if count >= COUNTED / 10]
    return [
        below(
            "CPU-seconds a wake beside those at rest, server and worker",
            cost.processor["server"] + cost.processor["worker"],
            CPU_SECONDS,
            "s",
        ),
        *(Figure(f"… of which {name}", f"{cost.processor[name]:.3f} s") for name in ("server", "worker")),
        Figure("… and PostgreSQL beside it", f"{cost.processor['postgresql']:.3f} s"),
        above("wakes per second, with whatever else runs", cost.rate, WAKES_A_SECOND, "/s"),
        Figure("requests a wake", f"{sum(count for _, count in often):.1f}"),
        *(Figure(f"… {path}", f"{count:.2f}") for path, count in often),
    ]
