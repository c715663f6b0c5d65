"""Nightly tidying: what clutters the lists of Prefect goes, what somebody may look for stays."""

from collections.abc import Callable
from datetime import timedelta
from itertools import takewhile
from uuid import UUID

import psycopg
import pytest
from prefect.states import AwaitingRetry
from support.faults.fault_injection import ended
from support.operator_actions import act, iso, open_a_case

from flows.engine import listed_runs
from flows.engine.runs import FLOW, case_deployment, prefect_client, read_run
from flows.upkeep.tidy import delete_old_upkeep
from models.case_lookup import find_case
from models.connection import session
from models.tables import Employee
from spoorboek import clock
from spoorboek.platform.database.engine_database import KEPT_OF_LIVING, delete_old_states, plain_engine_url
from spoorboek.platform.database.postgres_roles import PREFECT
from spoorboek.platform.up import Platform

SOON = timedelta(minutes=1)


def upkeep() -> UUID:
    """Tidy, as every night, and wait until that is done; unlike sending post, it goes well whatever others mail."""
    with prefect_client() as prefect:
        deployment = prefect.read_deployment_by_name("Prefect opruimen/elke-nacht")
        run = ended(prefect.create_flow_run_from_deployment(deployment.id).id)
    assert run.state_name == "Completed"
    return run.id


def stands(run_id: UUID | None) -> bool:
    """Tell whether Prefect still knows a run."""
    with prefect_client() as prefect:
        return read_run(prefect, run_id) is not None


def test_upkeep_that_went_well_goes_after_its_time(platform: Platform) -> None:
    """Before its time it stays, after it is gone."""
    run = upkeep()
    delete_old_upkeep(clock.now() - SOON)
    assert stands(run)
    assert delete_old_upkeep(clock.now() + SOON) >= 1
    assert not stands(run)


def test_cases_and_actions_of_operators_stay(platform: Platform, hire: Callable[[], Employee]) -> None:
    """Tidying upkeep leaves the run of a case and what operators did."""
    number = open_a_case(hire(), 10)
    action = act("Percentage wijzigen", zaaknummer=number, percentage=50, vanaf=iso(2)).id
    delete_old_upkeep(clock.now() + SOON)
    with session() as reading:
        case_run = find_case(reading, number).flow_run_id
    assert stands(action)
    assert stands(case_run)


def test_old_states_of_a_run_that_lives_on_go(platform: Platform, hire: Callable[[], Employee]) -> None:
    """What a sleeping case was long ago goes; what it was lately stays, and so does the state it is in, however old."""
    number = open_a_case(hire(), 10)
    with session() as reading:
        run_id = find_case(reading, number).flow_run_id
    assert platform.database
    with prefect_client() as prefect, psycopg.connect(platform.database.url(PREFECT)) as connection:
        *before, current = prefect.read_flow_run_states(run_id)
        ages = "update flow_run_state set timestamp = timestamp - make_interval(days => %s) where id = %s"
        for state in (before[0], current):
            connection.execute(ages, (40, state.id))
        connection.commit()
        assert delete_old_states(plain_engine_url(platform.environment), clock.now() - KEPT_OF_LIVING) == 1
        left = {state.id for state in prefect.read_flow_run_states(run_id)}
        assert left == {state.id for state in (*before[1:], current)}
        assert prefect.read_flow_run(run_id).state_id == current.id


@pytest.mark.parametrize("gone", [0, 3, 6, 7, 9])
def test_each_live_run_is_listed_once_wherever_a_page_ends(
    platform: Platform, monkeypatch: pytest.MonkeyPatch, gone: int
) -> None:
    """Runs of one moment are on several pages, none of them twice; one that is gone meanwhile hides no other."""
    monkeypatch.setattr(listed_runs, "RUNS_A_PAGE", 2)
    first = clock.now() + timedelta(days=400)
    moments = [*[first] * 7, *(first + timedelta(seconds=each) for each in (1, 2, 3))]
    with prefect_client() as prefect:
        place, values = case_deployment(prefect).id, {"zaaknummer": "Z-00000"}
        made = [
            prefect.create_flow_run_from_deployment(
                place, parameters=values, state=AwaitingRetry(scheduled_time=each)
            ).id
            for each in moments
        ]
        listed = [run.id for run in listed_runs.live_runs(prefect, FLOW)]
        assert len(listed) == len(set(listed))
        assert set(listed) >= set(made)
        reading = listed_runs.live_runs(prefect, FLOW)
        before = list(takewhile(lambda run: run.id != made[gone], reading))
        prefect.delete_flow_run(made[gone])
        assert {run.id for run in (*before, *reading)} >= set(made) - {made[gone]}
        for run_id in {*made} - {made[gone]}:
            prefect.delete_flow_run(run_id)
