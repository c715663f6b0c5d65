"""Wakes per second: our worker beside the stock process worker, same flow, same server, same run."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from uuid import UUID

from bench.figure import Figure, above
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.deployments.runner import RunnerDeployment
from prefect.workers.process import ProcessWorker
from support.platforms import own_platform

from flows.engine.runs import DEPLOYMENT, prefect_client
from models.case_lookup import find_case
from models.connection import session
from models.record import open_case
from models.virtual_calendar import set_virtual_day
from spoorboek.demo.people import invented_employee
from spoorboek.demo.time_lapse import await_rest

FIRST_DAY = date(2026, 1, 5)
OURS, STOCK = 120, 20
PROCESS_POOL = "proces"


def wakes(home: Path) -> list[Figure]:
    """Measure both workers on the first wake of new cases, all due before the worker starts."""
    with own_platform(home / "home") as platform, prefect_client() as prefect:
        with session() as writing:
            set_virtual_day(writing, FIRST_DAY)
        worker = platform.child("worker")
        worker.stop()
        runs = due_runs(prefect, OURS, 0, prefect.read_deployment_by_name(DEPLOYMENT).id)
        worker.start()
        ours = rate(prefect, runs)
        worker.stop()
        runs = due_runs(prefect, STOCK, OURS, process_deployment(prefect))
        with process_worker(platform.settings.home / "log" / "stock.log"):
            stock = rate(prefect, runs)
    return [
        above("wakes per second, our worker", ours, 5, "/s"),
        Figure("wakes per second, stock process worker", f"{stock:.2f} /s"),
        above("… ours to stock", ours / stock, 5, "times"),
    ]


def due_runs(prefect: SyncPrefectClient, count: int, first_place: int, deployment: UUID) -> list[UUID]:
    """Open new cases of invented people, each with a run that is due now."""
    with session() as writing:
        people = [invented_employee(writing, first_place + n) for n in range(count)]
        cases = [open_case(writing, one, FIRST_DAY, {"first_sick_day": FIRST_DAY}, "bench") for one in people]
    return [_due_run(prefect, case.number, deployment) for case in cases]


def _due_run(prefect: SyncPrefectClient, number: str, deployment: UUID) -> UUID:
    run = prefect.create_flow_run_from_deployment(deployment, parameters={"zaaknummer": number}, name=number)
    with session() as writing:
        find_case(writing, number).flow_run_id = run.id
    return run.id


def rate(prefect: SyncPrefectClient, runs: Sequence[UUID]) -> float:
    """Wait until all runs sleep; return wakes per second, from the first run taken to the last one asleep."""
    await_rest(prefect, runs, 600)
    histories = [prefect.read_flow_run_states(run_id) for run_id in runs]
    begun = min(state.timestamp for history in histories for state in history if not state.is_scheduled())
    ended = max(state.timestamp for history in histories for state in history)
    return len(runs) / (ended - begun).total_seconds()


def process_deployment(prefect: SyncPrefectClient) -> UUID:
    """Deploy the case flow to a pool of the stock process worker."""
    template = ProcessWorker.get_default_base_job_template()
    prefect.create_work_pool(WorkPoolCreate(name=PROCESS_POOL, type="process", base_job_template=template))
    entrypoint = "flows.sickness_case:sickness_case"
    deployment = RunnerDeployment.from_entrypoint(entrypoint, "stock", work_pool_name=PROCESS_POOL)
    return UUID(str(deployment.apply()))


@contextmanager
def process_worker(log: Path) -> Iterator[None]:
    """Run the stock process worker."""
    command = [sys.executable, "-m", "prefect", "worker", "start", "--type", "process", "--pool", PROCESS_POOL]
    with log.open("wb") as output:
        worker = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, start_new_session=True)
        try:
            yield
        finally:
            worker.kill()  # it sleeps again: nothing is lost; asked politely, it may wait for ever
            worker.wait()
