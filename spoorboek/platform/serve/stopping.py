"""Stop a process of `spoorboek serve` when it is asked to: what is at work is finished, within ten seconds."""

import logging
import os
import signal
import threading
from collections.abc import Callable
from types import FrameType

LONGEST_STOP_SECONDS = 9.0
FINISH_SECONDS = 5  # for a request or page that is being answered; what the server then puts away takes time too
CUT_OFF = 1  # exit code
STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)
log = logging.getLogger("spoorboek.serve")


class StopRequest:
    """Whether this process was asked to stop. `on_cut_off` is called before it is cut off.

    `done`: its job is finished, and all that is left is to end. `longest`: seconds after which it is cut off.
    """

    def __init__(self) -> None:
        self.asked = threading.Event()
        self._on_stop: Callable[[], object] = lambda: None
        self.on_cut_off: Callable[[], object] = lambda: None
        self.done = False
        self.longest = LONGEST_STOP_SECONDS

    def listen(self) -> "StopRequest":
        """Hear SIGTERM and SIGINT from now on; call it in the main thread."""
        for number in STOP_SIGNALS:
            signal.signal(number, self._heard)
        signal.signal(signal.SIGALRM, self._leave)
        return self

    def stop(self) -> None:
        """Ask this process to stop, as a signal does."""
        if self.asked.is_set():
            return
        self.asked.set()
        log.info("Gevraagd te stoppen")
        timer = threading.Timer(self.longest, self._cut_off)
        timer.daemon = True
        timer.start()
        # Threads of an interpreter that ends stand still; this is heard then too, as when a library waits for a server.
        signal.setitimer(signal.ITIMER_REAL, LONGEST_STOP_SECONDS + 0.5)
        self._on_stop()

    def when_asked(self, action: Callable[[], object]) -> None:
        """Call this when the process is asked to stop, instead of what was said before; at once when it was asked."""
        self._on_stop = action
        if self.asked.is_set():
            action()

    def wait(self, seconds: float) -> bool:
        """Wait for so many seconds; return at once, and True, when this process was asked to stop."""
        return self.asked.wait(seconds)

    def _heard(self, _number: int, _frame: FrameType | None) -> None:
        threading.Thread(target=self.stop, daemon=True).start()  # a handler may not wait for a lock of the log

    def _leave(self, _number: int, _frame: FrameType | None) -> None:
        os._exit(0 if self.done else CUT_OFF)

    def _cut_off(self) -> None:
        if self.done:
            os._exit(0)
        try:
            self.on_cut_off()
        finally:
            log.warning("Afgebroken: wat nog liep, was na %d seconden niet klaar", self.longest)
            os._exit(CUT_OFF)
