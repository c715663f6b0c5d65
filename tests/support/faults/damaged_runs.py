"""What people and machines do to the run of a case in Prefect, and how reconcile names what it finds."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from uuid import UUID, uuid4

from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.objects import State
from prefect.states import Cancelling, Crashed, Failed, Pending, Running, Scheduled, Suspended
from support.faults.fault_injection import run_of

from flows.engine.runs import case_deployment, prefect_client, schedule_run
from models.case_lookup import find_case
from models.connection import session
from spoorboek import clock
from spoorboek.demo.time_lapse import StoryRun

Harm = Callable[[SyncPrefectClient, UUID, str], object]


def becomes(*states: Callable[[], State]) -> Harm:
    """Put a run in one state after the other, whatever Prefect thinks of it."""
    return lambda prefect, run, _number: [prefect.set_flow_run_state(run, state(), force=True) for state in states]


def asked(state: Callable[[], State]) -> Harm:
    """Ask for a state as the UI does; Prefect's own rules decide what becomes of it."""
    return lambda prefect, run, _number: prefect.set_flow_run_state(run, state())


def deleted(prefect: SyncPrefectClient, run: UUID, _number: str) -> None:
    """Delete the run, as the UI and the API can."""
    prefect.delete_flow_run(run)


def doubled(prefect: SyncPrefectClient, _run: UUID, number: str) -> None:
    """Plan a second run of the same case, far ahead."""
    later = Scheduled(scheduled_time=clock.now() + timedelta(days=9))
    prefect.create_flow_run_from_deployment(case_deployment(prefect).id, parameters={"zaaknummer": number}, state=later)


def forgotten(_prefect: SyncPrefectClient, _run: UUID, number: str) -> None:
    """Forget in the record which run belongs to the case."""
    with session() as writing:
        find_case(writing, number).flow_run_id = uuid4()


def moved(prefect: SyncPrefectClient, run: UUID, _number: str) -> None:
    """Plan the next wake at another moment."""
    schedule_run(prefect, run, clock.now() + timedelta(days=999), "Ooit")


def suspended() -> State:
    """Make the state the UI's pause button asks for."""
    return Suspended(timeout_seconds=3600)


# What is done to a run that sleeps, and how reconcile names it.
WHILE_ASLEEP: Mapping[str, tuple[Harm, str]] = {
    "cancelled": (asked(Cancelling), "de run was geëindigd (Cancelled)"),
    "deleted": (deleted, "had geen run die een worker kan vinden; er is een nieuwe gestart"),
    "failed": (becomes(Failed), "de run was geëindigd (Failed)"),
    "crashed": (becomes(Crashed), "de run was geëindigd (Crashed)"),
    "running for ever": (becomes(Running), "de wekbeurt bleef hangen (Running)"),
    "pending for ever": (becomes(Pending), "de wekbeurt bleef hangen (Pending)"),
    "cancelling for ever": (becomes(Running, Cancelling), "de run stond stil (Cancelling)"),
    "suspended": (becomes(Running, suspended), "de run stond stil (Suspended)"),
    "planned at another moment": (moved, "de wektijd klopte niet"),
    "doubled": (doubled, "een dubbele run is beëindigd"),
    "forgotten": (forgotten, "had geen run die een worker kan vinden; er is een nieuwe gestart"),
}
# What is done to a run while its wake is at work.
WHILE_AWAKE: Mapping[str, Harm] = {
    "cancelled": asked(Cancelling),
    "suspended": asked(suspended),
    "deleted": deleted,
    "crashed": becomes(Crashed),
}


def do_harm(harms: Mapping[str, Harm], lives: Mapping[str, StoryRun]) -> None:
    """Do each of the harms to the life of its name."""
    with prefect_client() as prefect:
        for name, harm in harms.items():
            number = lives[name].numbers[0]
            run = run_of(number)
            assert run is not None
            harm(prefect, run, number)
