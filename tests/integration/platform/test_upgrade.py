"""An upgrade of a record that holds cases: a backup first, a word about it, and nothing lost when it fails."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text
from support.command_line import spoorboek
from support.homes.older_homes import BEFORE_THE_ROOMS, restore_dump, restore_home
from support.repository import TESTS

from models import schema
from models.connection import case_engine, reload_configuration
from spoorboek.errors import PlatformError
from spoorboek.platform.backup.upgrade import MigrationFailed, upgrade_record
from spoorboek.platform.database.postgres import CASES
from spoorboek.settings import settings


def test_an_older_home_is_backed_up_and_told_of_and_the_backup_is_a_way_back(room: Callable[[str], Path]) -> None:
    """From which version to which, and where the copy is; restored, that copy opens in the present version too."""
    home = room("ouder")
    restore_home(BEFORE_THE_ROOMS, home, "select 1")
    opened = spoorboek(home, "case", "list", "--format", "json")
    assert opened.returncode == 0
    assert "Database bijgewerkt van versie 0002 naar 00" in opened.stderr
    (backup,) = (home / "reservekopie").glob("voor-bijwerken-0002-*.age")
    assert str(backup) in opened.stderr
    assert spoorboek(home, "case", "list").stderr == ""  # told once
    restored = spoorboek(home, "restore", str(backup), "--door", "operator-1", "--yes")
    assert (restored.returncode, restored.stderr) == (0, "")
    again = spoorboek(home, "case", "list", "--format", "json")
    assert json.loads(again.stdout) == json.loads(opened.stdout)
    assert spoorboek(home, "verify").returncode == 0


@pytest.fixture
def older_record(blank_database_url: str, room: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """Point this process to the record of an earlier version, with its cases and its key."""
    restore_dump(BEFORE_THE_ROOMS, CASES, blank_database_url)
    home = room("bijwerken")
    monkeypatch.setenv("SPOORBOEK_HOME", str(home))
    monkeypatch.setenv("SPOORBOEK_KEYS", (TESTS / "homes" / BEFORE_THE_ROOMS / "keys").read_text().strip())
    reload_configuration()
    return home


def version() -> str:
    """Return the version of the tables."""
    with case_engine().connect() as connection:
        return str(connection.execute(text("select version_num from alembic_version")).scalar_one())


def test_a_migration_that_cannot_be_done_is_found_on_the_copy(older_record: Path) -> None:
    """The copy is migrated first: what stands in the way there leaves the record untouched."""
    with case_engine().begin() as connection:
        connection.execute(text("create table restore (anders int)"))
    told: list[str] = []
    with pytest.raises(MigrationFailed, match=r"is zoals zij was: .*DuplicateTable"):
        upgrade_record(settings(), told.append, show_key=False)
    assert version() == "0002"
    assert not any("bijgewerkt" in each for each in told)
    assert list((older_record / "reservekopie").iterdir()) == []


def test_a_migration_that_fails_names_the_backup(older_record: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The one message says what happened, that nothing changed, and where the way back is."""

    def fail(_configuration: object) -> None:
        raise PlatformError("De verbinding viel weg.")

    monkeypatch.setattr("spoorboek.platform.backup.upgrade.migrate_database", fail)
    with pytest.raises(MigrationFailed, match=r"van versie 0002 naar .*viel weg") as failed:
        upgrade_record(settings(), lambda _told: None, show_key=False)
    (backup,) = (older_record / "reservekopie").iterdir()
    assert str(backup) in str(failed.value)
    assert version() == "0002"


@pytest.mark.usefixtures("blank_database_url")
def test_an_empty_record_needs_no_backup(room: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """The first start makes tables, and nothing to restore."""
    monkeypatch.setenv("SPOORBOEK_HOME", str(home := room("leeg")))
    reload_configuration()
    told: list[str] = []
    upgrade_record(settings(), told.append, show_key=False)
    assert not any("reservekopie" in each for each in told)
    assert list(home.iterdir()) == []
    assert schema.pending_migration() is None
