"""Wait for what a process needs: whatever is started first, each waits for the others, and says for what."""

import logging
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import psycopg
from alembic.script import ScriptDirectory

from models.connection import database_url
from models.ledger.ledger_key import WrongLedgerKeyError
from models.schema import WrongKeyError, check_database
from spoorboek.errors import PlatformError
from spoorboek.platform.access_secret import read_secret
from spoorboek.platform.database.engine_database import VERSION_TABLE, connect
from spoorboek.platform.record_access import engine_answers
from spoorboek.platform.serve.jobs import StayedAway
from spoorboek.platform.serve.sign_of_life import SignOfLife
from spoorboek.platform.serve.stopping import StopRequest
from spoorboek.settings import Settings

LOOK_AGAIN_SECONDS = 0.5
SAY_AGAIN_SECONDS = 30.0
REDIS_SECONDS = 5
Problem = Callable[[], str | None]  # in Dutch what is not there yet; None when it is
log = logging.getLogger("spoorboek.serve")


def await_all(configuration: Settings, stop: StopRequest, alive: SignOfLife, *problems: Problem) -> bool:
    """Wait until nothing is missing, for so many seconds as the settings say; tell what is waited for.

    Return False when this process was asked to stop meanwhile.
    Raises StayedAway with what still was missing then, PlatformError for what waiting does not mend.
    """
    deadline, said, say_at = time.monotonic() + configuration.wait_seconds, "", 0.0
    for problem in problems:
        while text := problem():
            if time.monotonic() > deadline:
                raise StayedAway(f"{text} Na {configuration.wait_seconds} seconden wachten stopt dit proces.")
            if text != said or time.monotonic() > say_at:
                log.info("Wacht: %s", text)
                said, say_at = text, time.monotonic() + SAY_AGAIN_SECONDS
            alive.give()
            if stop.wait(LOOK_AGAIN_SECONDS):
                return False
    return True


def record_unreachable(configuration: Settings) -> str | None:
    """Return what keeps the record from being opened, whatever version it is of."""
    url = database_url(configuration).set(drivername="postgresql").render_as_string(hide_password=False)
    return _unreachable(url, "De database met de dossiers", "SPOORBOEK_DATABASE_URL")


def record_unready() -> str | None:
    """Return why the record cannot be worked with yet; raises PlatformError for a key that does not fit."""
    try:
        if told := check_database():
            log.warning("%s", told)
    except (WrongKeyError, WrongLedgerKeyError):
        raise
    except PlatformError as error:
        return " ".join(str(error).replace("spoorboek up", "spoorboek serve services").split())
    return None


def engine_unreachable(url: str) -> str | None:
    """Return what keeps Prefect's database from being opened."""
    return _unreachable(url, "De database van Prefect", "SPOORBOEK_PREFECT_DATABASE_URL")


def engine_unready(url: str) -> str | None:
    """Return why Prefect's database cannot be worked with yet: it is empty, or of an older version than this one."""
    if text := engine_unreachable(url):
        return text
    older = engine_revisions()
    try:
        with connect(url) as connection:
            found = {str(name) for (name,) in connection.execute(f"SELECT version_num FROM {VERSION_TABLE}")}
    except psycopg.errors.UndefinedTable:
        found = set()
    if not found or found & older:
        return "De database van Prefect is nog niet bijgewerkt; dat doet `spoorboek serve services`."
    return None


def engine_revisions() -> set[str]:
    """Return the versions of Prefect's tables that are older than the one this Prefect has."""
    from prefect.server import database

    script = ScriptDirectory(str(Path(database.__file__).parent / "_migrations"))
    script.version_locations = [str(Path(script.dir) / "versions" / "postgresql")]
    heads = set(script.get_heads())
    return {each.revision for each in script.walk_revisions()} - heads


def redis_unreachable(configuration: Settings) -> str | None:
    """Return what keeps Redis from answering."""
    from prefect_redis.connection import close_redis_client, redis_from_url
    from redis.exceptions import RedisError

    assert configuration.redis_url
    try:
        client = redis_from_url(
            configuration.redis_url.get_secret_value(),
            socket_timeout=REDIS_SECONDS,
            socket_connect_timeout=REDIS_SECONDS,
        )
        try:
            client.ping()
        finally:
            close_redis_client(client)
    except (RedisError, OSError, ValueError) as error:
        return f"Redis antwoordt niet ({type(error).__name__}); kijk naar SPOORBOEK_REDIS_URL."
    return None


def api_unready(configuration: Settings) -> str | None:
    """Return why the Prefect API cannot be worked with yet; raises PlatformError when it has another secret."""
    if engine_answers(f"{configuration.api_url}/api", read_secret(configuration) or ""):
        return None
    return f"De Prefect-API op {configuration.api_url} antwoordt niet, of `spoorboek serve services` is nog niet klaar."


def waits_of(job: str, configuration: Settings, engine_url: str) -> list[Problem]:
    """Return what a job waits for before it begins. `engine_url`: of Prefect's database, as psycopg takes it."""
    record, engine = partial(record_unreachable, configuration), partial(engine_unreachable, engine_url)
    redis = partial(redis_unreachable, configuration)
    waits: dict[str, list[Problem]] = {
        "api": [partial(engine_unready, engine_url), redis],
        "services": [record, engine, redis],
        "worker": [record_unready, partial(api_unready, configuration)],
        "watch": [],
    }
    return waits.get(job, [record_unready])


def _unreachable(url: str, what: str, variable: str) -> str | None:
    try:
        connect(url).close()
    except psycopg.OperationalError as error:
        return f"{what} is niet bereikbaar ({type(error).__name__}); kijk naar {variable}."
    return None
