"""An installation from before the modules moved to their rooms: it opens, wakes and lives on in the present code."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from prefect.client.schemas.filters import FlowRunFilter
from sqlmodel import col, select
from support.homes.lives_of_records import effects_of, live_on, records, simulated
from support.homes.older_homes import BEFORE_THE_ROOMS, restore_home
from support.operator_actions import act
from support.platforms import own_platform
from support.sealed_values import raw

from flows.engine.runs import prefect_client
from flows.engine.shipped_deployments import read_deployments
from models.case_lookup import find_case
from models.connection import session
from models.sealing.crypto import BOUND
from models.sealing.key_rotation import has_unbound_values, rotate_keys
from models.tables import Case, Document, Employee
from models.verification import verify_record

pytestmark = pytest.mark.drill  # minutes: a platform of its own that is broken, restarted or rebuilt

DUMPED_ON, UNTIL = date(2026, 11, 29), date(2027, 1, 12)
RECENT = "Z-6Z1Y9"


@pytest.fixture(scope="module")
def older_home(room: Callable[[str], Path]) -> Iterator[None]:
    """Restore the home on the day it was dumped, and start the present platform on it."""
    home = room("older")
    restore_home(BEFORE_THE_ROOMS, home, f"INSERT INTO virtual_clock (id, day) VALUES (1, '{DUMPED_ON}')")
    with own_platform(home):
        yield


def test_every_deployment_points_to_the_present_code(older_home: None) -> None:
    """`up` places a deployment whose module moved anew, under its own name and id: links to run forms live on."""
    with prefect_client() as prefect:
        placed = {each.name: each.entrypoint for each in prefect.read_deployments()}
    assert placed == {entry["name"]: entry["entrypoint"] for entry in read_deployments()}


def test_sealed_values_and_documents_open(older_home: None) -> None:
    """What was sealed before the move is read with the key of that home; the start has bound it all to its place."""
    with session() as reading:
        names = set(reading.exec(select(Employee.name)).all())
        contents = list(reading.exec(select(Document.content).where(col(Document.content).is_not(None))).all())
    assert names == {"Kanarie Vogel", "Kanarie Merel", "Kanarie Specht"}
    assert contents
    assert all(content.startswith((b"%PDF", b"{")) for content in contents)
    with session() as writing:
        assert not has_unbound_values(writing)
        assert rotate_keys(writing) == 0
        assert {raw(writing, "employee.name", each)[:1] for each in writing.exec(select(Employee.id))} == {BOUND}


def test_sleeping_cases_wake_in_the_present_code_and_do_what_the_simulation_says(older_home: None) -> None:
    """Cases asleep since before the move keep their runs, wake, and do exactly what the same record asks in memory."""
    before = records()
    expected = {number: effects_of(simulated(record, DUMPED_ON, UNTIL)) for number, (record, _) in before.items()}
    assert live_on(DUMPED_ON, UNTIL) >= len(before)
    after = records()
    assert {number: effects_of(record) for number, (record, _) in after.items()} == expected
    assert all(len(expected[number]) > len(record.effects) for number, (record, _) in before.items())
    assert {number: run for number, (_, run) in after.items()} == {number: run for number, (_, run) in before.items()}
    with session() as reading:
        assert verify_record(reading) == []


def test_an_operator_action_whose_module_moved_works(older_home: None) -> None:
    """The run form of an action is served by the module that holds it now."""
    with session() as reading:
        version = find_case(reading, RECENT).version
    run = act("Percentage wijzigen", zaaknummer=RECENT, percentage=20, vanaf=date(2026, 11, 27).isoformat())
    assert run.state is not None
    assert run.state.is_completed(), run.state.message
    with session() as reading:
        assert reading.exec(select(Case.version).where(Case.number == RECENT)).one() == version + 1


def test_no_run_failed(older_home: None) -> None:
    """Runs that were scheduled before the move, those of upkeep among them, end well."""
    failed = FlowRunFilter.model_validate({"state": {"type": {"any_": ["FAILED", "CRASHED"]}}})
    with prefect_client() as prefect:
        runs = prefect.read_flow_runs(flow_run_filter=failed)
    assert [(run.name, run.state and run.state.message) for run in runs] == []
