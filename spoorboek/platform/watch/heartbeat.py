"""The heartbeat: a file that is written, or an address that is called, for as long as all is well.

Whoever watches Spoorboek from elsewhere hears of a standstill by its silence, whatever it is that stands still.
"""

import time
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from threading import Thread

import httpx

from spoorboek.errors import PlatformError
from spoorboek.private_files import write_private_file
from spoorboek.settings import Settings

BEAT_SECONDS = 60.0
ANSWER_SECONDS = 10.0
FILE = "heartbeat"


class Heartbeat:
    """The heartbeat of one installation, as its settings say."""

    def __init__(self, configuration: Settings) -> None:
        self._to = configuration.heartbeat or str(configuration.home.resolve() / FILE)
        self._next = 0.0

    def beat(self, now: datetime) -> None:
        """Write the moment to the file, or call the address; at most once a minute, and never in the way."""
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + BEAT_SECONDS
        if "://" in self._to:
            Thread(target=_call, args=(self._to,), daemon=True).start()
            return
        with suppress(OSError, PlatformError):
            write_private_file(Path(self._to).expanduser(), f"{now.isoformat(timespec='seconds')}\n".encode())

    def miss(self) -> None:
        """Beat at once when all is well again."""
        self._next = 0.0


def _call(address: str) -> None:
    with suppress(httpx.HTTPError, httpx.InvalidURL):
        httpx.get(address, timeout=ANSWER_SECONDS)
