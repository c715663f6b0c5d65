"""One owner at a time of a data directory, and what others may know of the owner."""

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple

from spoorboek.errors import PlatformError

COMMAND = "opdracht"  # the owner is a short command, not a platform that stays
LOCK_PATIENCE_SECONDS = 10.0  # how long to wait for a command to end


class HomeInUse(PlatformError):
    """De gegevensmap is in gebruik."""


class HomeUnusable(PlatformError):
    """De gegevensmap is niet te gebruiken."""


class HomeOwner(NamedTuple):
    """Who owns a data directory: `up`, `demo` or `opdracht`, its process id, the port of its Prefect server (or 0)."""

    who: str
    pid: int
    port: int

    @property
    def stays(self) -> bool:
        """Tell whether this is a platform, which others may lean on while they work."""
        return self.who != COMMAND


@contextmanager
def lock_home(home: Path, who: str, port: int = 0, patience: float = LOCK_PATIENCE_SECONDS) -> Iterator[None]:
    """Own a data directory, made where it is missing; the system lets go of it when this process ends, however it ends.

    `patience`: seconds to wait for a short command to end. Raises HomeInUse when another process owns it,
    HomeUnusable when it cannot be made or written.
    """
    until = time.monotonic() + patience
    with _opened(home) as file:
        while not _taken(file):
            by = home_owner(home)
            if (by and by.stays) or time.monotonic() > until:
                raise HomeInUse(_in_use(home, by))
            time.sleep(0.05)
        _write(file, json.dumps([who, os.getpid(), port]))
        try:
            yield
        finally:
            _write(file, "")


def home_owner(home: Path) -> HomeOwner | None:
    """Tell who owns a data directory now; None when nobody does."""
    if not (home / "lock").exists():
        return None
    with _opened(home) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            text = file.read()
            return HomeOwner(*json.loads(text)) if text else HomeOwner(COMMAND, 0, 0)
    return None


@contextmanager
def _opened(home: Path) -> Iterator[IO[str]]:
    try:
        home.mkdir(parents=True, exist_ok=True)
        file = (home / "lock").open("a+", encoding="utf-8")
    except OSError as error:
        raise HomeUnusable(
            f"De gegevensmap {home} kan niet worden gemaakt of beschreven ({error.strerror}). "
            "Geef er rechten op, of kies een andere map met SPOORBOEK_HOME."
        ) from None
    with file:
        file.seek(0)
        yield file


def _write(file: IO[str], text: str) -> None:
    file.seek(0)
    file.truncate()
    file.write(text)
    file.flush()


def _taken(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _in_use(home: Path, by: HomeOwner | None) -> str:
    whose = f"`spoorboek {by.who}` (proces {by.pid})" if by and by.stays else "een andere opdracht"
    return (
        f"De gegevensmap {home} is al in gebruik door {whose}. "
        "Stop die eerst, of kies een andere map met SPOORBOEK_HOME."
    )
