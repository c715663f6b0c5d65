"""Which runs the worker executes: those of the deployments as shipped, with plain parameters of their own flow."""

from typing import Any
from uuid import uuid4

import pytest
from prefect.client.schemas.objects import FlowRun
from prefect.client.schemas.responses import DeploymentResponse

from flows.engine.shipped_deployments import read_deployments
from spoorboek.platform.own_flows import OwnFlow, RunRefused, flow_of, load_own_flows

CASE = {"zaaknummer": "Z-7K3Q9"}


@pytest.fixture(scope="module")
def own_flows() -> dict[str, OwnFlow]:
    """Load the flows of the product."""
    return dict(load_own_flows())


def deployment(name: str = "dossier", entrypoint: str | None = "flows.sickness_case:sickness_case", **more: Any) -> Any:
    """Make a deployment as the server describes it."""
    return DeploymentResponse(id=uuid4(), name=name, flow_id=uuid4(), entrypoint=entrypoint, **more)


def run(parameters: dict[str, Any], **more: Any) -> FlowRun:
    """Make a run as the server describes it."""
    return FlowRun(id=uuid4(), flow_id=uuid4(), parameters=parameters, **more)


def test_every_deployment_as_shipped_has_its_flow(own_flows: dict[str, OwnFlow]) -> None:
    """By name, with the entrypoint of the file; results have a place that no server can name."""
    shipped = {entry["name"]: entry["entrypoint"] for entry in read_deployments()}
    assert {name: own.entrypoint for name, own in own_flows.items()} == shipped
    assert all(own.flow.result_storage is not None and own.flow.persist_result is False for own in own_flows.values())
    for name, entrypoint in shipped.items():
        placed = deployment(name, entrypoint, pull_steps=[], job_variables={})
        if not own_flows[name].flow.parameters.required:
            assert flow_of(own_flows, placed, run({})) is own_flows[name].flow


@pytest.mark.parametrize("number", ["Z-7K3Q9", " z-7k3q9 ", "onbekend"])
def test_a_run_of_a_case_has_its_flow_whatever_its_number(own_flows: dict[str, OwnFlow], number: str) -> None:
    """What a number means is the concern of the flow."""
    assert flow_of(own_flows, deployment(), run({"zaaknummer": number})) is own_flows["dossier"].flow


@pytest.mark.parametrize(
    "entrypoint",
    [
        "os:system",
        "flows.upkeep.tidy:tidy_prefect",
        "flows.sickness_case:sickness_case ",
        "flows.sickness_case:catch_up",
        "flows/sickness_case.py:sickness_case",
        "./flows/sickness_case.py:sickness_case",
        "/tmp/x.py:x",
        "FLOWS.sickness_case:sickness_case",
        "",
        None,
    ],
)
def test_another_entrypoint_is_refused(own_flows: dict[str, OwnFlow], entrypoint: str | None) -> None:
    """Only the very text of the file is ours; nothing is imported to find out."""
    with pytest.raises(RunRefused, match="wijst naar andere code"):
        flow_of(own_flows, deployment(entrypoint=entrypoint), run(CASE))


@pytest.mark.parametrize("name", ["Dossier", "dossier ", "", "weg", "stock"])
def test_another_name_is_refused(own_flows: dict[str, OwnFlow], name: str) -> None:
    """A deployment we did not ship is not ours, whatever it points to."""
    with pytest.raises(RunRefused, match="niet van Spoorboek"):
        flow_of(own_flows, deployment(name), run(CASE))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("pull_steps", [{"prefect.deployments.steps.run_shell_script": {"script": "id"}}]),
        ("path", "/tmp"),
        ("path", "elders"),
        ("job_variables", {"env": {"PYTHONPATH": "/tmp"}}),
        ("storage_document_id", uuid4()),
        ("infrastructure_document_id", uuid4()),
    ],
)
def test_a_changed_deployment_is_refused(own_flows: dict[str, OwnFlow], field: str, value: Any) -> None:
    """The reason names the field, never its value."""
    with pytest.raises(RunRefused, match=f"gewijzigd \\({field}\\)") as refused:
        flow_of(own_flows, deployment(**{field: value}), run(CASE))
    assert str(value) not in str(refused.value)


def test_job_variables_of_a_run_are_refused(own_flows: dict[str, OwnFlow]) -> None:
    """No run of ours has any; an empty set is none."""
    assert flow_of(own_flows, deployment(), run(CASE, job_variables={}))
    with pytest.raises(RunRefused, match="job variables"):
        flow_of(own_flows, deployment(), run(CASE, job_variables={"command": "id"}))


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"zaaknummer": {"$ref": {"block_document_id": str(uuid4())}}}, "geen gewone waarde"),
        ({"zaaknummer": [{"$ref": "x/y"}]}, "geen gewone waarde"),
        ({"zaaknummer": {"__prefect_kind": "jinja", "template": "{{ 1 }}"}}, "geen gewone waarde"),
        ({"zaaknummer": "Z-7K3Q9", "meer": "x"}, "passen niet"),
        ({"zaaknummer": None}, "passen niet"),
        ({"zaaknummer": 5}, "passen niet"),
        ({}, "passen niet"),
    ],
)
def test_other_parameters_are_refused(own_flows: dict[str, OwnFlow], given: dict[str, Any], told: str) -> None:
    """Nested values before anything looks into them; the reason quotes none of what was given."""
    with pytest.raises(RunRefused, match=told) as refused:
        flow_of(own_flows, deployment(), run(given))
    assert "7K3Q9" not in str(refused.value)


def test_a_run_without_a_deployment_is_refused(own_flows: dict[str, OwnFlow]) -> None:
    """Whatever flow it is of."""
    with pytest.raises(RunRefused, match="hoort bij geen deployment"):
        flow_of(own_flows, None, run(CASE))
