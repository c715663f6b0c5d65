"""Ways to break each part of a served platform: it is killed, hangs for a while, or is asked to stop."""

import os
import signal
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress

import psutil
import psycopg
from support.faults.fault_injection import until
from support.served.served_platform import Served

from models.connection import case_engine
from spoorboek.platform.database.postgres import CASES, PREFECT, DatabaseDoesNotStart
from spoorboek.platform.serve.connection_sums import ConnectionLimits, limits_of_all
from spoorboek.platform.serve.stopping import CUT_OFF
from spoorboek.settings import settings

POSTGRES = "postgresql"
HANGS_SECONDS = 8.0
OURS = ("api", "services", "worker", "desk", "bureau", "watch")


def kill_part(served: Served, part: str) -> None:
    """End a part as a machine that fails does, and start it again at once."""
    if part == POSTGRES:
        os.kill(served.managed.server.child.pid, signal.SIGKILL)
        _start_postgres(served)
        return
    served.kill(part)
    served.start(part)


def hang_part(served: Served, part: str) -> None:
    """Let a part do nothing for some seconds, beside what this process does meanwhile."""
    processes = _processes_of(served, part)
    _send(processes, signal.SIGSTOP)
    threading.Timer(HANGS_SECONDS, _send, (processes, signal.SIGCONT)).start()


def restart_part(served: Served, part: str) -> None:
    """Ask a part to stop, which it does within ten seconds and in good order, and start it again.

    A worker whose wake or round of upkeep takes longer gives that run back to the others, and says so by its code.
    """
    if part == POSTGRES:
        served.managed.server.child.stop()
        _start_postgres(served)
        return
    code = served.stop(part)
    if part.partition("-")[0] in OURS:
        said = [line["message"] for line in served.logged(part)]
        last = said[len(said) - said[::-1].index("Gevraagd te stoppen") :]
        gave_back = code == CUT_OFF and any("is teruggegeven" in line for line in last)
        assert code == 0 or gave_back, (part, code, last)
    served.start(part)


WAYS: Mapping[str, Callable[[Served, str], None]] = {"killed": kill_part, "hung": hang_part, "restarted": restart_part}


def assert_connections_add_up(served: Served) -> None:
    """No more connections to either database are open than the sum for these processes says."""
    jobs = [name.partition("-")[0] for name in served.processes]
    counted = {job: jobs.count(job) for job in OURS if job in jobs}
    most = limits_of_all(counted, settings())
    with psycopg.connect(served.managed.superuser, autocommit=True) as looking:
        query = "select datname, count(*) from pg_stat_activity where application_name <> 'test' group by datname"
        open_now = dict(looking.execute(query).fetchall())
    ours = case_engine().pool.checkedin() + case_engine().pool.checkedout() + 1  # type: ignore[attr-defined]
    seen = ConnectionLimits(open_now.get(CASES, 0) - ours, open_now.get(PREFECT, 0))
    assert seen.record <= most.record, (seen, most)
    assert seen.engine <= most.engine, (seen, most)


def _processes_of(served: Served, part: str) -> list[psutil.Process]:
    pid = served.managed.server.child.pid if part == POSTGRES else served.processes[part].pid
    process = psutil.Process(pid)
    return [process, *process.children(recursive=True)]


def _send(processes: list[psutil.Process], number: signal.Signals) -> None:
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.send_signal(number)


def _start_postgres(served: Served) -> None:
    """Start the server; what its killed processes still hold keeps it from that for a moment."""

    def started() -> bool:
        time.sleep(0.5)
        if not served.managed.server.child.alive:
            served.managed.server.child.start()
        try:
            served.managed.server.await_ready(20)
        except DatabaseDoesNotStart:
            return False
        return True

    until("PostgreSQL runs again", started)
