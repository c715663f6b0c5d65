"""Prefect's own settings, as Spoorboek wants them: one server, no telemetry, quick polls, Dutch time."""

from pathlib import Path

from spoorboek.platform import prefect_ui

POOL = "spoorboek"


def api_url(port: int) -> str:
    """Return the address of the Prefect API on this machine."""
    return f"http://127.0.0.1:{port}/api"


def client_environment(home: Path, api: str) -> dict[str, str]:
    """Return the environment of whoever asks something of the Prefect API: the address, and nothing outside HOME."""
    return {
        "PREFECT_HOME": str(home.resolve() / "prefect"),
        "PREFECT_API_URL": api,
        "DO_NOT_TRACK": "1",
        "PREFECT_LOGGING_LEVEL": "WARNING",
    }


def prefect_environment(home: Path, port: int, engine_url: str, *, poll_seconds: float = 1.0) -> dict[str, str]:
    """Return the environment of the Prefect server, worker and clients of one installation.

    `poll_seconds`: how often a worker asks for due wakes; the latency between due and fired.
    """
    return client_environment(home, api_url(port)) | {
        # Two names of one setting; the first wins, so neither may be left to whatever the environment holds.
        "PREFECT_SERVER_DATABASE_CONNECTION_URL": engine_url,
        "PREFECT_API_DATABASE_CONNECTION_URL": engine_url,
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        # The record is the history; Prefect's events take 2.6 MB per case and year, and are lost after a week.
        "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_ENABLED": "false",
        # Runs that ended (closed cases, operator actions, upkeep) leave Prefect after 90 days.
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "flow_runs",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": str(90 * 24 * 3600),
        # Three runs ahead, not a hundred, of what runs by the clock: the rest is noise in every list.
        "PREFECT_SERVER_SERVICES_SCHEDULER_MAX_RUNS": "3",
        # A morning of a thousand cases takes minutes; to mark each of them late would double the work.
        "PREFECT_SERVER_SERVICES_LATE_RUNS_AFTER_SECONDS": "600",
        # Our server asks for no such token, and every client would ask for one first.
        "PREFECT_CLIENT_CSRF_SUPPORT_ENABLED": "false",
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        "PREFECT_SERVER_UI_V2_ENABLED": "false",
        "PREFECT_SERVER_UI_STATIC_DIRECTORY": str(prefect_ui.ui_folder(home)),
        "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
        "PREFECT_WORKER_QUERY_SECONDS": str(poll_seconds),
        "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
        "TZ": "Europe/Amsterdam",
    }
