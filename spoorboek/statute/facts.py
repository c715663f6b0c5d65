"""What is known of one case, as the law needs it: immutable, dated, without a person in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Literal, NamedTuple

from spoorboek.statute.days.sickness_days import SicknessDays


class StepRef(NamedTuple):
    """One occurrence of one milestone: `StepRef("evaluatie", 2)` is the second evaluation."""

    key: str
    occurrence: int = 1


class Recovery(NamedTuple):
    """Fully recovered days, first and last inclusive; `until` is None while still recovered."""

    from_: date
    until: date | None = None


class Leave(NamedTuple):
    """Leave around childbirth (WAZO), first and last day inclusive; `same_cause`: of the sickness after it."""

    from_: date
    until: date
    same_cause: bool = True


class Advice(NamedTuple):
    """An advice of the bedrijfsarts that changes the plan: the track it points to."""

    on: date
    track: Literal[1, 2]


class ReturnProspect(NamedTuple):
    """Whether a structural return in the own organisation is a concrete prospect within three months.

    `lost_on`: the day on which a prospect that was there turned out to be there no more.
    """

    on: date
    within_3_months: bool
    lost_on: date | None = None


class Spell(NamedTuple):
    """A state of things from its first day to its last; `until` is None while it lasts."""

    from_: date
    until: date | None = None


class Sanction(NamedTuple):
    """A wage sanction of UWV and its repair (WIA 25(9)-(14))."""

    decided_on: date
    repair_reported_on: date | None = None
    repair_decided_on: date | None = None


class KeptDay(NamedTuple):
    """A date as it was planned, and which day of sickness it was then (from 0)."""

    number: int
    day: date

    def on(self, sickness_days: SicknessDays) -> date:
        """Return the date; when days that do not count were reported since, the date of that day of sickness."""
        return self.day if sickness_days.index(self.day) == self.number else sickness_days.date_of(self.number)


class Kept(NamedTuple):
    """The dates a step keeps from the rules that held before, and the version of those rules."""

    opens: KeptDay | None
    target: KeptDay | None
    due: KeptDay | None
    rules: str


SafetyNet = Literal["vierde_dag", "zes_weken"]
NO_STEPS: Mapping[StepRef, date] = MappingProxyType({})
NO_KEPT_DATES: Mapping[StepRef, Kept] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """The facts of one case; everything the timetable depends on, and nothing else.

    `safety_net_known_on`: the day on which the employer could know of the safety net, when that was later.
    `no_possibilities_since`: since when there are none, if not from the start. `possibilities_since`: when they
    appeared, after there were none. `marginal`: when there were, or are, some hours a day at most.
    `earlier_prospects`: when a prospect was recorded before the one of `return_prospect`.
    `second_track_waived_on`: when both agreed in writing that it is left out, because of the AOW age.
    `stuck`: when the reintegration came to a standstill. `settlement`: when the end of the employment by agreement was
    under consideration.
    """

    first_sick_day: date
    recoveries: tuple[Recovery, ...] = ()
    leaves: tuple[Leave, ...] = ()
    done: Mapping[StepRef, date] = field(default_factory=lambda: NO_STEPS)
    deviations: Mapping[StepRef, date] = field(default_factory=lambda: NO_STEPS)
    postponed: Mapping[StepRef, date] = field(default_factory=lambda: NO_STEPS)
    safety_net: SafetyNet | None = None
    safety_net_known_on: date | None = None
    contract_ends_on: date | None = None
    aow_on: date | None = None
    no_possibilities: bool = False
    no_possibilities_since: date | None = None
    possibilities_since: date | None = None
    marginal: Spell | None = None
    return_prospect: ReturnProspect | None = None
    earlier_prospects: tuple[date, ...] = ()
    advice: tuple[Advice, ...] = ()
    second_track_waived_on: date | None = None
    stuck: tuple[Spell, ...] = ()
    settlement: tuple[Spell, ...] = ()
    sanction: Sanction | None = None
    extension_until: date | None = None
    kept: Mapping[StepRef, Kept] = field(default_factory=lambda: NO_KEPT_DATES)
