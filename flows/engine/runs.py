"""The flow runs of cases: start, wake, put to sleep. No other module does this."""

from collections.abc import Sequence
from datetime import datetime
from typing import NoReturn
from uuid import UUID

from httpx import HTTPError
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.objects import FlowRun, State
from prefect.client.schemas.responses import DeploymentResponse
from prefect.exceptions import ObjectNotFound, Pause, PrefectException
from prefect.logging import get_logger
from prefect.states import AwaitingRetry, Completed

from flows.engine.listed_runs import ListedRun
from models.case_lookup import find_case
from models.connection import session
from models.tables import Case
from models.wake_basis import mark_to_wake
from spoorboek import clock
from spoorboek.errors import PlatformError
from tasks.case_state import CaseState
from tasks.views.run_list import next_step_message

FLOW = "Ziektedossier"
DEPLOYMENT = f"{FLOW}/dossier"
RECONCILE = "Dossiers herstellen/elk-kwartier"
AT_ONCE = 20  # cases a user waits for; more are woken in the background
WAKES_POSTPONED = "De dossiers konden nu niet worden gewekt; dat begint vanzelf binnen een kwartier."
WAKE_POSTPONED = "Het dossier kon nu niet worden gewekt; dat gebeurt vanzelf binnen een kwartier."


class NotDeployed(PlatformError):
    """De deployment van het ziektedossier ontbreekt. Draait `spoorboek up`, dan zet dat haar vanzelf terug."""


def prefect_client() -> SyncPrefectClient:
    """Open a client of the Prefect API; use it as a context manager."""
    return get_client(sync_client=True)


def case_deployment(prefect: SyncPrefectClient) -> DeploymentResponse:
    """Read the deployment all cases run on; raises NotDeployed when there is none."""
    try:
        return prefect.read_deployment_by_name(DEPLOYMENT)
    except ObjectNotFound as error:
        raise NotDeployed from error


def read_run(prefect: SyncPrefectClient, run_id: UUID | None) -> FlowRun | None:
    """Read a flow run; None when no run has this id (any more)."""
    if run_id is None:
        return None
    try:
        return prefect.read_flow_run(run_id)
    except ObjectNotFound:
        return None


def read_live_run(prefect: SyncPrefectClient, run_id: UUID | None) -> FlowRun | None:
    """Read a flow run; None when it does not exist or is lost (see `is_lost`)."""
    run = read_run(prefect, run_id)
    return None if run is None or is_lost(run, case_deployment(prefect)) else run


def is_lost(run: FlowRun | ListedRun, deployment: DeploymentResponse) -> bool:
    """Tell whether no worker will ever pick up a run: its deployment or work queue is not the current one of the cases.

    A run whose deployment was deleted and created again stays visible in the UI with its state.
    """
    return (run.deployment_id, run.work_queue_id) != (deployment.id, deployment.work_queue_id)


def schedule_run(prefect: SyncPrefectClient, run_id: UUID, start_at: datetime, message: str) -> State:
    """Schedule a run to start at `start_at`, whatever its current state; return its new state.

    The state has type Scheduled and name `AwaitingRetry`, because for a state named `Scheduled` the UI hides the
    timeline, tasks and dossier of the run's earlier wakes.
    """
    state: State = AwaitingRetry(scheduled_time=start_at, message=message)
    return prefect.set_flow_run_state(run_id, state, force=True).state or state


def start_run(
    prefect: SyncPrefectClient,
    number: str,
    instead_of: UUID | None = None,
    deployment: DeploymentResponse | None = None,
) -> UUID:
    """Create the run of a case, due now, and store its id in the record. `number`: as it is stored.

    `instead_of`: the run it replaces, which is deleted or lost. Two processes that replace the same run at once get the
    same new run. `deployment`: that of the cases, from a caller that has read it.
    """
    run = prefect.create_flow_run_from_deployment(
        (deployment or case_deployment(prefect)).id,
        parameters={"zaaknummer": number},
        name=number,
        idempotency_key=f"dossier {number} na {instead_of}" if instead_of else f"dossier {number}",
    )
    with session() as writing:
        _set_run(find_case(writing, number), run.id)
    return run.id


