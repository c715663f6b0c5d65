"""The cases of a portfolio: the known ones, and random ones; the same seed always gives the same cases."""

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
    """One case to simulate. `name`: its position in the portfolio; `rng` determines what people do in it."""

    name: str
    facts: CaseFacts
    behaviour: Behaviour
    region: str
    week_wage: Decimal
    rng: Random


def sample_cases(portfolio: Portfolio) -> Iterator[SampledCase]:
    """Yield all cases. Each has its own random generator, so a larger inflow keeps the cases of a smaller one."""
    for number, known in enumerate(portfolio.known, 1):
        name = f"zaken {number}"
        yield SampledCase(name, *known, Random(f"{portfolio.seed}:{name}"))
    for position, inflow in enumerate(portfolio.inflow, 1):
        for number in range(1, inflow.count + 1):
            name = f"instroom {position}.{number}"
            yield _sample_case(name, inflow, Random(f"{portfolio.seed}:{name}"))


def _sample_case(name: str, inflow: Inflow, rng: Random) -> SampledCase:
    days = (inflow.until - inflow.since).days
    first = working_day_from(inflow.since + timedelta(days=random_below(rng, days + 1)))
    facts = CaseFacts(first, recoveries=tuple(_sample_recoveries(inflow, rng, first)))
    low, high = inflow.week_wage
    region, wage = _sample_region(inflow.regions, rng), Decimal(low + random_below(rng, high - low + 1))
    return SampledCase(name, facts, inflow.behaviour, region, wage, rng)


def _sample_recoveries(inflow: Inflow, rng: Random, first: date) -> Iterator[Recovery]:
    """Yield a random recovery, and for some cases a relapse within four weeks with a second recovery after it."""
    recovered = _sample_recovery_day(inflow, rng)
    if recovered is None:
        return
    day = first + timedelta(days=recovered)
    if rng.random() >= inflow.relapse:
        yield Recovery(day)
        return
    relapse = day + timedelta(days=1 + random_below(rng, SHORT_OF_FOUR_WEEKS))
    yield Recovery(day, relapse - DAY)
    if (later := _sample_recovery_day(inflow, rng)) is not None:
        yield Recovery(relapse + timedelta(days=later))


def _sample_recovery_day(inflow: Inflow, rng: Random) -> int | None:
    """Return a random first recovered day, uniform between two points of the curve; None beyond its last point."""
    drawn, day, share = rng.random(), 0, 0.0
    for next_day, next_share in inflow.recovered:
        if drawn < next_share:
            return day + 1 + int((drawn - share) / (next_share - share) * (next_day - day))
        day, share = next_day, next_share
    return None


def _sample_region(regions: Mapping[str, int], rng: Random) -> str:
    drawn = random_below(rng, sum(regions.values()))
    for region, weight in regions.items():
        if drawn < weight:
            return region
        drawn -= weight
    raise ValueError("regions need a weight")


def random_below(rng: Random, below: int) -> int:
    """Return a uniform random whole number from 0 to below a bound.

    Only the method `random` is used, because its sequence is the same in every version of Python.
    """
    return int(rng.random() * below)
