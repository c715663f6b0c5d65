"""Look at something that may hang, and wait for the answer no longer than a person does."""

import logging
import threading
import time
from collections.abc import Callable
from typing import Generic, NamedTuple, TypeVar

Seen = TypeVar("Seen")
FRESH_SECONDS = 10.0  # so long one look serves whoever asks
log = logging.getLogger("spoorboek.desk")


class Look(NamedTuple, Generic[Seen]):
    """What was seen last. `age`: seconds since that look ended; `answered`: whether it is of now.

    `seen` is None before the first look ended, and after one that failed.
    """

    seen: Seen | None
    age: float
    answered: bool


class BoundedLook(Generic[Seen]):
    """Look by a thread beside, one at a time; what was seen last serves while the next look hangs."""

    def __init__(self, look: Callable[[], Seen], fresh_seconds: float = FRESH_SECONDS) -> None:
        self._look, self._fresh = look, fresh_seconds
        self._seen: Seen | None = None
        self._ended_at = float("-inf")
        self._lock = threading.Lock()
        self._running: threading.Event | None = None

    def within(self, seconds: float) -> Look[Seen]:
        """Return what is seen now; after so many seconds without an answer, what was seen before."""
        with self._lock:
            if time.monotonic() - self._ended_at < self._fresh:
                return Look(self._seen, time.monotonic() - self._ended_at, answered=True)
            if self._running is None:
                self._running = threading.Event()
                threading.Thread(target=self._look_again, args=(self._running,), daemon=True).start()
            running = self._running
        answered = running.wait(seconds)
        return Look(self._seen, time.monotonic() - self._ended_at, answered=answered)

    def _look_again(self, running: threading.Event) -> None:
        seen = None
        try:
            seen = self._look()
        except Exception as error:  # whatever it is, who asks is told that nothing was seen
            log.warning("Not seen: %s", type(error).__name__)
        with self._lock:
            self._seen, self._ended_at, self._running = seen, time.monotonic(), None
        running.set()
