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

from flows.engine.runs import prefect_client, schedule_run, start_run
from models.case_lookup import due_cases, find_case, open_cases
from models.connection import session
from models.record import append_event, open_case
from models.tables import Employee
from models.virtual_calendar import set_virtual_day
from spoorboek import clock
from spoorboek.errors import PlatformError
from spoorboek.stories.story import Reported, Story

STEP_SECONDS = 120
POLL_SECONDS = 0.1
LOOK_AT = 10  # runs at a time: the rest comes to rest meanwhile, and looking costs the server as much as waking
ASLEEP_BEYOND = timedelta(days=365)
STORY_ACTOR = "verhaal"


class TimeLapseStuckError(PlatformError):
    """De tijdreis staat stil."""


@dataclass
class StoryRun:
    """One story being lived: its employee, and the numbers of the cases it opened, in order."""

    story: Story
    employee_id: int
    numbers: list[str] = field(default_factory=list)


def live_stories(
    lives: Sequence[StoryRun], progress: Callable[[date, int], None], until: date = date.max, *, after: date = date.min
) -> int:
    """Live all stories to their end, or up to and including the day `until`; return the number of wakes.

    `after`: the day to go on from, for lives that were lived that far. `progress` is told the virtual day and the
    number of cases that woke. Raises TimeLapseStuckError when a wake does not come to rest, with the state it was
    left in.
    """
    wakes, following = 0, next_virtual_day(lives, after)
    with prefect_client() as prefect:
        while (day := following) is not None and day <= until:
            due = begin_virtual_day(lives, day)
            await_rest(prefect, wake_cases(prefect, due))
            wakes += len(due)
            progress(day, len(due))
            following = next_virtual_day(lives, day)
    return wakes


def begin_virtual_day(lives: Sequence[StoryRun], day: date) -> list[str]:
    """Move the calendar, write what people report on this day, return the cases of these lives that wake."""
    with session() as writing:
        set_virtual_day(writing, day)
        reported = [number for life in lives for number in _report(writing, life, day)]
        ours = _numbers(lives)
        due = [case.number for case in due_cases(writing, day) if case.number in ours]
    return list(dict.fromkeys([*reported, *due]))


def _report(writing: Session, life: StoryRun, day: date) -> Iterable[str]:
    """Append the events of one story on one day; yield the numbers of the cases they belong to."""
    for report in life.story.events_on(day):
        if report.case > len(life.numbers):
            life.numbers.append(_open(writing, life, report))
        else:
            case = find_case(writing, life.numbers[report.case - 1])
            append_event(writing, case, report.kind, day, report.data, STORY_ACTOR)
        yield life.numbers[report.case - 1]


def _open(writing: Session, life: StoryRun, report: Reported) -> str:
    employee = writing.get_one(Employee, life.employee_id)
    previous = find_case(writing, life.numbers[-1]) if life.numbers else None
    return open_case(writing, employee, report.day, report.data, STORY_ACTOR, previous=previous).number


def wake_cases(prefect: SyncPrefectClient, numbers: Sequence[str]) -> list[UUID]:
    """Wake the cases of a day; return their runs, which are awake then."""
    with session() as reading:
        known = {number: find_case(reading, number).flow_run_id for number in numbers}
    runs = [run_id or start_run(prefect, number) for number, run_id in known.items()]
    for run_id in filter(None, known.values()):
        schedule_run(prefect, run_id, clock.now(), "Gewekt")
    return runs


def await_rest(prefect: SyncPrefectClient, runs: Sequence[UUID], seconds: float = STEP_SECONDS) -> None:
    """Wait until every run sleeps or has completed. Raises TimeLapseStuckError for one that fails or takes too long."""
    restless, until = list(runs), time.monotonic() + seconds
    while restless:
        time.sleep(POLL_SECONDS)
        found = prefect.read_flow_runs(flow_run_filter=FlowRunFilter(id={"any_": restless[:LOOK_AT]}))
        for run in found:
            _refuse_failure(run)
        resting = {run.id for run in found if is_at_rest(run)}
        restless = [run_id for run_id in restless if run_id not in resting]
        if restless and time.monotonic() > until:
            states = ", ".join(f"{run.name}: {run.state_name}" for run in found if not is_at_rest(run))
            raise TimeLapseStuckError(f"Niet tot rust gekomen binnen {seconds:.0f} seconden: {states}")


def is_at_rest(run: FlowRun) -> bool:
    """Tell whether a run has completed, or sleeps until the driver wakes it."""
    if run.state is None:
        return False
    planned = run.state.state_details.scheduled_time
    asleep = run.state.is_scheduled() and planned is not None and planned > clock.now() + ASLEEP_BEYOND
    return run.state.is_completed() or asleep


def _refuse_failure(run: FlowRun) -> None:
    state = run.state
    if state and (state.is_failed() or state.is_crashed() or state.is_cancelled()):
        raise TimeLapseStuckError(f"Run {run.name} eindigde als {state.name}: {state.message}")


def next_virtual_day(lives: Sequence[StoryRun], day: date) -> date | None:
    """Return the first day after `day` on which one of these lives goes on; None when all is lived.

    A wake that was missed, for the calendar jumped over it, is made up for on the very next day.
    """
    ours = _numbers(lives)
    with session() as reading:
        wakes = [case.next_wake for case in open_cases(reading) if case.number in ours]
    scripted = [each for life in lives for each in life.story.days() if each > day]
    return min([*(max(wake, day + timedelta(days=1)) for wake in wakes if wake), *scripted], default=None)


def _numbers(lives: Iterable[StoryRun]) -> set[str]:
    return {number for life in lives for number in life.numbers}
