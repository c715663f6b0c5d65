"""What a message of a bureau says about money: an invoice, and an extension as the offer that a person approves."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from spoorboek.statute.bureau_services import OTHER_SERVICE, WHOLE_TRACK
from spoorboek.statute.referrals.referral import Move
from spoorboek.statute.second_track.money import HUNDRED, VAT_RATES, CostLine, Invoice, Offer, vat_of
from spoorboek.statute.second_track.trajectory_codes import REASON_TO_EXTEND
from templates.bureau_messages import BureauMessage


def invoice_said(message: BureauMessage, offer: Offer | None) -> Invoice:
    """Return the invoice of a message, without its number and mark; rates of VAT are those that make its VAT add up."""
    data = message.data
    plain = [_line(each) for each in data["factuurregels"]]
    last = max((each["tot"] for each in data["factuurregels"] if "tot" in each), default=None)
    lines = _with_rates(plain, data["btw_in_centen"], offer)
    named = re.fullmatch(rf"{re.escape(message.case)}-([1-9][0-9]?)", data["factuurkenmerk"].strip())
    return Invoice(
        referral=message.referral,
        number=0,
        mark="",
        on=date.fromisoformat(data["factuurdatum"]),
        lines=lines,
        vat=data["btw_in_centen"],
        total=data["totaal_in_centen"] + data["btw_in_centen"],
        worked_until=date.fromisoformat(last) if last else None,
        names=int(named[1]) if named else None,
    )


def extension_move(message: BureauMessage, on: date) -> Move:
    """Return the state that an extension would bring a referral to, once a person agrees."""
    until, reason = date.fromisoformat(message.data["tot"]), REASON_TO_EXTEND[message.data["reden"]]
    return Move("verlengd", on, until=until, reason=reason)


def extension_lines(message: BureauMessage, offer: Offer | None) -> tuple[CostLine, ...]:
    """Return the lines of the offer that an extension makes: those that hold now, and what the extra time costs."""
    held, price = (offer.lines if offer else ()), message.data["prijs_in_centen"]
    if not price:
        return held
    is_taken = any(line.service == WHOLE_TRACK for line in held)
    return (*held, CostLine(OTHER_SERVICE if is_taken else WHOLE_TRACK, HUNDRED, price))


def _line(data: Mapping[str, Any]) -> CostLine:
    """Read a line; by the hour where its price is a whole number of cents for each."""
    hours, amount = round(data.get("uren", 0) * HUNDRED), data["bedrag_in_centen"]
    if hours and amount * HUNDRED % hours == 0:
        return CostLine(data["dienst"], hours, amount * HUNDRED // hours)
    return CostLine(data["dienst"], HUNDRED, amount)


def _with_rates(lines: Sequence[CostLine], vat: int, offer: Offer | None) -> tuple[CostLine, ...]:
    """Return the lines with the rates that explain their VAT; with those of the offer when none do."""
    tried = [
        tuple(line._replace(vat=rate) for line, rate in zip(lines, rates, strict=True))
        for rates in _rates(lines, offer)
    ]
    return next((each for each in tried if abs(vat_of(each) - vat) <= len(lines) // 2), tried[0])


def _rates(lines: Sequence[CostLine], offer: Offer | None) -> Iterator[list[int]]:
    offered = {line.service: line.vat for line in offer.lines} if offer else {}
    usual = max(VAT_RATES)
    yield [offered.get(line.service, usual) for line in lines]
    yield from ([rate] * len(lines) for rate in sorted(VAT_RATES, reverse=True))
