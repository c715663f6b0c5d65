"""The whole platform on a PostgreSQL of somebody else: only two addresses differ."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr
from support.engine_and_simulation import assert_lived_as_foretold
from support.machine.tcp_postgres import Managed
from support.platforms import own_platform, settings_in

from flows.upkeep.reconcile import repair_all
from models.sealing.keys import create_keys
from spoorboek.demo.time_lapse import StoryRun, run_stories
from spoorboek.platform.up import Platform
from spoorboek.stories.story import Story
from spoorboek.stories.story_reader import load_story

pytestmark = pytest.mark.drill  # minutes: a platform of its own that is broken, restarted or rebuilt


@pytest.fixture
def managed(
    managed_databases: Managed, room: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Platform]:
    """Start server, worker and deployments on the managed databases; no database of our own."""
    home = room("huis")
    create_keys(home)
    monkeypatch.setenv("PREFECT_SERVER_DATABASE_CONNECTION_URL", managed_databases.engine)
    addresses = {"database_url": managed_databases.application, "owner_database_url": managed_databases.cases}
    for name, address in addresses.items():
        monkeypatch.setenv(f"SPOORBOEK_{name.upper()}", address)
    settings = settings_in(home).model_copy(update={name: SecretStr(each) for name, each in addresses.items()})
    with own_platform(home, settings) as platform:
        yield platform


def test_a_case_lives_on_managed_databases(managed: Platform, new_life: Callable[[Story], StoryRun]) -> None:
    """A short story through the real server, worker and databases over TCP equals its simulation; nothing to mend.

    The server is not told the address of the record, nor the worker that of Prefect's database, and neither that of the
    owner of the record's tables: each holds a password.
    """
    assert managed.database is None
    assert [child.name for child in managed.children] == ["server", "worker"]
    assert not (managed.settings.home / "postgres").exists()
    _each_reaches_its_own_database_alone(managed)
    life = new_life(load_story("hersteld_in_week_5"))
    run_stories([life], lambda _day, _wakes: None)
    assert_lived_as_foretold(life)
    assert repair_all() == []


def _each_reaches_its_own_database_alone(managed: Platform) -> None:
    told = {child.name: Path(f"/proc/{child.pid}/environ").read_bytes() for child in managed.children}
    assert b"SPOORBOEK_DATABASE_URL=" in told["worker"]
    assert b"SPOORBOEK_DATABASE_URL=" not in told["server"]
    assert b"DATABASE_CONNECTION_URL=" in told["server"]
    assert b"DATABASE_CONNECTION_URL=" not in told["worker"]
    assert not any(b"OWNER_DATABASE_URL" in each for each in told.values())
