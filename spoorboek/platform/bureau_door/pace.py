"""How many requests somebody may make: a bucket that fills again with time."""

from collections import OrderedDict
from collections.abc import Callable
from time import monotonic

MOST_NAMES = 10_000  # remembered at a time; who made no request for long is forgotten first


class Pace:
    """Let `burst` requests of one name pass at once, and one more each `seconds` after that."""

    def __init__(self, burst: int, seconds: float, now: Callable[[], float] = monotonic) -> None:
        self._burst, self._seconds, self._now = burst, seconds, now
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def allows(self, name: str) -> bool:
        """Tell whether a request passes, and count it when it does."""
        now = self._now()
        left, since = self._buckets.pop(name, (float(self._burst), now))
        left = min(self._burst, left + (now - since) / self._seconds)
        passes = left >= 1
        self._buckets[name] = (left - passes, now)
        if len(self._buckets) > MOST_NAMES:
            self._buckets.popitem(last=False)
        return passes

    @property
    def wait(self) -> int:
        """Return after how many seconds another request passes."""
        return max(1, round(self._seconds))
