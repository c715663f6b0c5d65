"""What is measured beside sleeping cases: rest, polls, reconcile, tidying, the desk, the day report, the figures."""

import time
from datetime import timedelta

import psutil
import psycopg
from bench.desk import DeskBench
from bench.scale_meter import Meter

from flows.engine.prefect_api import POOL
from flows.engine.runs import prefect_client
from flows.upkeep.reconcile import repair_all
from flows.upkeep.tidy import delete_old_tasks
from spoorboek import clock
from spoorboek.desk.operations.installation_state import state_of_installation
from spoorboek.platform.database.engine_database import delete_old_states, plain_engine_url
from spoorboek.platform.database.postgres import CASES, PREFECT
from tasks.day_report.making import MadeReport, make_day_report

RESTING_SECONDS, POLLS, ASKED, HOUR, TIDIED = 60, 30, 5, 12, 200
SHOWN = ("all", {"state": {"type": {"any_": ["SCHEDULED"]}}}), ("of a tag few have", {"tags": {"all_": ["loopt-vast"]}})


def measure(meter: Meter) -> None:
    """Measure everything at the size there is now."""
    rest(meter)
    poll(meter)
    with meter.measuring("reconcile, nothing changed"):
        assert (repaired := repair_all()) == [], repaired[:3]
    with meter.measuring("the figures of /metrics", ASKED):
        for _ in range(ASKED):
            state_of_installation()
    look(meter)
    list_runs(meter)
    report(meter)
    tidy(meter)
    meter.note_room()


def rest(meter: Meter) -> None:
    """Do nothing for a minute, and see what the platform does meanwhile."""
    time.sleep(10)  # what was begun by the copying ends
    meter.begin_reading()
    before = meter.processor()
    time.sleep(RESTING_SECONDS)
    after = meter.processor()
    for name in ("server", "worker", "postgresql"):
        meter.note(f"a minute at rest: {name}", "s", after[name] - before[name])
    for name in ("server", "worker"):
        meter.note(f"memory: {name}", "MB", psutil.Process(meter.platform.child(name).pid).memory_info().rss / 1e6)
    meter.note_reading("in a minute at rest")


def poll(meter: Meter) -> None:
    """Ask for due runs as a worker does: when none are due, and when those of two weeks are."""
    meter.begin_reading()
    with prefect_client() as prefect:
        for what, before in (("none due", clock.now()), ("many due", clock.now() + timedelta(days=14))):
            asked = {"scheduled_before": before.isoformat(), "limit": 16}
            with meter.measuring(f"a poll for due runs, {what}", POLLS):
                for _ in range(POLLS):
                    path = "/work_pools/{name}/get_scheduled_flow_runs"
                    prefect.request("POST", path, path_params={"name": POOL}, json=asked)
    meter.note_reading("in polls")


def look(meter: Meter) -> None:
    """Ask the desk for Vandaag, as a casemanager and as who sees all."""
    desk = DeskBench(meter.database)
    for person, path in ((desk.people[0], "/vandaag"), (desk.people[1], "/vandaag?wie=team")):
        desk.timed(desk.page(person, path))
        with meter.measuring(f"Vandaag, {person.who}", ASKED):
            for _ in range(ASKED):
                desk.timed(desk.page(person, path))


def list_runs(meter: Meter) -> None:
    """Ask for the first page of a view of the Prefect UI, and for its count."""
    with prefect_client() as prefect:
        for what, runs in SHOWN:
            with meter.measuring(f"a view of the Prefect UI, {what}", ASKED):
                for _ in range(ASKED):
                    prefect.request("POST", "/flow_runs/count", json={"flow_runs": runs})
                    page = {"flow_runs": runs, "sort": "START_TIME_DESC", "limit": 20}
                    prefect.request("POST", "/flow_runs/filter", json=page)


def report(meter: Meter) -> None:
    """Make the report of today as it is made on a working day, and take it back."""
    with meter.measuring("the day report"):
        made = make_day_report(clock.now().replace(hour=HOUR))
    assert isinstance(made, MadeReport), made
    meter.note("mails of the day report", "", made.mails)
    mails = "select id from message where message_id like '<dagrapport%'"
    with psycopg.connect(meter.database.url(CASES)) as connection:
        connection.execute("set session_replication_role = replica")
        connection.execute(f"delete from digest_line where mail_id in ({mails})".encode())
        connection.execute(f"delete from message where id in ({mails})".encode())
        connection.execute("delete from day_report")


def tidy(meter: Meter) -> None:
    """Delete some old tasks of cases, and look for old states of their runs, of which there are none."""
    oldest = "select max(start_time) from (select start_time from task_run order by start_time limit %s) as oldest"
    with psycopg.connect(meter.database.url(PREFECT)) as connection:
        found = connection.execute(oldest, (TIDIED,)).fetchone()
    assert found is not None
    with meter.measuring("tidying: a task", TIDIED, drawn=False):
        assert delete_old_tasks(found[0])
    with meter.measuring("tidying: states, none old"):
        url = plain_engine_url(meter.platform.environment)
        assert not delete_old_states(url, clock.now() - timedelta(days=365))
