"""What Spoorboek asks of Prefect: start the run of a case, wake it, put it to sleep. The only module that does."""

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
from prefect.states import AwaitingRetry

from models.case_lookup import find_case
from models.connection import session
from models.tables import Case
from spoorboek import clock
from spoorboek.errors import PlatformError
from tasks.case_state import CaseState
from tasks.views.run_list import next_step_message

FLOW = "Ziektedossier"
DEPLOYMENT = f"{FLOW}/dossier"
SOON = "Het dossier kon nu niet worden gewekt; dat gebeurt vanzelf binnen een kwartier."


class NotDeployed(PlatformError):
    """De deployment van het ziektedossier ontbreekt; start `spoorboek up` opnieuw."""


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
    """Read a flow run; None when there is none of that id (any more)."""
    if run_id is None:
        return None
    try:
        return prefect.read_flow_run(run_id)
    except ObjectNotFound:
        return None


def read_living_run(prefect: SyncPrefectClient, run_id: UUID | None) -> FlowRun | None:
    """Read a flow run; None also when it is lost."""
    run = read_run(prefect, run_id)
    return None if run is None or is_lost(run, case_deployment(prefect)) else run


def is_lost(run: FlowRun, home: DeploymentResponse) -> bool:
    """Tell whether no worker will ever take a run again: its deployment or its queue is not that of the cases.

    A run whose deployment was deleted, and placed anew, stays visible in the UI with its state.
    """
    return (run.deployment_id, run.work_queue_id) != (home.id, home.work_queue_id)


def schedule_run(prefect: SyncPrefectClient, run_id: UUID, moment: datetime, message: str) -> State:
    """Let a run start at `moment`, whatever state it is in; return the state it got.

    The state is of type Scheduled. Its name is `AwaitingRetry`, for under that name alone the UI shows what the run
    did before; of a run named `Scheduled` it hides timeline, tasks and dossier.
    """
    state: State = AwaitingRetry(scheduled_time=moment, message=message)
    return prefect.set_flow_run_state(run_id, state, force=True).state or state


def start_run(prefect: SyncPrefectClient, number: str, instead_of: UUID | None = None) -> UUID:
    """Create the run of a case, due now, and note it in the record.

    `instead_of`: the run it replaces, which is gone or can never wake again. Whoever replaces the same run gets the
    same new one, so two who do it at once make one run.
    """
    run = prefect.create_flow_run_from_deployment(
        case_deployment(prefect).id,
        parameters={"zaaknummer": number},
        name=number,
        idempotency_key=f"dossier {number} na {instead_of}" if instead_of else f"dossier {number}",
    )
    with session() as writing:
        _give(find_case(writing, number), run.id)
    return run.id


def wake_case(prefect: SyncPrefectClient, number: str) -> None:
    """See that a case wakes: start it when it has no run, move one that sleeps or ended to now, leave others alone.

    A run that is awake reads the version of its case after it went to sleep, so nothing is lost between the two.
    """
    with session() as reading:
        run_id = find_case(reading, number).flow_run_id
    run = read_living_run(prefect, run_id)
    if run is None:
        start_run(prefect, number, instead_of=run_id)
    elif run.state is None or run.state.is_final() or run.state.is_scheduled():
        schedule_run(prefect, run.id, clock.now(), "Gewekt")


def wake_all(numbers: list[str]) -> None:
    """Wake several cases, for instance after an import."""
    with prefect_client() as prefect:
        for number in numbers:
            wake_case(prefect, number)


def is_run_of(prefect: SyncPrefectClient, run_id: UUID, number: str) -> bool:
    """Tell whether this run is the one of its case; adopt the case when its own run is gone, else wake that run."""
    with session() as writing:
        case = find_case(writing, number)
        if case.flow_run_id != run_id and read_living_run(prefect, case.flow_run_id) is None:
            _give(case, run_id)
        if case.flow_run_id == run_id:
            return True
    wake_case(prefect, number)
    return False


def _give(case: Case, run_id: UUID) -> None:
    """Note the run of a case. A run of its own has a dossier of its own in the UI, so another run makes a new one."""
    if case.flow_run_id != run_id:
        case.flow_run_id, case.artifact_id = run_id, None


def go_to_sleep(prefect: SyncPrefectClient, run_id: UUID, current: CaseState) -> NoReturn:
    """Leave the run asleep until the next wake of its case. No process, thread or timer is held meanwhile.

    Whoever reports something wakes a run that sleeps; what was reported before it slept shows in the version, which
    is read once more after it went to sleep. So no report falls between the two.
    """
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
    """Wake the runs of these cases; return what to tell the user when that has to wait, None when it was done."""
    try:
        wake_all(list(numbers))
    except (PrefectException, HTTPError, PlatformError) as error:
        get_logger("spoorboek").warning("Not woken: %s", type(error).__name__)
        return SOON
    return None
