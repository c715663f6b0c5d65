"""A file whose time says that a process of `spoorboek serve` still turns, for who checks the health of a container."""

import os
import time
from contextlib import suppress
from pathlib import Path

from spoorboek.errors import PlatformError
from spoorboek.private_files import write_private_file
from spoorboek.settings import Settings

SIGN_SECONDS = 10.0


class SignOfLife:
    """The file HOME/alive-JOB of one process."""

    def __init__(self, job: str, configuration: Settings) -> None:
        self._file, self._next = configuration.home.resolve() / f"alive-{job}", 0.0

    @property
    def file(self) -> Path:
        """Return the path of the file."""
        return self._file

    def give(self) -> None:
        """Give the sign, at most every ten seconds; a full disk stops no work."""
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + SIGN_SECONDS
        with suppress(OSError, PlatformError):
            write_private_file(self._file, f"{os.getpid()}\n".encode())
