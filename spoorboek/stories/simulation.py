"""Simulate whole cases over time in memory: the same wakes and actions as on Prefect, without engine or database."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from spoorboek.statute.actions import Action, Record, through_first_move
from spoorboek.statute.agenda.agenda import Agenda, make_agenda
from spoorboek.statute.editions.edition import with_house_days
from spoorboek.statute.events import Event
from spoorboek.statute.law.milestones import rulebook
from spoorboek.statute.policy.house_policy import HousePolicy
from spoorboek.statute.policy.policy_reader import house_policy
from spoorboek.statute.reports.fold import fold_events
from spoorboek.statute.second_track.adequacy import Verdict, assess
from spoorboek.statute.second_track.track_events import tracks_of
from spoorboek.statute.timeline.timeline import timeline
from spoorboek.stories.story import CaseAction, Reported, Story


@dataclass(frozen=True, slots=True)
class CaseRun:
    """The simulation of one case: all its actions in order, the days it woke, its final record and its last agenda."""

    actions: tuple[Action, ...]
    wakes: tuple[date, ...]
    record: Record
    final_agenda: Agenda

    def verdict_on(self, day: date, policy: HousePolicy | None = None) -> Verdict:
        """Return the verdict on the second track on a day, from what was recorded by then."""
        policy = policy or house_policy()
        rules = with_house_days(rulebook(), policy)
        events = tuple(event for event in self.record.events if event.on <= day)
        return assess(timeline(fold_events(events, rules), rules), tracks_of(events), day, policy.adequacy)


class ReportQueue:
    """The reports of one case by day; each becomes an event once."""

    def __init__(self, reports: Iterable[Reported]) -> None:
        """Order the reports by day; reports of one day keep their order."""
        self._reports = deque(sorted(reports, key=lambda report: report.day))

    @property
    def next_day(self) -> date | None:
        """Return the day of the next report; None when there is none left."""
        return self._reports[0].day if self._reports else None

    def add(self, reports: Iterable[Reported]) -> None:
        """Add reports of later days, or of the day that was taken last."""
        self._reports = deque(sorted([*self._reports, *reports], key=lambda report: report.day))

    def leave_out(self, name: str, value: object) -> None:
        """Forget the reports to come of which the data hold this value under this name."""
        self._reports = deque(report for report in self._reports if report.data.get(name) != value)

    def take(self, on: date, recorded: int) -> list[Event]:
        """Return the events of the reports up to and including a day, as reported on that day.

        They are numbered on from the events recorded before.
        """
        events: list[Event] = []
        while self._reports and self._reports[0].day <= on:
            report = self._reports.popleft()
            events.append(Event(recorded + len(events) + 1, report.kind, on, report.data))
        return events


def queue_reports(reports: Iterable[Reported]) -> ReportQueue:
    """Return the reports of a case as a queue; ValueError without reports."""
    queue = ReportQueue(reports)
    if queue.next_day is None:
        raise ValueError("a case needs at least its sick report")
    return queue


def wake_on_time(day: date) -> date:
    """Return the requested day: a wake that is never delayed."""
    return day


def simulate_story(
    story: Story, policy: HousePolicy | None = None, wakes: Callable[[date], date] = wake_on_time
) -> list[CaseAction]:
    """Return every action of a story with its case, ordered by day; the cases are independent of each other.

    `wakes`: returns the actual day of a wake for the requested day: later when the machine is off, never earlier.
    """
    policy = policy or house_policy()
    dated = [
        CaseAction(case, action)
        for case in range(1, story.cases + 1)
        for action in run_case(story.events_of(case), policy, wakes).actions
    ]
    return sorted(dated, key=lambda item: (item.action.on, item.case))


def run_case(
    reports: Iterable[Reported], policy: HousePolicy | None = None, wakes: Callable[[date], date] = wake_on_time
) -> CaseRun:
    """Simulate one case: wake on the days of reports and the days the agenda asks for, until the case is closed.

    A case that only waits for an answer nobody reports ends there, still open.

    `wakes`: see `simulate_story`. Raises ValueError without reports.
    """
    runner = _CaseRunner(policy or house_policy(), queue_reports(reports), wakes)
    while runner.run_next_wake():
        continue
    return runner.result()


def simulate_json(story: Story, dated: list[CaseAction] | None = None) -> dict[str, Any]:
    """Return the actions of a story as `spoorboek simulate --format json` prints them, sorted by date.

    `dated`: the actions, if they were computed before. The key `case` is only present for cases after the first.
    """
    actions = simulate_story(story) if dated is None else dated
    return {"story": story.title, "actions": [_as_json(case, action) for case, action in actions]}


def story_findings(story: Story, dated: list[CaseAction]) -> list[str]:
    """Return Dutch lines for expected actions that did not happen, forbidden ones that did, and other verdicts."""
    missing = (
        f"Verwacht, niet gebeurd: {expected}" for expected in story.expected if not any(map(expected.matches, dated))
    )
    forbidden = (
        f"Mag niet, wel gebeurd: {item.action.on} {item.action.key}"
        for forbidden_action in story.never
        for item in dated
        if forbidden_action.matches(item)
    )
    return [*missing, *forbidden, *_other_verdicts(story)]


def _other_verdicts(story: Story) -> Iterator[str]:
    runs = {case: run_case(story.events_of(case)) for case in {expected.case for expected in story.verdicts}}
    for expected in story.verdicts:
        verdict = runs[expected.case].verdict_on(expected.day)
        if not expected.matches(verdict):
            codes = ", ".join(f"{each.code} ({each.referral})" for each in verdict.findings) or "geen bevindingen"
            yield f"Verwacht: {expected}; het oordeel was ‘{verdict.word}’: {codes}"


class _CaseRunner:
    """Simulates one case; makes a new plan only when something was reported."""

    def __init__(self, policy: HousePolicy, reports: ReportQueue, actual_wake_day: Callable[[date], date]) -> None:
        self.policy, self.reports, self.actual_wake_day = policy, reports, actual_wake_day
        self.rules = with_house_days(rulebook(), policy)
        self.record = Record(())
        self.actions: list[Action] = []
        self.wakes: list[date] = []
        self.next_wake: date | None = None
        self.final_agenda = Agenda((), None, ())

    def run_next_wake(self) -> bool:
        """Run the next wake; return False when there is none any more, or only questions would be repeated for ever."""
        if self.final_agenda.needs_answer and self.reports.next_day is None:
            return False
        days = [day for day in (self.reports.next_day, self.next_wake) if day is not None]
        if not days:
            return False
        on = self.actual_wake_day(min(days))
        self._append_reports(on)
        self._carry_out_actions(on)
        self.wakes.append(on)
        return True

    def _append_reports(self, on: date) -> None:
        """Append the events reported up to this day and make a new plan if there are any."""
        if new_events := self.reports.take(on, len(self.record.events)):
            self.record = Record((*self.record.events, *new_events), self.record.effects)
            self.plan = timeline(fold_events(self.record.events, self.rules), self.rules)

    def _carry_out_actions(self, on: date) -> None:
        """Carry out the actions of the agenda until there are no more."""
        while (agenda := make_agenda(self.plan, self.record, self.policy, on)).actions:
            actions, recorded = through_first_move(agenda.actions), len(self.record.events)
            self.actions += actions
            self.record = self.record.after(actions)
            if len(self.record.events) > recorded:
                self.plan = timeline(fold_events(self.record.events, self.rules), self.rules)
        self.final_agenda, self.next_wake = agenda, agenda.next_wake

    def result(self) -> CaseRun:
        """Return the finished simulation."""
        return CaseRun(tuple(self.actions), tuple(self.wakes), self.record, self.final_agenda)


def _as_json(case: int, action: Action) -> dict[str, Any]:
    data: dict[str, Any] = {
        "on": action.on.isoformat(),
        "kind": action.kind,
        "step": action.step,
        "occurrence": action.occurrence,
        "detail": {"name": action.name, "attempt": action.attempt, **action.detail},
    }
    return data if case == 1 else {**data, "case": case}
