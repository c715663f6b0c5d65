"""What somebody who knows the secret can plant in Prefect, to have a worker load or do something."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.actions import DeploymentUpdate
from prefect.client.schemas.objects import FlowRun

from flows.engine.prefect_api import POOL
from flows.upkeep.tidy import tidy_prefect

OURS = "Prefect opruimen/elke-nacht"  # a deployment that does no harm when it runs
FORM = "Hersteld melden/Hersteld melden"
CODE = """
from pathlib import Path
Path({marker!r}).write_text("geladen")
from prefect import flow

@flow
def plan():
    Path({marker!r}).write_text("uitgevoerd")
"""
Plant = Callable[[SyncPrefectClient, Path], UUID]


def write_code(folder: Path) -> Path:
    """Write a flow that leaves a mark when it is loaded and when it runs; return where the mark would be."""
    marker = folder / "gelukt"
    (folder / "planted.py").write_text(CODE.format(marker=str(marker)))
    folder.chmod(0o777)
    return marker


def _run(prefect: SyncPrefectClient, deployment: UUID, **more: Any) -> UUID:
    return prefect.create_flow_run_from_deployment(deployment, **more).id


def _shell(folder: Path) -> list[dict[str, Any]]:
    script = f"touch {folder / 'gelukt'}"
    return [{"prefect.deployments.steps.run_shell_script": {"script": script}}]


def a_new_deployment(prefect: SyncPrefectClient, folder: Path) -> UUID:
    """Plant a deployment of code in a file."""
    flow = prefect.create_flow_from_name("plan")
    planted = prefect.create_deployment(flow, "plan", entrypoint=f"{folder}/planted.py:plan", work_pool_name=POOL)
    return _run(prefect, planted)


def our_code_under_another_name(prefect: SyncPrefectClient, _folder: Path) -> UUID:
    """Plant a deployment of a flow of ours that we never shipped."""
    flow = prefect.create_flow_from_name("plan")
    entrypoint = "flows.upkeep.tidy:tidy_prefect"
    return _run(prefect, prefect.create_deployment(flow, "anders", entrypoint=entrypoint, work_pool_name=POOL))


def a_name_of_ours_under_another_flow(prefect: SyncPrefectClient, folder: Path) -> UUID:
    """Plant code under the name of a deployment of ours."""
    flow = prefect.create_flow_from_name("plan")
    entrypoint = f"{folder}/planted.py:plan"
    return _run(prefect, prefect.create_deployment(flow, "elke-nacht", entrypoint=entrypoint, work_pool_name=POOL))


def ours_changed(**changes: Any) -> Plant:
    """Change a deployment of ours; `{folder}` in a text is the folder with the code."""

    def plant(prefect: SyncPrefectClient, folder: Path) -> UUID:
        ours = prefect.read_deployment_by_name(OURS).id
        known = {name: each.format(folder=folder) if isinstance(each, str) else each for name, each in changes.items()}
        prefect.update_deployment(ours, DeploymentUpdate(**known))
        return _run(prefect, ours)

    return plant


def pull_steps_in_ours(prefect: SyncPrefectClient, folder: Path) -> UUID:
    """Put ours anew, with a step that runs a script."""
    flow = prefect.create_flow_from_name("Prefect opruimen")
    ours = prefect.create_deployment(
        flow, "elke-nacht", entrypoint="flows.upkeep.tidy:tidy_prefect", work_pool_name=POOL, pull_steps=_shell(folder)
    )
    return _run(prefect, ours)


def job_variables_of_a_run(prefect: SyncPrefectClient, folder: Path) -> UUID:
    """Give one run a command of its own."""
    ours = prefect.read_deployment_by_name(OURS).id
    return _run(prefect, ours, job_variables={"command": f"touch {folder / 'gelukt'}"})


def parameters(**given: Any) -> Plant:
    """Run a form of ours with parameters it does not have, past the check of the server."""

    def plant(prefect: SyncPrefectClient, _folder: Path) -> UUID:
        form = prefect.read_deployment_by_name(FORM)
        prefect.update_deployment(form.id, DeploymentUpdate(enforce_parameter_schema=False))
        return _run(prefect, form.id, parameters=given)

    return plant


def no_deployment(prefect: SyncPrefectClient, _folder: Path) -> UUID:
    """Put a run of a flow of ours straight into the pool."""
    flow = prefect.create_flow(tidy_prefect)
    pool = prefect.request("GET", "/work_pools/{name}", path_params={"name": POOL}).json()
    body = {
        "flow_id": str(flow),
        "state": {"type": "SCHEDULED"},
        "work_pool_name": POOL,
        "work_queue_name": "default",
        "name": f"los-{pool['id'][:4]}",
    }
    answer = prefect.request("POST", "/flow_runs/", json=body)
    return FlowRun.model_validate(answer.json()).id


PLANTS: Mapping[str, tuple[Plant, str]] = {
    "a new deployment": (a_new_deployment, "is niet van Spoorboek"),
    "our code under another name": (our_code_under_another_name, "is niet van Spoorboek"),
    "our name under another flow": (a_name_of_ours_under_another_flow, "wijst naar andere code"),
    "ours with another entrypoint": (ours_changed(entrypoint="{folder}/planted.py:plan"), "wijst naar andere code"),
    "ours with another flow of ours": (
        ours_changed(entrypoint="flows.upkeep.send_mail:send_mail"),
        "wijst naar andere code",
    ),
    "ours with a path": (ours_changed(path="{folder}"), "gewijzigd (path)"),
    "ours with job variables": (ours_changed(job_variables={"env": {"A": "b"}}), "gewijzigd (job_variables)"),
    "ours with pull steps": (pull_steps_in_ours, "gewijzigd (pull_steps)"),
    "a run with job variables": (job_variables_of_a_run, "eigen job variables"),
    "a block in a parameter": (
        parameters(zaaknummer={"$ref": {"block_document_id": str(uuid4())}}),
        "geen gewone waarde",
    ),
    "an unknown parameter": (parameters(zaaknummer="Z-7K3Q9", code="x"), "passen niet bij het formulier"),
    "a missing parameter": (parameters(), "passen niet bij het formulier"),
    "no deployment": (no_deployment, "hoort bij geen deployment"),
}
