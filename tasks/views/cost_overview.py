"""What the second track costs, for people: of one case, and added up per case, bureau, employer or year."""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from sqlmodel import Session, col, select

from models.case_lookup import find_case
from models.record import load_record
from models.tables import EMPTIED, Bureau, Case, CaseEvent, Employee, Employer, InvoiceNumber, Referral
from spoorboek.statute.bureau_services import BILLED_SERVICES
from spoorboek.statute.reports.withdrawn_events import without_withdrawn
from spoorboek.statute.second_track.cost_events import Money, money_of
from spoorboek.statute.second_track.money import (
    HUNDRED,
    Costs,
    Invoice,
    Offer,
    budget_use,
    costs_of,
    offer_in_force,
    totals,
)
from tasks.reports.cost_reports import finding_text, findings_of
from templates.dutch_filters import bedrag, getal, kort


class CostView(NamedTuple):
    """What is shown: the same as text and as data; amounts in the data are cents without VAT."""

    text: str
    data: Any


class ReferralCosts(NamedTuple):
    """The money of one referral, and what it is added up by."""

    case: str
    employer: str
    bureau: str
    referral: int
    money: Money


BY_YEAR = "jaar"
GROUP_OF: Mapping[str, Callable[[ReferralCosts], str]] = {
    "zaak": lambda each: each.case,
    "bureau": lambda each: each.bureau,
    "werkgever": lambda each: each.employer,
}
GROUPS = (*GROUP_OF, BY_YEAR)


def case_costs(reading: Session, number: str) -> CostView:
    """Return the offers and invoices of a case, each invoice with what is not right with it."""
    case = find_case(reading, number)
    money = money_of(without_withdrawn(load_record(reading, case).events))
    rows = reading.exec(select(InvoiceNumber).where(InvoiceNumber.case_id == case.id)).all()
    written = {each.invoice: each.number for each in rows}
    lines = [line for referral in money.referrals for line in _referral_lines(money, referral, written)]
    text = "\n".join(lines) or f"Dossier {case.number} heeft geen offertes of facturen."
    return CostView(text, {"zaak": case.number, "verwijzingen": [_data(money, each) for each in money.referrals]})


def cost_totals(reading: Session, group: str, year: int | None) -> CostView:
    """Return what all cases cost, added up by a key of GROUPS; with `year` only that year."""
    costs = list(_costs(reading, group, year))
    found = totals(costs)
    rows = [(of, *each) for of, each in sorted(found.items()) if any(each)]
    lines = [f"{of}: geoffreerd {bedrag(o)}, gefactureerd {bedrag(i)}, goedgekeurd {bedrag(a)}" for of, o, i, a in rows]
    keys = ("van", "geoffreerd", "gefactureerd", "goedgekeurd")
    text = "\n".join(lines) or "Er zijn geen offertes of facturen."
    return CostView(text, [dict(zip(keys, row, strict=True)) for row in rows])


def _costs(reading: Session, group: str, year: int | None) -> Iterator[tuple[str, Costs]]:
    for each in _all_referrals(reading):
        offers, invoices = each.money
        if group != BY_YEAR:
            yield GROUP_OF[group](each), costs_of(offers, invoices, each.referral, year)
            continue
        days = [of.on for of in (offer_in_force(offers, each.referral), *invoices) if of]
        for of_year in sorted({day.year for day in days} & ({year} if year else {day.year for day in days})):
            yield str(of_year), costs_of(offers, invoices, each.referral, of_year)


def _all_referrals(reading: Session) -> Iterator[ReferralCosts]:
    """Yield the referrals of all cases that cost anything; of a case that was destroyed nothing is left."""
    with_money = select(CaseEvent.case_id).where(CaseEvent.kind == "offer_recorded").distinct()
    with_invoice = select(CaseEvent.case_id).where(CaseEvent.kind == "invoice_recorded").distinct()
    query = (
        select(Case, Employer.code)
        .join(Employee, col(Employee.id) == col(Case.employee_id))
        .join(Employer, col(Employer.id) == col(Employee.employer_id))
        .where(Case.status != EMPTIED, col(Case.id).in_(with_money) | col(Case.id).in_(with_invoice))
    )
    bureaus = select(Referral.case_id, Referral.number, Bureau.code).join(Bureau)
    codes = {(case_id, number): code for case_id, number, code in reading.exec(bureaus)}
    for case, employer in reading.exec(query.order_by(col(Case.id))).all():
        money = money_of(without_withdrawn(load_record(reading, case).events))
        for referral in money.referrals:
            yield ReferralCosts(case.number, employer, codes.get((case.id, referral), "onbekend"), referral, money)


def _referral_lines(money: Money, referral: int, written: Mapping[int, str]) -> Iterator[str]:
    use = budget_use(money.offers, money.invoices, referral)
    yield f"Verwijzing {referral}: gefactureerd {bedrag(use.used)} van {bedrag(use.budget)}, zonder btw"
    for offer in (each for each in money.offers if each.referral == referral):
        yield f"  offerte {offer.number} van {kort(offer.on)}: {bedrag(offer.net)}, {_approval(offer)}"
        for line in offer.lines:
            yield f"    {BILLED_SERVICES[line.service]}: {_quantity(line.quantity)} x {bedrag(line.price)}"
    for invoice in (each for each in money.invoices if each.referral == referral):
        name = f"factuur {invoice.number} ({written.get(invoice.number, 'zonder nummer')}) van {kort(invoice.on)}"
        yield f"  {name}: {bedrag(invoice.net)}, {invoice.choice or 'nog niet beoordeeld'}"
        yield from (f"    let op: {finding_text(found)}" for found in findings_of(money, invoice))


def _approval(offer: Offer) -> str:
    return f"goedgekeurd op {kort(offer.approved_on)}" if offer.approved_on else "wacht op goedkeuring"


def _quantity(hundredths: int) -> str:
    return getal(Decimal(hundredths) / HUNDRED)


def _data(money: Money, referral: int) -> dict[str, Any]:
    use = budget_use(money.offers, money.invoices, referral)
    return {
        "verwijzing": referral,
        "budget": use.budget,
        "gebruikt": use.used,
        "offertes": [
            {
                "offerte": each.number,
                "dag": each.on.isoformat(),
                "bedrag": each.net,
                "goedgekeurd_op": each.approved_on and each.approved_on.isoformat(),
            }
            for each in money.offers
            if each.referral == referral
        ],
        "facturen": [_invoice_data(money, each) for each in money.invoices if each.referral == referral],
    }


def _invoice_data(money: Money, invoice: Invoice) -> dict[str, Any]:
    return {
        "factuur": invoice.number,
        "dag": invoice.on.isoformat(),
        "bedrag": invoice.net,
        "btw": invoice.vat,
        "besluit": invoice.choice,
        "bevindingen": [found.code for found in findings_of(money, invoice)],
    }
