"""Keep a running platform up: watch it, mend what dies, until the user stops it."""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from rich.console import Console

from flows.reconcile import mend_all
from spoorboek.local import Platform, running

WATCH_SECONDS = 1.0


class Stopped(BaseException):
    """Someone asked this process to stop."""


def up(console: Console) -> None:
    """Start the platform, reconcile once, and keep it up until Ctrl-C or SIGTERM."""
    started = time.monotonic()
    with stoppable(), running(lambda step: console.print(f"  {step} …")) as platform:
        for repair in mend_all():
            console.print(f"  Dossier {repair.number}: {repair.reason}")
        console.print(f"[bold]Klaar in {time.monotonic() - started:.0f} s.[/bold]")
        serve(platform, console)


def serve(platform: Platform, console: Console) -> None:
    """Watch the platform until the user stops it; start again what died."""
    folder = platform.settings.home.resolve()
    console.print(f"Prefect-UI: {platform.url}\nGegevens, logs en mails: {folder}\nStoppen: Ctrl-C")
    try:
        while True:
            time.sleep(WATCH_SECONDS)
            for name in platform.mend():
                console.print(f"  {name} was gestopt en is opnieuw gestart")
    except (KeyboardInterrupt, Stopped):
        console.print("Stoppen …")


@contextmanager
def stoppable() -> Iterator[None]:
    """Turn SIGTERM into an orderly stop, also while starting."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise Stopped

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    except (KeyboardInterrupt, Stopped):
        return
    finally:
        signal.signal(signal.SIGTERM, before)
