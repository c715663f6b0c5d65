"""Keep a running platform up: watch it, mend what dies, until the user stops it."""

import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from rich.console import Console

from spoorboek.platform.child_processes import ChildProcess, log_tail
from spoorboek.platform.up import Platform, run_platform

WATCH_SECONDS = 1.0
INTERRUPTED = 130  # as shells have it: ended by Ctrl-C
STOPS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class Stopped(BaseException):
    """Someone asked this process to stop."""


class Served(Stopped):
    """Someone asked a platform that was up to stop: its ordinary end."""


def keep_up(console: Console) -> None:
    """Start the platform, reconcile once, and keep it up until Ctrl-C, SIGTERM or the end of the terminal."""
    started = time.monotonic()
    with stoppable(console), run_platform(lambda step: console.print(f"  {step} …")) as platform:
        _reconcile(console)
        console.print(f"Klaar in {time.monotonic() - started:.0f} s.", style="bold", highlight=False)
        serve_until_stopped(platform, console)


def serve_until_stopped(platform: Platform, console: Console) -> None:
    """Watch the platform and start again what died, until someone asks to stop (see `stoppable`): raises Served."""
    folder = platform.settings.home.resolve()
    text = f"Prefect-UI: {platform.url}\nGegevens, logs en mails: {folder}\nStoppen: Ctrl-C"
    console.print(text, soft_wrap=True, highlight=False)
    try:
        while True:
            time.sleep(WATCH_SECONDS)
            for name in platform.mend():
                _tell(platform.child(name), console)
    except Stopped:
        console.print("Stoppen …")
        raise Served from None


def _tell(mended: ChildProcess, console: Console) -> None:
    console.print(f"  {mended.name} was gestopt en is opnieuw gestart.", highlight=False)
    if mended.deaths > 1:
        last = f"  De laatste regels van {mended.log}:\n{log_tail(mended.log, 3)}"
        console.print(last, soft_wrap=True, markup=False, highlight=False)


@contextmanager
def stoppable(console: Console) -> Iterator[None]:
    """Turn Ctrl-C, SIGTERM and the end of the terminal into one orderly stop, also while starting.

    The first is obeyed; later ones are not needed: stopping takes seconds, and is never left half-way.
    A signal this process was started to ignore (`nohup`, `&`) stays ignored. Exit code 130 before its time.
    """

    def stop(_number: int, _frame: FrameType | None) -> None:
        for each in handlers:
            signal.signal(each, signal.SIG_IGN)
        raise Stopped

    handlers = {each: handler for each in STOPS if (handler := signal.getsignal(each)) != signal.SIG_IGN}
    for each in handlers:
        signal.signal(each, stop)
    try:
        yield
    except Served:
        console.print("Gestopt.")
    except Stopped:
        console.print("Afgebroken; alles is gestopt.")
        sys.exit(INTERRUPTED)
    finally:
        for each, handler in handlers.items():
            signal.signal(each, handler)


def _reconcile(console: Console) -> None:
    from flows.upkeep.reconcile import repair_all

    for repair in repair_all():
        console.print(f"  Dossier {repair.number}: {repair.reason}", highlight=False, soft_wrap=True)
