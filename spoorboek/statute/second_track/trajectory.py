"""The trajectory of a referral: its plan, reports, applications, changes and end. Codes, days and counts only."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from spoorboek.statute.referrals.referral import Move, ReferralState
from spoorboek.statute.second_track.trajectory_codes import ACTIVITIES, DROPPED, PHASES


class PlannedActivity(NamedTuple):
    """A phase or module of a plan, first and last day inclusive; `goal`: the plan says what it is for."""

    kind: str
    from_: date
    until: date
    hours: float = 0
    goal: bool = True

    @property
    def is_module(self) -> bool:
        """Return whether it is something the bureau delivers, and not a whole phase."""
        return self.kind not in PHASES


class SearchProfile(NamedTuple):
    """What work is looked for: the kind of work of each function that is named, and how many only the employee wishes.

    `vacancies`: how many are named. `region`: the plan says where the employee can get to.
    """

    kinds: tuple[str, ...]
    wished: int = 0
    vacancies: int = 0
    region: bool = True


class TrackPlan(NamedTuple):
    """One version of the plan of a bureau, and the day it came. `report_every`: agreed rhythm in calendar days.

    `signed`: the day each party signed, for those who did.
    """

    on: date
    activities: tuple[PlannedActivity, ...] = ()
    personal_profile: bool = False
    search: SearchProfile | None = None
    report_every: int | None = None
    signed: Mapping[str, date] = MappingProxyType({})

    @property
    def until(self) -> date | None:
        """Return the last planned day; None for a plan without activities."""
        return max((each.until for each in self.activities), default=None)


class ReportedActivity(NamedTuple):
    """What a report tells of one activity: whether it says its aim, what was done, with whom, and what follows.

    `reason`: why it was dropped, a code.
    """

    kind: str
    state: str = "gedaan"
    aim: bool = True
    done: bool = True
    with_whom: bool = True
    follow_up: bool = True
    reason: str | None = None

    @property
    def is_whole(self) -> bool:
        """Return whether the report tells all that it should of this activity."""
        if self.state == DROPPED:
            return self.reason is not None
        return self.aim and self.done and self.with_whom and self.follow_up

    @property
    def phase(self) -> str | None:
        """Return the phase it belongs to; None when it fits in any."""
        return ACTIVITIES[self.kind].phase


class ProgressReport(NamedTuple):
    """A progress report over a period, first and last day inclusive, and the day it came.

    `plan_kept`: why the plan stays as it is after a change of capability, a code. `first_track`: whether it goes on, as
    the report says. `vacancies`: how many it names. `texts`: a keyed hash of the text of each activity.
    """

    from_: date
    until: date
    on: date
    phase: str
    activities: tuple[ReportedActivity, ...] = ()
    hours_used: float = 0
    hours_offered: float = 0
    capability_changed: bool = False
    plan_changes: bool = False
    plan_kept: str | None = None
    first_track: str | None = None
    vacancies: int = 0
    texts: frozenset[str] = frozenset()

    @property
    def is_active(self) -> bool:
        """Return whether anything took place in its period."""
        return any(each.state != DROPPED for each in self.activities)


class Application(NamedTuple):
    """One application for a job: when, by which channel, whether it fits the search profile, and what came of it."""

    on: date
    channel: str
    fits: bool
    result: str


class ApplicationLog(NamedTuple):
    """The applications of a period, and the day the log came; `reason`: why there are none, a code.

    `counted`: how many were told as a number alone, of which `counted_outside` do not fit the search profile.
    """

    from_: date
    until: date
    on: date
    applications: tuple[Application, ...] = ()
    reason: str | None = None
    counted: int = 0
    counted_outside: int = 0

    @property
    def total(self) -> int:
        """Return how many applications there were."""
        return len(self.applications) + self.counted

    @property
    def outside(self) -> int:
        """Return how many of them do not fit the search profile."""
        return sum(not each.fits for each in self.applications) + self.counted_outside


class TrackChange(NamedTuple):
    """A change while the track runs: what, on which day, until when (an extension), why (a code).

    `plan_changes`: what the bureau says of its plan after a change of capability; None while it said nothing.
    """

    on: date
    what: str
    until: date | None = None
    reason: str | None = None
    plan_changes: bool | None = None


class Aftercare(NamedTuple):
    """A contact after the start in new work, and how it went (a code)."""

    on: date
    outcome: str


class TrackEnd(NamedTuple):
    """The end of a track: its result and, when it was stopped, why. Codes."""

    on: date
    result: str
    reason: str | None = None


class CapabilityChange(NamedTuple):
    """What somebody can work changed: since when, and the day that was recorded; never to what, nor why."""

    from_: date
    known_on: date


@dataclass(frozen=True, slots=True)
class Track:
    """All that is known of the trajectory of one referral; everything in order of its day.

    `capability_changes`: those of the employee, whatever the referral.
    """

    referral: int
    plans: tuple[TrackPlan, ...] = ()
    reports: tuple[ProgressReport, ...] = ()
    logs: tuple[ApplicationLog, ...] = ()
    changes: tuple[TrackChange, ...] = ()
    aftercare: tuple[Aftercare, ...] = ()
    end: TrackEnd | None = None
    moves: tuple[Move, ...] = ()
    capability_changes: tuple[CapabilityChange, ...] = ()

    def known_on(self, day: date) -> "Track":
        """Return what was known on a day: what came or happened by then."""
        return replace(
            self,
            plans=tuple(each for each in self.plans if each.on <= day),
            reports=tuple(each for each in self.reports if each.on <= day),
            logs=tuple(each for each in self.logs if each.on <= day),
            changes=tuple(each for each in self.changes if each.on <= day),
            aftercare=tuple(each for each in self.aftercare if each.on <= day),
            end=self.end if self.end and self.end.on <= day else None,
            moves=tuple(each for each in self.moves if each.on <= day),
            capability_changes=tuple(each for each in self.capability_changes if each.known_on <= day),
        )

    @property
    def taken_over_on(self) -> date | None:
        """Return the day from which a track that ran elsewhere is kept here; None of one that began here."""
        return max((move.taken_over_on for move in self.moves if move.taken_over_on), default=None)

    @property
    def plan(self) -> TrackPlan | None:
        """Return the plan that holds: the last that came."""
        return self.plans[-1] if self.plans else None

    def moved(self, *states: ReferralState) -> Move | None:
        """Return the last arrow to one of the states; None when there was none."""
        return next((move for move in reversed(self.moves) if move.to in states), None)
