"""Lock a data directory for one process at a time, and tell which process owns it."""

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple

from spoorboek.errors import PlatformError
from spoorboek.platform.home_rights import HomeUnusable, make_home, unwritable_home_text
from spoorboek.private_files import open_private_file

COMMAND = "opdracht"  # the owner is a short command, not a running platform
LOCK_PATIENCE_SECONDS = 10.0  # how long to wait for a command to end


class HomeInUse(PlatformError):
    """De gegevensmap is in gebruik."""


class HomeOwner(NamedTuple):
    """The owner of a data directory: `up`, `demo` or `opdracht`; process id; port of its Prefect server, or 0."""

    who: str
    pid: int
    port: int

    @property
    def is_platform(self) -> bool:
        """Tell whether the owner is a running platform, whose database other commands can use."""
        return self.who != COMMAND


@contextmanager
def lock_home(home: Path, who: str, port: int = 0, patience: float = LOCK_PATIENCE_SECONDS) -> Iterator[None]:
    """Lock a data directory, created when it is missing; the lock is released when this process ends, however it ends.

    `patience`: seconds to wait for a short command to end. Raises HomeInUse when another process owns it,
    HomeUnusable when it cannot be created or written, UnsafePlaceError when the lock is a link or another user's.
    """
    until = time.monotonic() + patience
    with _lock_file(home) as file:
        while not _try_lock(file):
            owner = home_owner(home)
            if (owner and owner.is_platform) or time.monotonic() > until:
                raise HomeInUse(_in_use(home, owner))
            time.sleep(0.05)
        _write(file, json.dumps([who, os.getpid(), port]))
        try:
            yield
        finally:
            _write(file, "")


def home_owner(home: Path) -> HomeOwner | None:
    """Return the current owner of a data directory; None without one."""
    if not (home / "lock").exists():
        return None
    with _lock_file(home) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            text = file.read()
            return HomeOwner(*json.loads(text)) if text else HomeOwner(COMMAND, 0, 0)
    return None


@contextmanager
def _lock_file(home: Path) -> Iterator[IO[str]]:
    make_home(home)
    try:
        file = os.fdopen(open_private_file(home / "lock", os.O_RDWR), "r+", encoding="utf-8")
    except OSError as error:
        raise HomeUnusable(unwritable_home_text(home, error)) from None
    with file:
        file.seek(0)
        yield file


def _write(file: IO[str], text: str) -> None:
    file.seek(0)
    file.truncate()
    file.write(text)
    file.flush()


def _try_lock(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _in_use(home: Path, owner: HomeOwner | None) -> str:
    owner_name = (
        f"`spoorboek {owner.who}` (proces {owner.pid})" if owner and owner.is_platform else "een andere opdracht"
    )
    return (
        f"De gegevensmap {home} is al in gebruik door {owner_name}. "
        "Stop die eerst, of kies een andere map met SPOORBOEK_HOME."
    )
