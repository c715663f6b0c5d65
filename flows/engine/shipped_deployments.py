"""The deployments as shipped: read from `deployments/prefect.yaml`, and checked."""

from importlib import import_module
from pathlib import Path
from typing import Any

import yaml

from spoorboek.errors import PlatformError

# The source tree has it where people look for configuration; a wheel has a copy inside the package.
DEPLOYMENTS_FILES = (
    Path(__file__).parents[2] / "deployments" / "prefect.yaml",
    Path(__file__).parents[2] / "spoorboek" / "platform" / "deployments.yaml",
)
NEEDED, SCHEDULE = ("name", "entrypoint"), ("cron", "timezone")
# Fields of a deployment that make another worker fetch or configure code; ours leaves them empty.
EMPTY = ("pull_steps", "path", "job_variables", "storage_document_id", "infrastructure_document_id")


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
