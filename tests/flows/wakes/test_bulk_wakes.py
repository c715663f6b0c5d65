"""Many cases at once: the command returns when they are written, the waking goes on by itself, whoever dies."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select
from support.command_line import spoorboek
from support.faults.fault_injection import run_deployment, until

from flows.engine.runs import AT_ONCE
from flows.upkeep.wake_backlog import backlog
from models.connection import session
from models.tables import Case
from spoorboek import clock
from spoorboek.importing.import_file import import_file
from spoorboek.platform.up import Platform
from tasks.case_state import read_case_state

pytestmark = pytest.mark.drill

MANY = AT_ONCE + 5
HEADINGS = "Werkgever;Werkgever naam;Personeelsnummer;Naam;Eerste ziektedag"


def many_cases(employer: str) -> bytes:
    """Write a file with the sick reports of many people of an employer."""
    first_day = clock.today() - timedelta(days=20)
    rows = (f"{employer};Acme;P{place};Persoon {place};{first_day:%d-%m-%Y}" for place in range(MANY))
    return "\n".join([HEADINGS, *rows]).encode()


def numbers() -> set[str]:
    """Return the numbers of all cases."""
    with session() as reading:
        return set(reading.exec(select(Case.number)).all())


def assert_all_woken(count: int) -> None:
    """Wait until nothing is left to wake; every case has a run of its own and nothing to do."""
    until("every case has woken", lambda: backlog() == 0, 400)
    with session() as reading:
        runs = reading.exec(select(Case.flow_run_id)).all()
    assert (len(runs), len(set(runs)), None in runs) == (count, count, False)
    assert [number for number in numbers() if read_case_state(number).actions] == []


@pytest.mark.timeout(900)
def test_many_cases_wake_by_themselves(
    new_platform: Callable[[], AbstractContextManager[Platform]], tmp_path: Path
) -> None:
    """An import says that the waking goes on; one whose process ended right after it wrote is woken all the same."""
    file = tmp_path / "zaken.csv"
    file.write_bytes(many_cases("acme"))
    with new_platform() as platform:
        said = spoorboek(platform.settings.home, "import", file).stdout
        assert f"{MANY} dossiers worden nu gewekt; `spoorboek reconcile` zegt hoeveel er nog wachten." in said
        assert_all_woken(MANY)
        import_file(many_cases("bakker"))  # and nobody wakes them
        assert backlog() == MANY
        assert "voor het eerst gewekt" in run_deployment("Dossiers herstellen/elk-kwartier")
        assert_all_woken(2 * MANY)
        assert run_deployment("Dossiers herstellen/elk-kwartier") == "Alle dossiers zijn in orde."
