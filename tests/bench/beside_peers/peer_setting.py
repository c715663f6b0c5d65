"""Where the programs of peers run: an environment with their library, databases of their own, and what they cost."""

import os
import subprocess
import sys
import sysconfig
import time
import venv
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import psutil
import psycopg
from bench.processors import processor_seconds
from support.repository import ROOT

from spoorboek.platform.database.postgres import Postgres

LOCK = Path(__file__).with_name("peers.lock")
PROGRAMS = Path(__file__).with_name("peer_programs")
LETTERS = "create table letter (number text, content bytea)"
KEPT = "select number, count(*) from letter group by number"
NONE_OF = ("PREFECT_", "SPOORBOEK_", "PYTHONPATH")


class Cost(NamedTuple):
    """What a morning cost: wakes per second, and CPU-seconds per wake of the engine's processes and PostgreSQL."""

    per_second: float
    engine: float
    database: float


class Trials(NamedTuple):
    """What was tried. `killed`: cases without mail and with more than one after kill -9 in the middle of the morning.

    `started_twice`: mails of a case that was started twice; `stood_still`: due a week ago, done once; `new_program`:
    whether a case that slept woke in a changed program (None: not tried here); `forged`: what it says of a row that was
    changed by SQL; None where there is nothing to ask.
    """

    killed: tuple[int, int]
    started_twice: int
    stood_still: bool
    new_program: bool | None
    forged: str | None


@dataclass
class Morning:
    """A morning of one peer: its database, that of its letters, the folder of its mails, and its log."""

    database: str
    letters: str
    mails: Path
    log: Path

    def environment(self, **more: str) -> dict[str, str]:
        """Return the environment of its processes: nothing of the platform's."""
        plain = {name: value for name, value in os.environ.items() if not name.startswith(NONE_OF)}
        path = os.pathsep.join((str(ROOT), str(ROOT / "tests")))
        place = {"PEER_DATABASE": self.database, "PEER_LETTERS": self.letters, "PEER_MAILS": str(self.mails)}
        return plain | place | {"PYTHONPATH": path, "TZ": "Europe/Amsterdam"} | more

    def mailed(self) -> Counter[str]:
        """Count the mails of each case."""
        return Counter(file.name.partition("_")[0] for file in self.mails.glob("*.eml"))

    def kept(self) -> Counter[str]:
        """Count the letters of each case."""
        with psycopg.connect(self.letters) as connection:
            return Counter(dict(connection.execute(KEPT).fetchall()))


def new_morning(server: Postgres, name: str, folder: Path) -> Morning:
    """Make the databases and folders of a morning."""
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        for database in (f"{name}_engine", f"{name}_letters"):
            connection.execute(f'create database "{database}"'.encode())
    letters = server.url(f"{name}_letters")
    with psycopg.connect(letters) as connection:
        connection.execute(LETTERS)
    mails = folder / f"{name}-mails"
    mails.mkdir()
    return Morning(server.url(f"{name}_engine"), letters, mails, folder / f"{name}.log")


def peer_python(folder: Path) -> str | None:
    """Make an environment of what peers.lock holds, beside the product's own; None when it cannot be had."""
    place = folder / "peers"
    venv.create(place, with_pip=True)
    python = place / "bin" / "python"
    command = [str(python), "-m", "pip", "install", "--quiet", "--no-deps", "--require-hashes", "--requirement", LOCK]
    if subprocess.run(command, capture_output=True).returncode:
        return None
    packages = place / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}" / "site-packages"
    (packages / "product.pth").write_text(f"{sysconfig.get_path('purelib')}\n")  # after its own packages
    return str(python)


@contextmanager
def running(command: Sequence[str], morning: Morning, **more: str) -> Iterator[psutil.Process]:
    """Run a program of a peer; at the end it is killed, with all it started."""
    with morning.log.open("ab") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env=morning.environment(**more), cwd=ROOT)
    whole = psutil.Process(process.pid)
    try:
        yield whole
    finally:
        kill_all(whole)
        process.wait()


def kill_all(process: psutil.Process) -> None:
    """Kill a process of ours and all it started, as a machine does that loses its power."""
    try:
        family = [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return
    for each in family:
        try:
            each.kill()
        except psutil.NoSuchProcess:
            continue
    psutil.wait_procs(family[1:], timeout=10)


def await_true(what: Callable[[], bool], seconds: float) -> bool:
    """Wait until something is so; return whether it came to be within `seconds`."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if what():
            return True
        time.sleep(0.1)
    return False


def lines_of_code(*files: Path) -> int:
    """Count lines that are neither empty, nor comment, nor docstring."""
    count = 0
    for file in files:
        inside = False
        for line in map(str.strip, file.read_text(encoding="utf-8").splitlines()):
            quotes = line.count('"""')
            count += bool(line) and not inside and not quotes and not line.startswith("#")
            inside ^= quotes == 1
    return count


def tally(mailed: Mapping[str, int], names: Sequence[str]) -> tuple[int, int]:
    """Return how many cases got no mail, and how many got more than one."""
    return sum(not mailed.get(name) for name in names), sum(mailed.get(name, 0) > 1 for name in names)


@contextmanager
def measured(
    roots: Sequence[psutil.Process], database: psutil.Process, count: int, before_due: float
) -> Iterator[list[Cost]]:
    """Measure a morning from the moment it is due; the block ends when all is done."""
    costs: list[Cost] = []
    time.sleep(max(0.0, before_due - 1))
    engine, stored, began = processor_seconds(*roots), processor_seconds(database), time.monotonic() + 1
    yield costs
    seconds = time.monotonic() - began
    spent, kept = processor_seconds(*roots) - engine, processor_seconds(database) - stored
    costs.append(Cost(count / seconds, spent / count, kept / count))
