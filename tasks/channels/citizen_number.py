"""The BSN of a registration: only over the encrypted way to a bureau's own end point, and only after a person's yes.

What is mailed and what is kept hold none. Source: BW 7:658a(5), "alsmede het burgerservicenummer";
docs/decisions/061-one-list-of-services.md.
"""

import json

from sqlmodel import Session, col, select

from models.case_lookup import find_referral
from models.tables import REFERRED, BureauKey, Case, CaseEvent, Document, Employee, OutgoingMessage
from spoorboek.statute.agenda.record_index import RecordIndex
from tasks.case_state import case_state_in
from tasks.outbox.end_points import SECURE

REGISTRATION = "aanmelding_spoor_2_bericht"  # the only document that may get it


def with_citizen_number(reading: Session, row: OutgoingMessage, document: Document, url: str) -> bytes | None:
    """Return the content of a registration with the BSN in it; None where none may or can go.

    `url`: where it is brought. It goes when that way is encrypted, when a person approved the referral while it was the
    address of the bureau, and while the referral goes on there.
    """
    if document.template != REGISTRATION or not url.startswith(SECURE):
        return None
    message = json.loads(document.content)
    case = reading.get_one(Case, row.case_id)
    bsn = reading.get_one(Employee, case.employee_id).bsn
    if bsn is None or not _goes_on(reading, case, int(message["aanmelding"]), row.bureau_id, url):
        return None
    message["werknemer"]["bsn"] = bsn
    return (json.dumps(message, ensure_ascii=False, indent=2) + "\n").encode()


def _goes_on(reading: Session, case: Case, number: int, bureau: int, url: str) -> bool:
    """Return whether a referral was approved by a person for this way, was sent to this bureau, and did not end."""
    referral = find_referral(reading, case, number)
    if referral is None or referral.bureau_id != bureau or referral.status != REFERRED:
        return False
    current = case_state_in(reading, case.number)
    approved = RecordIndex(current.record).approved.get(number)
    if approved is None or _address_at(reading, case, approved.seq, bureau) != url:
        return False
    return not any(each.end for each in current.plan.facts.referrals if each.number == number)


def _address_at(reading: Session, case: Case, seq: int, bureau: int) -> str | None:
    """Return where the bureau took messages when an event of the case was recorded."""
    event = select(CaseEvent.recorded_at).where(CaseEvent.case_id == case.id, CaseEvent.seq == seq)
    keys = select(BureauKey).where(BureauKey.bureau_id == bureau, BureauKey.made_at <= reading.exec(event).one())
    newest = reading.exec(keys.order_by(col(BureauKey.id).desc()).limit(1)).one_or_none()
    return newest.end_point if newest else None
