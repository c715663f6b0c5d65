"""What reconcile costs: it grows with what changed, not with what is open. An import returns when it is written."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import psutil
from bench.figure import Figure, below
from bench.processors import own_seconds, processor_seconds
from bench.standing import sleeping_cases
from sqlmodel import update
from support.platforms import own_platform

from flows.upkeep.reconcile import repair_all
from flows.upkeep.wake_backlog import backlog
from models.connection import session
from models.tables import WakeBasis
from spoorboek import clock
from spoorboek.platform.up import Platform

OPEN, IMPORTED = 10_000, 2_000
RECONCILE_SECONDS, IMPORT_SECONDS = 15, 60
HEADINGS = "Werkgever;Werkgever naam;Personeelsnummer;Naam;Eerste ziektedag"


class Cost(NamedTuple):
    """Seconds that passed, seconds of the processors, and memory in MB, of this process and the platform."""

    seconds: float
    processor: float
    memory: float

    @property
    def words(self) -> str:
        """Say the cost of processors and memory."""
        return f"{self.processor:.1f} CPU-s, {self.memory:,.0f} MB"


def reconcile(home: Path) -> list[Figure]:
    """Reconcile sleeping cases: when nothing changed, and when every plan must be computed anew."""
    with own_platform(home / "home") as platform:
        sleeping_cases(platform, OPEN)
        with measured(platform) as same:
            assert repair_all() == []
        with session() as writing:
            writing.execute(update(WakeBasis).values(planned_by=""))
        with measured(platform) as anew:
            assert repair_all() == []
    return [
        below(f"reconcile {OPEN:,} open cases, nothing changed", same[0].seconds, RECONCILE_SECONDS, "s"),
        Figure("… of all processes", same[0].words),
        Figure("… every plan computed anew, as after new rules", f"{anew[0].seconds:.1f} s"),
        Figure("… of all processes", anew[0].words),
    ]


def bulk_import(home: Path) -> list[Figure]:
    """Import a file of new cases at the command line, and let the platform wake them."""
    file = home / "zaken.csv"
    first_day = clock.today() - timedelta(days=20)
    rows = (f"acme;Acme;P{place};Persoon {place};{first_day:%d-%m-%Y}" for place in range(IMPORTED))
    file.write_text("\n".join([HEADINGS, *rows]))
    with own_platform(home / "home") as platform:
        with measured(platform) as done:
            subprocess.run(
                [sys.executable, "-m", "spoorboek.cli", "import", str(file)], check=True, capture_output=True
            )
        began = time.monotonic()
        while backlog():
            time.sleep(1)
        woken = time.monotonic() - began
    return [
        below(f"import of {IMPORTED:,} cases, until the command returns", done[0].seconds, IMPORT_SECONDS, "s"),
        Figure("… until all are woken by themselves", f"{woken:.0f} s"),
    ]


@contextmanager
def measured(platform: Platform) -> Iterator[list[Cost]]:
    """Measure the block; the list holds the cost afterwards."""
    costs: list[Cost] = []
    before, began = _processor(platform), time.monotonic()
    yield costs
    memory = sum(each.memory_info().rss for each in _processes(platform)) / 1024**2
    costs.append(Cost(time.monotonic() - began, _processor(platform) - before, memory))


def _processor(platform: Platform) -> float:
    return own_seconds() + processor_seconds(*(psutil.Process(child.pid) for child in platform.children))


def _processes(platform: Platform) -> list[psutil.Process]:
    """List this process and those of the platform, with the backends of the database."""
    own = [psutil.Process(child.pid) for child in platform.children]
    return [psutil.Process(), *own, *(each for process in own for each in process.children(recursive=True))]
