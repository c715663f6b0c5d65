"""A portfolio as values: known cases, inflow by recipe, how people act, and what wages hang on it. Nobody by name."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from spoorboek.statute.facts import CaseFacts

ONE_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How people act: the share of steps done late, by one of these numbers of days, and the share never done.

    `steps` holds what differs for single milestones.
    """

    late: float = 0.0
    days_late: tuple[int, ...] = (7,)
    never: float = 0.0
    steps: Mapping[str, "Behaviour"] = field(default_factory=dict)

    def of(self, key: str) -> "Behaviour":
        """Return how people act on one milestone."""
        return self.steps.get(key, self)


class KnownCase(NamedTuple):
    """One case as it is known: its facts, how people act on what is not done yet, its region and weekly wage."""

    facts: CaseFacts
    conduct: Behaviour
    region: str
    week_wage: Decimal


@dataclass(frozen=True, slots=True)
class Inflow:
    """A recipe for cases: how many, when they begin, how they recover, where they are, what they earn.

    `recovered`: pairs of a day of sickness and the share recovered by then, rising; the rest does not recover.
    `relapse`: the share of the recovered who fall ill again within four weeks. `regions`: weight per postcode area.
    `week_wage`: lowest and highest weekly wage in euro.
    """

    count: int
    since: date
    until: date
    recovered: tuple[tuple[int, float], ...]
    relapse: float
    regions: Mapping[str, int]
    week_wage: tuple[int, int]
    conduct: Behaviour


@dataclass(frozen=True, slots=True)
class WageRisk:
    """What a wage sanction may cost: the share of the wage that is paid on, the employer's costs on top of it, and the
    chance of a sanction per late milestone. Without a chance given it is 1: the most it can cost."""

    paid: Decimal = Decimal("0.70")
    on_top: Decimal = Decimal(0)
    chances: Mapping[str, Decimal] = field(default_factory=dict)
    other: Decimal = Decimal(1)

    def chance(self, key: str) -> Decimal:
        """Return the chance of a sanction when this milestone is late."""
        return self.chances.get(key, self.other)


@dataclass(frozen=True, slots=True)
class Portfolio:
    """Everything a simulation of a portfolio needs; `since` is the first day of the first week."""

    title: str
    since: date
    weeks: int
    seed: int
    known: tuple[KnownCase, ...]
    inflow: tuple[Inflow, ...]
    wages: WageRisk

    @property
    def until(self) -> date:
        """Return the last day that is looked at."""
        return self.since + self.weeks * ONE_WEEK - timedelta(days=1)

    def week(self, day: date) -> int:
        """Return in which week a day lies, from 0; what lies before or after falls in the first or the last week."""
        return min(max((day - self.since).days // 7, 0), self.weeks - 1)
