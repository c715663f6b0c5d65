"""The time-lapse: run stories through the real server, worker and database in virtual time, wake by wake."""

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
RUNS_PER_POLL = 10  # runs per poll: the others finish meanwhile, and reading a run costs the server as much as a wake
ASLEEP_BEYOND = timedelta(days=365)
STORY_ACTOR = "verhaal"


class TimeLapseStuckError(PlatformError):
    """De tijdreis staat stil."""


@dataclass
class StoryRun:
    """The run of one story: its employee, and the numbers of the cases it opened, in order."""

    story: Story
    employee_id: int
    numbers: list[str] = field(default_factory=list)


def run_stories(
    story_runs: Sequence[StoryRun],
    progress: Callable[[date, int], None],
    until: date = date.max,
    *,
    after: date = date.min,
) -> int:
    """Run all stories to their end, or up to and including the day `until`; return the number of wakes.

    `after`: the last day that was run before, to continue from. `progress` is called with the virtual day and the
    number of cases that woke. Raises TimeLapseStuckError, with the state of the run, when a wake does not finish.
    """
    wakes, next_day = 0, next_virtual_day(story_runs, after)
    with prefect_client() as prefect:
        while (day := next_day) is not None and day <= until:
            due = begin_virtual_day(story_runs, day)
            await_rest(prefect, wake_cases(prefect, due))
            wakes += len(due)
            progress(day, len(due))
            next_day = next_virtual_day(story_runs, day)
    return wakes


def begin_virtual_day(story_runs: Sequence[StoryRun], day: date) -> list[str]:
    """Set the virtual day, append the reports of this day, and return the numbers of the cases that wake."""
    with session() as writing:
        set_virtual_day(writing, day)
        reported = [number for story_run in story_runs for number in _append_reports(writing, story_run, day)]
        own_numbers = _case_numbers(story_runs)
        due = [case.number for case in due_cases(writing, day) if case.number in own_numbers]
    return list(dict.fromkeys([*reported, *due]))


def _append_reports(writing: Session, story_run: StoryRun, day: date) -> Iterable[str]:
    """Append the events of one story on one day; yield the numbers of the cases they belong to."""
    for report in story_run.story.events_on(day):
        if report.case > len(story_run.numbers):
            story_run.numbers.append(_open_case(writing, story_run, report))
        else:
            case = find_case(writing, story_run.numbers[report.case - 1])
            append_event(writing, case, report.kind, day, report.data, STORY_ACTOR)
        yield story_run.numbers[report.case - 1]


def _open_case(writing: Session, story_run: StoryRun, report: Reported) -> str:
    employee = writing.get_one(Employee, story_run.employee_id)
    previous = find_case(writing, story_run.numbers[-1]) if story_run.numbers else None
    return open_case(writing, employee, report.day, report.data, STORY_ACTOR, previous=previous).number


def wake_cases(prefect: SyncPrefectClient, numbers: Sequence[str]) -> list[UUID]:
    """Wake these cases; return the ids of their runs."""
    with session() as reading:
        run_ids = {number: find_case(reading, number).flow_run_id for number in numbers}
    runs = [run_id or start_run(prefect, number) for number, run_id in run_ids.items()]
    for run_id in filter(None, run_ids.values()):
        schedule_run(prefect, run_id, clock.now(), "Gewekt")
    return runs


def await_rest(prefect: SyncPrefectClient, runs: Sequence[UUID], seconds: float = STEP_SECONDS) -> None:
    """Wait until every run sleeps or is completed. Raises TimeLapseStuckError for one that fails or takes too long."""
    pending, until = list(runs), time.monotonic() + seconds
    while pending:
        time.sleep(POLL_SECONDS)
        found = prefect.read_flow_runs(flow_run_filter=FlowRunFilter(id={"any_": pending[:RUNS_PER_POLL]}))
        for run in found:
            _refuse_failure(run)
        at_rest = {run.id for run in found if is_at_rest(run)}
        pending = [run_id for run_id in pending if run_id not in at_rest]
        if pending and time.monotonic() > until:
            states = ", ".join(f"{run.name}: {run.state_name}" for run in found if not is_at_rest(run))
            raise TimeLapseStuckError(f"Niet tot rust gekomen binnen {seconds:.0f} seconden: {states}")


def is_at_rest(run: FlowRun) -> bool:
    """Tell whether a run is completed, or sleeps until the time-lapse wakes it."""
    if run.state is None:
        return False
    scheduled_at = run.state.state_details.scheduled_time
    asleep = run.state.is_scheduled() and scheduled_at is not None and scheduled_at > clock.now() + ASLEEP_BEYOND
    return run.state.is_completed() or asleep


def _refuse_failure(run: FlowRun) -> None:
    state = run.state
    if state and (state.is_failed() or state.is_crashed() or state.is_cancelled()):
        raise TimeLapseStuckError(f"Run {run.name} eindigde als {state.name}: {state.message}")


def next_virtual_day(story_runs: Sequence[StoryRun], day: date) -> date | None:
    """Return the first day after `day` on which one of these stories continues; None when all are finished.

    A wake that the virtual calendar skipped is done on the next day.
    """
    own_numbers = _case_numbers(story_runs)
    with session() as reading:
        wakes = [case.next_wake for case in open_cases(reading) if case.number in own_numbers]
    scripted = [each for story_run in story_runs for each in story_run.story.days() if each > day]
    return min([*(max(wake, day + timedelta(days=1)) for wake in wakes if wake), *scripted], default=None)


def _case_numbers(story_runs: Iterable[StoryRun]) -> set[str]:
    return {number for story_run in story_runs for number in story_run.numbers}
