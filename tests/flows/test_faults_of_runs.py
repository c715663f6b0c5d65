"""Things happen to the run of a case in Prefect: reconcile mends each, and the record never shows it."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from faults import AT_ONCE, DAY, SHORT, await_held, held, live_on, live_to_the_eve, mend, run_of
from lives import assert_lived_as_foretold
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.objects import State
from prefect.states import Cancelling, Crashed, Failed, Pending, Running, Scheduled, Suspended

from flows.engine import client, home_of_cases, schedule
from flows.reconcile import Repair, mend_all
from models.database import session
from models.record import find_case
from spoorboek import clock
from spoorboek.local import Platform
from spoorboek.stories import Story
from spoorboek.timelapse import Life, begin_day, rouse

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
    prefect.create_flow_run_from_deployment(home_of_cases(prefect).id, parameters={"zaaknummer": number}, state=later)


def forgotten(_prefect: SyncPrefectClient, _run: UUID, number: str) -> None:
    """Forget in the record which run belongs to the case."""
    with session() as writing:
        find_case(writing, number).flow_run_id = uuid4()


def moved(prefect: SyncPrefectClient, run: UUID, _number: str) -> None:
    """Plan the next wake at another moment."""
    schedule(prefect, run, clock.now() + timedelta(days=999), "Ooit")


# What is done to a run that sleeps, and how reconcile names what it found.
WHILE_ASLEEP: Mapping[str, tuple[Harm, str]] = {
    "cancelled": (asked(Cancelling), "de run was geëindigd (Cancelled)"),
    "deleted": (deleted, "had geen run die een worker kan vinden; er is een nieuwe gestart"),
    "failed": (becomes(Failed), "de run was geëindigd (Failed)"),
    "crashed": (becomes(Crashed), "de run was geëindigd (Crashed)"),
    "running for ever": (becomes(Running), "de wekbeurt bleef hangen (Running)"),
    "pending for ever": (becomes(Pending), "de wekbeurt bleef hangen (Pending)"),
    "cancelling for ever": (becomes(Running, Cancelling), "de run stond stil (Cancelling)"),
    "suspended": (becomes(lambda: Suspended(timeout_seconds=3600)), "de run stond stil (Suspended)"),
    "planned at another moment": (moved, "de wektijd klopte niet"),
    "doubled": (doubled, "een dubbele run is beëindigd"),
    "forgotten": (forgotten, "had geen run die een worker kan vinden; er is een nieuwe gestart"),
}
# What is done to a run while its wake is at work.
WHILE_AWAKE: Mapping[str, Harm] = {
    "cancelled": asked(Cancelling),
    "suspended": asked(lambda: Suspended(timeout_seconds=3600)),
    "deleted": deleted,
    "crashed": becomes(Crashed),
}


def to_all(harms: Mapping[str, Harm], lives: Mapping[str, Life]) -> None:
    """Do each of the harms to the life of its name."""
    with client() as prefect:
        for name, harm in harms.items():
            number = lives[name].numbers[0]
            run = run_of(number)
            assert run is not None
            harm(prefect, run, number)


@pytest.fixture(scope="module")
def lives(platform: Platform, new_life: Callable[[Story], Life]) -> dict[str, Life]:
    """Live one short life for each harm up to the eve of its busiest day."""
    found = {name: new_life(SHORT) for name in WHILE_ASLEEP}
    live_to_the_eve(list(found.values()), DAY)
    return found


def test_reconcile_changes_nothing_where_nothing_is_wrong(lives: dict[str, Life]) -> None:
    """Without findings no run gets a new state."""
    with client() as prefect:
        runs = [run_of(life.numbers[0]) for life in lives.values()]
        before = [prefect.read_flow_run(run).state_id for run in runs if run]
        assert mend_all(AT_ONCE) == []
        assert [prefect.read_flow_run(run).state_id for run in runs if run] == before


def test_whatever_happens_to_a_sleeping_run_is_found_and_named(lives: dict[str, Life]) -> None:
    """Each harm is found, named in Dutch and mended; after that nothing is left to find."""
    to_all({name: harm for name, (harm, _) in WHILE_ASLEEP.items()}, lives)
    found = set(mend_all(AT_ONCE))
    missed = [name for name, (_, why) in WHILE_ASLEEP.items() if Repair(lives[name].numbers[0], why) not in found]
    assert missed == []
    mend(list(lives.values()))
    assert mend_all(AT_ONCE) == []


def test_a_wake_at_work_is_left_alone_whatever_its_run_looks_like(lives: dict[str, Life]) -> None:
    """While a wake holds the lock of its case reconcile stays away; afterwards it mends what is still wrong."""
    busy = {name: lives[name] for name in WHILE_AWAKE}
    at_work = {life.numbers[0] for life in busy.values()}
    begin_day(list(lives.values()), DAY)
    with client() as prefect, held("message"):
        rouse(prefect, sorted(at_work))
        await_held("message", len(busy))
        to_all(WHILE_AWAKE, busy)
        touched = {repair.number for repair in mend_all(AT_ONCE)}
    assert touched == {life.numbers[0] for life in lives.values()} - at_work
    mend(list(lives.values()))


def test_the_record_never_shows_it(lives: dict[str, Life]) -> None:
    """Lived on to their end, all cases are exactly what the simulation says."""
    live_on(list(lives.values()), DAY)
    for life in lives.values():
        assert_lived_as_foretold(life)
