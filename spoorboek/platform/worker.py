"""The Prefect worker, which executes runs in its own process, on a bounded number of threads.

A wake lasts a fraction of a second, so a process per run, as the stock worker has, costs ten times as much.
"""

import os
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from typing import Any
from uuid import UUID

import anyio
import anyio.abc
from anyio import to_thread
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import FlowRun
from prefect.client.schemas.responses import DeploymentResponse
from prefect.context import SettingsContext, get_settings_context
from prefect.exceptions import Abort, ObjectNotFound, Pause
from prefect.flow_engine import run_flow
from prefect.flows import Flow
from prefect.workers.base import BaseJobConfiguration, BaseVariables, BaseWorker, BaseWorkerResult

from flows.engine.wake_client import WakeContext
from models.connection import try_lock
from spoorboek.clock import now
from spoorboek.platform.own_flows import OwnFlow, RunRefused, flow_of, load_own_flows
from spoorboek.platform.refused_runs import refuse_run
from spoorboek.settings import settings

POLL_BACKOFF_SECONDS, MAX_POLL_SECONDS = 0.03, 0.6
LISTED_AHEAD = 3  # runs listed for each thread, beside the one it executes; above that a poll would list the same ones
DeploymentReader = Callable[[UUID | None], DeploymentResponse | None]


class _ThreadClients(threading.local):
    """A client of the Prefect API per thread, kept open between wakes: opening one costs as much as a request."""

    context: WakeContext | None = None

    def open(self) -> WakeContext:
        """Return the client context of this thread; enter it for the duration of a wake."""
        if self.context is None:
            self.context = WakeContext()
            self.context.client.__enter__()  # one extra enter keeps it open
        return self.context


THREAD_CLIENTS = _ThreadClients()


class WakeResult(BaseWorkerResult):
    """The result of a wake: 0 whatever state it reached, 1 when it could not be executed."""


def run_wake(listed: FlowRun, read_deployment: DeploymentReader, own_flows: Mapping[str, OwnFlow]) -> None:
    """Execute one wake in this thread, unless another worker executes or executed it; refuse one that is not ours.

    The list of due runs may be outdated, and other workers read the same list. So a run is executed under a lock, and
    only when it is still due according to the server.
    """
    with THREAD_CLIENTS.open() as context, try_lock(f"run {listed.id}") as free:
        current = read_due_run(listed.id) if free else None
        if current is None or not has_come_due(current):
            return
        deployment = read_deployment(current.deployment_id)
        try:
            flow = flow_of(own_flows, deployment, current)
        except RunRefused as refused:
            refuse_run(current, deployment, str(refused))
        else:
            context.client.begin(current)
            wake_up(flow, current)


def read_due_run(run_id: UUID) -> FlowRun | None:
    """Read the current state of a run from the server; None when it was deleted."""
    with get_client(sync_client=True) as prefect, suppress(ObjectNotFound):
        return prefect.read_flow_run(run_id)
    return None


def has_come_due(flow_run: FlowRun) -> bool:
    """Tell whether a run is scheduled and its time has come."""
    scheduled_at = flow_run.state.state_details.scheduled_time if flow_run.state else None
    return bool(scheduled_at and flow_run.state and flow_run.state.is_scheduled() and scheduled_at <= now())


def wake_up(flow: Flow[..., Any], flow_run: FlowRun) -> None:
    """Let Prefect's flow engine execute a flow run from the start.

    A failing flow has reported its Failed state by the time it returns; a sleeping one raises `Pause`, and one the
    server refuses `Abort`. None of these is an error of the worker.
    """
    # Without a deployment id the run starts no thread and websocket to watch for suspension in the UI:
    # a wake is over before anybody could suspend it.
    without_deployment = flow_run.model_copy(update={"deployment_id": None})
    try:
        with without_heartbeat(), suppress(Pause, Abort):
            run_flow(flow, flow_run=without_deployment, return_type="state")
    except (SystemExit, KeyboardInterrupt) as error:
        # In a thread they would stop the event loop of the worker and leave the process alive and idle.
        raise RuntimeError(f"the flow asked the process to end ({type(error).__name__})") from None


