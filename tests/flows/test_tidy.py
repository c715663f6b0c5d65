"""Nightly tidying: what clutters the lists of Prefect goes, what somebody may look for stays."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from support.faults.fault_injection import ended
from support.operator_actions import act, iso, open_a_case

from flows.engine.runs import prefect_client, read_run
from flows.upkeep.tidy import delete_old_upkeep
from models.case_lookup import find_case
from models.connection import session
from models.tables import Employee
from spoorboek import clock
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
