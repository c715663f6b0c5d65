"""The jobs of `spoorboek serve`: what each needs to be told, and the message when it is not."""

from collections.abc import Callable, Mapping
from enum import Enum, auto

from models.ledger.ledger_key import read_ledger_key
from models.sealing.keys import read_keys
from spoorboek.errors import PlatformError
from spoorboek.platform.access_secret import read_secret
from spoorboek.platform.backup.backup_key import read_backup_key
from spoorboek.settings import Settings

HANDBOOK = "docs/handboek/meer-machines.md"


class MissingSettings(PlatformError):
    """Er ontbreken instellingen."""


class StayedAway(PlatformError):
    """Wat dit proces nodig heeft, kwam niet."""

    exit_code = 3


class JobEnded(PlatformError):
    """Het proces stopte door een fout."""

    exit_code = 1


class Need(Enum):
    """Something a job cannot do without."""

    RECORD, KEYS, BACKUP_KEY, ENGINE_DATABASE, REDIS, SECRET, API = (auto() for _ in range(7))


OF_RECORD = frozenset((Need.SECRET, Need.API, Need.RECORD, Need.KEYS))
NEEDS: Mapping[str, frozenset[Need]] = {
    "api": frozenset((Need.SECRET, Need.ENGINE_DATABASE, Need.REDIS)),
    "services": OF_RECORD | {Need.ENGINE_DATABASE, Need.REDIS, Need.BACKUP_KEY},
    "worker": OF_RECORD | {Need.BACKUP_KEY},
    "desk": OF_RECORD,
    "bureau": OF_RECORD,
    "inbox": OF_RECORD,
    "watch": OF_RECORD - {Need.KEYS},
}
_SETTINGS: Mapping[Need, tuple[str, str]] = {
    Need.RECORD: ("database_url", "de database met de dossiers"),
    Need.ENGINE_DATABASE: ("prefect_database_url", "de database van Prefect"),
    Need.REDIS: ("redis_url", "Redis, tussen de processen van de Prefect-server"),
    Need.API: ("api_url", "het adres van de Prefect-API"),
}
_KEYS: Mapping[Need, tuple[Callable[[Settings], object], ...]] = {
    Need.KEYS: (read_keys, read_ledger_key),
    Need.BACKUP_KEY: (read_backup_key,),
}


def check_job_settings(job: str, configuration: Settings) -> None:
    """Check that a job was told all it needs; raises MissingSettings that names everything that is missing at once."""
    missing = [
        f"- SPOORBOEK_{name}: {what}".replace(name, name.upper())
        for need, (name, what) in _SETTINGS.items()
        if need in NEEDS[job] and not getattr(configuration, name)
    ]
    if Need.SECRET in NEEDS[job] and read_secret(configuration) is None:
        missing.append("- SPOORBOEK_API_SECRET: het toegangswoord van de Prefect-API, overal hetzelfde")
    for need, readers in _KEYS.items():
        missing += [
            f"- {problem}" for reader in readers if need in NEEDS[job] and (problem := _problem(reader, configuration))
        ]
    if missing:
        lines = "\n".join(missing)
        raise MissingSettings(
            f"`spoorboek serve {job}` kan niet beginnen, want er ontbreekt iets:\n{lines}\n"
            f"Een geheim mag ook in een bestand staan, met …_FILE. Wat elk proces nodig heeft: {HANDBOOK}."
        )


def _problem(reader: Callable[[Settings], object], configuration: Settings) -> str | None:
    try:
        reader(configuration)
    except PlatformError as error:
        return str(error)
    return None
