"""Cases of different ages that the engine of a platform woke and caught up with; and who works on their copies."""

import time
from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

import psycopg
from bench.standing import record_what_is_due
from prefect.client.orchestration import SyncPrefectClient
from sqlmodel import Session, col, select

from flows.engine.runs import prefect_client, read_run, start_run, wake_case
from models.accounts.account_roles import AccountRole
from models.case_lookup import find_case
from models.connection import session
from models.record import open_case
from models.tables import Account, Contact
from spoorboek import clock
from spoorboek.demo.people import invented_employee
from spoorboek.platform.database.postgres import CASES, Postgres

LIVED, APART, YOUNGEST = 8, 90, 20  # cases; days by which each is ill longer than the one before, and of the first
SILENT_EVERY = 4  # of these cases nobody records anything
PATIENCE_SECONDS = 300
EMPLOYERS, CASES_EACH = 60, 50  # of each casemanager
GIVEN = """
    insert into case_role (case_id, role, contact_id)
    select id, 'casemanager', (%s::int[])[id %% %s + 1] from case_file where id >= %s
"""


class LivedCases(NamedTuple):
    """The ids of the cases, and for how many days each is ill."""

    ids: list[int]
    days: list[int]


def live_cases() -> LivedCases:
    """Open cases of people who fell ill long ago, let the worker do what is due, record what people did, and again."""
    days = [YOUNGEST + place * APART for place in range(LIVED)]
    with session() as writing:
        numbers = [_open(writing, place, ill) for place, ill in enumerate(days)]
    with prefect_client() as prefect:
        for number in numbers:
            start_run(prefect, number)
        _await_sleep(prefect, numbers)
        spoken_of = [number for place, number in enumerate(numbers) if place % SILENT_EVERY != SILENT_EVERY - 1]
        for number in spoken_of:
            record_what_is_due(number)
            wake_case(prefect, number)
        _await_sleep(prefect, numbers)
    with session() as reading:
        ids = [find_case(reading, number).id for number in numbers]
    assert ids == list(range(ids[0], ids[0] + LIVED)), "copies count on this"
    return LivedCases(ids, days)


def _open(writing: Session, place: int, ill: int) -> str:
    person, first_day = invented_employee(writing, place), clock.today() - timedelta(days=ill)
    return open_case(writing, person, clock.today(), {"first_sick_day": first_day.isoformat()}, "bench").number


def _await_sleep(prefect: SyncPrefectClient, numbers: Sequence[str]) -> None:
    """Wait until the runs of all these cases sleep until a later day, on what their records hold now."""
    until = time.monotonic() + PATIENCE_SECONDS
    while pending := [number for number in numbers if not _sleeps(prefect, number)]:
        if time.monotonic() > until:
            raise SystemExit(f"{len(pending)} cases did not go to sleep within {PATIENCE_SECONDS} seconds.")
        time.sleep(1)


def _sleeps(prefect: SyncPrefectClient, number: str) -> bool:
    with session() as reading:
        case = find_case(reading, number)
        run_id, wakes = case.flow_run_id, case.next_wake
    run = read_run(prefect, run_id)
    planned = run.state.state_details.scheduled_time if run and run.state and run.state.is_scheduled() else None
    return bool(wakes and planned and planned > clock.now())


def give_work(database: Postgres, count: int, first: int) -> None:
    """Let `count` cases, from the id `first` on, have a casemanager each, who has an account; anew for each size."""
    managers = select(Contact.id).where(col(Contact.code).startswith("manager-")).order_by(col(Contact.id))
    with session() as writing:
        known = len(writing.exec(managers).all())
        _make_casemanagers(writing, known, -(-count // CASES_EACH))
        ids = list(writing.exec(managers))
    with psycopg.connect(database.url(CASES)) as connection:
        connection.execute("delete from case_role where case_id >= %s and role = 'casemanager'", (first,))
        connection.execute(GIVEN, (ids, len(ids), first))


def _make_casemanagers(writing: Session, known: int, wanted: int) -> None:
    for place in range(known, wanted):
        contact = Contact(code=f"manager-{place}", name=f"Manager {place}", email=f"manager-{place}@bedrijf.example")
        writing.add(contact)
        writing.flush()
        account = Account(code=f"cm-{place}", roles=[AccountRole.CASE_MANAGER], name=contact.name, email=contact.email)
        account.contact_ids = [contact.id]
        writing.add(account)
