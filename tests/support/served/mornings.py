"""A morning of many cases that wake at once, and what each must have done by its end: the same as its simulation."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from uuid import UUID

import psycopg
from httpx import HTTPError
from prefect.client.orchestration import SyncPrefectClient
from prefect.exceptions import PrefectException
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, select
from support.faults.fault_injection import until
from support.served.served_platform import Served

from flows.engine.runs import prefect_client, start_run
from flows.upkeep.reconcile import Repair, repair_all
from models.case_lookup import find_case
from models.connection import session
from models.record import load_record, open_case
from models.tables import Case, Employee, Message
from models.verification import verify_record
from models.virtual_calendar import set_virtual_day
from spoorboek.demo.people import invented_employee
from spoorboek.demo.time_lapse import is_at_rest
from spoorboek.stories.simulation import run_case
from spoorboek.stories.story import Reported

MORNING = date(2026, 1, 19)
YESTERDAY, LONG_AGO = MORNING - timedelta(days=1), MORNING - timedelta(days=14)
LATE = 8
REST_WITHIN = 600.0  # seconds; the machine is shared
LOOKS_SECONDS = 1.0
HANGS_AFTER = timedelta(seconds=15)  # where reconcile waits for minutes


def open_cases_of_a_morning(count: int, first_place: int) -> list[str]:
    """Open the cases of so many invented people on a virtual morning; return their numbers. Nobody wakes them yet.

    The first LATE are reported two weeks late, which is two letters and two mails at once; so is every tenth.
    """
    with session() as writing:
        set_virtual_day(writing, MORNING)
        people = [invented_employee(writing, first_place + place) for place in range(count)]
        first_days = [LONG_AGO if place < LATE or place % 10 == 0 else YESTERDAY for place in range(count)]
        opened = zip(people, first_days, strict=True)
        return [open_case(writing, one, MORNING, {"first_sick_day": day}, "test").number for one, day in opened]


def begin_to_wake(numbers: list[str]) -> Iterator[int]:
    """Wake the cases one after another; yield how many were woken, so that something can be broken meanwhile."""
    with prefect_client() as prefect:
        for place, number in enumerate(numbers, start=1):
            start_run(prefect, number)
            yield place


@contextmanager
def held_before_mail(served: Served) -> Iterator[Callable[[int], None]]:
    """Stop every wake between its letters and its mails, for the block; yield a way to wait until so many stand still.

    The lock belongs to who manages the server of PostgreSQL, as one of a backup or a migration would.
    """
    waiting = "select count(*) from pg_locks where not granted and relation = 'message'::regclass"

    def await_wakes(count: int) -> None:
        with psycopg.connect(served.managed.superuser, autocommit=True) as looking:
            until("wakes stand still", lambda: (looking.execute(waiting).fetchone() or (0,))[0] >= count)

    with psycopg.connect(served.managed.superuser) as connection:
        connection.execute("lock table message in share row exclusive mode")
        yield await_wakes


def wake_in_spite_of_all(served: Served, numbers: list[str]) -> None:
    """Wake these cases, each again until it could be woken: something is broken meanwhile, and is started again."""
    for number in numbers:

        def woken(number: str = number) -> bool:
            served.restart_dead()
            try:
                with prefect_client() as prefect:
                    start_run(prefect, number)
            except (HTTPError, PrefectException, SQLAlchemyError):
                return False
            return True

        until(f"case {number} could be woken", woken, REST_WITHIN)


def names_of_people() -> list[str]:
    """Return the names of all of whom there is a case."""
    with session() as reading:
        return [name for name in reading.exec(select(Employee.name)).all() if name]


def await_morning(served: Served, numbers: list[str]) -> list[Repair]:
    """Wait until every case sleeps; what hangs is repaired, as reconcile does. Return the repairs.

    What ended is started again first, when the platform does so (`served.restarts`).
    """
    repairs: list[Repair] = []

    def whole() -> bool:
        served.restart_dead()
        time.sleep(LOOKS_SECONDS)
        found = [repair for repair in repair_all(HANGS_AFTER) if repair.number in numbers]
        repairs.extend(found)
        with prefect_client() as prefect:
            return not found and not awake(prefect, numbers)

    until("every case sleeps", whole, REST_WITHIN)
    return repairs


def awake(prefect: SyncPrefectClient, numbers: list[str]) -> set[UUID]:
    """Return the runs of these cases that do not sleep."""
    with session() as reading:
        runs = reading.exec(select(Case.flow_run_id).where(col(Case.number).in_(numbers))).all()
    assert None not in runs
    found = {run.id: run for run in read_runs(prefect, [run for run in runs if run])}
    return {run for run in runs if run and (run not in found or not is_at_rest(found[run]))}


def read_runs(prefect: SyncPrefectClient, runs: list[UUID]) -> list[object]:
    """Read runs a page at a time."""
    from prefect.client.schemas.filters import FlowRunFilter

    pages = [runs[place : place + 100] for place in range(0, len(runs), 100)]
    return [run for page in pages for run in prefect.read_flow_runs(flow_run_filter=FlowRunFilter(id={"any_": page}))]


def assert_morning_as_foretold(numbers: list[str]) -> None:
    """Every case did what its simulation says, nothing else, by one run; no chain is broken, no mail is twice."""
    wanted = {day.isoformat(): _foretold(day) for day in (YESTERDAY, LONG_AGO)}
    with session() as reading:
        cases = {number: find_case(reading, number) for number in numbers}
        records = {number: load_record(reading, case) for number, case in cases.items()}
        other = {
            number: sorted(record.effects)
            for number, record in records.items()
            if sorted(record.effects) != wanted[str(record.events[0].data["first_sick_day"])]
        }
        assert other == {}
        assert len({case.flow_run_id for case in cases.values()}) == len(numbers)
        mails = reading.exec(select(Message.message_id).where(col(Message.case_id).in_([c.id for c in cases.values()])))
        found = mails.all()
        assert len(found) == len(set(found))
        assert verify_record(reading) == []


def _foretold(first_day: date) -> list[object]:
    """Return by key what the simulation says of a case that is reported this morning, up to its end."""
    told = run_case([Reported(MORNING, 1, "sick_reported", {"first_sick_day": first_day.isoformat()})])
    wanted = sorted(action.key for action in told.actions if action.on <= MORNING)
    assert wanted
    return [*wanted]
