"""Put the deployments of `deployments/prefect.yaml` on the Prefect server, by module entrypoint."""

from pathlib import Path
from typing import Any

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.deployments.runner import RunnerDeployment
from prefect.exceptions import ObjectAlreadyExists
from prefect.schedules import Cron

from spoorboek.deployments_file import read_deployments
from spoorboek.prefect_env import POOL
from spoorboek.views import place_views
from spoorboek.worker import SpoorboekWorker


def deploy_all(file: Path | None = None) -> list[str]:
    """Create or update every deployment of the file, their work pool, the views of the run list; return their names.

    Raises DeploymentsError when the file cannot be used; then nothing is changed.
    """
    entries = read_deployments(file)
    with get_client(sync_client=True) as client:
        _ensure_pool(client)
        place_views(client)
    return [_deploy(entry) for entry in entries]


def _ensure_pool(client: SyncPrefectClient) -> None:
    template = SpoorboekWorker.get_default_base_job_template()
    pool = WorkPoolCreate(name=POOL, type=SpoorboekWorker.type, base_job_template=template)
    try:
        client.create_work_pool(pool)
    except ObjectAlreadyExists:
        return


def _deploy(entry: dict[str, Any]) -> str:
    deployment = RunnerDeployment.from_entrypoint(
        entry["entrypoint"],
        entry["name"],
        description=entry.get("description"),
        tags=entry.get("tags", []),
        work_pool_name=entry.get("work_pool", {}).get("name", POOL),
        schedules=[Cron(each["cron"], timezone=each["timezone"]) for each in entry.get("schedules", [])],
    )
    deployment.apply()
    return f"{deployment.flow_name}/{deployment.name}"
