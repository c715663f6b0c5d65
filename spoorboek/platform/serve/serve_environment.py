"""Prefect's own settings for the processes of `spoorboek serve`, made from ours: databases, Redis, pools, address."""

import os
import socket
from hashlib import sha256

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from flows.engine.prefect_api import POOL
from spoorboek.errors import PlatformError
from spoorboek.platform.access_secret import read_secret
from spoorboek.platform.database.managed_database import VARIABLES, WANTED
from spoorboek.platform.prefect_settings import door_environment, prefect_environment
from spoorboek.platform.serve.jobs import NEEDS, Need
from spoorboek.platform.serve.structured_log import OF_PREFECT
from spoorboek.settings import Settings

REDIS_MODULES = {
    "PREFECT_SERVER_EVENTS_MESSAGING_BROKER": "prefect_redis.messaging",
    "PREFECT_SERVER_EVENTS_MESSAGING_CACHE": "prefect_redis.messaging",
    "PREFECT_SERVER_EVENTS_CAUSAL_ORDERING": "prefect_redis.ordering",
    "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect_redis.lease_storage",
    # A Redis that hangs is an error, not a wait without end. What is read waits a second at most.
    "PREFECT_REDIS_MESSAGING_SOCKET_TIMEOUT": "30",
    "PREFECT_REDIS_MESSAGING_SOCKET_CONNECT_TIMEOUT": "10",
}
GATEWAY_TIMEOUT = "504"  # what a proxy says of a server that hangs: the other one answers when it is asked again
WITH_FEW_SLOTS, FEW_SLOTS = ("services", "inbox", "watch"), "1"  # they wake no case, and need few connections


def serve_environment(job: str, configuration: Settings) -> dict[str, str]:
    """Return the environment of one job of `spoorboek serve`, in which nothing is left to Prefect's own settings.

    Raises PlatformError when the address of a database cannot be read; no password is ever quoted.
    """
    engine = async_engine_url(configuration) if Need.ENGINE_DATABASE in NEEDS[job] else ""
    environment = prefect_environment(configuration.home, configuration.port, engine)
    environment |= door_environment(configuration, read_secret(configuration) or "") | dict(OF_PREFECT)
    environment["PREFECT_API_URL"] = f"{configuration.api_url}/api"
    environment["PREFECT_CLIENT_RETRY_EXTRA_CODES"] = GATEWAY_TIMEOUT
    environment["SPOORBOEK_HOME"] = str(configuration.home.resolve())
    if job in WITH_FEW_SLOTS:
        environment["SPOORBOEK_SLOTS"] = FEW_SLOTS
    if not engine:
        return {name: value for name, value in environment.items() if name not in VARIABLES}
    assert configuration.redis_url
    redis = configuration.redis_url.get_secret_value()
    return (
        environment
        | REDIS_MODULES
        | {
            "PREFECT_REDIS_MESSAGING_URL": redis,
            "PREFECT_SERVER_DOCKET_URL": redis,
            # `serve services` does both once, under a lock.
            "PREFECT_SERVER_DATABASE_MIGRATE_ON_START": "false",
            "PREFECT_API_DATABASE_MIGRATE_ON_START": "false",
            "PREFECT_SERVER_API_BLOCKS_REGISTER_ON_START": "false",
            # A limit that is one: nothing above it.
            "PREFECT_SERVER_DATABASE_SQLALCHEMY_POOL_SIZE": str(configuration.api_connections),
            "PREFECT_SERVER_DATABASE_SQLALCHEMY_MAX_OVERFLOW": "0",
            "PREFECT_SERVER_API_HOST": configuration.api_host,
            "PREFECT_SERVER_API_CORS_ALLOWED_ORIGINS": ",".join(api_origins(configuration)),
        }
    )


def api_origins(configuration: Settings) -> list[str]:
    """List the addresses one API server answers to: those of every installation, and the one its clients use."""
    shared = [configuration.api_url] if configuration.api_url else []
    return list(dict.fromkeys([*configuration.own_origins, *shared]))


def async_engine_url(configuration: Settings) -> str:
    """Return the address of Prefect's database as Prefect's driver takes it; raises PlatformError for no address."""
    assert configuration.prefect_database_url
    try:
        url = make_url(configuration.prefect_database_url.get_secret_value())
    except ArgumentError:
        raise PlatformError(
            "SPOORBOEK_PREFECT_DATABASE_URL is geen adres. Verwacht: postgresql://naam:…@host/db."
        ) from None
    query = {"ssl" if name == "sslmode" else name: value for name, value in url.query.items()}
    return url.set(drivername=WANTED, query=query).render_as_string(hide_password=False)


def process_worker_name() -> str:
    """Return a name for the worker of this process, which no other process on any machine has."""
    place = f"{socket.gethostname()}:{os.getpid()}:{os.urandom(8).hex()}"
    return f"{POOL}-{sha256(place.encode()).hexdigest()[:8]}"
