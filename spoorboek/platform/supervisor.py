"""Keep a platform running until the user stops it: restart processes that die."""

import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from types import FrameType

from rich.console import Console

from spoorboek import clock
from spoorboek.errors import PlatformError
from spoorboek.outside.files import reason_of
from spoorboek.platform.access_secret import access_file
from spoorboek.platform.child_processes import ChildProcess
from spoorboek.platform.log_files import bound_log, log_tail
from spoorboek.platform.up import Platform, run_platform
from spoorboek.settings import Settings

WATCH_SECONDS = 1.0
INTERRUPTED = 130  # exit code of shells for Ctrl-C
STOPS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


def _no_lines(_configuration: Settings, _is_terminal: bool) -> Sequence[str]:
    return ()


class Stopped(BaseException):
    """Someone asked this process to stop."""


class Served(Stopped):
    """Someone asked a running platform to stop: its normal end."""


def keep_up(console: Console, more_lines: Callable[[Settings, bool], Sequence[str]] = _no_lines) -> None:
    """Start the platform, reconcile once, and keep it up until Ctrl-C, SIGTERM or the end of the terminal.

    `more_lines`: what else to say once it runs, from its settings and whether a person reads it on a terminal.
    """
    started = time.monotonic()
    with stoppable(console), run_platform(partial(print_step, console)) as platform:
        _reconcile(console)
        _tell_held_mail(console)
        if warning := mail_warning(platform.settings):
            _print_line(console, warning)
        console.print(f"Klaar in {time.monotonic() - started:.0f} s.", style="bold", highlight=False)
        for line in more_lines(platform.settings, console.is_terminal):
            console.print(line, soft_wrap=True, markup=False, highlight=False)
        serve_until_stopped(platform, console)


def print_step(console: Console, step: str) -> None:
    """Print a step of the start: a path in it as it is, without colours, on one line."""
    console.print(f"  {step} …", soft_wrap=True, markup=False, highlight=False)


def serve_until_stopped(platform: Platform, console: Console) -> None:
    """Restart what dies and mend the engine, until someone asks to stop (see `stoppable`); then raise Served."""
    from spoorboek.platform.watch.engine_watch import EngineWatch

    folder = platform.settings.home.resolve()
    for line in (
        f"Prefect-UI, voor wie het platform beheert: {platform.url}",
        f"  {access_text(platform, console)}",
        f"Gegevens, logs en mails: {folder}\nStoppen: Ctrl-C",
    ):
        console.print(line, soft_wrap=True, markup=False, highlight=False)
    watch = EngineWatch(platform, partial(_print_line, console))
    try:
        while True:
            time.sleep(WATCH_SECONDS)
            _bound_logs(platform)
            if restarted := restart_dead(platform, console):
                for name in restarted:
                    _print_restart(platform.child(name), console)
                watch.after_restart(restarted)
            watch.look()
    except Stopped:
        console.print("Stoppen …")
        raise Served from None


def mail_warning(configuration: Settings) -> str:
    """Say that no mail leaves the house, when no mail server is set; else return an empty text."""
    if configuration.smtp_host is not None:
        return ""
    return (
        "Let op: er is geen mailserver ingesteld (SPOORBOEK_SMTP_HOST). Mail wordt niet verstuurd, maar klaargezet in "
        f"{configuration.mail_folder.resolve()}."
    )


def access_text(platform: Platform, console: Console) -> str:
    """Say how to log in: a new secret itself, once, and only to a person, never into a log."""
    if platform.access.is_new and console.is_terminal:
        return f"Inloggen met: {platform.access.secret.get_secret_value()}\n  (nog eens te zien met `spoorboek access`)"
    where = "SPOORBOEK_API_SECRET" if platform.settings.api_secret else access_file(platform.settings.home.resolve())
    return f"Inloggen met het toegangswoord in {where} (`spoorboek access` toont het)"


def _bound_logs(platform: Platform) -> None:
    for child in platform.children:
        with suppress(PlatformError):  # not ours any more: nothing of it is touched
            bound_log(child.log)


def restart_dead(platform: Platform, console: Console) -> list[str]:
    """Restart processes that died; what cannot be started, such as on a full disk, is told and tried again."""
    try:
        return platform.restart_dead()
    except (OSError, PlatformError) as error:
        reason = reason_of(error) if isinstance(error, OSError) else str(error)
        where = getattr(error, "filename", None) or platform.settings.home
        _print_line(console, f"Een proces kan niet opnieuw starten: {reason} ({where}). Het wordt opnieuw geprobeerd.")
        return []


def _print_line(console: Console, line: str) -> None:
    console.print(f"  {clock.now():%H:%M} {line}", soft_wrap=True, markup=False, highlight=False)


def _print_restart(child: ChildProcess, console: Console) -> None:
    console.print(f"  {child.name} was gestopt en is opnieuw gestart.", highlight=False)
    if child.deaths > 1 and (tail := log_tail(child.log, 3)):
        tail = f"  De laatste regels van {child.log}:\n{tail}"
        console.print(tail, soft_wrap=True, markup=False, highlight=False)


@contextmanager
def stoppable(console: Console) -> Iterator[None]:
    """Turn Ctrl-C, SIGTERM and SIGHUP into one orderly shutdown, also while starting.

    Only the first signal counts; later ones are ignored, so that the shutdown, which takes seconds, is completed. A
    signal this process was started to ignore (`nohup`, `&`) stays ignored. Exits with 130 when startup is interrupted.
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
    from flows.upkeep.wake_backlog import go_on_in_background

    for repair in repair_all():
        console.print(f"  Dossier {repair.number}: {repair.reason}", highlight=False, soft_wrap=True)
    if left := go_on_in_background():
        console.print(f"  {left}", highlight=False, soft_wrap=True)


def _tell_held_mail(console: Console) -> None:
    from models.connection import session
    from tasks.outbox.held_mail import count_held

    with session() as reading:
        held = count_held(reading)
    if held:
        console.print(
            f"  {held} mails wachten sinds het terugzetten op een besluit: spoorboek mail held", highlight=False
        )
