"""Put the deployments of `deployments/prefect.yaml` on the Prefect server, by module entrypoint."""

from importlib.metadata import version
from pathlib import Path
from typing import Any

from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.client.schemas.objects import VersionInfo
from prefect.context import SyncClientContext
from prefect.deployments.runner import RunnerDeployment
from prefect.exceptions import ObjectAlreadyExists
from prefect.schedules import Cron

from spoorboek.platform.deployments_file import read_deployments
from spoorboek.platform.prefect_settings import POOL
from spoorboek.platform.ui_views import place_views
from spoorboek.platform.worker import SpoorboekWorker


def deploy_all(file: Path | None = None) -> list[str]:
    """Create or update every deployment of the file, their work pool, the views of the run list; return their names.

    Raises DeploymentsError when the file cannot be used; then nothing is changed.
    """
    entries = read_deployments(file)
    with SyncClientContext() as line:  # one client for all
        _ensure_pool(line.client)
        place_views(line.client)
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
    # Our own version; Prefect would ask git about whatever folder it is run in.
    deployment.apply(version_info=VersionInfo(type="prefect:simple", version=version("spoorboek")))
    return f"{deployment.flow_name}/{deployment.name}"
