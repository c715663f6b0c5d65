"""The log of a process of `spoorboek serve`: one JSON object a line on standard output, in the time of Amsterdam.

No person stands in it. What an error of a library says may quote what it was given, so of such an error only the kind
and the place in the code are told; our own messages name cases by number, and are told as they are.
"""

import json
import logging
import sys
from collections.abc import Mapping
from datetime import datetime
from traceback import extract_tb
from typing import Any

from spoorboek.clock import AMSTERDAM
from spoorboek.errors import SpoorboekError

FRAMES = 12  # the innermost of an error
LONGEST_MESSAGE = 4000  # characters
JSON_LINES = "spoorboek.platform.serve.structured_log.JsonLines"
# Prefect makes its handlers itself; a class named in the environment takes the place of its own.
OF_PREFECT: Mapping[str, str] = {
    "PREFECT_LOGGING_HANDLERS_CONSOLE_CLASS": JSON_LINES,
    "PREFECT_LOGGING_HANDLERS_DEBUG_CLASS": JSON_LINES,
    "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
}
_job = {"name": "?"}


class JsonLines(logging.Handler):
    """Write each record as a line of JSON. What Prefect's own handlers are given beside a level is not needed."""

    def __init__(self, level: int | str = logging.NOTSET, **_unused: Any) -> None:
        super().__init__(int(level) if str(level).isdigit() else level)
        self.setFormatter(logging.Formatter())  # Prefect leaves a handler of the root alone that has a formatter

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record; a log that cannot be written stops no work."""
        try:
            sys.stdout.write(f"{json.dumps(line_of(record), ensure_ascii=False)}\n")
            sys.stdout.flush()
        except (OSError, ValueError):
            return


def line_of(record: logging.LogRecord) -> dict[str, Any]:
    """Return what is told of one record."""
    at = datetime.fromtimestamp(record.created, AMSTERDAM).isoformat(timespec="milliseconds")
    line = {"at": at, "level": record.levelname.lower(), "job": _job["name"], "logger": record.name}
    error = record.exc_info[1] if record.exc_info else None
    return line | {"message": _message(record)} | ({} if error is None else _told_error(error))


def log_as(job: str) -> None:
    """Let all logs of this process be lines of JSON, of this job; those of our own code from `info` on."""
    _job["name"] = job
    root = logging.getLogger()
    for handler in list(root.handlers):
        root.removeHandler(handler)
    root.addHandler(JsonLines())
    root.setLevel(logging.WARNING)
    logging.getLogger("spoorboek").setLevel(logging.INFO)
    logging.captureWarnings(True)


def take_over_uvicorn() -> None:
    """Let what uvicorn logs be lines of JSON too; call it once its server is made, which sets handlers of its own."""
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()[:LONGEST_MESSAGE]
    except (TypeError, ValueError):
        return str(record.msg)[:LONGEST_MESSAGE]


def _told_error(error: BaseException) -> dict[str, Any]:
    told: dict[str, Any] = {"error": type(error).__name__}
    if isinstance(error, SpoorboekError):
        told["error_text"] = str(error)
    told["where"] = [f"{each.filename}:{each.lineno} {each.name}" for each in extract_tb(error.__traceback__)[-FRAMES:]]
    return told
