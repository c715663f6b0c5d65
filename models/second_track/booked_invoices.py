"""Invoices of bureaus over all cases: recognised by a keyed hash of their number, so that none is booked twice."""

import hmac
import re
from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256
from typing import cast

from sqlmodel import Session, col, select

from models.identity.identities import identity
from models.tables import Bureau, Case, CaseEvent, KeyCheck
from spoorboek.statute.events import Event, EventKind
from spoorboek.statute.second_track.cost_events import money_of
from spoorboek.statute.second_track.money import Invoice


def invoice_mark(reading: Session, bureau: Bureau, number: str) -> str:
    """Return the keyed hash of an invoice number of a bureau, however it is written."""
    plain = re.sub(r"[^0-9a-z]", "", number.casefold()) or number
    about = f"invoice\0{identity(bureau.code)}\0{plain}"
    return hmac.new(reading.get_one(KeyCheck, 1).token, about.encode(), sha256).hexdigest()


def invoices_elsewhere(reading: Session, number: str, mark: str) -> list[Invoice]:
    """Return the invoices with this mark of other cases, as of no referral of this one; rejected ones are left out."""
    kinds = ("invoice_recorded", "invoice_settled", "report_withdrawn")
    marked = select(CaseEvent.case_id).where(
        CaseEvent.kind == "invoice_recorded", col(CaseEvent.data)["mark"].astext == mark
    )
    query = select(CaseEvent).join(Case, col(Case.id) == col(CaseEvent.case_id))
    query = query.where(col(CaseEvent.case_id).in_(marked), col(CaseEvent.kind).in_(kinds))
    by_case: dict[int, list[CaseEvent]] = {}
    for event in reading.exec(query.where(Case.number != number).order_by(col(CaseEvent.seq))):
        by_case.setdefault(event.case_id, []).append(event)
    return [
        replace(invoice, referral=0)
        for events in by_case.values()
        for invoice in _standing(events)
        if invoice.mark == mark and invoice.choice != "afgewezen"
    ]


def _standing(events: Iterable[CaseEvent]) -> tuple[Invoice, ...]:
    """Return the invoices among events of a case that were not withdrawn."""
    rows = list(events)
    withdrawn = {each.data["report"] for each in rows if each.kind == "report_withdrawn"}
    counted = [each for each in rows if each.kind != "report_withdrawn" and each.seq not in withdrawn]
    return money_of(Event(each.seq, cast("EventKind", each.kind), each.on_day, each.data) for each in counted).invoices
