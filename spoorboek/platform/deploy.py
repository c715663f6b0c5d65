"""Read `deployments/prefect.yaml`, and put its deployments and the saved views on the Prefect server."""

from collections.abc import Mapping, Sequence
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

import yaml
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.client.schemas.objects import VersionInfo
from prefect.context import SyncClientContext
from prefect.deployments.runner import RunnerDeployment
from prefect.exceptions import ObjectAlreadyExists
from prefect.schedules import Cron

from spoorboek.errors import PlatformError
from spoorboek.platform.prefect_settings import POOL
from spoorboek.platform.worker import SpoorboekWorker

# In the source tree it is where `prefect deploy` looks for it; a wheel has a copy inside the package.
DEPLOYMENTS_FILES = (
    Path(__file__).parents[2] / "deployments" / "prefect.yaml",
    Path(__file__).parent / "deployments.yaml",
)
NEEDED, SCHEDULE = ("name", "entrypoint"), ("cron", "timezone")
# Saved filters of the run list. The default filter of the UI shows one week, and a case lasts two years.
SIX_YEARS = {"type": "span", "seconds": -6 * 365 * 24 * 3600}
SAVED_VIEWS: Mapping[str, Sequence[str]] = {
    "Lopende dossiers": ["lopend"],
    "Te laat": ["te-laat"],
    "Te beantwoorden": ["vraag"],
    "Tweede spoor": ["lopend", "spoor-2"],
    "Gesloten dossiers": ["gesloten"],
    "Acties van operators": ["operator"],
}


class DeploymentsError(PlatformError):
    """Het bestand met deployments klopt niet."""


def deployments_file() -> Path:
    """Return the deployments file that is used."""
    return next((path for path in DEPLOYMENTS_FILES if path.exists()), DEPLOYMENTS_FILES[0])


def read_deployments(file: Path | None = None) -> list[dict[str, Any]]:
    """Return the entries of the file. Raises DeploymentsError naming the file, the entry, and what was expected."""
    path = file or deployments_file()
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise DeploymentsError(f"Het bestand met deployments ontbreekt: {path}. Zet het terug.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise DeploymentsError(f"{path} is niet te lezen ({type(error).__name__}).") from None
    except yaml.YAMLError as error:
        line = getattr(getattr(error, "problem_mark", None), "line", None)
        where = f", regel {line + 1}" if line is not None else ""
        raise DeploymentsError(f"{path}{where} is geen geldige YAML. Zet het bestand terug.") from None
    entries = data.get("deployments") if isinstance(data, dict) else None
    if not isinstance(entries, list) or not entries:
        raise DeploymentsError(f"{path}: verwacht een lijst onder `deployments`.")
    for number, entry in enumerate(entries, 1):
        _check(entry, f"{path}, deployment {number}")
    return entries


def _check(entry: Any, where: str) -> None:
    if not isinstance(entry, dict) or not all(isinstance(entry.get(name), str) for name in NEEDED):
        raise DeploymentsError(f"{where}: verwacht ten minste {' en '.join(f'`{name}`' for name in NEEDED)}.")
    for schedule in entry.get("schedules") or []:
        if not isinstance(schedule, dict) or not all(isinstance(schedule.get(name), str) for name in SCHEDULE):
            raise DeploymentsError(f"{where} ({entry['name']}): een schema heeft `cron` en `timezone` nodig.")
    module, _, flow = entry["entrypoint"].partition(":")
    try:
        target = getattr(import_module(module), flow, None)
    except ImportError:
        target = None
    if target is None:
        raise DeploymentsError(
            f"{where} ({entry['name']}): `{entry['entrypoint']}` bestaat niet. Verwacht module:flow."
        )


def deploy_all(file: Path | None = None) -> list[str]:
    """Create or update every deployment of the file, their work pool, the views of the run list; return their names.

    Raises DeploymentsError when the file cannot be used; then nothing is changed.
    """
    entries = read_deployments(file)
    with SyncClientContext() as context:  # one client for all requests
        _ensure_pool(context.client)
        save_views(context.client)
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
    # An explicit version; otherwise Prefect asks git about the current folder.
    deployment.apply(version_info=VersionInfo(type="prefect:simple", version=version("spoorboek")))
    return f"{deployment.flow_name}/{deployment.name}"


def save_views(prefect: SyncPrefectClient) -> None:
    """Save every view on the server, replacing the one with its name."""
    for name, tags in SAVED_VIEWS.items():
        prefect.request("PUT", "/saved_searches/", json={"name": name, "filters": _filters(tag=tags, range=SIX_YEARS)})


def _filters(**values: object) -> list[dict[str, object]]:
    """Build filters in the format of the run list of the UI."""
    empty = {"object": "flowRun", "type": "", "operation": ""}
    return [{**empty, "property": name, "value": value} for name, value in values.items()]
