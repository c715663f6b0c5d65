"""What a second track costs: offers, invoices checked against the offer, the budget that is used, totals.

Amounts are whole euro cents without VAT unless said; quantities are hours or pieces, in hundredths.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

HUNDRED = 100
WARNED_AT = (80, 100)  # percent of the offer
VAT_RATES = (0, 9, 21)  # percent. Source: Wet op de omzetbelasting 1968, 9(1), 9(2)(a), 11(1)(o)
InvoiceChoice = Literal["goedgekeurd", "afgewezen"]


class CostLine(NamedTuple):
    """One line of an offer or an invoice: a service, how much of it in hundredths, and the price of one in cents.

    `vat`: percent. A credit has a quantity below zero.
    """

    service: str
    quantity: int
    price: int
    vat: int = 21

    @property
    def net(self) -> int:
        """Return the amount in cents, half a cent upwards."""
        return rounded(self.quantity * self.price, HUNDRED)


@dataclass(frozen=True, slots=True)
class Offer:
    """An offer of a bureau for one referral; a later one of that referral takes its place.

    `number`: within the referral, from 1. `on`: its day; `until`: the last day it is for; `approved_on`: None until it
    was. `extends`: why the trajectory would go on longer, a code of the state `verlengd`.
    """

    referral: int
    number: int
    on: date
    lines: tuple[CostLine, ...]
    until: date | None = None
    approved_on: date | None = None
    extends: str | None = None

    @property
    def net(self) -> int:
        """Return its total in cents."""
        return sum(line.net for line in self.lines)


@dataclass(frozen=True, slots=True)
class Invoice:
    """An invoice or credit note of a bureau.

    `number`: within the case, from 1; `mark`: what tells the bureau's own number apart, however it is written. `vat`,
    `total`: as it says, in cents. `names`: the referral that it names itself. `credits`: the number of the invoice it
    takes back. `worked_until`: the last day it is for.
    """

    referral: int
    number: int
    mark: str
    on: date
    lines: tuple[CostLine, ...]
    vat: int
    total: int
    worked_until: date | None = None
    names: int | None = None
    credits: int | None = None
    choice: InvoiceChoice | None = None

    @property
    def net(self) -> int:
        """Return its total in cents, without VAT."""
        return sum(line.net for line in self.lines)


class MoneyFinding(NamedTuple):
    """What is not right with an invoice: a code of FINDINGS, and what it is about (a service, an amount in cents)."""

    code: str
    about: str = ""
    cents: int | None = None


FINDINGS: Mapping[str, str] = {
    "geen_offerte": "er is geen goedgekeurde offerte",
    "dubbel": "dit factuurnummer is al geboekt",
    "andere_verwijzing": "de factuur noemt een andere verwijzing",
    "voor_offerte": "de factuur is van vóór het akkoord op de offerte",
    "na_einde": "de factuur gaat over dagen na het einde van de offerte",
    "niet_aangeboden": "deze dienst staat niet in de offerte",
    "andere_prijs": "de prijs is een andere dan in de offerte",
    "te_veel": "er is meer in rekening gebracht dan de offerte noemt",
    "ander_btw_tarief": "het btw-tarief is een ander dan in de offerte",
    "btw_klopt_niet": "de btw klopt niet met de regels",
    "telling_klopt_niet": "het totaal is niet de som van de regels en de btw",
    "niets_te_crediteren": "de factuur die wordt gecrediteerd, is er niet",
    "te_veel_gecrediteerd": "er wordt meer gecrediteerd dan in rekening is gebracht",
    "boven_offerte": "met deze factuur komt het totaal boven de offerte",
}


class BudgetUse(NamedTuple):
    """How much of the budget of a referral is used, in cents without VAT; `budget`: of the offer that holds now."""

    budget: int
    used: int

    def has_reached(self, percent: int) -> bool:
        """Tell whether so many percent of the budget is used: from exactly that amount on."""
        return self.budget > 0 and self.used * HUNDRED >= self.budget * percent


class Costs(NamedTuple):
    """Offered, invoiced and approved, in cents without VAT."""

    offered: int = 0
    invoiced: int = 0
    approved: int = 0

    def plus(self, other: "Costs") -> "Costs":
        """Return the sum of both."""
        return Costs(*(ours + theirs for ours, theirs in zip(self, other, strict=True)))


def rounded(amount: int, by: int) -> int:
    """Divide and round half away from zero, so that a credit takes back exactly what was invoiced."""
    sign = -1 if amount < 0 else 1
    return sign * ((2 * abs(amount) + by) // (2 * by))


def offer_in_force(offers: Iterable[Offer], referral: int) -> Offer | None:
    """Return the offer of a referral that holds now: of those that were approved the newest; None without one."""
    approved = [each for each in offers if each.referral == referral and each.approved_on]
    return max(approved, key=lambda each: each.number, default=None)


def may_approve(role: str, cents: int, limits: Mapping[str, int | None]) -> bool:
    """Tell whether a role may approve an amount. `limits`: cents by role, None without a limit; others may not."""
    if role not in limits:
        return False
    limit = limits[role]
    return limit is None or cents <= limit


def budget_use(offers: Iterable[Offer], invoices: Iterable[Invoice], referral: int) -> BudgetUse:
    """Return how much of the offer of a referral is used; an invoice that was rejected uses nothing."""
    offer = offer_in_force(offers, referral)
    counted = (each.net for each in invoices if each.referral == referral and each.choice != "afgewezen")
    return BudgetUse(offer.net if offer else 0, sum(counted))


def invoice_findings(invoice: Invoice, offers: Sequence[Offer], earlier: Sequence[Invoice]) -> tuple[MoneyFinding, ...]:
    """Check an invoice against the offer that holds and against what was invoiced before; nothing found: it is right.

    `earlier`: the other invoices of the house that came before it, those of other referrals of the bureau as well.
    """
    counted = [each for each in earlier if each.choice != "afgewezen"]
    own = [each for each in counted if each.referral == invoice.referral]
    found = [*_number_findings(invoice, counted), *_sum_findings(invoice)]
    offer = offer_in_force(offers, invoice.referral)
    if offer is None:
        return (*found, MoneyFinding("geen_offerte"))
    found += _period_findings(invoice, offers, offer)
    found += _line_findings(invoice, offer, own)
    found += _credit_findings(invoice, own)
    if invoice.net > 0 and (over := sum(each.net for each in own) + invoice.net - offer.net) > 0:
        found.append(MoneyFinding("boven_offerte", cents=over))
    return tuple(found)


def vat_of(lines: Iterable[CostLine]) -> int:
    """Return the VAT of lines in cents: of each rate over the sum of its lines. Source: Wet OB 1968, 35a(1)(j)."""
    by_rate: dict[int, int] = defaultdict(int)
    for line in lines:
        by_rate[line.vat] += line.net
    return sum(rounded(net * rate, HUNDRED) for rate, net in by_rate.items())


def costs_of(offers: Sequence[Offer], invoices: Sequence[Invoice], referral: int, year: int | None = None) -> Costs:
    """Return what a referral costs; with `year` only what was offered and invoiced in it."""
    offer = offer_in_force(offers, referral)
    own = [each for each in invoices if each.referral == referral and each.choice != "afgewezen"]
    own = [each for each in own if year in (None, each.on.year)]
    offered = offer.net if offer and year in (None, offer.on.year) else 0
    approved = sum(each.net for each in own if each.choice == "goedgekeurd")
    return Costs(offered, sum(each.net for each in own), approved)


def totals(costs: Iterable[tuple[str, Costs]]) -> Mapping[str, Costs]:
    """Add up costs by what they are of, such as a bureau, an employer or a year."""
    found: dict[str, Costs] = {}
    for of, each in costs:
        found[of] = found.get(of, Costs()).plus(each)
    return found


def _number_findings(invoice: Invoice, earlier: Iterable[Invoice]) -> Iterator[MoneyFinding]:
    if any(each.mark == invoice.mark for each in earlier):
        yield MoneyFinding("dubbel")
    if invoice.names not in (None, invoice.referral):
        yield MoneyFinding("andere_verwijzing")


def _sum_findings(invoice: Invoice) -> Iterator[MoneyFinding]:
    """Yield what does not add up; half a cent per line of difference in the VAT is rounding line by line."""
    vat = vat_of(invoice.lines)
    if abs(invoice.vat - vat) > len(invoice.lines) // 2:
        yield MoneyFinding("btw_klopt_niet", cents=vat)
    if invoice.total != invoice.net + invoice.vat:
        yield MoneyFinding("telling_klopt_niet", cents=invoice.net + invoice.vat)


def _period_findings(invoice: Invoice, offers: Iterable[Offer], offer: Offer) -> Iterator[MoneyFinding]:
    approvals = [each.approved_on for each in offers if each.referral == invoice.referral and each.approved_on]
    if invoice.on < min(approvals):
        yield MoneyFinding("voor_offerte")
    if offer.until and (invoice.worked_until or invoice.on) > offer.until:
        yield MoneyFinding("na_einde")


def _line_findings(invoice: Invoice, offer: Offer, earlier: Iterable[Invoice]) -> Iterator[MoneyFinding]:
    """Yield per service what differs from the offer; a credit note takes back at the price that was invoiced."""
    offered = {line.service: line for line in offer.lines}
    before = [line for each in earlier for line in each.lines]
    for line in _summed(invoice.lines):
        if line.service not in offered:
            yield MoneyFinding("niet_aangeboden", line.service)
        elif line.quantity > 0:
            yield from _offered_line_findings(line, offered[line.service], offer, before)
            before.append(line)


def _offered_line_findings(
    line: CostLine, offered: CostLine, offer: Offer, before: Sequence[CostLine]
) -> Iterator[MoneyFinding]:
    """Yield what differs; what was offered as one whole may be invoiced in parts, up to its price in all."""
    quantity = _quantity(offer.lines, line.service)
    in_parts = quantity == HUNDRED
    if line.price > offered.price or (line.price < offered.price and not in_parts):
        yield MoneyFinding("andere_prijs", line.service, offered.price)
    if line.vat != offered.vat:
        yield MoneyFinding("ander_btw_tarief", line.service)
    if in_parts:
        over = line.net + _net(before, line.service) - _net(offer.lines, line.service)
    else:
        over = rounded((line.quantity + _quantity(before, line.service) - quantity) * line.price, HUNDRED)
    if over > 0:
        yield MoneyFinding("te_veel", line.service, over)


def _credit_findings(invoice: Invoice, earlier: Sequence[Invoice]) -> Iterator[MoneyFinding]:
    """Yield what is wrong with a credit note: of nothing, or of more than was invoiced and not yet taken back."""
    if invoice.credits is None:
        if invoice.net < 0:
            yield MoneyFinding("niets_te_crediteren")
        return
    credited = next((each for each in earlier if each.number == invoice.credits and each.credits is None), None)
    if credited is None:
        yield MoneyFinding("niets_te_crediteren")
        return
    taken_back = sum(each.net for each in earlier if each.credits == invoice.credits)
    if -invoice.net > credited.net + taken_back:
        yield MoneyFinding("te_veel_gecrediteerd", cents=-invoice.net - credited.net - taken_back)


def _summed(lines: Iterable[CostLine]) -> Iterator[CostLine]:
    """Yield the lines with those of one service, price and rate together."""
    quantities: dict[tuple[str, int, int], int] = defaultdict(int)
    for line in lines:
        quantities[line.service, line.price, line.vat] += line.quantity
    for (service, price, vat), quantity in quantities.items():
        yield CostLine(service, quantity, price, vat)


def _quantity(lines: Iterable[CostLine], service: str) -> int:
    return sum(line.quantity for line in lines if line.service == service)


def _net(lines: Iterable[CostLine], service: str) -> int:
    return sum(line.net for line in lines if line.service == service)
