"""The BSN of a registration: only over the encrypted way to a bureau's own end point, and only after a person's yes.

What is mailed and what is kept hold none. Source: BW 7:658a(5), "alsmede het burgerservicenummer";
docs/decisions/061-one-list-of-services.md.
"""

import json

from sqlmodel import Session

from models.case_lookup import find_referral
from models.tables import REFERRED, Case, Document, Employee, OutgoingMessage
from spoorboek.statute.agenda.record_index import RecordIndex
from tasks.case_state import case_state_in
from tasks.outbox.end_points import has_secure_end_point

REGISTRATION = "aanmelding_spoor_2_bericht"  # the only document that may get it


def with_citizen_number(reading: Session, row: OutgoingMessage, document: Document) -> bytes | None:
    """Return the content of a registration with the BSN in it; None where none may or can go.

    It goes when the way is encrypted, when a person approved the referral, and while that goes on at this bureau.
    """
    if document.template != REGISTRATION or not has_secure_end_point(reading, row.bureau_id):
        return None
    message = json.loads(document.content)
    case = reading.get_one(Case, row.case_id)
    bsn = reading.get_one(Employee, case.employee_id).bsn
    if bsn is None or not _goes_on(reading, case, int(message["aanmelding"]), row.bureau_id):
        return None
    message["werknemer"]["bsn"] = bsn
    return (json.dumps(message, ensure_ascii=False, indent=2) + "\n").encode()


def _goes_on(reading: Session, case: Case, number: int, bureau: int) -> bool:
    """Return whether a referral was approved by a person, was sent to this bureau, and did not end."""
    referral = find_referral(reading, case, number)
    if referral is None or referral.bureau_id != bureau or referral.status != REFERRED:
        return False
    current = case_state_in(reading, case.number)
    if number not in RecordIndex(current.record).approved:
        return False
    return not any(each.end for each in current.plan.facts.referrals if each.number == number)
