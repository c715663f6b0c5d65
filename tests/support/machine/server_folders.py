"""Folders for servers. As root PostgreSQL runs as another user, which must be able to pass through all the way down.

The folders of pytest itself are closed again by any other test run that starts meanwhile.
"""

import itertools
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

PASS_THROUGH = 0o700 if os.geteuid() else 0o711
IN_MEMORY, ROOM_NEEDED = Path("/dev/shm"), 4 << 30  # bytes free


def quick_place() -> Path | None:
    """Return the folder in memory, where there is one with room: a database is 750 files, and most tests make one.

    On a disk that takes a third of the time of a test run. None: where temporary files go.
    """
    usable = IN_MEMORY.is_dir() and os.access(IN_MEMORY, os.W_OK | os.X_OK)
    return IN_MEMORY if usable and shutil.disk_usage(IN_MEMORY).free > ROOM_NEEDED else None


@pytest.fixture(scope="session")
def room() -> Iterator[Callable[[str], Path]]:
    """Return a way to make folders that live as long as the test run, by a name of one's own."""
    base, numbers = Path(tempfile.mkdtemp(prefix="spoorboek-", dir=quick_place())), itertools.count()
    base.chmod(PASS_THROUGH)

    def make(name: str) -> Path:
        made = base / f"{name}{next(numbers)}"
        made.mkdir(mode=PASS_THROUGH)
        return made

    yield make
    shutil.rmtree(base, ignore_errors=True)
