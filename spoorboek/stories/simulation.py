"""Whole cases through virtual time, in memory: the same turns the engine makes, without engine or database."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from spoorboek.statute.actions import Action, Record
from spoorboek.statute.agenda.agenda import Agenda, make_agenda
from spoorboek.statute.events import Event
from spoorboek.statute.policy.house_policy import HousePolicy
from spoorboek.statute.policy.policy_reader import house_policy
from spoorboek.statute.reports.fold import fold_events
from spoorboek.statute.timeline.timeline import timeline
from spoorboek.stories.story import Dated, Reported, Story


@dataclass(frozen=True, slots=True)
class CaseRun:
    """One case from its first report to its end: all its actions in order, the days it woke, how it stands then."""

    actions: tuple[Action, ...]
    wakes: tuple[date, ...]
    record: Record
    last: Agenda


def wake_on_time(day: date) -> date:
    """Wake on the day that is asked for, as a machine does that is never off."""
    return day


def simulate_story(
    story: Story, policy: HousePolicy | None = None, wakes: Callable[[date], date] = wake_on_time
) -> list[Dated]:
    """Return every action of a story with the case it belongs to, by day; cases do not touch each other.

    `wakes`: the day of the real wake for a day that asks for one, later where the machine is off; never earlier.
    """
    policy = policy or house_policy()
    dated = [
        Dated(case, action)
        for case in range(1, story.cases + 1)
        for action in run_case(story.events_of(case), policy, wakes).actions
    ]
    return sorted(dated, key=lambda each: (each.action.on, each.case))


def run_case(
    reports: Iterable[Reported], policy: HousePolicy | None = None, wakes: Callable[[date], date] = wake_on_time
) -> CaseRun:
    """Live one case: wake on the days something is reported and on the days the agenda asks for, until it is closed.

    `wakes`: see `simulate`. Raises ValueError without reports.
    """
    life = _CaseRunner(policy or house_policy(), sorted(reports, key=lambda report: report.day), wakes)
    while life.wake():
        continue
    return life.result()


def simulate_json(story: Story, dated: list[Dated] | None = None) -> dict[str, Any]:
    """Return the actions of a story as `spoorboek simulate --format json` prints them, sorted by date.

    `dated`: the actions, where they are known already. The key `case` stands only with the cases after the first.
    """
    actions = simulate_story(story) if dated is None else dated
    return {"story": story.title, "actions": [_as_json(case, action) for case, action in actions]}


def story_findings(story: Story, dated: list[Dated]) -> list[str]:
    """List in Dutch what a story expects and did not get, and what it forbids and got."""
    missing = (
        f"Verwacht, niet gebeurd: {expected}" for expected in story.expected if not any(map(expected.matches, dated))
    )
    forbidden = (
        f"Mag niet, wel gebeurd: {each.action.on} {each.action.key}"
        for never in story.never
        for each in dated
        if never.matches(each)
    )
    return [*missing, *forbidden]


class _CaseRunner:
    """A case on its way through time; planned again only when something was reported."""

    def __init__(self, policy: HousePolicy, reports: list[Reported], wakes_on: Callable[[date], date]) -> None:
        if not reports:
            raise ValueError("a case needs at least its sick report")
        self.policy, self.reports, self.wakes_on = policy, reports, wakes_on
        self.record = Record(())
        self.actions: list[Action] = []
        self.wakes: list[date] = []
        self.next_wake: date | None = None
        self.last = Agenda((), None, ())

    def wake(self) -> bool:
        """Take one wake; return False when there is none to take any more."""
        coming = [day for day in (self.reports[0].day if self.reports else None, self.next_wake) if day is not None]
        if not coming:
            return False
        on = self.wakes_on(min(coming))
        self._take_in(on)
        self._turn(on)
        self.wakes.append(on)
        return True

    def _take_in(self, on: date) -> None:
        """Append what is reported on this day and plan again."""
        events = self.record.events
        while self.reports and self.reports[0].day <= on:
            report = self.reports.pop(0)
            events = (*events, Event(len(events) + 1, report.kind, on, report.data))
        if events is not self.record.events:
            self.record = Record(events, self.record.effects)
            self.plan = timeline(fold_events(events))

    def _turn(self, on: date) -> None:
        """Ask the agenda and carry out what it says until it says nothing more."""
        while (asked := make_agenda(self.plan, self.record, self.policy, on)).actions:
            self.actions += asked.actions
            self.record = self.record.after(asked.actions)
        self.last, self.next_wake = asked, asked.next_wake

    def result(self) -> CaseRun:
        """Return what was lived."""
        return CaseRun(tuple(self.actions), tuple(self.wakes), self.record, self.last)


def _as_json(case: int, action: Action) -> dict[str, Any]:
    data: dict[str, Any] = {
        "on": action.on.isoformat(),
        "kind": action.kind,
        "step": action.step,
        "occurrence": action.occurrence,
        "detail": {"name": action.name, "attempt": action.attempt, **action.detail},
    }
    return data if case == 1 else {**data, "case": case}
