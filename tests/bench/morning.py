"""A thousand cases due on the same morning: all fire, none lost, none twice."""

import time
from datetime import date, timedelta
from pathlib import Path

from bench.figure import Figure
from bench.wakes import FIRST_DAY, due_runs
from sqlmodel import select
from support.platforms import own_platform

from flows.engine.runs import DEPLOYMENT, prefect_client
from models.case_lookup import find_case
from models.connection import session
from models.record import load_record
from models.tables import Case
from models.verification import verify_record
from models.virtual_calendar import set_virtual_day
from spoorboek.demo.time_lapse import await_rest
from spoorboek.stories.simulation import run_case
from spoorboek.stories.story import Reported

CASES = 1000
MORNING = FIRST_DAY + timedelta(days=1)


def morning(home: Path) -> list[Figure]:
    """Wake a thousand cases at once, on the second sick day; compare each with what the simulation says."""
    with own_platform(home / "home") as platform, prefect_client() as prefect:
        worker = platform.child("worker")
        worker.stop()
        with session() as writing:
            set_virtual_day(writing, MORNING)
        runs = due_runs(prefect, CASES, 0, prefect.read_deployment_by_name(DEPLOYMENT).id)
        began = time.monotonic()
        worker.start()
        await_rest(prefect, runs, 1200)
        seconds = time.monotonic() - began
        wrong, findings = compare(MORNING)
    return [
        Figure("1,000 cases due at once: all asleep again after", f"{seconds:.0f} s", ""),
        Figure("… cases that did other than the simulation", str(wrong), "0", wrong == 0),
        Figure("… findings in the hash chains", str(findings), "0", findings == 0),
    ]


def compare(on: date) -> tuple[int, int]:
    """Count the cases whose effects differ from a simulated case up to a day, and the findings of `verify`."""
    told = run_case([Reported(on, 1, "sick_reported", {"first_sick_day": FIRST_DAY.isoformat()})])
    wanted = sorted(action.key for action in told.actions if action.on <= on)
    with session() as reading:
        numbers = reading.exec(select(Case.number)).all()
        wrong = sum(sorted(load_record(reading, find_case(reading, number)).effects) != wanted for number in numbers)
        return wrong, len(verify_record(reading))
