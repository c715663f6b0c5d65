"""The morning of the peers on Prefect as its documentation shows it, and on DBOS; and what is tried of both."""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import psutil
import psycopg
from bench.beside_peers.peer_setting import (
    PROGRAMS,
    Cost,
    Morning,
    Trials,
    await_true,
    kill_all,
    measured,
    new_morning,
    running,
    tally,
)
from prefect.client.orchestration import SyncPrefectClient
from prefect.exceptions import ObjectNotFound
from prefect.states import Scheduled
from support.platforms import free_port

from spoorboek import clock
from spoorboek.platform.database.postgres import Postgres

BEFORE_DUE = 20.0  # seconds
SECONDS = 600.0
AFTERWARDS = 150.0  # seconds in which what was killed may be done after all; the machine may be busy
CHANGED = ("    mail(number)\n", "    mail(number)\n    print(number)\n")
ENDED = "select count(*) from dbos.workflow_status where status = 'SUCCESS'"
WEEK = timedelta(days=7)


def names(count: int, series: str) -> list[str]:
    """Name the cases of a morning."""
    return [f"{series}{place:03}" for place in range(count)]


def changed_copy(program: Path, folder: Path) -> Path:
    """Write a program as its next version would be: one line more in what a case does."""
    copy = folder / program.name
    copy.write_text(program.read_text(encoding="utf-8").replace(*CHANGED), encoding="utf-8")
    return copy


def all_mailed(morning: Morning, cases: Sequence[str]) -> Callable[[], bool]:
    """Return a question: did every case get its mail?"""
    return lambda: not tally(morning.mailed(), cases)[0]


class OnPrefect:
    """Prefect's own server on PostgreSQL, and the program that is served."""

    program = PROGRAMS / "on_prefect.py"

    def __init__(self, server: Postgres, folder: Path) -> None:
        self.morning, self.folder, self.port = new_morning(server, "prefect_peer", folder), folder, free_port()
        self.database = psutil.Process(server.child.pid)
        self.api = f"http://127.0.0.1:{self.port}/api"
        engine = self.morning.database.replace("postgresql://", "postgresql+asyncpg://")
        self.settings = {
            "PREFECT_HOME": str(folder / "prefect-peer"),
            "PREFECT_API_URL": self.api,
            "PREFECT_SERVER_DATABASE_CONNECTION_URL": engine,
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        }

    @contextmanager
    def served(self, program: Path | None = None, **more: str) -> Iterator[psutil.Process]:
        """Run the program until the end of the block."""
        command = [sys.executable, str(program or self.program)]
        with running(command, self.morning, **self.settings, **more) as process:
            assert await_true(self._is_deployed, 120), self.morning.log.read_text()[-2000:]
            yield process

    def _is_deployed(self) -> bool:
        try:
            return bool(self.client.read_deployment_by_name("due-case/morning"))
        except (ObjectNotFound, OSError):
            return False

    def schedule(self, cases: Sequence[str], due: timedelta) -> None:
        """Make a run for each case, due so much later."""
        deployment = self.client.read_deployment_by_name("due-case/morning").id
        state = Scheduled(scheduled_time=clock.now() + due)
        for name in cases:
            self.client.create_flow_run_from_deployment(deployment, parameters={"number": name}, state=state)

    def lived(self, count: int) -> tuple[Cost, Trials]:
        """Measure a morning, and try the rest."""
        command = [sys.executable, "-m", "prefect", "server", "start", "--port", str(self.port)]
        with running(command, self.morning, **self.settings) as server, SyncPrefectClient(self.api) as self.client:
            assert await_true(lambda: self.client.api_healthcheck() is None, 120), self.morning.log.read_text()[-2000:]
            with self.served() as program:
                cases = names(count, "P")
                self.schedule(cases, timedelta(seconds=BEFORE_DUE))
                with measured([server, program], self.database, count, BEFORE_DUE) as costs:
                    assert await_true(all_mailed(self.morning, cases), SECONDS), self.morning.log.read_text()[-2000:]
                    await_true(lambda: not program.children(), 30)
                twice = names(1, "T") * 2
                self.schedule(twice, timedelta(0))
                await_true(lambda: self.morning.mailed()[twice[0]] == 2, AFTERWARDS)
            return costs[0], Trials(
                self.killed(names(count, "K")),
                self.morning.mailed()[twice[0]],
                self.due_meanwhile(names(2, "S"), self.program, -WEEK),
                self.due_meanwhile(names(2, "N"), changed_copy(self.program, self.folder), timedelta(seconds=10)),
                None,
            )

    def killed(self, cases: Sequence[str]) -> tuple[int, int]:
        """Kill the program, and what it started, right after half of the mails left; start it again."""
        hang = len(self.morning.mailed().values()) + len(cases) // 2 + 1
        with self.served(PEER_HANG=str(hang)) as program:
            self.schedule(cases, timedelta(0))
            await_true((self.morning.mails / "stood").exists, SECONDS)
            kill_all(program)
        with self.served():
            await_true(all_mailed(self.morning, cases), AFTERWARDS)
            return tally(self.morning.mailed(), cases)

    def due_meanwhile(self, cases: Sequence[str], program: Path, due: timedelta) -> bool:
        """Schedule cases while nothing runs; return whether each is done once by a program that starts then."""
        self.schedule(cases, due)
        with self.served(program):
            await_true(all_mailed(self.morning, cases), AFTERWARDS)
            return tally(self.morning.mailed(), cases) == (0, 0)


