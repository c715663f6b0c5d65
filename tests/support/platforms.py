"""Fixtures: a whole platform (PostgreSQL, Prefect server, worker, deployments), as `spoorboek up` makes it.

- `platform`: started once per test run, in a folder of its own, on a free port; this process's settings, database and
  Prefect client point to it, in tests that ask for it alone. Tests share its database: use cases of your own
  (`new_life`), never "all cases".
- `hire()`: an invented employee, for cases a test opens itself;
- `new_life(story)`: a `Life` of a story with an employee of its own, ready for `spoorboek.timelapse.live`.

Tests that kill things start a platform of their own with `own_platform`.
"""

import itertools
import os
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from spoorboek.demo.time_lapse import StoryRun
from spoorboek.platform.up import Platform, run_platform
from spoorboek.settings import Settings
from spoorboek.stories.story import Story

if TYPE_CHECKING:
    from models.tables import Employee

POLL_SECONDS = 0.1
HOME = "SPOORBOEK_HOME"
_places = itertools.count()
_told: dict[str, tuple[str | None, str | None]] = {}  # of the shared platform: what stood in the environment, and does


def free_port() -> int:
    """Find a TCP port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def settings_in(home: Path) -> Settings:
    """Make the settings of a platform in a folder: embedded database, .eml mails."""
    nothing = dict.fromkeys(("database_url", "owner_database_url", "keys", "smtp_host"))
    return Settings(home=home, port=free_port(), desk_port=0, **nothing)


@contextmanager
def own_platform(home: Path, configuration: Settings | None = None) -> Iterator[Platform]:
    """Start a platform of one's own and point this process to it; afterwards point it back to where it was."""
    from models.connection import reload_configuration

    before = dict(os.environ)
    for name in ("SPOORBOEK_DATABASE_URL", "SPOORBOEK_KEYS", "SPOORBOEK_LEDGER_KEY"):
        os.environ.pop(name, None)
    reload_configuration()
    try:
        with run_platform(
            lambda _step: None, configuration or settings_in(home), poll_seconds=POLL_SECONDS
        ) as platform:
            yield platform
    finally:
        set_environment({**dict.fromkeys(os.environ), **before})


@pytest.fixture(scope="session")
def platform(room: Callable[[str], Path]) -> Iterator[Platform]:
    """Start the platform all tests share."""
    before = dict(os.environ)
    with own_platform(room("platform")) as started:
        names = before.keys() | os.environ.keys()
        told = {name: (before.get(name), os.environ.get(name)) for name in names}
        _told.update({name: (was, now) for name, (was, now) in told.items() if was != now})
        yield started
    _told.clear()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Let a test that does not ask for the shared platform find nothing of it: no folder, no database, no API.

    This process is pointed elsewhere when one such test follows another kind, before any fixture; a test within a
    platform of its own is left alone.
    """
    if not _told:
        return
    asked = "platform" in getattr(item, "fixturenames", ())
    wanted = {name: now if asked else was for name, (was, now) in _told.items()}
    if wanted[HOME] != os.environ.get(HOME) and os.environ.get(HOME) in _told[HOME]:
        set_environment(wanted)


def set_environment(wanted: Mapping[str, str | None]) -> None:
    """Let these variables have these values, and None none at all; settings, database and Prefect are read anew."""
    from prefect.context import refresh_global_settings_context

    from models.connection import reload_configuration

    for name, value in wanted.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
    reload_configuration()
    refresh_global_settings_context()


@pytest.fixture
def new_platform(room: Callable[[str], Path]) -> Callable[[], AbstractContextManager[Platform]]:
    """Return a way to start a platform that the test may break; each time the same one."""
    home = room("home")
    return lambda: own_platform(home)


@pytest.fixture(scope="session")
def new_life() -> Callable[[Story], StoryRun]:
    """Return a way to give a story an employee of its own in the database this process points to."""

    def make(story: Story) -> StoryRun:
        from models.connection import session
        from spoorboek.demo.people import invented_employee

        with session() as writing:
            return StoryRun(story, invented_employee(writing, next(_places)).id)

    return make


@pytest.fixture
def hire() -> Callable[[], "Employee"]:
    """Return a way to make an invented employee in the database this process points to."""

    def make() -> "Employee":
        from models.connection import session
        from spoorboek.demo.people import invented_employee

        with session() as writing:
            return invented_employee(writing, next(_places))

    return make
