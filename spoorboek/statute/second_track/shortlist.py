"""The shortlist of a case: which bureaus can take it, each with a score that is the sum of its parts, and why not.

The same register, demand and policy give the same list, whatever order the register is in: the highest score first,
then the lowest rank of the house, then the code. Source: docs/decisions/037-a-shortlist-that-adds-up.md.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Literal, NamedTuple

from spoorboek.statute.policy.shortlist_policy import PART_NAMES, PartName, ShortlistPolicy
from spoorboek.statute.second_track.kept_promises import NOTHING_KNOWN, KeptPromises, PromiseCount

Exclusion = Literal[
    "niet_actief",
    "buiten_regio",
    "contract_nog_niet",
    "contract_voorbij",
    "geen_capaciteit",
    "dienst_ontbreekt",
    "certificaat_ontbreekt",
    "certificaat_verlopen",
    "weigerde_eerder",
    "al_gevraagd",
]
DemandSource = Literal["gevraagd", "zoekgegevens", "sector", "niveau"]
Share = tuple[int, int]  # so many of so many; what cannot be told counts half
HALF: Share = (1, 2)
NOTHING: Share = (0, 1)


class ServicePrice(NamedTuple):
    """The price of a service, in cents, from a day through another (None: until further notice)."""

    service: str
    cents: int
    from_on: date
    until_on: date | None = None

    def holds_on(self, day: date) -> bool:
        """Tell whether it is the price on a day; the last day belongs to it."""
        return self.until_on is None or day <= self.until_on


class RegisteredBureau(NamedTuple):
    """A bureau as the register knows it. None and empty: not known, which excludes nobody.

    `regions`: two-digit postcode areas, empty for the whole country. `certificates`: last valid day by code.
    `contract_from`, `contract_until`: first and last day. `capacity`: how many people at once, of which `occupied` are
    taken. `waiting_days`: calendar days.
    """

    code: str
    rank: int = 100
    active: bool = True
    regions: frozenset[str] = frozenset()
    services: frozenset[str] = frozenset()
    specialisms: frozenset[str] = frozenset()
    certificates: Mapping[str, date] = {}
    contract_from: date | None = None
    contract_until: date | None = None
    capacity: int | None = None
    occupied: int = 0
    waiting_days: int | None = None
    prices: tuple[ServicePrice, ...] = ()
    promises: KeptPromises = NOTHING_KNOWN

    def price(self, services: Collection[str], day: date) -> int | None:
        """Return what the services cost together on a day, in cents; None when one has no price then.

        The price that began last holds, until its last day: those of before do not come back.
        """
        latest: dict[str, ServicePrice] = {}
        for each in self.prices:
            if each.service in services and each.from_on <= day:
                known = latest.get(each.service)
                if known is None or known.from_on < each.from_on:
                    latest[each.service] = each
        holding = [each.cents for each in latest.values() if each.holds_on(day)]
        return sum(holding) if services and len(holding) == len(services) else None


class BureauDemand(NamedTuple):
    """What a case asks of a bureau on a day. `area`: first two digits of the postcode, None when not known.

    `area_of`: whose area that is, the employee's from the search data (`werknemer`) or else the employer's.
    `preferred`: the code the employee named. `asked`: the codes that had a referral of this case, of which `declined`
    said no. `priced`: the services whose prices are compared. `sources`: where a specialism or certificate comes from,
    by code; what is not named there the house asks of every bureau.
    """

    on: date
    area: str | None = None
    services: frozenset[str] = frozenset()
    specialisms: frozenset[str] = frozenset()
    certificates: frozenset[str] = frozenset()
    preferred: str | None = None
    asked: frozenset[str] = frozenset()
    declined: frozenset[str] = frozenset()
    area_of: Literal["werknemer", "werkgever"] | None = None
    priced: frozenset[str] = frozenset()
    sources: Mapping[str, DemandSource] = MappingProxyType({})


class ScorePart(NamedTuple):
    """One part of a score: `points` of at most `weight`, for a share that is `kept` of `of`. `known`: not guessed."""

    name: PartName
    points: int
    weight: int
    share: Share
    known: bool


class Candidate(NamedTuple):
    """A bureau that can be asked; its score is the sum of the points of its parts.

    `specialisms`: those that were asked for and that it has, in order.
    """

    code: str
    rank: int
    score: int
    parts: tuple[ScorePart, ...]
    specialisms: tuple[str, ...] = ()


class ExcludedBureau(NamedTuple):
    """A bureau that cannot be asked, with every reason.

    `lacking`: the services and certificates that were asked for and that it does not have, or no longer, in order.
    """

    code: str
    reasons: tuple[Exclusion, ...]
    lacking: tuple[str, ...] = ()


class Shortlist(NamedTuple):
    """The candidates, best first, and the bureaus that fall out, by code."""

    demand: BureauDemand
    candidates: tuple[Candidate, ...]
    excluded: tuple[ExcludedBureau, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """Return the codes of the candidates, best first."""
        return tuple(candidate.code for candidate in self.candidates)


def make_shortlist(register: Iterable[RegisteredBureau], demand: BureauDemand, policy: ShortlistPolicy) -> Shortlist:
    """Return the shortlist of a case: every bureau of the register is a candidate or excluded with its reasons."""
    services = demand.services.union(policy.services)
    wanted = demand._replace(
        services=services,
        certificates=demand.certificates.union(policy.certificates),
        priced=services or frozenset(policy.usual),
    )
    fitting: list[RegisteredBureau] = []
    excluded: list[ExcludedBureau] = []
    for bureau in register:
        reasons = tuple(exclusions(bureau, wanted))
        if reasons:
            excluded.append(ExcludedBureau(bureau.code, reasons, _lacking(bureau, wanted)))
        else:
            fitting.append(bureau)
    prices = {bureau.code: bureau.price(wanted.priced, wanted.on) for bureau in fitting}
    cheapest = min((price for price in prices.values() if price is not None), default=None)
    candidates = [_candidate(bureau, wanted, policy, prices[bureau.code], cheapest) for bureau in fitting]
    candidates.sort(key=lambda each: (-each.score, each.rank, each.code))
    return Shortlist(wanted, tuple(candidates), tuple(sorted(excluded)))


def exclusions(bureau: RegisteredBureau, demand: BureauDemand) -> Iterator[Exclusion]:
    """Yield why a bureau cannot take a case; nothing when it can."""
    if not bureau.active:
        yield "niet_actief"
    if bureau.regions and demand.area not in bureau.regions:
        yield "buiten_regio"
    if bureau.contract_from and demand.on < bureau.contract_from:
        yield "contract_nog_niet"
    if bureau.contract_until and demand.on > bureau.contract_until:
        yield "contract_voorbij"
    if bureau.capacity is not None and bureau.occupied >= bureau.capacity:
        yield "geen_capaciteit"
    if not demand.services <= bureau.services:
        yield "dienst_ontbreekt"
    if not demand.certificates <= bureau.certificates.keys():
        yield "certificaat_ontbreekt"
    if any(demand.on > bureau.certificates[code] for code in demand.certificates & bureau.certificates.keys()):
        yield "certificaat_verlopen"
    if bureau.code in demand.declined:
        yield "weigerde_eerder"
    elif bureau.code in demand.asked:
        yield "al_gevraagd"


def _lacking(bureau: RegisteredBureau, demand: BureauDemand) -> tuple[str, ...]:
    """Return what was asked for and is not there on the day."""
    valid = {code for code, until in bureau.certificates.items() if demand.on <= until}
    return (*sorted(demand.services - bureau.services), *sorted(demand.certificates - valid))


def _candidate(
    bureau: RegisteredBureau, demand: BureauDemand, policy: ShortlistPolicy, price: int | None, cheapest: int | None
) -> Candidate:
    context = _Scored(bureau, demand, policy, price, cheapest)
    parts = tuple(_part(name, weight, PART_SHARES[name](context)) for name, weight in policy.weights.items())
    specialisms = tuple(sorted(demand.specialisms & bureau.specialisms)) if demand.specialisms else ()
    return Candidate(bureau.code, bureau.rank, sum(part.points for part in parts), parts, specialisms)


@lru_cache(maxsize=8192)  # bureaus share most of their shares
def _part(name: PartName, weight: int, share: Share | None) -> ScorePart:
    """Give a share of the weight, rounded to whole points, a half upwards: so that parts add up as people read them."""
    kept, of = share or HALF
    return ScorePart(name, (2 * weight * kept + of) // (2 * of), weight, (kept, of), share is not None)


class _Scored(NamedTuple):
    """What a part of the score looks at. `price`, `cheapest`: of the demanded services together, in cents."""

    bureau: RegisteredBureau
    demand: BureauDemand
    policy: ShortlistPolicy
    price: int | None
    cheapest: int | None


def _preference(scored: _Scored) -> Share:
    return (1, 1) if scored.demand.preferred == scored.bureau.code else NOTHING


def _specialisms(scored: _Scored) -> Share:
    wanted = scored.demand.specialisms
    return (len(wanted & scored.bureau.specialisms), len(wanted)) if wanted else NOTHING


def _price(scored: _Scored) -> Share | None:
    """The cheapest gets all, one that is twice as dear half."""
    if scored.price is None or scored.cheapest is None:
        return None
    return (scored.cheapest, scored.price) if scored.price else (1, 1)


def _waiting(scored: _Scored) -> Share | None:
    days, longest = scored.bureau.waiting_days, scored.policy.longest_wait
    return None if days is None else (max(0, longest - days), longest)


def _certificates(scored: _Scored) -> Share:
    """One that is valid is enough: UWV demands none."""
    valid = any(scored.demand.on <= until for until in scored.bureau.certificates.values())
    return (1, 1) if valid else NOTHING


def _of_promise(tally: Callable[[KeptPromises], PromiseCount]) -> Callable[[_Scored], Share | None]:
    return lambda scored: tally(scored.bureau.promises).weighed


PART_SHARES: Mapping[PartName, Callable[[_Scored], Share | None]] = {
    "voorkeur": _preference,
    "specialismen": _specialisms,
    "tarief": _price,
    "wachttijd": _waiting,
    "certificaten": _certificates,
    "antwoord": _of_promise(lambda promises: promises.answers),
    "intake": _of_promise(lambda promises: promises.intakes),
    "rapportage": _of_promise(lambda promises: promises.reports),
    "resultaat": _of_promise(lambda promises: promises.results),
}
assert tuple(PART_SHARES) == PART_NAMES
