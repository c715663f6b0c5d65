"""Put the deployments as shipped, their work pool and the saved views on the Prefect server."""

import os
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any
from uuid import UUID

from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.actions import DeploymentUpdate, WorkPoolCreate, WorkPoolUpdate
from prefect.client.schemas.filters import DeploymentFilter
from prefect.client.schemas.objects import VersionInfo
from prefect.client.schemas.responses import DeploymentResponse
from prefect.context import SyncClientContext
from prefect.deployments.runner import RunnerDeployment
from prefect.exceptions import ObjectAlreadyExists
from prefect.schedules import Cron

from flows.engine.prefect_api import POOL
from flows.engine.run_page import ACTION_TAG
from flows.engine.shipped_deployments import read_deployments
from models.connection import session
from models.operators import operator_codes
from spoorboek.platform.database.engine_database import plain_engine_url
from spoorboek.platform.database.managed_database import VARIABLES
from spoorboek.platform.deployment_ids import keep_ids, read_ids, reserve_id
from spoorboek.platform.worker import SpoorboekWorker
from spoorboek.settings import settings

WHO = "door"  # the parameter of every action that says who acts
KEPT_FIELDS = ("path", "storage_document_id", "infrastructure_document_id")
# Saved filters of the run list. The default filter of the UI shows one week, and a case lasts two years.
SIX_YEARS = {"type": "span", "seconds": -6 * 365 * 24 * 3600}
SAVED_VIEWS: Mapping[str, Sequence[str]] = {
    "Lopende dossiers": ["lopend"],
    "Te laat": ["te-laat"],
    "Te beantwoorden": ["vraag"],
    "Loopt vast": ["loopt-vast"],
    "Post mislukt": ["post-mislukt"],
    "Tweede spoor": ["lopend", "spoor-2"],
    "Gesloten dossiers": ["gesloten"],
    "Acties van operators": ["operator"],
}


def deploy_all(file: Path | None = None) -> list[str]:
    """Create or update every deployment of the file, their work pool, the views of the run list.

    Each keeps the id it had, also when it was deleted meanwhile. Return the names of those that could not: links to
    their forms are dead. Raises DeploymentsError when the file cannot be used; then nothing is changed.
    """
    entries, home = read_deployments(file), settings().home
    with SyncClientContext() as context:  # one client for all requests
        present = _present_ids(context.client, entries)
        kept = read_ids(home)
        lost = {name: kept_id for name, kept_id in kept.items() if name not in present}
        _ensure_pool(context.client)
        save_views(context.client)
        placed = {entry["name"]: _deploy(context.client, entry, lost.get(entry["name"])) for entry in entries}
        _clear_kept_fields(context.client, list(placed))
    keep_ids(home, kept | placed)
    return [name for name, placed_id in placed.items() if (kept | present).get(name) != placed_id]


def deploy_one(name: str) -> None:
    """Put one deployment as it was shipped, its schedules too."""
    with SyncClientContext() as context:
        entry = next(entry for entry in read_deployments() if entry["name"] == name)
        _deploy(context.client, entry, None)
        _clear_kept_fields(context.client, [name])


def _ensure_pool(client: SyncPrefectClient) -> None:
    template = SpoorboekWorker.get_default_base_job_template()
    pool = WorkPoolCreate(name=POOL, type=SpoorboekWorker.type, base_job_template=template)
    try:
        client.create_work_pool(pool)
    except ObjectAlreadyExists:
        client.update_work_pool(POOL, WorkPoolUpdate(base_job_template=template))


def _deploy(client: SyncPrefectClient, entry: dict[str, Any], known: UUID | None) -> UUID:
    """Place a deployment, with the id that is known when it was deleted; return its id."""
    deployment = RunnerDeployment.from_entrypoint(
        entry["entrypoint"],
        entry["name"],
        description=entry.get("description"),
        tags=entry.get("tags", []),
        work_pool_name=entry.get("work_pool", {}).get("name", POOL),
        schedules=[Cron(each["cron"], timezone=each["timezone"]) for each in entry.get("schedules", [])],
    )
    _offer_operators(deployment._parameter_openapi_schema.properties)
    deployment._path = None  # else the folder somebody happens to be in; an entrypoint by module needs none
    if known and os.environ.get(VARIABLES[0]):
        flow_id = client.create_flow_from_name(str(deployment.flow_name))
        reserve_id(plain_engine_url(os.environ), flow_id, deployment.name, known)
    # An explicit version; otherwise Prefect asks git about the current folder.
    deployment.apply(version_info=VersionInfo(type="prefect:simple", version=version("spoorboek")))
    return client.read_deployment_by_name(f"{deployment.flow_name}/{deployment.name}").id


def _present_ids(client: SyncPrefectClient, entries: Sequence[Mapping[str, Any]]) -> dict[str, UUID]:
    """Return the ids of our deployments that are there; one with a name of ours and other code is not ours."""
    ours = {entry["name"]: entry["entrypoint"] for entry in entries}
    return {placed.name: placed.id for placed in _placed(client, list(ours)) if placed.entrypoint == ours[placed.name]}


def _placed(client: SyncPrefectClient, names: list[str]) -> list[DeploymentResponse]:
    of_ours = DeploymentFilter.model_validate({"name": {"any_": names}})
    return client.read_deployments(deployment_filter=of_ours, limit=200)


def _offer_operators(fields: dict[str, Any]) -> None:
    """Let a form that asks who acts offer the operators of the record; another is left as it is."""
    if WHO in fields:
        with session() as reading:
            offered = {**fields[WHO], "enum": operator_codes(reading)}
        fields[WHO] = {name: value for name, value in offered.items() if name != "pattern"}


def update_operator_forms() -> None:
    """Let the form of every operator action that is placed offer the operators of now.

    A deployment keeps its id, so links to its form live; nothing is restarted.
    """
    of_operators = DeploymentFilter.model_validate({"tags": {"all_": [ACTION_TAG]}})
    with SyncClientContext() as context:
        for placed in context.client.read_deployments(deployment_filter=of_operators, limit=200):
            schema = placed.parameter_openapi_schema or {}
            _offer_operators(schema.get("properties", {}))
            changed = DeploymentUpdate.model_validate({"parameter_openapi_schema": schema})
            context.client.update_deployment(placed.id, changed)


def _clear_kept_fields(client: SyncPrefectClient, names: list[str]) -> None:
    """Empty the fields that placing a deployment again leaves as they were; the worker refuses one that has any."""
    for placed in _placed(client, names):
        if any(getattr(placed, name) for name in KEPT_FIELDS):
            client.update_deployment(placed.id, DeploymentUpdate.model_validate(dict.fromkeys(KEPT_FIELDS)))


def save_views(prefect: SyncPrefectClient) -> None:
    """Save every view on the server, replacing the one with its name."""
    for name, tags in SAVED_VIEWS.items():
        prefect.request("PUT", "/saved_searches/", json={"name": name, "filters": _filters(tag=tags, range=SIX_YEARS)})


def _filters(**values: object) -> list[dict[str, object]]:
    """Build filters in the format of the run list of the UI."""
    empty = {"object": "flowRun", "type": "", "operation": ""}
    return [{**empty, "property": name, "value": value} for name, value in values.items()]
