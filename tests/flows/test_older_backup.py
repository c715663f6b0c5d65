"""A backup of an earlier version, with its keys: it is restored and lives on in the present code."""

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import select
from support.homes.lives_of_records import Effects, effects_of, live_on, records, simulated
from support.homes.older_homes import WITH_A_LEDGER, homes_folder
from support.platforms import own_platform, settings_in

from flows.engine.runs import prefect_client
from flows.upkeep.reconcile import repair_all
from models.connection import reload_configuration, session
from models.sealing.key_rotation import has_unbound_values
from models.tables import Employee, Restore
from models.verification import verify_record
from models.virtual_calendar import set_virtual_day
from spoorboek.demo.time_lapse import await_rest
from spoorboek.platform.backup.restore import restore_backup
from spoorboek.platform.record_access import database_alone

pytestmark = pytest.mark.drill

DUMPED_ON, UNTIL = date(2026, 11, 29), date(2027, 1, 12)
KEYS = ("keys", "ledger.key", "backup-key")


@pytest.fixture(scope="module")
def restored_home(room: Callable[[str], Path]) -> Iterator[None]:
    """Restore the backup into an empty home with its keys, and start the present platform on it."""
    home, kept, patch = room("restored"), homes_folder(WITH_A_LEDGER), pytest.MonkeyPatch()
    for key in KEYS:
        shutil.copy(kept / key, home / key)
        (home / key).chmod(0o600)
    patch.setenv("SPOORBOEK_HOME", str(home))
    reload_configuration()
    configuration = settings_in(home)
    with database_alone(configuration):
        restore_backup(configuration, kept / "record.age", "operator-1", on=DUMPED_ON)
    with own_platform(home):
        yield
    patch.undo()
    reload_configuration()


def without_holds(effects: Effects) -> Effects:
    """Leave out that mail waits for a person: the case itself does what it always does."""
    return {key: done for key, done in effects.items() if key.kind != "hold"}


def test_what_was_sealed_and_chained_is_whole(restored_home: None) -> None:
    """Names open, the ledger is in order, and the restore is recorded."""
    with session() as reading:
        assert set(reading.exec(select(Employee.name)).all()) == {"Kanarie Vogel", "Kanarie Merel", "Kanarie Specht"}
        assert not has_unbound_values(reading)
        assert verify_record(reading) == []
        assert reading.exec(select(Restore.actor)).all() == ["operator-1"]


def test_its_cases_wake_and_do_what_the_simulation_says(restored_home: None) -> None:
    """Without the runs they had: the record is enough."""
    with session() as writing:
        set_virtual_day(writing, DUMPED_ON)
    before = {number: record for number, (record, _) in records().items()}
    assert len(repair_all()) == len(before)
    with prefect_client() as prefect:
        await_rest(prefect, [run for _, run in records().values() if run])
    expected = {number: effects_of(simulated(record, DUMPED_ON, UNTIL)) for number, record in before.items()}
    assert live_on(DUMPED_ON, UNTIL) >= len(before)
    after = {number: without_holds(effects_of(record)) for number, (record, _) in records().items()}
    assert after == {number: without_holds(effects) for number, effects in expected.items()}
    assert all(len(expected[number]) > len(record.effects) for number, record in before.items())
    with session() as reading:
        assert verify_record(reading) == []