class OnDbos:
    """The program on DBOS: one process, and PostgreSQL."""

    program = PROGRAMS / "on_dbos.py"

    def __init__(self, server: Postgres, folder: Path, python: str) -> None:
        self.morning, self.folder, self.python = new_morning(server, "dbos_peer", folder), folder, python
        self.database = psutil.Process(server.child.pid)

    @contextmanager
    def running(
        self, cases: Sequence[str], delay: float, program: Path | None = None, **more: str
    ) -> Iterator[psutil.Process]:
        """Run the program until the end of the block; it starts these cases, due so many seconds later."""
        asked = {"PEER_CASES": ",".join(cases), "PEER_DELAY": str(delay)}
        with running([self.python, str(program or self.program)], self.morning, **asked, **more) as process:
            yield process

    def lived(self, count: int) -> tuple[Cost, Trials]:
        """Measure a morning, and try the rest."""
        cases = names(count, "P")
        with self.running(cases, BEFORE_DUE) as program:
            assert await_true(lambda: self.known() >= count, 60), self.morning.log.read_text()[-2000:]
            with measured([program], self.database, count, BEFORE_DUE) as costs:
                assert await_true(all_mailed(self.morning, cases), SECONDS), self.morning.log.read_text()[-2000:]
                await_true(lambda: self.known("SUCCESS") >= count, 30)
        with self.running(cases[:1], 0):
            time.sleep(10)
        return costs[0], Trials(
            self.killed(names(count, "K")),
            self.morning.mailed()[cases[0]],
            self.due_meanwhile(names(2, "S"), self.program),
            self.due_meanwhile(names(2, "N"), changed_copy(self.program, self.folder)),
            None,
        )

    def known(self, status: str = "%") -> int:
        """Count the workflows of a status."""
        query = "select count(*) from dbos.workflow_status where status like %s and name like '%%due_case'"
        try:
            with psycopg.connect(self.morning.database) as connection:
                (found,) = connection.execute(query, (status,)).fetchone() or (0,)
                return int(found)
        except psycopg.errors.UndefinedTable:
            return 0

    def killed(self, cases: Sequence[str]) -> tuple[int, int]:
        """Kill the program right after half of the mails left; start it again."""
        hang = len(list(self.morning.mails.glob("*.eml"))) + len(cases) // 2 + 1
        with self.running(cases, 0, PEER_HANG=str(hang)) as program:
            await_true((self.morning.mails / "stood").exists, SECONDS)
            kill_all(program)
        with self.running((), 0):
            await_true(all_mailed(self.morning, cases), AFTERWARDS)
            time.sleep(5)
            return tally(self.morning.mailed(), cases)

    def due_meanwhile(self, cases: Sequence[str], program: Path) -> bool:
        """Let cases be due while nothing runs; return whether each is done once by a program that starts then."""
        before = self.known()
        with self.running(cases, 8) as first:
            assert await_true(lambda: self.known() >= before + len(cases), 60)
            kill_all(first)
        time.sleep(8)
        with self.running((), 0, program):
            await_true(all_mailed(self.morning, cases), AFTERWARDS)
            return tally(self.morning.mailed(), cases) == (0, 0)
