"""Every open case has exactly one live run whose wake is the computed one. What is not so, is mended and reported."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from prefect import flow
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterName, FlowRunFilter
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.states import Cancelled, Completed

from flows.engine import client, moment_of, schedule, start
from models.cases import open_cases
from models.database import is_locked, session
from spoorboek import clock
from tasks.situation import Situation, situation

PAGE = 200
STUCK_AFTER = timedelta(seconds=60)
LIVE = [
    kind
    for kind in StateType
    if kind not in {StateType.COMPLETED, StateType.FAILED, StateType.CRASHED, StateType.CANCELLED}
]


class Repair(NamedTuple):
    """What reconcile did for one case: the number and a Dutch reason."""

    number: str
    reason: str


@flow(name="Dossiers herstellen", persist_result=False)
def reconcile() -> State:
    """Ziet na of elk open dossier één levende run heeft die op tijd wakker wordt, en herstelt wat niet klopt."""
    repairs = mend_all()
    lines = [f"{repair.number}: {repair.reason}" for repair in repairs]
    return Completed(message="; ".join(lines) or "Alle dossiers zijn in orde.")


def mend_all(stuck_after: timedelta = STUCK_AFTER) -> list[Repair]:
    """Mend every open case; return what was mended. Without findings nothing is changed, so it can run at any time.

    `stuck_after`: how long a wake may last before the lock of its case tells whether anybody is still at it.
    """
    with client() as prefect:
        runs = live_runs(prefect)
        with session() as reading:
            cases = [(case.number, case.flow_run_id) for case in open_cases(reading)]
        known = read_runs(prefect, [run_id for _, run_id in cases if run_id])
        repairs = [
            repair
            for number, run_id in cases
            if (repair := mend(prefect, number, known.get(run_id) if run_id else None, stuck_after))
        ]
        return repairs + list(cancel_doubles(prefect, dict(cases), runs))


def mend(prefect: SyncPrefectClient, number: str, run: FlowRun | None, stuck_after: timedelta) -> Repair | None:
    """Mend one case, given its run as Prefect knows it; None when nothing was wrong."""
    if run is None or run.deployment_id is None:
        start(prefect, number)
        return Repair(number, "had geen run; er is een nieuwe gestart")
    reason = what_is_wrong(run, situation(number), stuck_after)
    if reason is None:
        return None
    schedule(prefect, run.id, clock.now(), f"Hersteld: {reason}", force=True)
    return Repair(number, reason)


def what_is_wrong(run: FlowRun, here: Situation, stuck_after: timedelta) -> str | None:
    """Say in Dutch why a run must be woken now; None when it sleeps or works as it should."""
    state = run.state
    if state is None or state.is_final():
        return f"de run was geëindigd ({state.name if state else 'zonder toestand'})"
    if state.is_paused() or state.is_cancelling():
        return f"de run stond stil ({state.name})"
    if state.is_running() or state.is_pending():
        dead = clock.now() - state.timestamp > stuck_after and not is_locked(here.number)
        return f"de wekbeurt bleef hangen ({state.name})" if dead else None
    return wrong_wake(run, here)


def wrong_wake(run: FlowRun, here: Situation) -> str | None:
    """Say why a sleeping run wakes at the wrong moment; None when it does not."""
    planned = run.state.state_details.scheduled_time if run.state else None
    if here.actions and (planned is None or planned > clock.now()):
        return "er was werk blijven liggen"
    if here.agenda.next_wake is None or planned is None:
        return "het dossier kan worden afgesloten"
    overdue = planned <= clock.now()
    return None if overdue or planned == moment_of(here) else "de wektijd klopte niet"


def read_runs(prefect: SyncPrefectClient, ids: list[UUID]) -> dict[UUID, FlowRun]:
    """Read runs by id, a page at a time; what Prefect does not know is absent."""
    pages = (ids[first : first + PAGE] for first in range(0, len(ids), PAGE))
    found = (prefect.read_flow_runs(flow_run_filter=FlowRunFilter(id={"any_": page}), limit=PAGE) for page in pages)
    return {run.id: run for page in found for run in page}


def live_runs(prefect: SyncPrefectClient) -> list[FlowRun]:
    """List every run of the case deployment that has not ended."""
    deployment = DeploymentFilter(name=DeploymentFilterName(any_=["dossier"]))
    wanted = FlowRunFilter(state={"type": {"any_": LIVE}})
    runs: list[FlowRun] = []
    while page := prefect.read_flow_runs(
        deployment_filter=deployment, flow_run_filter=wanted, limit=PAGE, offset=len(runs)
    ):
        runs.extend(page)
    return runs


def cancel_doubles(
    prefect: SyncPrefectClient, own: dict[str, UUID | None], runs: Iterable[FlowRun]
) -> Iterator[Repair]:
    """Cancel every live run of a case besides its own."""
    by_number: dict[str, list[FlowRun]] = defaultdict(list)
    for run in runs:
        by_number[str(run.parameters.get("zaaknummer"))].append(run)
    for number, found in by_number.items():
        for run in found:
            if number in own and own[number] not in (None, run.id):
                prefect.set_flow_run_state(run.id, Cancelled(message="Dubbele run van dit dossier"), force=True)
                yield Repair(number, "een dubbele run is beëindigd")
