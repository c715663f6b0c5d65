"""The logs of the child processes: bounded while their process writes on, the older part in numbered files."""

import os
import shutil
from contextlib import suppress
from pathlib import Path

from spoorboek.private_files import open_private_file

LOG_BYTES = 10_000_000
KEPT = 3  # older parts: `server.log.1` is the latest


def bound_log(log: Path) -> bool:
    """Move the content of a log over 10 MB to `….log.1`, what was there to `….log.2`; tell whether that was done.

    The process keeps the file it opened, and appends to it: it is copied, and then emptied. A line written in the
    instant between the two is lost. On a full disk the oldest part makes room; when that is not enough, the log stays
    as it is until the next time. Raises UnsafePlaceError when a file is a link or another user's.
    """
    try:
        if log.stat().st_size <= LOG_BYTES:
            return False
        _shift_older(log)
        _move_content(log, _older(log, 1))
    except OSError:
        return False
    return True


def log_tail(log: Path, lines: int = 5) -> str:
    """Return the last lines of a log, for the message of a process that did not start."""
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:]) if log.exists() else ""


def _older(log: Path, number: int) -> Path:
    return log.with_name(f"{log.name}.{number}")


def _shift_older(log: Path) -> None:
    _older(log, KEPT).unlink(missing_ok=True)
    for number in range(KEPT - 1, 0, -1):
        with suppress(FileNotFoundError):
            _older(log, number).rename(_older(log, number + 1))


def _move_content(log: Path, target: Path) -> None:
    source = os.fdopen(open_private_file(log, os.O_RDWR), "rb")
    with source, os.fdopen(open_private_file(target, os.O_WRONLY | os.O_TRUNC), "wb") as copy:
        try:
            shutil.copyfileobj(source, copy, 1 << 20)
            copy.flush()
        except OSError:
            target.unlink(missing_ok=True)
            raise
        os.ftruncate(source.fileno(), 0)
