"""Every open case has exactly one live run whose wake is the computed one. What is not so, is mended and reported."""

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
    read_living_run,
    schedule_run,
    start_run,
    wake_moment_of,
)
from models.case_lookup import find_case, watched_cases
from models.connection import session, try_case_lock
from spoorboek import clock
from spoorboek.errors import PlatformError
from tasks.case_state import CaseState, read_case_state

RUNS_A_PAGE = 200
STUCK_AFTER = timedelta(seconds=60)
LIVE = [kind for kind in StateType if kind not in TERMINAL_STATES]


class Repair(NamedTuple):
    """What reconcile did for one case: its number, a Dutch reason, and whether it is well now."""

    number: str
    reason: str
    mended: bool = True


class RepairContext(NamedTuple):
    """What reconcile compares with: Prefect, the deployment all runs belong to, and how long a wake may last."""

    prefect: SyncPrefectClient
    home: DeploymentResponse
    stuck_after: timedelta


@flow(name="Dossiers herstellen", persist_result=False)
def reconcile() -> State:
    """Ziet na of elk open dossier één levende run heeft die op tijd wakker wordt, en herstelt wat niet klopt."""
    repairs = repair_all()
    message = "; ".join(f"{repair.number}: {repair.reason}" for repair in repairs) or "Alle dossiers zijn in orde."
    return Completed(message=message) if all(repair.mended for repair in repairs) else Failed(message=message)


def repair_all(stuck_after: timedelta = STUCK_AFTER) -> list[Repair]:
    """Mend every case that needs it; return what was mended. Without findings nothing is changed.

    It can run at any time, beside anything: a case somebody is at work on is left alone. `stuck_after`: how long a
    wake may stand between its state and the lock of its case. Raises NotDeployed when the case flow has no deployment.
    """
    with prefect_client() as prefect:
        watch = RepairContext(prefect, case_deployment(prefect), stuck_after)
        live = {run.id: run for run in live_runs(prefect)}
        repairs = [
            repair
            for number, run_id in watched_runs(live)
            if (repair := check_case(watch, number, live.get(run_id) if run_id else None))
        ]
        return repairs + list(end_strays(watch, live.values(), dict(watched_runs(live))))


def watched_runs(live: Iterable[UUID]) -> list[tuple[str, UUID | None]]:
    """List number and run of every open case, and of every closed one whose run lives on."""
    with session() as reading:
        return [(case.number, case.flow_run_id) for case in watched_cases(reading, list(live))]


def check_case(watch: RepairContext, number: str, listed: FlowRun | None) -> Repair | None:
    """Mend a case when its run, as it was listed, seems wrong. What goes wrong with one case is not felt by others."""
    try:
        if listed is not None and what_is_wrong(watch, listed, read_case_state(number)) is None:
            return None
        with try_case_lock(number) as nobody_at_work:
            return repair_case(watch, number) if nobody_at_work else None
    except PlatformError:
        raise
    except Exception as error:
        return Repair(number, f"is niet na te gaan ({type(error).__name__}); zie het logboek", mended=False)


def repair_case(watch: RepairContext, number: str) -> Repair | None:
    """Mend a case on a fresh look, while its lock keeps everybody else away; None when nothing is wrong after all."""
    with session() as reading:
        run_id = find_case(reading, number).flow_run_id
    run = read_living_run(watch.prefect, run_id)
    if run is None:
        start_run(watch.prefect, number, instead_of=run_id)
        return Repair(number, "had geen run die een worker kan vinden; er is een nieuwe gestart")
    reason = what_is_wrong(watch, run, read_case_state(number))
    if reason is None:
        return None
    schedule_run(watch.prefect, run.id, clock.now(), f"Hersteld: {reason}")
    return Repair(number, reason)


def what_is_wrong(watch: RepairContext, run: FlowRun, current: CaseState) -> str | None:
    """Say in Dutch why a run must be woken now; None when it sleeps or works as it should."""
    state = run.state
    if is_lost(run, watch.home):
        return "de run is voor geen worker te vinden"
    if state and state.is_completed() and current.agenda.next_wake is None and not current.actions:
        return None
    if state is None or state.is_final():
        return f"de run was geëindigd ({state.name if state else 'zonder toestand'})"
    if state.is_paused() or state.is_cancelling():
        return f"de run stond stil ({state.name})"
    if state.is_running() or state.is_pending():
        too_long = clock.now() - state.timestamp > watch.stuck_after
        return f"de wekbeurt bleef hangen ({state.name})" if too_long else None
    return wrong_wake(state, current)


def wrong_wake(asleep: State, current: CaseState) -> str | None:
    """Say why a sleeping run wakes at the wrong moment; None when it does not, or when it is waking already."""
    planned = asleep.state_details.scheduled_time
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
    wanted = FlowRunFilter.model_validate({"state": {"type": {"any_": LIVE}}})
    runs: list[FlowRun] = []
    while page := prefect.read_flow_runs(
        flow_filter=of_cases, flow_run_filter=wanted, sort=FlowRunSort.ID_DESC, limit=RUNS_A_PAGE, offset=len(runs)
    ):
        runs.extend(page)
    return runs


def end_strays(watch: RepairContext, runs: Iterable[FlowRun], own: dict[str, UUID | None]) -> Iterator[Repair]:
    """Cancel every live run that is not the run of its case. One so young that it may not be noted yet is left."""
    for run in runs:
        number = str(run.parameters.get("zaaknummer"))
        stray = number not in own or own[number] not in (None, run.id)
        if stray and run.created and clock.now() - run.created > watch.stuck_after:
            ended: State = Cancelled(message="Dubbele run van dit dossier")
            watch.prefect.set_flow_run_state(run.id, ended, force=True)
            yield Repair(number, "een dubbele run is beëindigd")
