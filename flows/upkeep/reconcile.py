"""Check that every open case has exactly one live run that wakes at the computed time; repair and report the others."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from prefect import flow
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.filters import FlowFilter, FlowFilterName, FlowRunFilter
from prefect.client.schemas.objects import TERMINAL_STATES, FlowRun, State, StateType
from prefect.client.schemas.responses import DeploymentResponse
from prefect.client.schemas.sorting import FlowRunSort
from prefect.states import Cancelled, Completed, Failed

from flows.engine.runs import (
    FLOW,
    case_deployment,
    is_lost,
    prefect_client,
    read_live_run,
    schedule_run,
    start_run,
    wake_moment_of,
)
from models.case_lookup import find_case, watched_cases
from models.connection import session, try_lock
from spoorboek import clock
from spoorboek.errors import PlatformError
from tasks.case_state import CaseState, read_case_state

RUNS_A_PAGE = 200
STUCK_AFTER = timedelta(seconds=60)
LIVE = [kind for kind in StateType if kind not in TERMINAL_STATES]


class Repair(NamedTuple):
    """One repair: the number of the case, the reason in Dutch, and whether it succeeded."""

    number: str
    reason: str
    repaired: bool = True


class RepairContext(NamedTuple):
    """What a check needs: the Prefect client, the deployment of the cases, how long a run may be pending or running."""

    prefect: SyncPrefectClient
    deployment: DeploymentResponse
    stuck_after: timedelta


@flow(name="Dossiers herstellen", persist_result=False)
def reconcile() -> State:
    """Ziet na of elk open dossier één levende run heeft die op tijd wakker wordt, en herstelt wat niet klopt."""
    repairs = repair_all()
    message = "; ".join(f"{repair.number}: {repair.reason}" for repair in repairs) or "Alle dossiers zijn in orde."
    return Completed(message=message) if all(repair.repaired for repair in repairs) else Failed(message=message)


def repair_all(stuck_after: timedelta = STUCK_AFTER) -> list[Repair]:
    """Repair every case that needs it and return the repairs; nothing else is changed.

    It can run at any time, in parallel with anything: a case that is locked is left alone. `stuck_after`: how long a
    run may be pending or running without holding the lock of its case. Raises NotDeployed when the case flow has no
    deployment.
    """
    with prefect_client() as prefect:
        context = RepairContext(prefect, case_deployment(prefect), stuck_after)
        live = {run.id: run for run in live_runs(prefect)}
        repairs = [
            repair
            for number, run_id in watched_runs(live)
            if (repair := check_case(context, number, live.get(run_id) if run_id else None))
        ]
        return repairs + list(cancel_duplicate_runs(context, live.values(), dict(watched_runs(live))))


def watched_runs(live: Iterable[UUID]) -> list[tuple[str, UUID | None]]:
    """List number and run id of every open case, and of every closed case whose run is live."""
    with session() as reading:
        return [(case.number, case.flow_run_id) for case in watched_cases(reading, list(live))]


def check_case(context: RepairContext, number: str, listed: FlowRun | None) -> Repair | None:
    """Repair a case when its run, as listed, is wrong. An error in one case does not affect the others."""
    try:
        if listed is not None and what_is_wrong(context, listed, read_case_state(number)) is None:
            return None
        with try_lock(number) as locked:
            return repair_case(context, number) if locked else None
    except PlatformError:
        raise
    except Exception as error:
        return Repair(number, f"is niet na te gaan ({type(error).__name__}); zie het logboek", repaired=False)


def repair_case(context: RepairContext, number: str) -> Repair | None:
    """Read a case again while holding its lock, and repair it; None when nothing is wrong after all."""
    with session() as reading:
        run_id = find_case(reading, number).flow_run_id
    run = read_live_run(context.prefect, run_id)
    if run is None:
        start_run(context.prefect, number, instead_of=run_id)
        return Repair(number, "had geen run die een worker kan vinden; er is een nieuwe gestart")
    reason = what_is_wrong(context, run, read_case_state(number))
    if reason is None:
        return None
    schedule_run(context.prefect, run.id, clock.now(), f"Hersteld: {reason}")
    return Repair(number, reason)


def what_is_wrong(context: RepairContext, run: FlowRun, current: CaseState) -> str | None:
    """Return the reason in Dutch why a run must be woken now; None when it sleeps or runs as it should."""
    state = run.state
    if is_lost(run, context.deployment):
        return "de run is voor geen worker te vinden"
    if state and state.is_completed() and current.agenda.next_wake is None and not current.actions:
        return None
    if state is None or state.is_final():
        return f"de run was geëindigd ({state.name if state else 'zonder toestand'})"
    if state.is_paused() or state.is_cancelling():
        return f"de run stond stil ({state.name})"
    if state.is_running() or state.is_pending():
        too_long = clock.now() - state.timestamp > context.stuck_after
        return f"de wekbeurt bleef hangen ({state.name})" if too_long else None
    return wrong_wake(state, current)


def wrong_wake(state: State, current: CaseState) -> str | None:
    """Return the reason in Dutch why a sleeping run wakes at the wrong time; None when it does not, or is due now."""
    planned = state.state_details.scheduled_time
    if planned is not None and planned <= clock.now():
        return None
    if current.actions:
        return "er was werk blijven liggen"
    if current.agenda.next_wake is None:
        return "het dossier kan worden afgesloten"
    return None if planned == wake_moment_of(current) else "de wektijd klopte niet"


def live_runs(prefect: SyncPrefectClient) -> list[FlowRun]:
    """List every run of the case flow that has not ended, in a fixed order."""
    of_cases = FlowFilter(name=FlowFilterName(any_=[FLOW]))
    not_ended = FlowRunFilter.model_validate({"state": {"type": {"any_": LIVE}}})
    runs: list[FlowRun] = []
    while page := prefect.read_flow_runs(
        flow_filter=of_cases, flow_run_filter=not_ended, sort=FlowRunSort.ID_DESC, limit=RUNS_A_PAGE, offset=len(runs)
    ):
        runs.extend(page)
    return runs


def cancel_duplicate_runs(
    context: RepairContext, runs: Iterable[FlowRun], run_ids: dict[str, UUID | None]
) -> Iterator[Repair]:
    """Cancel every live run that is not the run of its case, except new ones that may not be stored yet.

    `run_ids`: the run of every case, by its number.
    """
    for run in runs:
        number = str(run.parameters.get("zaaknummer"))
        stray = number not in run_ids or run_ids[number] not in (None, run.id)
        if stray and run.created and clock.now() - run.created > context.stuck_after:
            cancelled: State = Cancelled(message="Dubbele run van dit dossier")
            context.prefect.set_flow_run_state(run.id, cancelled, force=True)
            yield Repair(number, "een dubbele run is beëindigd")
