"""A tally as rows: one per week, one per step, and one per step of the wages at risk."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from spoorboek.portfolio.portfolio import ONE_WEEK
from spoorboek.portfolio.tally import Tally, WorkKind
from spoorboek.portfolio.wages_at_risk import WEIGHED, WagesAtRisk


class TallyWeek(NamedTuple):
    """One week: first day, open cases, work per role and kind, late steps, second tracks per region, euros at risk."""

    since: date
    open_cases: int
    work: Mapping[str, Mapping[WorkKind, int]]
    late: int
    second_tracks: Mapping[str, int]
    euro: Decimal


class StepCount(NamedTuple):
    """How often a step had to be done, and how often it became late, within the weeks of the portfolio."""

    step: str
    came: int
    late: int


class WageFactors(NamedTuple):
    """Wages at risk for the same step at the same chance: `wage_weeks` is the sum of weekly wage × weeks per case."""

    step: str
    basis: str
    cases: int
    week_wages: Decimal
    wage_weeks: Decimal
    paid: Decimal
    on_top: Decimal
    chance: Decimal

    @property
    def euro(self) -> Decimal:
        """Return the product of the factors, in euro."""
        return self.wage_weeks * self.paid * (1 + self.on_top) * self.chance


def tally_roles(tally: Tally) -> list[str]:
    """Return the roles that have work, in the order of the house policy."""
    with_work = {item.role for item in tally.work}
    return [role for role in tally.policy.roles if role in with_work]


def tally_regions(tally: Tally) -> list[str]:
    """Return the regions with a second track, in order."""
    return sorted({region for _, region in tally.second_tracks})


def tally_weeks(tally: Tally) -> list[TallyWeek]:
    """Return every week of the portfolio, empty ones too."""
    work: dict[int, dict[str, dict[WorkKind, int]]] = defaultdict(dict)
    for item in sorted(tally.work):
        work[item.week].setdefault(item.role, {})[item.kind] = tally.work[item]
    late, euro = Counter[int](), defaultdict[int, Decimal](Decimal)
    for (week, _), count in tally.late.items():
        late[week] += count
    tracks: dict[int, Counter[str]] = defaultdict(Counter)
    for (week, region), count in tally.second_tracks.items():
        tracks[week][region] += count
    for risk in tally.wages:
        euro[risk.week] += risk.euro
    since = tally.portfolio.since
    return [
        TallyWeek(since + week * ONE_WEEK, tally.open_cases[week], work[week], late[week], tracks[week], euro[week])
        for week in range(tally.portfolio.weeks)
    ]


def step_counts(tally: Tally) -> Iterator[StepCount]:
    """Yield the counts of steps that had to be done or became late, in the order of the table."""
    late: Counter[str] = Counter()
    for (_, step), count in tally.late.items():
        late[step] += count
    for step in tally.policy.steps:
        if tally.came[step] or late[step]:
            yield StepCount(step, tally.came[step], late[step])


def wage_factors(tally: Tally) -> Iterator[WageFactors]:
    """Yield the wages at risk, one row per step, in the order of the table; the rows add up to the total."""
    per_step: dict[str, list[WagesAtRisk]] = defaultdict(list)
    for risk in tally.wages:
        per_step[risk.step].append(risk)
    for step in (step for step in tally.policy.steps if step in per_step):
        found = per_step[step]
        wages = sum((each.week_wage for each in found), Decimal(0))
        wage_weeks = sum((each.week_wage * each.weeks for each in found), Decimal(0))
        yield WageFactors(step, WEIGHED[step], len(found), wages, wage_weeks, *found[0][4:6], found[0].chance)
