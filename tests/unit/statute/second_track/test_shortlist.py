"""The shortlist: parts that add up, one order for one input, and every bureau that falls out with its reasons."""

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spoorboek.statute.policy.policy_reader import house_policy
from spoorboek.statute.policy.shortlist_policy import FULL_SCORE, NO_WEIGHTS, PART_NAMES, ShortlistPolicy
from spoorboek.statute.second_track.kept_promises import KeptPromises, PromiseCount
from spoorboek.statute.second_track.shortlist import (
    BureauDemand,
    RegisteredBureau,
    ServicePrice,
    Shortlist,
    make_shortlist,
)

DAY = date(2026, 11, 30)
YESTERDAY, TOMORROW = DAY - timedelta(1), DAY + timedelta(1)
WEIGHTS = house_policy().shortlist
SERVICES, SPECIALISMS, CERTIFICATES = ("spoor_2", "coaching"), ("taal_pools", "sector_zorg"), ("oval", "noloc")

_days = st.sampled_from([YESTERDAY, DAY, TOMORROW])
_maybe_day = st.none() | _days
_tallies = st.integers(0, 20).flatmap(lambda of: st.builds(PromiseCount, st.integers(0, of), st.just(of)))
_prices = st.builds(
    ServicePrice, st.sampled_from(SERVICES), st.integers(0, 500_000), _days, st.none() | st.just(TOMORROW)
)
BUREAUS = st.builds(
    RegisteredBureau,
    code=st.sampled_from([f"b{number}" for number in range(12)]),
    rank=st.sampled_from([1, 2, 100]),
    active=st.sampled_from([True, True, True, False]),
    regions=st.frozensets(st.sampled_from(["10", "35"])),
    services=st.frozensets(st.sampled_from(SERVICES)),
    specialisms=st.frozensets(st.sampled_from(SPECIALISMS)),
    certificates=st.dictionaries(st.sampled_from(CERTIFICATES), _days),
    contract_from=_maybe_day,
    contract_until=_maybe_day,
    capacity=st.none() | st.integers(0, 3),
    occupied=st.integers(0, 3),
    waiting_days=st.none() | st.integers(0, 60),
    prices=st.lists(_prices, max_size=3).map(tuple),
    promises=st.builds(KeptPromises, _tallies, _tallies, _tallies, _tallies),
)
REGISTERS = st.lists(BUREAUS, max_size=12, unique_by=lambda bureau: bureau.code)
DEMANDS = st.builds(
    BureauDemand,
    on=st.just(DAY),
    area=st.sampled_from([None, "10", "35"]),
    services=st.frozensets(st.sampled_from(SERVICES)),
    specialisms=st.frozensets(st.sampled_from(SPECIALISMS)),
    certificates=st.frozensets(st.sampled_from(CERTIFICATES), max_size=1),
    preferred=st.none() | st.sampled_from(["b1", "b2"]),
    asked=st.frozensets(st.sampled_from(["b3", "b4"])),
    declined=st.frozensets(st.sampled_from(["b3"])),
)


@st.composite
def _policies(draw: st.DrawFn) -> ShortlistPolicy:
    """Draw any weights that add up to the full score, also with zeros."""
    cuts = sorted(
        draw(st.lists(st.integers(0, FULL_SCORE), min_size=len(PART_NAMES) - 1, max_size=len(PART_NAMES) - 1))
    )
    points = [last - first for first, last in zip([0, *cuts], [*cuts, FULL_SCORE], strict=True)]
    return ShortlistPolicy(dict(zip(PART_NAMES, points, strict=True)), draw(st.integers(1, 60)))


@given(REGISTERS, DEMANDS, _policies())
def test_the_parts_of_every_score_add_up(
    register: list[RegisteredBureau], demand: BureauDemand, policy: ShortlistPolicy
) -> None:
    """A score is the sum of its parts, each a whole number from 0 to its weight, all weights named."""
    for each in make_shortlist(register, demand, policy).candidates:
        assert each.score == sum(part.points for part in each.parts)
        assert {part.name: part.weight for part in each.parts} == policy.weights
        assert all(0 <= part.points <= part.weight for part in each.parts)