def without_heartbeat() -> SettingsContext:
    """Switch off the heartbeat of a run, a thread that takes up to a second to stop; reconcile detects stuck runs."""
    context = get_settings_context()
    flows = context.settings.flows.model_copy(update={"heartbeat_frequency": None})
    return SettingsContext(profile=context.profile, settings=context.settings.model_copy(update={"flows": flows}))


class SpoorboekWorker(BaseWorker[BaseJobConfiguration, BaseVariables, WakeResult]):
    """The worker of type `spoorboek`, which executes every deployment of Spoorboek in this process."""

    type = "spoorboek"
    job_configuration = BaseJobConfiguration
    _description = "Voert de dossiers van Spoorboek uit in één proces, met een vast aantal draden."

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("prefetch_seconds", None)
        if kwargs["prefetch_seconds"] is None:
            kwargs["prefetch_seconds"] = 0
        super().__init__(*args, **kwargs)
        count = settings().slots
        self._threads, self._slots = anyio.CapacityLimiter(count), anyio.CapacityLimiter(count)
        self._own_flows = load_own_flows()
        self._deployments: dict[UUID, DeploymentResponse] = {}
        self._empty_polls, self._next_poll_at = 0, 0.0
        self.awake: set[UUID] = set()  # the runs that have a thread now
        self._enough = count * (1 + LISTED_AHEAD)

    async def get_and_submit_flow_runs(self) -> list[FlowRun]:
        """Poll for due runs and submit them. A time-lapse polls ten times a second, and slower when idle.

        A poll lists up to 200 runs whole, which costs as much as some wakes; so none is made while enough wait here.
        """
        if time.monotonic() < self._next_poll_at or len(self._submitting_flow_run_ids) > self._enough:
            return []
        self._deployments = {}
        found = await super().get_and_submit_flow_runs()
        self._empty_polls = 0 if found else self._empty_polls + 1
        self._next_poll_at = time.monotonic() + min(self._empty_polls * POLL_BACKOFF_SECONDS, MAX_POLL_SECONDS)
        return found

    async def run(
        self,
        flow_run: FlowRun,
        configuration: BaseJobConfiguration,  # noqa: ARG002 - nothing here needs infrastructure
        task_status: anyio.abc.TaskStatus[int] | None = None,
    ) -> WakeResult:
        """Run one flow run in a thread of this process."""
        if task_status:
            task_status.started(os.getpid())
        wake = partial(run_wake, flow_run, self._read_deployment, self._own_flows)
        self.awake.add(flow_run.id)
        try:
            await to_thread.run_sync(wake, limiter=self._threads)
        finally:
            self.awake.discard(flow_run.id)
        return WakeResult(status_code=0, identifier=str(flow_run.id))

    def _read_deployment(self, deployment_id: UUID | None) -> DeploymentResponse | None:
        """Read the deployment of a run, once per poll; None when there is none (any more)."""
        if deployment_id is None:
            return None
        if (known := self._deployments.get(deployment_id)) is None:
            with get_client(sync_client=True) as prefect, suppress(ObjectNotFound):
                known = self._deployments[deployment_id] = prefect.read_deployment(deployment_id)
        return known

    async def _submit_run(self, flow_run: FlowRun) -> None:
        """Run a due run as soon as a thread is free.

        The stock method reads the deployment three times, resolves a job template, and sets `Pending` and `Submitting`
        for infrastructure that does not exist here: more work for the server than the wake itself.
        """
        try:
            async with self._slots:
                await self._run_and_report(flow_run)
        finally:
            self._submitting_flow_run_ids.discard(flow_run.id)
            self._release_limit_slot(flow_run.id)

    async def _run_and_report(self, flow_run: FlowRun) -> None:
        try:
            await self.run(flow_run, self.job_configuration())
        except Exception as error:
            # An error in one wake must not stop the worker; the run is reported as crashed, and reconcile wakes it.
            self._logger.exception("Run %s could not be carried out", flow_run.id)
            await self._propose_crashed_state(flow_run, f"{type(error).__name__}: de wekbeurt is niet uitgevoerd")
