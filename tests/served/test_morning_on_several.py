"""Several API servers and workers: a worker is killed and an API server hangs while cases wake, and nothing shows."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from support.bureaus.referred_cases import bureau_message, referred_case
from support.bureaus.simulator import BureauSimulator
from support.faults.fault_injection import until
from support.machine.tcp_postgres import Managed
from support.served.mornings import (
    assert_morning_as_foretold,
    await_morning,
    begin_to_wake,
    held_before_mail,
    open_cases_of_a_morning,
)
from support.served.served_platform import BUREAU, NEEDED, Served, served_platform

from flows.engine.runs import prefect_client
from models.case_lookup import find_case
from models.connection import session
from models.record import load_record
from models.verification import verify_record
from models.virtual_calendar import set_virtual_day
from spoorboek import clock
from spoorboek.demo.people import invented_employee
from spoorboek.demo.time_lapse import is_at_rest
from tasks.channels.bureau_keys import new_key

CASES, AT_ONCE = 50, 8  # two workers of four wakes each
NEVER_FINISHED = "de wekbeurt bleef hangen (Running)"


@pytest.fixture(scope="module")
def served(managed_databases: Managed, room: Callable[[str], Path]) -> Iterator[Served]:
    """Start them once; nothing that ends is started again."""
    with served_platform(room("samen"), managed_databases, (*NEEDED, BUREAU)) as started:
        started.restarts = False
        yield started


@pytest.mark.timeout(900)
def test_a_worker_is_killed_and_an_api_server_hangs_while_cases_wake(served: Served) -> None:
    """Every case did what its simulation says, once, whoever woke it.

    The worker dies between the letters and the mails of its cases, which reconcile wakes again; the API server
    hangs while the other cases are woken, and those of the living worker are put to sleep.
    """
    numbers = open_cases_of_a_morning(CASES, 0)
    waking = begin_to_wake(numbers)
    with held_before_mail(served) as await_wakes:
        while next(waking) < AT_ONCE:
            pass
        await_wakes(AT_ONCE)
        served.kill("worker-1")
        served.hang("api-1")
    assert list(waking)[-1] == CASES
    served.wake_up("api-1")
    repairs = await_morning(served, numbers)
    died = [repair.reason for repair in repairs].count(NEVER_FINISHED)
    assert 0 < died <= AT_ONCE // 2  # the round of mail may stand there too, in the place of a case
    assert_morning_as_foretold(numbers)


@pytest.mark.timeout(300)
def test_what_a_bureau_brings_to_its_end_point_wakes_the_case(served: Served) -> None:
    """The process takes a signed message over TLS, another process wakes the case, and asked to stop it is gone."""
    with session() as writing:
        set_virtual_day(writing, clock.today())
        case = referred_case(writing, invented_employee(writing, 900))
        key = new_key(writing, "eerste", timedelta(days=7))
    url, trusted = served.end_point
    (answer,) = BureauSimulator(key, url, trusted).send(bureau_message(case, "weigering"))
    assert (answer.status_code, answer.json()["uitkomst"]) == (200, "aanvaard")

    def woken() -> bool:
        with session() as reading, prefect_client() as prefect:
            run = find_case(reading, case.number).flow_run_id
            return run is not None and is_at_rest(prefect.read_flow_run(run))

    until("the case was woken and sleeps again", woken)
    with session() as reading:
        kinds = [event.kind for event in load_record(reading, find_case(reading, case.number)).events]
        assert "bureau_answered" in kinds
        assert verify_record(reading) == []
    assert served.stop(BUREAU) == 0
    assert case.number not in (served.folder / f"{BUREAU}.err").read_text()
