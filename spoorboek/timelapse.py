"""The time-lapse: stories lived through the real server, worker and database, in lock-step, day by waking day."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.filters import FlowRunFilter
from prefect.client.schemas.objects import FlowRun
from sqlmodel import Session

from flows.engine import client, schedule, start
from models.cases import due_cases, open_cases
from models.database import session
from models.record import append_event, find_case, open_case
from models.tables import Employee
from models.virtual import set_virtual_day
from spoorboek import clock
from spoorboek.errors import PlatformError
from spoorboek.stories import Reported, Story

STEP_SECONDS = 120
POLL_SECONDS = 0.05
ASLEEP_BEYOND = timedelta(days=365)
ACTOR = "verhaal"


class TimeLapseStuckError(PlatformError):
    """De tijdreis staat stil."""


@dataclass
class Life:
    """One story being lived: its employee, and the numbers of the cases it opened, in order."""

    story: Story
    employee_id: int
    numbers: list[str] = field(default_factory=list)


def live(lives: Sequence[Life], progress: Callable[[date, int], None], until: date = date.max) -> int:
    """Live all stories to their end, or up to and including a day; return the number of wakes.

    `progress` is told the virtual day and the number of cases that woke. Raises TimeLapseStuckError when a wake does
    not come to rest, with the state it was left in.
    """
    wakes = 0
    with client() as prefect:
        day = min(life.story.days()[0] for life in lives)
        while True:
            due = _begin_day(lives, day)
            _wake(prefect, due)
            wakes += len(due)
            progress(day, len(due))
            following = _next_day(lives, day)
            if following is None or following > until:
                return wakes
            day = following


def _begin_day(lives: Iterable[Life], day: date) -> list[str]:
    """Move the calendar, write what people report on this day, return the cases that wake."""
    with session() as writing:
        set_virtual_day(writing, day)
        reported = [number for life in lives for number in _report(writing, life, day)]
        due = [case.number for case in due_cases(writing, day)]
    return list(dict.fromkeys([*reported, *due]))


def _report(writing: Session, life: Life, day: date) -> Iterable[str]:
    """Append the events of one story on one day; yield the numbers of the cases they belong to."""
    for report in life.story.events_on(day):
        if report.case > len(life.numbers):
            life.numbers.append(_open(writing, life, report))
        else:
            case = find_case(writing, life.numbers[report.case - 1])
            append_event(writing, case, report.kind, day, report.data, ACTOR)
        yield life.numbers[report.case - 1]


def _open(writing: Session, life: Life, report: Reported) -> str:
    employee = writing.get_one(Employee, life.employee_id)
    previous = find_case(writing, life.numbers[-1]) if life.numbers else None
    return open_case(writing, employee, report.day, report.data, ACTOR, previous=previous).number


def _wake(prefect: SyncPrefectClient, numbers: Sequence[str]) -> None:
    """Wake the cases of a day and wait until all sleep again or have ended."""
    if not numbers:
        return
    with session() as reading:
        known = {number: find_case(reading, number).flow_run_id for number in numbers}
    runs = [run_id or start(prefect, number) for number, run_id in known.items()]
    for run_id in filter(None, known.values()):
        schedule(prefect, run_id, clock.now(), "Gewekt")
    await_rest(prefect, runs)


def await_rest(prefect: SyncPrefectClient, runs: Sequence[UUID], seconds: float = STEP_SECONDS) -> None:
    """Wait until every run sleeps or has completed. Raises TimeLapseStuckError for one that fails or takes too long."""
    restless, until = list(runs), time.monotonic() + seconds
    while restless:
        found = prefect.read_flow_runs(flow_run_filter=FlowRunFilter(id={"any_": restless[:200]}), limit=200)
        resting = {run.id for run in found if _rests(run)}
        restless = [run_id for run_id in restless if run_id not in resting]
        if restless and time.monotonic() > until:
            states = ", ".join(f"{run.name}: {run.state_name}" for run in found if not _rests(run))
            raise TimeLapseStuckError(f"Niet tot rust gekomen binnen {seconds:.0f} seconden: {states}")
        time.sleep(POLL_SECONDS)


def _rests(run: FlowRun) -> bool:
    state = run.state
    if state is None:
        return False
    if state.is_failed() or state.is_crashed() or state.is_cancelled():
        raise TimeLapseStuckError(f"Run {run.name} eindigde als {state.name}: {state.message}")
    planned = state.state_details.scheduled_time
    return state.is_completed() or (state.is_scheduled() and bool(planned and planned > clock.now() + ASLEEP_BEYOND))


def _next_day(lives: Iterable[Life], day: date) -> date | None:
    """Return the next day on which a case wakes or somebody reports something; None when all is lived."""
    with session() as reading:
        wakes = [case.next_wake for case in open_cases(reading) if case.next_wake]
    scripted = [each for life in lives for each in life.story.days() if each > day]
    return min([*wakes, *scripted], default=None)