@given(REGISTERS, DEMANDS, st.randoms(use_true_random=False))
def test_the_same_input_gives_the_same_list(
    register: list[RegisteredBureau], demand: BureauDemand, random: Random
) -> None:
    """Whatever order the register is in; nobody is lost and nobody stands in it twice."""
    first = make_shortlist(register, demand, WEIGHTS)
    shuffled = list(register)
    random.shuffle(shuffled)
    assert make_shortlist(shuffled, demand, WEIGHTS) == first
    assert sorted([*first.codes, *(each.code for each in first.excluded)]) == sorted(each.code for each in register)


@given(REGISTERS, DEMANDS)
def test_the_order_is_score_then_rank_then_code(register: list[RegisteredBureau], demand: BureauDemand) -> None:
    """Ties are broken by the rank of the house, then by the code."""
    candidates = make_shortlist(register, demand, WEIGHTS).candidates
    assert [(-each.score, each.rank, each.code) for each in candidates] == sorted(
        (-each.score, each.rank, each.code) for each in candidates
    )


@given(REGISTERS, DEMANDS)
def test_who_falls_out_changes_nothing_for_the_others(register: list[RegisteredBureau], demand: BureauDemand) -> None:
    """A list is stable: without the bureaus that fell out, or with one that is not active, the scores are the same."""
    whole = make_shortlist(register, demand, WEIGHTS)
    left = [each for each in register if each.code in whole.codes]
    idle = RegisteredBureau("idle", rank=0, active=False, prices=(ServicePrice("spoor_2", 0, DAY),))
    for other in (left, [idle, *register]):
        assert make_shortlist(other, demand, WEIGHTS).candidates == whole.candidates


@given(st.lists(st.tuples(st.integers(0, 99), st.booleans()), max_size=9), st.sampled_from([None, "10"]))
def test_a_register_of_ranks_and_regions_keeps_its_order(known: list[tuple[int, bool]], area: str | None) -> None:
    """Where nothing else is known all score alike, so that rank and code decide, as before there were weights."""
    regions = {True: frozenset({"10"}), False: frozenset[str]()}
    register = [RegisteredBureau(f"b{at}", rank, regions=regions[of]) for at, (rank, of) in enumerate(known)]
    fitting = [each for each in register if not each.regions or area in each.regions]
    expected = tuple(each.code for each in sorted(fitting, key=lambda each: (each.rank, each.code)))
    for policy in (WEIGHTS, NO_WEIGHTS):
        assert make_shortlist(register, BureauDemand(DAY, area), policy).codes == expected


EDGES: list[tuple[Mapping[str, Any], tuple[str, ...]]] = [
    ({"contract_from": DAY}, ()),
    ({"contract_from": TOMORROW}, ("contract_nog_niet",)),
    ({"contract_until": DAY}, ()),
    ({"contract_until": YESTERDAY}, ("contract_voorbij",)),
    ({"contract_from": DAY, "contract_until": DAY}, ()),
    ({"certificates": {"oval": DAY}}, ()),
    ({"certificates": {"oval": YESTERDAY}}, ("certificaat_verlopen",)),
    ({"certificates": {"noloc": TOMORROW}}, ("certificaat_ontbreekt",)),
    ({"active": False, "regions": frozenset({"97"})}, ("niet_actief", "buiten_regio")),
    ({"regions": frozenset({"35"})}, ()),
    ({"capacity": 2, "occupied": 1}, ()),
    ({"capacity": 2, "occupied": 2}, ("geen_capaciteit",)),
    ({"capacity": 0}, ("geen_capaciteit",)),
    ({"capacity": None, "occupied": 99}, ()),
    ({"services": frozenset({"coaching"})}, ("dienst_ontbreekt",)),
    ({"code": "asked"}, ("al_gevraagd",)),
    ({"code": "refused"}, ("weigerde_eerder",)),
]


