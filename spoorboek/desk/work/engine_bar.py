"""The bar on top of a page when the engine stands still; no page waits for the question whether it does."""

import threading
import time
from collections.abc import Callable, Sequence

from flows.watch.troubles import Trouble
from spoorboek.platform.watch.outside import troubles_from_outside
from spoorboek.settings import settings

LOOK_SECONDS = 60.0
LOOKER = "uitkijk"  # name of the thread


def look_from_outside() -> Sequence[Trouble]:
    """Return what `spoorboek watch` says now."""
    return troubles_from_outside(settings())


class EngineBar:
    """What keeps the work from being done, as it was seen last; it is looked at again, beside the page, each minute."""

    def __init__(self, look: Callable[[], Sequence[Trouble]] = look_from_outside) -> None:
        self._look, self._lines, self._looked_at = look, tuple[str, ...](), float("-inf")
        self._looking = threading.Lock()

    def lines(self) -> Sequence[str]:
        """Return what was seen last, in Dutch; empty when nothing stands still, and before the first look ended."""
        if self._looking.acquire(blocking=False):
            if time.monotonic() - self._looked_at >= LOOK_SECONDS:
                threading.Thread(target=self._look_again, name=LOOKER, daemon=True).start()
            else:
                self._looking.release()
        return self._lines

    def _look_again(self) -> None:
        try:
            self._lines = tuple(trouble.text.replace("`", "") for trouble in self._look())
        finally:
            self._looked_at = time.monotonic()
            self._looking.release()


ENGINE_BAR = EngineBar()  # of this process
