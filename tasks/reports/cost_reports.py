"""Record offers and invoices of bureaus, each checked against what was agreed; amounts and codes alone are events."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from sqlmodel import Session, col, select

from models.case_lookup import find_case
from models.operators import operator_codes
from models.second_track.booked_invoices import invoice_mark, invoices_elsewhere
from models.tables import Bureau, CaseEvent, InvoiceNumber, Referral
from spoorboek.errors import InputError
from spoorboek.outside.suggestions import meant_or_known
from spoorboek.statute.agenda.record_index import RecordIndex
from spoorboek.statute.bureau_services import BILLED_SERVICES
from spoorboek.statute.days.calendar import dutch_date
from spoorboek.statute.reports.withdrawn_events import FOLLOWS, without_withdrawn
from spoorboek.statute.second_track.cost_events import (
    Money,
    extension,
    invoice_data,
    money_of,
    next_invoice,
    next_offer,
    offer_data,
)
from spoorboek.statute.second_track.money import (
    FINDINGS,
    CostLine,
    Invoice,
    InvoiceChoice,
    MoneyFinding,
    Offer,
    invoice_findings,
    may_approve,
)
from tasks.case_state import CaseState
from tasks.reports.report_base import locked_case_state, numeric_date, record_report, require_past_day
from templates.dutch_filters import bedrag

APPROVE_OFFER_ACTION, SETTLE_INVOICE_ACTION = "Offerte goedkeuren", "Factuur beoordelen"
_TO_CONFIRM = "De aanmelding wacht nu op akkoord: `spoorboek referral preview {number}`."
_GOES = "De aanmelding was al goedgekeurd en gaat nu naar het bureau."
INVOICE_NUMBER = re.compile(r"[0-9A-Za-z./ _-]{1,40}", re.ASCII)
# Why an invoice is approved though something was found, or rejected.
SETTLING_REASONS: Mapping[str, str] = {
    "afgesproken": "zo afgesproken met het bureau",
    "wettelijk": "de wet vraagt het zo",
    "niet_geleverd": "niet geleverd",
    "klopt_niet": "klopt niet met de offerte",
}


def record_offer(
    writing: Session,
    number: str,
    referral: int,
    lines: Sequence[CostLine],
    days: tuple[date, date | None],
    actor: str,
    *,
    extends: str | None = None,
) -> str:
    """Record the offer of a bureau for a referral, which takes the place of the one before; return an answer in Dutch.

    `referral`: 0 for the only one that is not over. `days`: of the offer, and the last one it is for. `extends`: why
    the trajectory would go on longer. Raises InputError for an unknown referral, a day that cannot be, and a quantity
    below zero.
    """
    current, (on, until) = locked_case_state(writing, number), days
    referral = referral or _meant(writing, current, _going_on(current), "waar een offerte bij past")
    _require_referral(writing, current, referral)
    require_past_day(current, on, "De offerte van")
    if until and until < on:
        raise InputError("De offerte eindigt voordat zij begint. Kijk --until na.")
    if any(line.quantity < 0 for line in lines):
        raise InputError("Een offerte heeft geen negatief aantal. Leg een lagere offerte vast als een nieuwe.")
    number_of_offer = next_offer(current.record.events, referral)
    offer = Offer(referral, number_of_offer, on, tuple(lines), until, extends=extends)
    record_report(writing, current, "offer_recorded", offer_data(offer), actor)
    return (
        f"Dossier {current.number}: offerte {offer.number} van verwijzing {referral} vastgelegd, {bedrag(offer.net)} "
        f"zonder btw. Een ander keurt haar goed: `spoorboek referral approve-offer {current.number} --referral "
        f"{referral}`."
    )


def approve_offer(writing: Session, number: str, referral: int, role: str, actor: str) -> str:
    """Record that the newest offer of a referral is approved, in a role whose limit it is within.

    `referral`: 0 for the only one whose offer waits. Raises InputError without an offer that waits, above the limit,
    and for who recorded the offer, unless there is no other operator.
    """
    current = locked_case_state(writing, number)
    referral = referral or _meant(writing, current, _waiting_offers(current), "met een offerte die op akkoord wacht")
    offers = [each for each in _money(current).offers if each.referral == referral]
    offer = max(offers, key=lambda each: each.number, default=None)
    if offer is None or offer.approved_on:
        raise InputError(f"Verwijzing {referral} van dossier {current.number} heeft geen offerte die op akkoord wacht.")
    house = current.edition.house
    if not may_approve(role, offer.net, house.approves):
        raise InputError(_above_limit(role, offer.net, house.approves, house.roles))
    if _recorded_by(writing, current, offer) == actor and operator_codes(writing) != [actor]:
        raise InputError(f"De offerte is vastgelegd door {actor}. Een ander moet haar goedkeuren.")
    chosen = _chosen(writing, current, referral, actor)
    data = {"referral": referral, "offer": offer.number, "on": current.on.isoformat(), "role": role}
    after = record_report(writing, current, "offer_approved", data, actor)
    said = {"to": "akkoord"} if chosen else extension(current.plan.facts.referrals, offer, current.on)
    if said:
        moved = {"referral": referral, "on": current.on.isoformat(), **said, FOLLOWS: after.version}
        record_report(writing, after, "referral_moved", moved, actor)
    goes_on = f" {_next(current, referral)}" if chosen else ""
    goes_on += f" Het traject is verlengd t/m {dutch_date(offer.until)}." if offer.until and "until" in said else ""
    return (
        f"Dossier {current.number}: offerte {offer.number} ({bedrag(offer.net)}) is goedgekeurd ({house.roles[role]})."
        f"{goes_on}"
    )


def _chosen(reading: Session, current: CaseState, referral: int, actor: str) -> bool:
    """Return whether a referral was chosen among offers; InputError when it was not yet, or by who approves it."""
    known = next((each for each in current.plan.facts.referrals if each.number == referral), None)
    if known is not None and known.state == "aangeboden":
        raise InputError(
            f"Verwijzing {referral} van dossier {current.number} is nog niet gekozen. Kies haar eerst: `spoorboek "
            f"referral choose {current.number}`."
        )
    if known is None or known.state != "gekozen":
        return False
    case = find_case(reading, current.number)
    query = select(CaseEvent).where(CaseEvent.case_id == case.id, CaseEvent.kind == "referral_moved")
    moves = reading.exec(query.order_by(col(CaseEvent.seq).desc()))
    chose = next(each for each in moves if (each.data["referral"], each.data["to"]) == (referral, "gekozen"))
    if chose.actor == actor and operator_codes(reading) != [actor]:
        raise InputError(f"Verwijzing {referral} is gekozen door {actor}. Een ander moet het aanbod goedkeuren.")
    return True


def record_invoice(writing: Session, number: str, invoice: Invoice, bureau_number: str, actor: str) -> str:
    """Record an invoice or credit note, check it, and return an answer in Dutch that says what was found.

    `invoice`: without its number and mark; its referral 0 for the only one with an offer. `bureau_number`: as the
    bureau wrote it. A closed case stays closed. Raises InputError for an unknown referral, a day that cannot be, a
    number booked before, and a case that closed too long ago.
    """
    current = _billed_case(writing, number)
    if not invoice.referral:
        invoice = replace(invoice, referral=_meant(writing, current, _invoiced(current), "waar een factuur bij past"))
    bureau = _require_referral(writing, current, invoice.referral)
    require_past_day(current, invoice.on, "De factuur van")
    if not INVOICE_NUMBER.fullmatch(bureau_number := bureau_number.strip()):
        raise InputError("Dat is geen factuurnummer. Verwacht letters, cijfers, punt, streepje of schuine streep.")
    mark, money = invoice_mark(writing, bureau, bureau_number), _money(current)
    made = replace(invoice, number=next_invoice(current.record.events), mark=mark)
    found = invoice_findings(made, money.offers, (*money.invoices, *invoices_elsewhere(writing, current.number, mark)))
    if any(each.code == "dubbel" for each in found):
        raise InputError(
            f"Dit factuurnummer van bureau {bureau.code} is al geboekt. Is de eerste afgewezen, leg dat vast."
        )
    record_report(writing, current, "invoice_recorded", invoice_data(made), actor, reopens=False)
    case = find_case(writing, current.number)
    writing.add(InvoiceNumber(case_id=case.id, invoice=made.number, number=bureau_number))
    verdict = f"klopt niet: {'; '.join(map(finding_text, found))}" if found else "klopt met de offerte"
    return f"Dossier {current.number}: factuur {made.number} vastgelegd, {bedrag(made.net)} zonder btw; {verdict}."


def settle_invoice(
    writing: Session, number: str, invoice: int, choice: InvoiceChoice, reason: str | None, actor: str
) -> str:
    """Record that an invoice is approved or rejected; return an answer in Dutch.

    `reason`: a code of SETTLING_REASONS, needed to reject and where something was found. Raises InputError without it,
    and for an invoice that is not there or was settled. A closed case stays closed.
    """
    current = locked_case_state(writing, number, closed_too=True)
    money = _money(current)
    settled = next((each for each in money.invoices if each.number == invoice), None)
    if settled is None or settled.choice:
        done = f"is al {settled.choice}" if settled else "is er niet"
        raise InputError(f"Factuur {invoice} van dossier {current.number} {done}.")
    if reason is not None and reason not in SETTLING_REASONS:
        raise InputError(f"Onbekende reden '{reason}'. {meant_or_known(reason, SETTLING_REASONS)}")
    wrong = findings_of(money, settled)
    if reason is None and (choice == "afgewezen" or wrong):
        why = "; ".join(map(finding_text, wrong)) or "zij wordt afgewezen"
        raise InputError(f"Noem een reden ({', '.join(SETTLING_REASONS)}): {why}.")
    data = {"invoice": invoice, "choice": choice, "on": current.on.isoformat()} | ({"reason": reason} if reason else {})
    record_report(writing, current, "invoice_settled", data, actor, reopens=False)
    return f"Dossier {current.number}: factuur {invoice} is {choice}."


def _billed_case(writing: Session, number: str) -> CaseState:
    """Lock a case an invoice is about; InputError when it closed longer ago than the house policy allows."""
    current = locked_case_state(writing, number, closed_too=True)
    closed_on = find_case(writing, current.number).closed_on
    if closed_on is None:
        return current
    days = current.edition.house.invoice_days
    last = closed_on + timedelta(days)
    if current.on > last:
        raise InputError(
            f"Dossier {current.number} is gesloten op {numeric_date(closed_on)}; een factuur kon worden vastgelegd tot "
            f"en met {numeric_date(last)} (huisbeleid: {days} dagen). Er is niets vastgelegd."
        )
    return current


def findings_of(money: Money, invoice: Invoice) -> tuple[MoneyFinding, ...]:
    """Check an invoice of a case against what came before it."""
    return invoice_findings(invoice, money.offers, [each for each in money.invoices if each.number < invoice.number])


def finding_text(found: MoneyFinding) -> str:
    """Say in Dutch what is not right with an invoice."""
    about = f" ({BILLED_SERVICES.get(found.about, found.about)})" if found.about else ""
    return f"{FINDINGS[found.code]}{about}{'' if found.cents is None else f': {bedrag(found.cents)}'}"


def _money(current: CaseState) -> Money:
    return money_of(without_withdrawn(current.record.events))


def _meant(reading: Session, current: CaseState, fitting: Collection[int], what: str) -> int:
    """Return the only referral that fits, or the only one there is; InputError else. `what`: which, in Dutch."""
    fitting = fitting or set(_bureaus(reading, current))
    if len(fitting) == 1:
        return next(iter(fitting))
    if not fitting:
        raise InputError(f"Dossier {current.number} heeft geen verwijzing {what}.")
    listed = ", ".join(map(str, sorted(fitting)))
    raise InputError(f"Dossier {current.number} heeft meer dan één verwijzing {what}: {listed}. Kies met --referral.")


def _going_on(current: CaseState) -> set[int]:
    return {each.number for each in current.plan.facts.referrals if not each.end}


def _next(current: CaseState, number: int) -> str:
    """Say what the referral of a chosen bureau waits for, once its offer is approved."""
    approval, waiting = RecordIndex(current.record).approval, str(number)
    approved = any(approval(each) for each in current.agenda.unsent if each.key.name == waiting)
    return _GOES if approved else _TO_CONFIRM.format(number=current.number)


def _waiting_offers(current: CaseState) -> set[int]:
    newest = {each.referral: each for each in sorted(_money(current).offers, key=lambda each: each.number)}
    return {referral for referral, offer in newest.items() if not offer.approved_on}


def _invoiced(current: CaseState) -> set[int]:
    return {each.referral for each in _money(current).offers if each.approved_on} or _going_on(current)


def _require_referral(reading: Session, current: CaseState, referral: int) -> Bureau:
    """Return the bureau of a referral; InputError for a referral the case does not have."""
    bureaus = _bureaus(reading, current)
    if referral not in bureaus:
        listed = ", ".join(map(str, sorted(bureaus))) or "geen"
        raise InputError(f"Dossier {current.number} heeft geen verwijzing {referral}. Bekend: {listed}.")
    return bureaus[referral]


def _bureaus(reading: Session, current: CaseState) -> Mapping[int, Bureau]:
    """Return the bureau of each referral of a case, by the number of the referral."""
    case = find_case(reading, current.number)
    of_case = select(Bureau, Referral.number).join(Referral, col(Referral.bureau_id) == col(Bureau.id))
    return {number: bureau for bureau, number in reading.exec(of_case.where(Referral.case_id == case.id))}


def _recorded_by(reading: Session, current: CaseState, offer: Offer) -> str | None:
    """Return who recorded an offer."""
    case = find_case(reading, current.number)
    query = select(CaseEvent).where(CaseEvent.case_id == case.id, CaseEvent.kind == "offer_recorded")
    of_offer = {"referral": offer.referral, "offer": offer.number}
    found = (each.actor for each in reading.exec(query) if of_offer.items() <= each.data.items())
    return next(found, None)


def _above_limit(role: str, cents: int, limits: Mapping[str, int | None], roles: Mapping[str, str]) -> str:
    listed = ", ".join(
        f"{roles[each]} ({'elk bedrag' if limit is None else f'tot en met {bedrag(limit)}'})"
        for each, limit in limits.items()
    )
    return f"{roles.get(role, role)} mag {bedrag(cents)} niet goedkeuren. Volgens het huisbeleid mag dat: {listed}."
