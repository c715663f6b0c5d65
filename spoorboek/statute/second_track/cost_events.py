"""Offers and invoices as they were reported: events to the values of `money`, and back to what an event holds."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from spoorboek.statute.bureau_services import standard_service
from spoorboek.statute.events import Event, EventKind
from spoorboek.statute.referrals.arrows import possible_moves
from spoorboek.statute.referrals.referral import ReferralFacts
from spoorboek.statute.second_track.money import CostLine, Invoice, Offer

COST_EVENTS: tuple[EventKind, ...] = ("offer_recorded", "offer_approved", "invoice_recorded", "invoice_settled")
MORE_TIME = "meer_tijd"  # why a trajectory goes on longer when its new offer does not say so


class Money(NamedTuple):
    """The offers and invoices of one case, in the order in which they were recorded."""

    offers: tuple[Offer, ...]
    invoices: tuple[Invoice, ...]

    @property
    def referrals(self) -> tuple[int, ...]:
        """Return the numbers of the referrals that cost anything, in order."""
        return tuple(sorted({each.referral for each in self.offers} | {each.referral for each in self.invoices}))


def money_of(events: Iterable[Event]) -> Money:
    """Return the offers and invoices of a case; `events`: those that count, in order."""
    offers: dict[tuple[int, int], Offer] = {}
    invoices: dict[int, Invoice] = {}
    for event in events:
        data = event.data
        if event.kind == "offer_recorded":
            offers[data["referral"], data["offer"]] = _offer(data)
        elif event.kind == "offer_approved" and (offer := offers.get((data["referral"], data["offer"]))):
            offers[offer.referral, offer.number] = replace(offer, approved_on=date.fromisoformat(data["on"]))
        elif event.kind == "invoice_recorded":
            invoices[data["invoice"]] = _invoice(data)
        elif event.kind == "invoice_settled" and (invoice := invoices.get(data["invoice"])):
            invoices[invoice.number] = replace(invoice, choice=data["choice"])
    return Money(tuple(offers.values()), tuple(invoices.values()))


def next_offer(events: Iterable[Event], referral: int) -> int:
    """Return the number of the next offer of a referral: also that of one that was withdrawn stays taken."""
    recorded = (event.data for event in events if event.kind == "offer_recorded")
    return max((data["offer"] for data in recorded if data["referral"] == referral), default=0) + 1


def next_invoice(events: Iterable[Event]) -> int:
    """Return the number of the next invoice of a case: also that of one that was withdrawn stays taken."""
    return max((event.data["invoice"] for event in events if event.kind == "invoice_recorded"), default=0) + 1


def extension(referrals: Iterable[ReferralFacts], offer: Offer, on: date) -> dict[str, str]:
    """Return the move by which the yes to an offer, given on a day, extends a trajectory that runs; empty when not.

    It does when the offer is for days after the planned end.
    """
    known = next((each for each in referrals if each.number == offer.referral), None)
    if known is None or offer.until is None or offer.until < on or "verlengd" not in possible_moves(known):
        return {}
    longer = offer.until > known.ends_on if known.ends_on else offer.extends is not None
    return {"to": "verlengd", "until": offer.until.isoformat(), "reason": offer.extends or MORE_TIME} if longer else {}


def offer_data(offer: Offer) -> dict[str, Any]:
    """Return the payload of `offer_recorded`."""
    until = {"until": offer.until.isoformat()} if offer.until else {}
    extends = {"extends": offer.extends} if offer.extends else {}
    of = {"referral": offer.referral, "offer": offer.number, "on": offer.on.isoformat()}
    return {**of, "lines": _plain(offer.lines), **until, **extends}


def invoice_data(invoice: Invoice) -> dict[str, Any]:
    """Return the payload of `invoice_recorded`."""
    maybe = {
        "worked_until": invoice.worked_until and invoice.worked_until.isoformat(),
        "names": invoice.names,
        "credits": invoice.credits,
    }
    return {
        "referral": invoice.referral,
        "invoice": invoice.number,
        "mark": invoice.mark,
        "on": invoice.on.isoformat(),
        "lines": _plain(invoice.lines),
        "vat": invoice.vat,
        "total": invoice.total,
        **{name: value for name, value in maybe.items() if value is not None},
    }


def _offer(data: Mapping[str, Any]) -> Offer:
    on, until = date.fromisoformat(data["on"]), _day(data, "until")
    return Offer(data["referral"], data["offer"], on, _lines(data), until, extends=data.get("extends"))


def _invoice(data: Mapping[str, Any]) -> Invoice:
    return Invoice(
        referral=data["referral"],
        number=data["invoice"],
        mark=data["mark"],
        on=date.fromisoformat(data["on"]),
        lines=_lines(data),
        vat=data["vat"],
        total=data["total"],
        worked_until=_day(data, "worked_until"),
        names=data.get("names"),
        credits=data.get("credits"),
    )


def _plain(lines: Sequence[CostLine]) -> list[list[Any]]:
    return [list(line) for line in lines]


def _lines(data: Mapping[str, Any]) -> tuple[CostLine, ...]:
    """Read the lines; those of before the one list of services are read by its codes."""
    return tuple(CostLine(standard_service(service), *numbers) for service, *numbers in data["lines"])


def _day(data: Mapping[str, Any], name: str) -> date | None:
    return date.fromisoformat(data[name]) if name in data else None
