"""Offers, invoices and budgets: on the cent, over and under it, credits, and offers that change after invoices."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spoorboek.statute.second_track.money import (
    FINDINGS,
    WARNED_AT,
    BudgetUse,
    CostLine,
    Costs,
    Invoice,
    MoneyFinding,
    Offer,
    budget_use,
    costs_of,
    invoice_findings,
    may_approve,
    offer_in_force,
    rounded,
    totals,
    vat_of,
)

DAY = date(2026, 3, 2)
COACHING, TRAINING = CostLine("coaching", 4000, 95_00), CostLine("sollicitatietraining", 100, 750_00)  # 40 h, 1 piece
OFFER = Offer(1, 1, DAY, (COACHING, TRAINING), until=date(2026, 12, 31), approved_on=DAY)  # 4.550,00


def invoice(*lines: CostLine, **said: object) -> Invoice:
    """Make an invoice that adds up, on a day within the offer."""
    lines = lines or (CostLine("coaching", 1000, 95_00),)
    made = Invoice(1, 1, "a", date(2026, 4, 1), lines, vat_of(lines), sum(each.net for each in lines) + vat_of(lines))
    return replace(made, **said)  # type: ignore[arg-type]


def codes(made: Invoice, *earlier: Invoice, offers: tuple[Offer, ...] = (OFFER,)) -> list[str]:
    """Return what is found about an invoice."""
    return [each.code for each in invoice_findings(made, offers, earlier)]


def test_an_invoice_as_offered_is_right() -> None:
    """Service, hours, price, rate, period and sum as agreed: nothing is found."""
    assert codes(invoice()) == []
    assert codes(invoice(COACHING, TRAINING)) == []
    assert OFFER.net == 4550_00


WRONG = [
    ("dubbel", invoice(mark="b"), {}),
    ("andere_verwijzing", invoice(names=2), {}),
    ("voor_offerte", invoice(on=date(2026, 3, 1)), {}),
    ("na_einde", invoice(on=date(2027, 1, 1)), {}),
    ("na_einde", invoice(worked_until=date(2027, 1, 1)), {}),
    ("niet_aangeboden", invoice(CostLine("jobcoaching", 100, 95_00)), {}),
    ("andere_prijs", invoice(CostLine("coaching", 100, 95_01)), {}),
    ("te_veel", invoice(CostLine("sollicitatietraining", 101, 750_00)), {}),
    ("ander_btw_tarief", invoice(CostLine("coaching", 100, 95_00, 9)), {}),
    ("btw_klopt_niet", invoice(vat=199_51, total=1149_51), {}),
    ("telling_klopt_niet", invoice(total=1149_51), {}),
    ("niets_te_crediteren", invoice(CostLine("coaching", -100, 95_00)), {}),
    ("niets_te_crediteren", invoice(CostLine("coaching", -100, 95_00), credits=9), {}),
]


@pytest.mark.parametrize(("code", "made", "_"), WRONG)
def test_one_thing_that_is_wrong_is_found_alone(code: str, made: Invoice, _: object) -> None:
    """Each is named by its own code, and nothing else is said."""
    other = Invoice(2, 7, "b", DAY, (), 0, 0)  # of another referral of the same bureau
    assert codes(made, other) == [code]
    assert code in FINDINGS


@pytest.mark.parametrize("on", [DAY, date(2026, 12, 31)])
def test_the_first_and_the_last_day_of_an_offer_are_within_it(on: date) -> None:
    """The day of the approval and the last day count."""
    assert codes(invoice(on=on)) == []


def test_without_an_approved_offer_nothing_is_agreed() -> None:
    """An offer nobody approved is no agreement, nor is that of another referral."""
    for offers in ((), (replace(OFFER, approved_on=None),), (replace(OFFER, referral=2),)):
        assert codes(invoice(), offers=offers) == ["geen_offerte"]


@pytest.mark.parametrize(("hours", "found"), [(3000, []), (3001, ["te_veel"]), (2999, [])])
def test_hours_count_over_all_invoices(hours: int, found: list[str]) -> None:
    """Ten of forty hours were invoiced: thirty are left, to the hundredth."""
    assert codes(invoice(CostLine("coaching", hours, 95_00), mark="b", number=2), invoice()) == found


PARTS = [
    ([(100, 375_00), (100, 375_00)], []),
    ([(50, 750_00), (50, 750_00)], []),
    ([(100, 250_00)] * 3, []),
    ([(100, 93_75)] * 8, []),
    ([(100, 375_00), (100, 375_01)], ["te_veel"]),
    ([(100, 750_00), (100, 1)], ["te_veel"]),
    ([(50, 750_01)], ["andere_prijs"]),
]


@pytest.mark.parametrize(("parts", "found"), PARTS)
def test_what_was_offered_as_a_whole_may_be_invoiced_in_parts(parts: list[tuple[int, int]], found: list[str]) -> None:
    """Half at the start and half at the end are right, to the cent; more than the whole is not, nor a higher price."""
    made = [
        invoice(CostLine("sollicitatietraining", quantity, price), number=number, mark=f"deel {number}")
        for number, (quantity, price) in enumerate(parts, 1)
    ]
    assert [code for each in made[:-1] for code in codes(each, *made[: made.index(each)])] == []
    assert codes(made[-1], *made[:-1]) == found


def test_hours_at_a_lower_price_are_at_another_price() -> None:
    """Only a whole is invoiced in parts: what is offered by the hour has its price."""
    assert codes(invoice(CostLine("coaching", 100, 94_99))) == ["andere_prijs"]


def test_one_invoice_cannot_use_the_same_room_twice() -> None:
    """Two lines of one service at two rates are counted together."""
    twice = invoice(CostLine("sollicitatietraining", 100, 750_00), CostLine("sollicitatietraining", 100, 750_00, 9))
    assert codes(twice) == ["ander_btw_tarief", "te_veel"]


def test_an_invoice_that_was_rejected_uses_nothing_and_frees_its_number() -> None:
    """The bureau sends it again under the same number."""
    rejected = replace(invoice(COACHING), choice="afgewezen")
    assert codes(invoice(COACHING, number=2), rejected) == []
    assert budget_use([OFFER], [rejected], 1).used == 0


def test_a_credit_note_takes_back_what_was_invoiced_and_no_more() -> None:
    """The whole of it, to the cent; a cent more is found, and twice as well; the hours can be used again."""
    first = invoice()
    credit = invoice(CostLine("coaching", -1000, 95_00), number=2, mark="c", credits=1)
    assert codes(credit, first) == []
    assert budget_use([OFFER], [first, credit], 1) == BudgetUse(4550_00, 0)
    assert codes(invoice(CostLine("coaching", 4000, 95_00), number=3, mark="d"), first, credit) == []
    assert codes(replace(credit, number=3, mark="d"), first, credit) == ["te_veel_gecrediteerd"]
    assert codes(invoice(CostLine("coaching", -1001, 95_00), number=2, mark="c", credits=1), first) == [
        "te_veel_gecrediteerd"
    ]


USES = [
    (3639_99, [False, False]),
    (3640_00, [True, False]),  # exactly 80 % of 4.550,00
    (3640_01, [True, False]),
    (4549_99, [True, False]),
    (4550_00, [True, True]),
    (4550_01, [True, True]),
    (0, [False, False]),
    (-1, [False, False]),
]


@pytest.mark.parametrize(("used", "reached"), USES)
def test_a_threshold_is_reached_on_the_cent(used: int, reached: list[bool]) -> None:
    """Exactly 80 % and exactly 100 % have been reached; a cent below has not."""
    assert [BudgetUse(4550_00, used).has_reached(percent) for percent in WARNED_AT] == reached


def test_nothing_is_reached_of_no_budget() -> None:
    """Without an offer there is no part of it; the invoice itself is found wrong."""
    assert not BudgetUse(0, 100).has_reached(80)


def test_an_offer_that_is_corrected_after_invoices_counts_from_then_on() -> None:
    """Used stays used, and the part of the new offer says how far it is; over it is found at the next invoice."""
    invoiced = [invoice(COACHING)]  # 3.800,00
    smaller = replace(OFFER, number=2, lines=(COACHING,), approved_on=date(2026, 5, 1))
    assert budget_use([OFFER], invoiced, 1) == BudgetUse(4550_00, 3800_00)
    assert budget_use([OFFER, smaller], invoiced, 1) == BudgetUse(3800_00, 3800_00)
    assert budget_use([OFFER, replace(smaller, approved_on=None)], invoiced, 1).budget == 4550_00
    assert offer_in_force([smaller, OFFER], 1) == smaller
    more = invoice(CostLine("coaching", 100, 95_00), number=2, mark="b")
    assert codes(more, *invoiced, offers=(OFFER, smaller)) == ["te_veel", "boven_offerte"]


@pytest.mark.parametrize(
    ("role", "cents", "may"),
    [
        ("casemanager", 2500_00, True),
        ("casemanager", 2500_01, False),
        ("hr", 5000_00, True),
        ("hr", 5000_01, False),
        ("directie", 10**9, True),
        ("leidinggevende", 1, False),
    ],
)
def test_a_role_approves_up_to_its_limit(role: str, cents: int, may: bool) -> None:
    """On the cent; a role without a limit approves everything, one the house does not name nothing."""
    limits = {"casemanager": 2500_00, "hr": 5000_00, "directie": None}
    assert may_approve(role, cents, limits) is may


def test_half_a_cent_goes_away_from_zero() -> None:
    """A credit of the same lines is the same amount."""
    assert [rounded(each, 100) for each in (149, 150, -149, -150, 50, -50)] == [1, 2, -1, -2, 1, -1]


def test_vat_is_counted_per_rate_and_rounding_per_line_is_no_mistake() -> None:
    """Three lines of half a cent each may differ by one cent; two may not."""
    lines = tuple(CostLine(service, 100, 50) for service in ("a", "b", "c"))  # 10,5 cent VAT each: 31,5 together
    assert vat_of(lines) == 32
    offer = replace(OFFER, lines=lines)
    for vat, found in ((32, []), (33, []), (31, []), (34, ["btw_klopt_niet"]), (30, ["btw_klopt_niet"])):
        assert codes(invoice(*lines, vat=vat, total=150 + vat), offers=(offer,)) == found
    assert (
        vat_of([CostLine("a", 100, 100_00, 21), CostLine("b", 100, 100_00, 9), CostLine("c", 100, 100_00, 0)]) == 3000
    )


def test_costs_are_added_up_by_what_they_are_of() -> None:
    """Per case, bureau, employer and year it is one sum; a year has what was offered and invoiced in it."""
    paid = replace(invoice(), choice="goedgekeurd")
    late = invoice(number=2, mark="b", on=date(2027, 1, 5))
    assert costs_of([OFFER], [paid, late], 1) == Costs(4550_00, 1900_00, 950_00)
    assert costs_of([OFFER], [paid, late], 1, year=2027) == Costs(0, 950_00, 0)
    assert totals([("koers", Costs(1, 2, 3)), ("anker", Costs(1, 0, 0)), ("koers", Costs(1, 1, 1))]) == {
        "koers": Costs(2, 3, 4),
        "anker": Costs(1, 0, 0),
    }


AMOUNTS = st.integers(min_value=1, max_value=10**7)


@given(AMOUNTS, st.lists(st.tuples(AMOUNTS, st.booleans()), max_size=6))
def test_a_threshold_once_reached_by_invoices_alone_stays_reached(budget: int, amounts: list[tuple[int, bool]]) -> None:
    """Without credits more invoices never lower what is used, and whoever is at 100 % is at 80 %."""
    offer = Offer(1, 1, DAY, (CostLine("a", 100, budget),), approved_on=DAY)
    made: list[Invoice] = []
    before = [False, False]
    for number, (cents, rejected) in enumerate(amounts):
        made.append(invoice(CostLine("a", 100, cents), number=number, choice="afgewezen" if rejected else None))
        now = [budget_use([offer], made, 1).has_reached(percent) for percent in WARNED_AT]
        assert now[0] >= now[1]
        assert all(later >= earlier for earlier, later in zip(before, now, strict=True))
        before = now


@given(st.integers(min_value=-(10**9), max_value=10**9), st.sampled_from([0, 9, 21]))
def test_an_invoice_and_its_credit_are_nothing_together(quantity: int, rate: int) -> None:
    """Net and VAT cancel to the cent, whatever the quantity."""
    line, back = CostLine("a", quantity, 95_33, rate), CostLine("a", -quantity, 95_33, rate)
    assert line.net + back.net == 0
    assert vat_of([line]) + vat_of([back]) == 0


def test_a_finding_names_what_it_is_about() -> None:
    """The service, and the amount that was agreed, so that a person can write to the bureau."""
    assert invoice_findings(invoice(CostLine("coaching", 100, 95_01)), [OFFER], ()) == (
        MoneyFinding("andere_prijs", "coaching", 95_00),
    )
