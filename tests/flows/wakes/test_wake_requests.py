"""What a wake asks of the Prefect server: what the server told a moment ago is neither asked nor told again."""

from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING

import pytest
from httpx import Request
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.objects import FlowRun
from prefect.states import Scheduled

from flows.engine.run_page import form_addresses
from flows.engine.runs import prefect_client, schedule_run
from flows.sickness_case import sickness_case
from models.connection import session
from models.record import open_case
from spoorboek import clock
from spoorboek.platform.own_flows import load_own_flows
from spoorboek.platform.up import Platform
from spoorboek.platform.worker import THREAD_CLIENTS, wake_up
from tasks.case_state import current_day

if TYPE_CHECKING:
    from models.tables import Employee

own_flows = cache(load_own_flows)
STATE, RUN, PAGE = "POST set_state", "PATCH flow_runs", "artifacts"


@pytest.fixture
def run(platform: Platform, hire: Callable[[], "Employee"]) -> Iterator[FlowRun]:
    """Make the run of a new case. It has no deployment, so that the worker of the platform leaves it alone."""
    with prefect_client() as prefect, session() as writing:
        today = current_day(writing)
        case = open_case(writing, hire(), today, {"first_sick_day": today.isoformat()}, "proef")
        number = case.number
        made = prefect.create_flow_run(sickness_case, parameters={"zaaknummer": number}, name=number, state=Scheduled())
        case.flow_run_id = made.id
    yield made
    with prefect_client() as prefect:
        prefect.delete_flow_run(made.id)


def wake(run: FlowRun) -> list[str]:
    """Wake a run as the worker does, in this thread; return what was asked of the server, in order."""
    asked: list[str] = []

    def note(request: Request) -> None:
        parts = request.url.path.removeprefix("/api/").split("/")
        asked.append(f"{request.method} {parts[2] if len(parts) > 2 else parts[0]}")

    with THREAD_CLIENTS.open() as context:
        form_addresses(context.client)  # once in ten minutes
        current = context.client.read_flow_run(run.id)
        hooks = context.client._client.event_hooks
        context.client._client.event_hooks = {**hooks, "request": [*hooks["request"], note]}
        try:
            context.client.begin(current)
            wake_up(own_flows()["dossier"].flow, current)
        finally:
            context.client._client.event_hooks = hooks
    return [each for each in asked if "csrf-token" not in each]


def read(prefect: SyncPrefectClient, run: FlowRun) -> FlowRun:
    """Read a run as everyone else does."""
    return prefect.read_flow_run(run.id)


def test_a_wake_asks_the_server_four_things_and_the_next_three(run: FlowRun) -> None:
    """The engine neither reads its run again nor writes what the run has; the server has every state all the same."""
    assert wake(run) == [STATE, RUN, f"POST {PAGE}", STATE]
    with prefect_client() as prefect:
        slept = read(prefect, run)
        assert (slept.state_name, slept.run_count) == ("AwaitingRetry", 1)
        assert slept.name.startswith(f"{run.name} · ")
        assert "dossier" in slept.tags
        schedule_run(prefect, run.id, clock.now(), "Gewekt")
        assert wake(run) == [STATE, f"PATCH {PAGE}", STATE]
        again = read(prefect, run)
        assert (again.name, again.tags, again.run_count) == (slept.name, slept.tags, 2)
        names = [state.name for state in prefect.read_flow_run_states(run.id)]
    assert Counter(names) == {"Scheduled": 1, "Running": 2, "AwaitingRetry": 3}


def test_what_an_operator_changed_is_put_right_by_the_next_wake(run: FlowRun) -> None:
    """Only what the server really has is left unsent: a name or tags that were changed meanwhile are written again."""
    wake(run)
    with prefect_client() as prefect:
        slept = read(prefect, run)
        prefect.update_flow_run(run.id, name="iets anders", tags=[])
        schedule_run(prefect, run.id, clock.now(), "Gewekt")
        assert wake(run) == [STATE, RUN, f"PATCH {PAGE}", STATE]
        assert (read(prefect, run).name, read(prefect, run).tags) == (slept.name, slept.tags)
