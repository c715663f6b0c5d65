"""Signs that a process of `spoorboek serve` still turns: a file for who checks a container, a word for systemd.

Whoever misses them ends the process, and starts it again: what hangs keeps its locks until then.
"""

import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from spoorboek.errors import PlatformError
from spoorboek.private_files import write_private_file
from spoorboek.settings import Settings

SIGN_SECONDS = 10.0
SYSTEMD_SOCKET = "NOTIFY_SOCKET"
TURNS = b"READY=1\nWATCHDOG=1"  # Source: sd_notify(3)


class SignOfLife:
    """The signs of one process: the time of the file HOME/alive-JOB, and the watchdog of systemd where it has one."""

    def __init__(self, job: str, configuration: Settings) -> None:
        self._file, self._next = configuration.home.resolve() / f"alive-{job}", 0.0

    def give(self) -> None:
        """Give the signs, at most every ten seconds; a full disk or a socket that is gone stops no work."""
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + SIGN_SECONDS
        with suppress(OSError, PlatformError):
            write_private_file(self._file, f"{os.getpid()}\n".encode())
        with suppress(OSError):
            _tell_systemd()

    @contextmanager
    def kept_up(self) -> Iterator[None]:
        """Give the signs beside work of one piece that may take minutes, such as a migration, as long as it lasts."""
        ended = threading.Event()

        def go_on() -> None:
            while not ended.wait(SIGN_SECONDS / 2):
                self.give()

        beside = threading.Thread(target=go_on, daemon=True)
        beside.start()
        try:
            yield
        finally:
            ended.set()
            beside.join()


def _tell_systemd() -> None:
    if address := os.environ.get(SYSTEMD_SOCKET):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as told:
            told.sendto(TURNS, address.replace("@", "\0", 1) if address.startswith("@") else address)
