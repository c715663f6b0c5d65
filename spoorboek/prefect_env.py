"""Prefect's own settings, as Spoorboek wants them: one server, no telemetry, quick polls, Dutch time."""

from pathlib import Path

POOL = "spoorboek"


def api_url(port: int) -> str:
    """Return the address of the Prefect API on this machine."""
    return f"http://127.0.0.1:{port}/api"


def prefect_environment(home: Path, port: int, engine_url: str, *, poll_seconds: float = 1.0) -> dict[str, str]:
    """Return the environment of the Prefect server, worker and clients of one installation.

    `poll_seconds`: how often a worker asks for due wakes; the latency between due and fired.
    """
    return {
        "PREFECT_HOME": str(home.resolve() / "prefect"),
        "PREFECT_API_URL": api_url(port),
        "PREFECT_API_DATABASE_CONNECTION_URL": engine_url,
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_LOGGING_LEVEL": "WARNING",
        "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
        "PREFECT_WORKER_QUERY_SECONDS": str(poll_seconds),
        "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
        "TZ": "Europe/Amsterdam",
    }
