"""The cases of a portfolio: the known ones, and those drawn by recipe; the same seed always draws the same cases."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import NamedTuple

from spoorboek.portfolio.portfolio import Behaviour, Inflow, Portfolio
from spoorboek.statute.days.calendar import DAY, working_day_from
from spoorboek.statute.facts import CaseFacts, Recovery

SHORT_OF_FOUR_WEEKS = 27


class SampledCase(NamedTuple):
    """One case to simulate, named by its place in the portfolio; `dice` decide what its people do."""

    name: str
    facts: CaseFacts
    conduct: Behaviour
    region: str
    week_wage: Decimal
    dice: Random


def sample_cases(portfolio: Portfolio) -> Iterator[SampledCase]:
    """Walk all cases. Each draws from dice of its own, so a longer inflow keeps the cases of the shorter one."""
    for number, known in enumerate(portfolio.known, 1):
        name = f"zaken {number}"
        yield SampledCase(name, *known, Random(f"{portfolio.seed}:{name}"))
    for place, inflow in enumerate(portfolio.inflow, 1):
        for number in range(1, inflow.count + 1):
            name = f"instroom {place}.{number}"
            yield _draw(name, inflow, Random(f"{portfolio.seed}:{name}"))


def _draw(name: str, inflow: Inflow, dice: Random) -> SampledCase:
    days = (inflow.until - inflow.since).days
    first = working_day_from(inflow.since + timedelta(days=whole_cases(dice, days + 1)))
    facts = CaseFacts(first, recoveries=tuple(_recoveries(inflow, dice, first)))
    low, high = inflow.week_wage
    region, wage = _region(inflow.regions, dice), Decimal(low + whole_cases(dice, high - low + 1))
    return SampledCase(name, facts, inflow.conduct, region, wage, dice)


def _recoveries(inflow: Inflow, dice: Random, first: date) -> Iterator[Recovery]:
    """Draw a recovery, and now and then a relapse within four weeks with a recovery of its own after it."""
    recovered = _recovery_day(inflow, dice)
    if recovered is None:
        return
    day = first + timedelta(days=recovered)
    if dice.random() >= inflow.relapse:
        yield Recovery(day)
        return
    again = day + timedelta(days=1 + whole_cases(dice, SHORT_OF_FOUR_WEEKS))
    yield Recovery(day, again - DAY)
    if (later := _recovery_day(inflow, dice)) is not None:
        yield Recovery(again + timedelta(days=later))


def _recovery_day(inflow: Inflow, dice: Random) -> int | None:
    """Draw the first recovered day: evenly between two points of the curve, None beyond the last of them."""
    drawn, day, share = dice.random(), 0, 0.0
    for next_day, next_share in inflow.recovered:
        if drawn < next_share:
            return day + 1 + int((drawn - share) / (next_share - share) * (next_day - day))
        day, share = next_day, next_share
    return None


def _region(regions: Mapping[str, int], dice: Random) -> str:
    drawn = whole_cases(dice, sum(regions.values()))
    for region, weight in regions.items():
        if drawn < weight:
            return region
        drawn -= weight
    raise ValueError("regions need a weight")


def whole_cases(dice: Random, below: int) -> int:
    """Draw a whole number from 0, evenly. Only `random` is drawn from: its sequence is the same in every Python."""
    return int(dice.random() * below)
