"""The file that lists the deployments: where it is, and whether it can be used, before anything is started."""

from importlib import import_module
from pathlib import Path
from typing import Any

import yaml

from spoorboek.errors import PlatformError

# In the source tree it stands where `prefect deploy` looks for it; a wheel carries a copy inside the package.
PLACES = (
    Path(__file__).parents[2] / "deployments" / "prefect.yaml",
    Path(__file__).parent / "deployments.yaml",
)
NEEDED, SCHEDULE = ("name", "entrypoint"), ("cron", "timezone")


class DeploymentsError(PlatformError):
    """Het bestand met deployments klopt niet."""


def deployments_file() -> Path:
    """Return the file that is used."""
    return next((place for place in PLACES if place.exists()), PLACES[0])


def read_deployments(file: Path | None = None) -> list[dict[str, Any]]:
    """Return the entries of the file. Raises DeploymentsError naming the file, the entry, and what was expected."""
    place = file or deployments_file()
    try:
        data = yaml.safe_load(place.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise DeploymentsError(f"Het bestand met deployments ontbreekt: {place}. Zet het terug.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise DeploymentsError(f"{place} is niet te lezen ({type(error).__name__}).") from None
    except yaml.YAMLError as error:
        line = getattr(getattr(error, "problem_mark", None), "line", None)
        where = f", regel {line + 1}" if line is not None else ""
        raise DeploymentsError(f"{place}{where} is geen geldige YAML. Zet het bestand terug.") from None
    entries = data.get("deployments") if isinstance(data, dict) else None
    if not isinstance(entries, list) or not entries:
        raise DeploymentsError(f"{place}: verwacht een lijst onder `deployments`.")
    for place_in, entry in enumerate(entries, 1):
        _check(entry, f"{place}, deployment {place_in}")
    return entries


def _check(entry: Any, where: str) -> None:
    if not isinstance(entry, dict) or not all(isinstance(entry.get(name), str) for name in NEEDED):
        raise DeploymentsError(f"{where}: verwacht ten minste {' en '.join(f'`{name}`' for name in NEEDED)}.")
    for schedule in entry.get("schedules") or []:
        if not isinstance(schedule, dict) or not all(isinstance(schedule.get(name), str) for name in SCHEDULE):
            raise DeploymentsError(f"{where} ({entry['name']}): een schema heeft `cron` en `timezone` nodig.")
    module, _, flow = entry["entrypoint"].partition(":")
    try:
        found = getattr(import_module(module), flow, None)
    except ImportError:
        found = None
    if found is None:
        raise DeploymentsError(
            f"{where} ({entry['name']}): `{entry['entrypoint']}` bestaat niet. Verwacht module:flow."
        )
