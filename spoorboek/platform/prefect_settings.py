"""Prefect's own settings as Spoorboek needs them: one server, no telemetry, fast polling, Dutch time zone."""

import socket
from hashlib import sha256
from pathlib import Path

from flows.engine.prefect_api import POOL
from spoorboek.clock import AMSTERDAM
from spoorboek.platform import prefect_ui
from spoorboek.settings import Settings

AUTH, SERVER_AUTH = "PREFECT_API_AUTH_STRING", "PREFECT_SERVER_API_AUTH_STRING"
HEARTBEAT_SECONDS = 10
SERVER_CONNECTIONS = 20  # kept open to Prefect's database once needed; ten more open and close with a rush
LOG_MOMENT = "%Y-%m-%d %H:%M:%S"


def api_url(port: int) -> str:
    """Return the address of the Prefect API on this machine."""
    return f"http://127.0.0.1:{port}/api"


def worker_name(home: Path) -> str:
    """Return the name of the worker of this machine and data directory, which tells its heartbeat from others."""
    place = f"{socket.gethostname()}:{home.resolve()}"
    return f"{POOL}-{sha256(place.encode()).hexdigest()[:8]}"


def client_environment(home: Path, api: str) -> dict[str, str]:
    """Return the environment of a client of the Prefect API: the address, and files inside HOME only."""
    return {
        "PREFECT_HOME": str(home.resolve() / "prefect"),
        "PREFECT_API_URL": api,
        "DO_NOT_TRACK": "1",
        "PREFECT_LOGGING_LEVEL": "WARNING",
        **{f"PREFECT_LOGGING_FORMATTERS_{name}_DATEFMT": LOG_MOMENT for name in ("SIMPLE", "STANDARD", "DEBUG")},
    }


def door_environment(configuration: Settings, secret: str) -> dict[str, str]:
    """Return the environment that closes the server to who does not know the secret, and to pages of other origins."""
    return {
        SERVER_AUTH: secret,
        AUTH: secret,
        "PREFECT_SERVER_API_HOST": "127.0.0.1",
        "PREFECT_SERVER_API_PORT": str(configuration.port),
        "PREFECT_SERVER_API_CORS_ALLOWED_ORIGINS": ",".join(configuration.own_origins),
        "PREFECT_SERVER_API_CSRF_PROTECTION_ENABLED": "true",
        "PREFECT_CLIENT_CSRF_SUPPORT_ENABLED": "true",
        # By a path the UI finds the API under every address it is reached by.
        "PREFECT_SERVER_UI_API_URL": "/api",
    }


def prefect_environment(home: Path, port: int, engine_url: str, *, poll_seconds: float = 1.0) -> dict[str, str]:
    """Return the environment of the Prefect server, worker and clients of one installation.

    `poll_seconds`: how often a worker polls for due runs, so the latency of a wake.
    """
    return client_environment(home, api_url(port)) | {
        # Two names of one setting, of which the first wins; both are set, so the user's environment has no influence.
        "PREFECT_SERVER_DATABASE_CONNECTION_URL": engine_url,
        "PREFECT_API_DATABASE_CONNECTION_URL": engine_url,
        # Of five, Prefect's own number, a worker of eight threads makes the server open a connection for every wake.
        "PREFECT_SERVER_DATABASE_SQLALCHEMY_POOL_SIZE": str(SERVER_CONNECTIONS),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        # The record holds the history; Prefect's events take 2.6 MB per case and year, and are deleted after a week.
        "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_ENABLED": "false",
        # Runs that ended (closed cases, operator actions, upkeep) are deleted from Prefect after 90 days.
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "flow_runs",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": str(90 * 24 * 3600),
        # The states of task runs come as events, 10,000 of which wait at most; more are lost, and their task runs stay
        # Running. Written in batches they never pile up; triggers, of which there are none, would read them all too.
        "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "100",
        "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "1",
        "PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED": "false",
        # Create three runs of a cron schedule ahead, not a hundred, which would fill every list.
        "PREFECT_SERVER_SERVICES_SCHEDULER_MAX_RUNS": "3",
        # A morning of a thousand cases takes minutes; marking each run late would double the work.
        "PREFECT_SERVER_SERVICES_LATE_RUNS_AFTER_SECONDS": "600",
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        "PREFECT_SERVER_UI_V2_ENABLED": "false",
        "PREFECT_SERVER_UI_STATIC_DIRECTORY": str(prefect_ui.ui_folder(home)),
        "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
        "PREFECT_WORKER_HEARTBEAT_SECONDS": str(HEARTBEAT_SECONDS),
        "PREFECT_WORKER_QUERY_SECONDS": str(poll_seconds),
        "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
        "TZ": AMSTERDAM.key,
    }
