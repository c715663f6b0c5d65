"""What employer and employee agreed, as the events of a case tell it: the goal, and who does what until when.

Codes and days alone; the words of an activity stand apart, sealed. What one paper says is laid over what stood before
it, in the order of the dates on the papers, so that one that is withdrawn takes along what it said, and no more.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

from spoorboek.statute.dossier.paper_kinds import BOTH
from spoorboek.statute.dossier.received_papers import received_papers
from spoorboek.statute.events import Event, EventKind
from spoorboek.statute.reports.withdrawn_events import without_withdrawn

AGREED: EventKind = "plan_agreed"
ADJUSTED_PLAN = "bijstelling_plan_van_aanpak"
GOALS: Mapping[str, str] = MappingProxyType(
    {
        "eigen_werk": "terugkeer in het eigen werk",
        "eigen_aangepast": "terugkeer in het eigen werk, met aanpassingen",
        "ander_werk": "ander werk bij de eigen werkgever",
        "andere_werkgever": "werk bij een andere werkgever (tweede spoor)",
    }
)
DAYS = ("begins_on", "due_on", "done_on")
MOST_ACTIVITIES = 60  # of one party


class Activity(NamedTuple):
    """Something that one of both does for the return to work: `by` (a code), and its number among those of that party.

    `due_on`: the last day they agreed; `done_on`: the day it was done.
    """

    by: str
    number: int
    begins_on: date | None = None
    due_on: date | None = None
    done_on: date | None = None

    def is_late(self, on: date) -> bool:
        """Tell whether the agreed day passed and it was not done."""
        return self.done_on is None and self.due_on is not None and self.due_on < on


class AgreedPlan(NamedTuple):
    """What is agreed now: the goal (a code), the day on which it is to be reached, and the activities by party.

    `events`: the numbers of the events it was made of, the earliest first. `dated`: the date on the last of the papers.
    `adjustment_asked_on`: of an evaluation that says that the plan is to be adjusted, and no adjusted plan came since.
    """

    goal: str | None = None
    goal_on: date | None = None
    activities: tuple[Activity, ...] = ()
    events: tuple[int, ...] = ()
    dated: date | None = None
    adjustment_asked_on: date | None = None

    @property
    def unfinished(self) -> tuple[Activity, ...]:
        """Return the activities that were not done yet."""
        return tuple(each for each in self.activities if each.done_on is None)

    def late(self, on: date) -> tuple[Activity, ...]:
        """Return the activities of which the agreed day passed and which nobody said to be done, longest late first."""
        late = (each for each in self.activities if each.is_late(on))
        return tuple(sorted(late, key=lambda each: (each.due_on or on, each.by, each.number)))


NOTHING_AGREED = AgreedPlan()


def agreed_plan(events: Iterable[Event]) -> AgreedPlan:
    """Return what is agreed now; of two papers of one date the one that was looked at later holds."""
    standing = list(without_withdrawn(events))
    confirmed = {each.number for each in received_papers(standing) if each.confirmed_on}
    told = [each for each in standing if each.kind == AGREED and each.data.get("paper", 0) in {0, *confirmed}]
    told.sort(key=lambda each: (str(each.data["on"]), each.seq))
    known: dict[tuple[str, int], Activity] = {}
    goal: dict[str, Any] = {}
    asked = None
    for event in told:
        goal |= {name: event.data[name] for name in ("goal", "goal_on") if name in event.data}
        asked = _day(event.data["on"]) if event.data.get("adjust") else asked
        asked = None if event.data.get("type") == ADJUSTED_PLAN else asked
        for said in event.data.get("activities", ()):
            _lay_over(known, said)
    activities = sorted(known.values(), key=lambda each: (BOTH.index(each.by), each.number))
    dated = date.fromisoformat(told[-1].data["on"]) if told else None
    seqs = tuple(each.seq for each in told)
    return AgreedPlan(goal.get("goal"), _day(goal.get("goal_on")), tuple(activities), seqs, dated, asked)


def _lay_over(known: dict[tuple[str, int], Activity], said: Mapping[str, Any]) -> None:
    key = said["by"], int(said["number"])
    if said.get("dropped"):
        known.pop(key, None)
        return
    days: dict[str, Any] = {name: _day(said[name]) for name in DAYS if name in said}
    known[key] = known.get(key, Activity(*key))._replace(**days)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