def wake_case(prefect: SyncPrefectClient, number: str) -> None:
    """Wake a case: start a run when it has none, schedule a sleeping or ended run for now, leave others alone.

    A run that is awake reads the version of its case again after going to sleep (see `put_to_rest`), so no event is
    missed.
    """
    with session() as reading:
        run_id = find_case(reading, number).flow_run_id
    run = read_live_run(prefect, run_id)
    if run is None:
        start_run(prefect, number, instead_of=run_id)
    elif run.state is None or run.state.is_final() or run.state.is_scheduled():
        schedule_run(prefect, run.id, clock.now(), "Gewekt")


def is_run_of(prefect: SyncPrefectClient, run_id: UUID, number: str) -> bool:
    """Tell whether this is the run of its case. It becomes that when the stored run is lost; else that one is woken."""
    with session() as writing:
        case = find_case(writing, number)
        if case.flow_run_id != run_id and read_live_run(prefect, case.flow_run_id) is None:
            _set_run(case, run_id)
        if case.flow_run_id == run_id:
            return True
    wake_case(prefect, number)
    return False


def _set_run(case: Case, run_id: UUID) -> None:
    """Store the run of a case. The dossier artifact belongs to a run, so another run creates a new artifact."""
    if case.flow_run_id != run_id:
        case.flow_run_id, case.artifact_id = run_id, None


def put_to_rest(prefect: SyncPrefectClient, run_id: UUID, current: CaseState) -> NoReturn:
    """Put the run to sleep until the next wake of its case, or complete it when the case is closed.

    No process, thread or timer is held meanwhile. A report wakes a run that rests. A report made before it rested is
    found by its version, which is read once more when the server has the new state, so no report is missed.
    """
    if current.agenda.next_wake is None:
        closed: State = Completed(message="Het dossier is gesloten.")
        state = prefect.set_flow_run_state(run_id, closed, force=True).state or closed
    else:
        state = schedule_run(prefect, run_id, wake_moment_of(current), next_step_message(current))
    with session() as reading:
        version = find_case(reading, current.number).version
    if version != current.version:
        state = schedule_run(prefect, run_id, clock.now(), "Er kwam iets bij tijdens de wekbeurt")
    raise Pause(state=state)


def wake_moment_of(current: CaseState) -> datetime:
    """Return when a case wakes next."""
    if current.agenda.next_wake is None:
        raise ValueError(f"case {current.number} is closed and does not wake")
    return clock.wake_moment(current.agenda.next_wake, virtual=current.virtual)


def wake_now(numbers: Sequence[str]) -> str | None:
    """Wake the runs of these cases; return a message for the user when that has to wait, None when it was done.

    Many cases, as after an import, are left to reconcile, which is started for it.
    """
    try:
        with prefect_client() as prefect:
            if len(numbers) > AT_ONCE:
                return wake_in_background(prefect, numbers)
            for number in numbers:
                wake_case(prefect, number)
    except (PrefectException, HTTPError, PlatformError) as error:
        get_logger("spoorboek").warning("Not woken: %s", type(error).__name__)
        with session() as writing:  # reconcile does it, also where nothing was reported
            mark_to_wake(writing, numbers)
        return WAKE_POSTPONED if len(numbers) <= AT_ONCE else WAKES_POSTPONED
    return None


def wake_in_background(prefect: SyncPrefectClient, numbers: Sequence[str]) -> str:
    """Mark these cases to be woken, let reconcile begin, and return what to tell the user."""
    with session() as writing:
        mark_to_wake(writing, numbers)
    begin_reconcile(prefect)
    return f"{len(numbers)} dossiers worden nu gewekt; `spoorboek reconcile` zegt hoeveel er nog wachten."


def begin_reconcile(prefect: SyncPrefectClient) -> None:
    """Let the worker reconcile now, beside its schedule. Raises NotDeployed when there is no deployment for it."""
    try:
        prefect.create_flow_run_from_deployment(prefect.read_deployment_by_name(RECONCILE).id)
    except ObjectNotFound as error:
        raise NotDeployed from error
