"""`spoorboek demo`: run stories through the real engine in minutes, and print a table of the results."""

import os
import shutil
import socket
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from models.connection import reload_configuration, session
from spoorboek.demo.people import invented_employee
from spoorboek.demo.table import show_table
from spoorboek.demo.time_lapse import StoryRun, run_stories
from spoorboek.errors import PlatformError
from spoorboek.platform.database.postgres_place import forget_cluster
from spoorboek.platform.home_lock import lock_home
from spoorboek.platform.home_rights import DEMO_HOME, OURS, SECRETS, make_home, tighten_home
from spoorboek.platform.supervisor import print_step, serve_until_stopped
from spoorboek.platform.up import Platform, run_platform
from spoorboek.private_files import FILE_MODE
from spoorboek.settings import Settings, settings
from spoorboek.stories.simulation import simulate_story
from spoorboek.stories.story import Story
from tasks.views.document_files import export_documents

WORKER_POLL_SECONDS = 0.1
KEPT = {"home", "port", "slots"}  # the settings that a demo takes over
NOTHING_MORE: Mapping[str, str] = {}
DEMO_ENTRIES = {*OURS, *SECRETS} - {DEMO_HOME, "lock"}


class NotADemoFolderError(PlatformError):
    """Deze map is niet van een demo."""


def run_demo(stories: Sequence[Story], console: Console, *, stay: bool | None = None) -> None:
    """Run the stories through server, worker and database, print the results, and stop.

    `stay`: keep the platform running afterwards; None asks when there is a terminal.
    """
    intro = f"{len(stories)} verhalen van wie ziek werd, dag voor dag door de echte server en worker."
    with demo_platform(console, intro) as platform:
        show_table(console, _run_stories(stories, console))
        look_around(platform, console, stay=stay)


@contextmanager
def demo_platform(console: Console, intro: str, environment: Mapping[str, str] = NOTHING_MORE) -> Iterator[Platform]:
    """Run a platform for a demo, in a folder and on a port of its own.

    `environment`: what the demo sets beside those. The folder of an earlier demo is replaced; any other is refused.
    """
    configuration = _demo_settings(environment)
    make_home(configuration.home.parent)
    if mended := tighten_home(configuration.home.parent):  # and with it the demo's own
        console.print(f"{mended}.", soft_wrap=True, highlight=False)
    _empty(configuration.home)
    console.print(intro)
    starting = run_platform(
        partial(print_step, console), configuration, poll_seconds=WORKER_POLL_SECONDS, who=DEMO_HOME
    )
    with starting as platform:
        yield platform


def look_around(platform: Platform, console: Console, *, stay: bool | None) -> None:
    """Say where the documents and mails are, and keep the platform running when that is wanted."""
    _print_locations(platform.settings, console)
    _stay(platform, console, stay)


def _run_stories(stories: Sequence[Story], console: Console) -> list[StoryRun]:
    with session() as writing:
        story_runs = [StoryRun(story, invented_employee(writing, place).id) for place, story in enumerate(stories)]
    first = min(story.days()[0] for story in stories)
    last = max(dated.action.on for story in stories for dated in simulate_story(story))
    with _bar(console, (last - first).days) as (bar, task):

        def show_progress(day: date, count: int) -> None:
            wakes = bar.tasks[task].fields["wakes"] + count
            bar.update(task, completed=(day - first).days, day=f"{day:%d-%m-%Y}", wakes=wakes)

        run_stories(story_runs, show_progress)
    return story_runs


@contextmanager
def _bar(console: Console, days: int) -> Iterator[tuple[Progress, TaskID]]:
    columns = (
        TextColumn("  Tijdreis"),
        BarColumn(),
        TextColumn("{task.fields[day]} · {task.fields[wakes]} wekbeurten"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as bar:
        yield bar, bar.add_task("tijdreis", total=days, day="", wakes=0)


def _print_locations(configuration: Settings, console: Console) -> None:
    folder = configuration.home / "documenten"
    count = export_documents(folder)
    text = f"{count} documenten (PDF) in {folder}\nMails (.eml) in {configuration.mail_folder}"
    console.print(text, soft_wrap=True, highlight=False)


def _demo_settings(environment: Mapping[str, str]) -> Settings:
    """Return settings with a folder and a port for the demo only, and what else the demo sets.

    This process and those it starts forget all other settings: a demo in a house that has a mail server, a mailbox or a
    managed database must not mail, read or change anything there.
    """
    ours = {f"SPOORBOEK_{name}".upper() for name in Settings.model_fields.keys() - KEPT}
    for name in [name for name in os.environ if name.upper() in ours]:
        del os.environ[name]
    os.environ.update(environment)
    reload_configuration()
    configuration = settings()
    return configuration.model_copy(
        update={"home": configuration.home / DEMO_HOME, "port": free_port(configuration.port), "desk_port": 0}
    )


def free_port(preferred: int = 0) -> int:
    """Return the preferred port when it is free, else any free port."""
    for port in (preferred, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise PlatformError("Er is geen vrije poort op 127.0.0.1.")


def _empty(home: Path) -> None:
    """Delete the files of an earlier demo. Raises NotADemoFolderError, or HomeInUse while another demo runs there."""
    if home.is_dir() and any(home.iterdir()) and not (home / DEMO_HOME).exists():
        raise NotADemoFolderError(f"De map {home} is niet van een eerdere demo; kies een andere met SPOORBOEK_HOME.")
    with lock_home(home, DEMO_HOME):
        (home / DEMO_HOME).touch(FILE_MODE)
        forget_cluster(home)
        for entry in home.iterdir():
            if entry.name in DEMO_ENTRIES:
                entry.unlink() if entry.is_symlink() or not entry.is_dir() else shutil.rmtree(entry)


def _stay(platform: Platform, console: Console, stay: bool | None) -> None:
    if stay is None:
        question = f"\nBlijven draaien om rond te kijken op {platform.url}? [j/N] "
        stay = sys.stdin.isatty() and console.input(question, markup=False).strip().lower() in ("j", "ja")
    if stay:
        serve_until_stopped(platform, console)
