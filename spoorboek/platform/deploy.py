"""Put the deployments as shipped, their work pool and the saved views on the Prefect server."""

from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.actions import DeploymentUpdate, WorkPoolCreate, WorkPoolUpdate
from prefect.client.schemas.filters import DeploymentFilter
from prefect.client.schemas.objects import VersionInfo
from prefect.context import SyncClientContext
from prefect.deployments.runner import RunnerDeployment
from prefect.exceptions import ObjectAlreadyExists
from prefect.schedules import Cron

from spoorboek.platform.prefect_settings import POOL
from spoorboek.platform.shipped_deployments import read_deployments
from spoorboek.platform.worker import SpoorboekWorker

KEPT_FIELDS = ("path", "storage_document_id", "infrastructure_document_id")
# Saved filters of the run list. The default filter of the UI shows one week, and a case lasts two years.
SIX_YEARS = {"type": "span", "seconds": -6 * 365 * 24 * 3600}
SAVED_VIEWS: Mapping[str, Sequence[str]] = {
    "Lopende dossiers": ["lopend"],
    "Te laat": ["te-laat"],
    "Te beantwoorden": ["vraag"],
    "Loopt vast": ["loopt-vast"],
    "Tweede spoor": ["lopend", "spoor-2"],
    "Gesloten dossiers": ["gesloten"],
    "Acties van operators": ["operator"],
}


def deploy_all(file: Path | None = None) -> list[str]:
    """Create or update every deployment of the file, their work pool, the views of the run list; return their names.

    Raises DeploymentsError when the file cannot be used; then nothing is changed.
    """
    entries = read_deployments(file)
    with SyncClientContext() as context:  # one client for all requests
        _ensure_pool(context.client)
        save_views(context.client)
        placed = [_deploy(entry) for entry in entries]
        _clear_kept_fields(context.client, [entry["name"] for entry in entries])
    return placed


def _ensure_pool(client: SyncPrefectClient) -> None:
    template = SpoorboekWorker.get_default_base_job_template()
    pool = WorkPoolCreate(name=POOL, type=SpoorboekWorker.type, base_job_template=template)
    try:
        client.create_work_pool(pool)
    except ObjectAlreadyExists:
        client.update_work_pool(POOL, WorkPoolUpdate(base_job_template=template))


def _deploy(entry: dict[str, Any]) -> str:
    deployment = RunnerDeployment.from_entrypoint(
        entry["entrypoint"],
        entry["name"],
        description=entry.get("description"),
        tags=entry.get("tags", []),
        work_pool_name=entry.get("work_pool", {}).get("name", POOL),
        schedules=[Cron(each["cron"], timezone=each["timezone"]) for each in entry.get("schedules", [])],
    )
    deployment._path = None  # else the folder somebody happens to be in; an entrypoint by module needs none
    # An explicit version; otherwise Prefect asks git about the current folder.
    deployment.apply(version_info=VersionInfo(type="prefect:simple", version=version("spoorboek")))
    return f"{deployment.flow_name}/{deployment.name}"


def _clear_kept_fields(client: SyncPrefectClient, names: list[str]) -> None:
    """Empty the fields that placing a deployment again leaves as they were; the worker refuses one that has any."""
    of_ours = DeploymentFilter.model_validate({"name": {"any_": names}})
    for placed in client.read_deployments(deployment_filter=of_ours, limit=200):
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