@pytest.mark.parametrize(("terms", "reasons"), EDGES)
def test_who_falls_out_and_why(terms: Mapping[str, Any], reasons: tuple[str, ...]) -> None:
    """The first and the last day of a contract or a certificate count; every reason is named."""
    base: dict[str, Any] = {"services": frozenset({"spoor_2"}), "certificates": {"oval": TOMORROW}}
    bureau = RegisteredBureau(**{"code": "b", **base, **terms})
    demand = BureauDemand(
        DAY,
        "35",
        services=frozenset({"spoor_2"}),
        certificates=frozenset({"oval"}),
        asked=frozenset({"asked", "refused"}),
        declined=frozenset({"refused"}),
    )
    found = make_shortlist([bureau], demand, WEIGHTS)
    assert tuple(reason for each in found.excluded for reason in each.reasons) == reasons
    assert bool(found.candidates) == (not reasons)


def _points(shortlist: Shortlist, code: str) -> dict[str, int]:
    (found,) = (each for each in shortlist.candidates if each.code == code)
    return {part.name: part.points for part in found.parts}


def test_the_wish_of_the_employee_counts_visibly() -> None:
    """It is a part of its own; it lifts a bureau above its equals, and never brings one back that falls out."""
    register = [RegisteredBureau("a", 1), RegisteredBureau("z", 9), RegisteredBureau("off", active=False)]
    assert make_shortlist(register, BureauDemand(DAY), WEIGHTS).codes == ("a", "z")
    wished = make_shortlist(register, BureauDemand(DAY, preferred="z"), WEIGHTS)
    assert wished.codes == ("z", "a")
    assert (_points(wished, "z")["voorkeur"], _points(wished, "a")["voorkeur"]) == (WEIGHTS.weights["voorkeur"], 0)
    assert "off" not in make_shortlist(register, BureauDemand(DAY, preferred="off"), WEIGHTS).codes


