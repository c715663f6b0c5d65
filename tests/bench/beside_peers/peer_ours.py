"""The morning of the peers on Spoorboek: each case opens one step, makes its form and mails it."""

import time
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

import psutil
import psycopg
from bench.beside_peers.peer_setting import Cost, Trials, await_true, measured, tally
from bench.standing import lived
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.objects import FlowRun
from prefect.states import Scheduled
from sqlmodel import select
from support.faults.fault_injection import AT_ONCE, kill, mend_platform

from flows.engine.runs import DEPLOYMENT, prefect_client
from flows.upkeep.reconcile import repair_all
from models.case_lookup import find_case
from models.connection import session
from models.record import open_case
from models.tables import Case, CaseEffect, Message
from models.verification import verify_record
from models.virtual_calendar import set_virtual_day
from spoorboek import clock
from spoorboek.demo.people import invented_employee
from spoorboek.demo.time_lapse import await_rest
from spoorboek.platform.database import postgres
from spoorboek.platform.up import Platform
from tasks.case_state import read_case_state
from tasks.reports.step_reports import report_step_done

FIRST_DAY = date(2026, 1, 5)
MORNING = FIRST_DAY + timedelta(days=38)  # the analysis came in: the plan of approach opens
DONE = {"ziekmelding_arbodienst": "verzendbewijs", "probleemanalyse": "advies_bedrijfsarts"}
STEP, WANTED = "plan_van_aanpak", ["document", "mail", "open"]
BEFORE_DUE = 15  # seconds
SECONDS = 240
FORGED = """
    alter table effect disable trigger user;
    update effect set on_day = on_day + 1 where id = (select max(id) from effect);
    alter table effect enable trigger user
"""


def our_morning(platform: Platform, count: int) -> tuple[Cost, Trials]:
    """Measure a morning of so many cases; then one in which the worker is killed, and what is tried beside."""
    server = platform.database
    with prefect_client() as prefect:
        worker = [psutil.Process(platform.child(name).pid) for name in ("server", "worker")]
        numbers = prepared(count, 0)
        runs = [due_run(prefect, number, BEFORE_DUE) for number in numbers]
        assert server
        with measured(worker, psutil.Process(server.child.pid), count, BEFORE_DUE) as costs:
            assert await_true(lambda: not tally(mailed(), numbers)[0], SECONDS)
            await_rest(prefect, runs, SECONDS)
        second = due_run(prefect, numbers[0], 0)
        await_rest(prefect, [second], SECONDS)
        again = mailed()[numbers[0]]
        killed = killed_morning(platform, prefect, prepared(count, count))
        stood = stood_still(platform, prefect, prepared(2, 2 * count))
    with psycopg.connect(server.url(postgres.CASES)) as connection:
        connection.execute(FORGED)  # past every trigger, as only who owns the table can
    with session() as reading:
        found = len(verify_record(reading))
    return costs[0], Trials(killed, again, stood, None, f"{found} finding" if found else "nothing")


def prepared(count: int, first_place: int) -> list[str]:
    """Open cases of invented people, lived up to the report after which one form and one mail are due."""
    with session() as writing:
        set_virtual_day(writing, MORNING)
    return [prepared_case(first_place + place) for place in range(count)]


def prepared_case(place: int) -> str:
    """Live one case up to that report."""
    with session() as writing:
        person = invented_employee(writing, place)
        number = open_case(writing, person, FIRST_DAY, {"first_sick_day": FIRST_DAY}, "bench").number
    lived(number)
    for step, evidence in DONE.items():
        with session() as writing:
            report_step_done(writing, number, step, MORNING, "operator-1", evidence=evidence)
        if step != list(DONE)[-1]:
            lived(number)
    kinds = sorted(action.key.kind for action in read_case_state(number).actions)
    assert kinds == WANTED, kinds
    return number


def due_run(prefect: SyncPrefectClient, number: str, seconds: float) -> UUID:
    """Make the run of a case, due so many seconds from now."""
    deployment = prefect.read_deployment_by_name(DEPLOYMENT).id
    state = Scheduled(scheduled_time=clock.now() + timedelta(seconds=seconds))
    run: FlowRun = prefect.create_flow_run_from_deployment(
        deployment, parameters={"zaaknummer": number}, state=state, name=number
    )
    with session() as writing:
        find_case(writing, number).flow_run_id = run.id
    return run.id


def mailed() -> Counter[str]:
    """Count the mails of each case about the step."""
    query = select(Case.number).join(CaseEffect, CaseEffect.case_id == Case.id)
    query = query.join(Message, Message.effect_id == CaseEffect.id).where(CaseEffect.step == STEP)
    with session() as reading:
        return Counter(reading.exec(query).all())


def killed_morning(platform: Platform, prefect: SyncPrefectClient, numbers: Sequence[str]) -> tuple[int, int]:
    """Kill the worker when half of the mails are written; return how many cases got none, and how many two."""
    for number in numbers:
        due_run(prefect, number, 0)
    await_true(lambda: tally(mailed(), numbers)[0] <= len(numbers) // 2, SECONDS)
    kill(platform, "worker")
    mend_platform(platform)
    await_true(lambda: not repair_all(AT_ONCE) and not tally(mailed(), numbers)[0], SECONDS)
    return tally(mailed(), numbers)


def stood_still(platform: Platform, prefect: SyncPrefectClient, numbers: Sequence[str]) -> bool:
    """Let cases be due while the worker is away; return whether each is done once when it is back."""
    worker = platform.child("worker")
    worker.stop()
    week = timedelta(days=7).total_seconds()
    for number in numbers:
        due_run(prefect, number, -week)
    time.sleep(1)
    worker.start()
    await_true(lambda: not tally(mailed(), numbers)[0], SECONDS)
    return tally(mailed(), numbers) == (0, 0)
