"""A portfolio: known cases, inflow of random cases, behaviour of people, wages at risk. Without personal data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from spoorboek.statute.facts import CaseFacts

ONE_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How people act: the share of steps done late, by one of `days_late` days, and the share never done.

    `steps` holds exceptions for single milestones.
    """

    late: float = 0.0
    days_late: tuple[int, ...] = (7,)
    never: float = 0.0
    steps: Mapping[str, "Behaviour"] = field(default_factory=dict)

    def of(self, key: str) -> "Behaviour":
        """Return the behaviour for one milestone."""
        return self.steps.get(key, self)


class KnownCase(NamedTuple):
    """A known case: its facts, the behaviour for steps that are not done yet, its region and weekly wage."""

    facts: CaseFacts
    behaviour: Behaviour
    region: str
    week_wage: Decimal


@dataclass(frozen=True, slots=True)
class Inflow:
    """The distribution of random cases: how many, when they begin, how they recover, their regions and wages.

    `recovered`: pairs of a day of sickness and the share recovered by then, increasing; the rest does not recover.
    `relapse`: the share of the recovered who relapse within four weeks. `regions`: weight per postcode area.
    `week_wage`: lowest and highest weekly wage in euro.
    """

    count: int
    since: date
    until: date
    recovered: tuple[tuple[int, float], ...]
    relapse: float
    regions: Mapping[str, int]
    week_wage: tuple[int, int]
    behaviour: Behaviour


@dataclass(frozen=True, slots=True)
class WageRisk:
    """The cost factors of a wage sanction.

    `paid`: the share of the wage that is paid during it. `on_top`: the employer's costs as a share of that. `chances`:
    the chance of a sanction per late milestone, `other` for those not in it; the default 1 gives the highest cost.
    """

    paid: Decimal = Decimal("0.70")
    on_top: Decimal = Decimal(0)
    chances: Mapping[str, Decimal] = field(default_factory=dict)
    other: Decimal = Decimal(1)

    def chance(self, key: str) -> Decimal:
        """Return the chance of a sanction when this milestone is late."""
        return self.chances.get(key, self.other)


@dataclass(frozen=True, slots=True)
class Portfolio:
    """The input of a simulation of a portfolio; `since` is the first day of the first week."""

    title: str
    since: date
    weeks: int
    seed: int
    known: tuple[KnownCase, ...]
    inflow: tuple[Inflow, ...]
    wages: WageRisk

    @property
    def until(self) -> date:
        """Return the last day that is simulated."""
        return self.since + self.weeks * ONE_WEEK - timedelta(days=1)

    def week(self, day: date) -> int:
        """Return the week of a day, from 0; earlier and later days count for the first and the last week."""
        return min(max((day - self.since).days // 7, 0), self.weeks - 1)