def test_what_is_not_known_counts_half_and_says_so() -> None:
    """A bureau of which little is known is neither the best nor the worst."""
    wait = WEIGHTS.weights["wachttijd"]
    register = [RegisteredBureau(str(days), waiting_days=days) for days in (None, 0, WEIGHTS.longest_wait, 900)]
    found = make_shortlist(register, BureauDemand(DAY), WEIGHTS)
    points = {code: _points(found, code)["wachttijd"] for code in ("None", "0", str(WEIGHTS.longest_wait), "900")}
    assert list(points.values()) == [(wait + 1) // 2, wait, 0, 0]
    (unknown,) = (each for each in found.candidates if each.code == "None")
    assert {part.name for part in unknown.parts if not part.known} == {
        *("tarief", "wachttijd", "antwoord", "intake", "rapportage", "resultaat")
    }


PRICES = [
    ([(100_00, DAY, None)], 100_00),
    ([(100_00, TOMORROW, None)], None),
    ([(100_00, YESTERDAY, YESTERDAY)], None),
    ([(100_00, YESTERDAY, DAY)], 100_00),
    ([(100_00, date(2025, 1, 1), None), (120_00, DAY, None)], 120_00),
    ([(100_00, date(2025, 1, 1), None), (120_00, TOMORROW, None)], 100_00),
    ([(100_00, date(2025, 1, 1), None), (120_00, date(2026, 1, 1), YESTERDAY)], None),
]


@pytest.mark.parametrize(("prices", "expected"), PRICES)
def test_the_price_of_a_day(prices: list[tuple[int, date, date | None]], expected: int | None) -> None:
    """The price that began last holds, through its last day; an older one does not come back after it."""
    made = tuple(ServicePrice("spoor_2", cents, since, until) for cents, since, until in prices)
    bureau = RegisteredBureau("b", prices=made)
    assert bureau.price({"spoor_2"}, DAY) == expected
    assert bureau.price({"spoor_2", "coaching"}, DAY) is None


def test_the_cheapest_gets_all_points_and_twice_as_dear_half() -> None:
    """Of the services that were asked for; a price of something else does not count, free gets all."""
    weight = WEIGHTS.weights["tarief"]
    offered = frozenset({"spoor_2"})
    register = [
        RegisteredBureau(code, services=offered, prices=(ServicePrice("spoor_2", cents, DAY),))
        for code, cents in (("cheap", 200_000), ("dear", 400_000))
    ]
    found = make_shortlist(register, BureauDemand(DAY, services=offered), WEIGHTS)
    assert (_points(found, "cheap")["tarief"], _points(found, "dear")["tarief"]) == (weight, weight // 2)
    free = RegisteredBureau("free", services=offered, prices=(ServicePrice("spoor_2", 0, DAY),))
    found = make_shortlist([*register, free], BureauDemand(DAY, services=offered), WEIGHTS)
    assert (_points(found, "free")["tarief"], _points(found, "cheap")["tarief"]) == (weight, 0)


def test_without_a_service_the_tariff_is_of_what_the_house_usually_asks() -> None:
    """Prices of the usual service are compared, the list says so; who has no service in the register falls not out."""
    weight = WEIGHTS.weights["tarief"]
    register = [
        RegisteredBureau(code, prices=(ServicePrice(service, cents, DAY),))
        for code, service, cents in (("cheap", "spoor_2", 2), ("dear", "spoor_2", 4), ("other", "coaching", 1))
    ]
    found = make_shortlist(register, BureauDemand(DAY), WEIGHTS)
    points = {code: _points(found, code)["tarief"] for code in found.codes}
    assert points == {"cheap": weight, "dear": weight // 2, "other": weight // 2}  # not known counts half
    assert (found.demand.services, found.demand.priced, found.excluded) == (frozenset(), {"spoor_2"}, ())
    coached = make_shortlist(register, BureauDemand(DAY), WEIGHTS._replace(usual=("coaching",)))
    assert _points(coached, "other")["tarief"] == weight
    asked = make_shortlist(register, BureauDemand(DAY, services=frozenset({"coaching"})), WEIGHTS)
    assert asked.demand.priced == {"coaching"}


def test_a_bureau_that_falls_out_names_what_it_lacks() -> None:
    """Services and certificates by code, also a certificate that is no longer valid; one that fits lacks nothing."""
    services, certificates = frozenset({"spoor_2", "coaching"}), frozenset({"oval", "noloc"})
    register = [
        RegisteredBureau("fits", services=services, certificates=dict.fromkeys(certificates, DAY)),
        RegisteredBureau("lacks", services=frozenset({"spoor_2"}), certificates={"oval": YESTERDAY}),
        RegisteredBureau("asleep", active=False, services=services, certificates=dict.fromkeys(certificates, DAY)),
    ]
    found = make_shortlist(register, BureauDemand(DAY, services=services, certificates=certificates), WEIGHTS)
    assert found.codes == ("fits",)
    assert {each.code: each.lacking for each in found.excluded} == {
        "lacks": ("coaching", "noloc", "oval"),
        "asleep": (),
    }


def test_the_house_can_ask_something_of_every_bureau() -> None:
    """What the policy demands is demanded in every case, and stands in the list as such."""
    policy = WEIGHTS._replace(services=("spoor_2",), certificates=("oval",))
    register = [
        RegisteredBureau("both", services=frozenset({"spoor_2"}), certificates={"oval": DAY}),
        RegisteredBureau("none"),
    ]
    found = make_shortlist(register, BureauDemand(DAY), policy)
    assert found.codes == ("both",)
    assert found.excluded[0].reasons == ("dienst_ontbreekt", "certificaat_ontbreekt")
    assert found.demand.services == {"spoor_2"}
