"""Operators come and go while everything runs: their forms follow, keep their address, and refuse in Dutch."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from uuid import UUID

import pytest
from prefect.exceptions import PrefectHTTPStatusError
from support.operator_actions import act, ended, events, iso, open_a_case, told

from flows.engine.runs import prefect_client
from models.connection import session
from models.operators import add_operator, operator_codes, remove_operator
from models.tables import Employee
from models.verification import verify_record
from spoorboek.errors import InputError
from spoorboek.platform.deploy import deploy_all, update_operator_forms

NEW, WHO = "nieuw-4", "operator-1"
pytestmark = pytest.mark.usefixtures("platform")


@pytest.fixture
def number(hire: Callable[[], Employee]) -> str:
    """Open a case."""
    return open_a_case(hire(), 20)


@pytest.fixture(autouse=True)
def _nobody_left_behind(platform: object) -> Iterator[None]:
    """Afterwards the operators are those of before, and the chain of the house is whole."""
    yield
    with session() as writing, suppress(InputError):
        remove_operator(writing, NEW, WHO)
    update_operator_forms()
    with session() as reading:
        assert verify_record(reading) == []


def form(action: str = "Hersteld melden") -> tuple[UUID, list[str]]:
    """Return the id of a form, and the operators it offers."""
    with prefect_client() as prefect:
        placed = prefect.read_deployment_by_name(f"{action}/{action}")
    return placed.id, placed.parameter_openapi_schema["properties"]["door"]["enum"]


def submit(form_id: UUID, number: str, who: str, *, validate: bool) -> UUID:
    """Submit a form as the UI does, with or without *Validate parameters*."""
    filled = {"zaaknummer": number, "percentage": 40, "vanaf": iso(1), "door": who}
    body = {"parameters": filled, "enforce_parameter_schema": validate}
    with prefect_client() as prefect:
        address, form_of = "/deployments/{id}/create_flow_run", {"id": form_id}
        return UUID(prefect.request("POST", address, json=body, path_params=form_of).json()["id"])


def test_an_operator_acts_from_the_moment_of_being_added(number: str) -> None:
    """No restart: the form offers the code, its address is the same, and who acts is recorded."""
    before, offered = form()
    assert NEW not in offered
    with session() as writing:
        add_operator(writing, NEW, WHO)
    update_operator_forms()
    assert form() == (before, [*offered, NEW])
    run = act("Percentage wijzigen", zaaknummer=number, percentage=40, vanaf=iso(1), door=NEW)
    assert told(run).startswith("Vastgelegd: ")
    assert events(number)[-1].actor == NEW


def test_who_was_removed_acts_no_more(number: str) -> None:
    """A form that was open meanwhile is refused in Dutch: beside the form, or on its run when nothing is validated."""
    with session() as writing:
        add_operator(writing, NEW, WHO)
    update_operator_forms()
    form_id, _ = form("Percentage wijzigen")
    with session() as writing:
        remove_operator(writing, NEW, WHO)
    update_operator_forms()
    known = len(events(number))
    with pytest.raises(PrefectHTTPStatusError) as refused:
        submit(form_id, number, NEW, validate=True)
    told_beside = refused.value.response.json()["detail"]
    assert told_beside.startswith("Dit formulier past niet: bij 'door' staat iets wat niet of niet meer kan. Open het")
    assert NEW not in told_beside
    run = ended(submit(form_id, number, NEW, validate=False))
    assert told(run).startswith(f"Geweigerd: Onbekende operator '{NEW}'. Bekend zijn: operator-1, ")
    assert len(events(number)) == known


def test_a_form_that_is_gone_says_so_in_dutch(number: str) -> None:
    """The address of a deployment that was deleted."""
    with pytest.raises(PrefectHTTPStatusError) as refused:
        submit(UUID(int=0), number, WHO, validate=True)
    assert refused.value.response.json()["detail"].startswith("Dit formulier bestaat niet meer. Open het formulier")


def test_placing_the_deployments_again_keeps_forms_and_operators(number: str) -> None:
    """As at every start: ids stay, and so does who was added."""
    with session() as writing:
        add_operator(writing, NEW, WHO)
    update_operator_forms()
    before = form("Stap afronden")
    deploy_all()
    assert form("Stap afronden") == before
    with session() as reading:
        assert operator_codes(reading)[-1] == NEW
