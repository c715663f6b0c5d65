"""The code of an answer: which referral a mail to a bureau was about, and proof that whoever answers had that mail."""

import hmac
import re
from hashlib import sha256
from typing import NamedTuple

from sqlmodel import Session, col, select

from models.tables import EMPTIED, Bureau, Case, KeyCheck, Referral

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32, as in the number of a case
PROOF_SIGNS = 8  # of five bits each
CODE = re.compile(rf"\b(Z-[{ALPHABET}]{{5}})-([1-9][0-9]?)-([{ALPHABET}]{{{PROOF_SIGNS}}})\b", re.IGNORECASE)

PAPER_CODE = re.compile(rf"\b(Z-[{ALPHABET}]{{5}})-S-([{ALPHABET}]{{{PROOF_SIGNS}}})\b", re.IGNORECASE)


class AnsweredReferral(NamedTuple):
    """The case and the number of the referral that the code in an answer names."""

    case: str
    referral: int


def reply_code(reading: Session, case: Case, referral: Referral) -> str:
    """Return the code that answers about a referral carry in their subject: no name, and not to be guessed."""
    bureau = reading.get_one(Bureau, referral.bureau_id)
    secret = reading.get_one(KeyCheck, 1).token
    return f"{case.number}-{referral.number}-{_signs(secret, case.number, str(referral.number), bureau.code)}"


def paper_code(reading: Session, number: str) -> str:
    """Return the code that papers of a case are sent back with: no name, and not to be guessed."""
    return f"{number}-S-{_signs(reading.get_one(KeyCheck, 1).token, number, 'stukken')}"


def read_paper_code(reading: Session, text: str) -> str | None:
    """Return the number of the case whose code stands in a mail; None for no code, a forged one, and several cases."""
    found = {(number.upper(), proof.upper()) for number, proof in PAPER_CODE.findall(text)}
    ours = {
        number for number, proof in found if hmac.compare_digest(paper_code(reading, number), f"{number}-S-{proof}")
    }
    known = reading.exec(select(Case.number).where(col(Case.number).in_(ours), Case.status != EMPTIED)).all()
    return known[0] if len(known) == 1 else None


def _signs(secret: bytes, *about: str) -> str:
    proof = hmac.new(secret, "\0".join(about).encode(), sha256).digest()
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in proof[:PROOF_SIGNS])


def newest_referral_to(reading: Session, case: Case, bureau: str) -> Referral | None:
    """Return the last referral of a case to a bureau, by its code; None when there is none."""
    query = select(Referral).join(Bureau).where(Referral.case_id == case.id, Bureau.code == bureau)
    return reading.exec(query.order_by(col(Referral.number).desc()).limit(1)).one_or_none()


def read_reply_code(reading: Session, text: str) -> tuple[AnsweredReferral | None, bool]:
    """Return what the code in a subject names, and whether there is a code at all that is not ours.

    Several codes that name different referrals name none.
    """
    found = {(number.upper(), int(referral), proof.upper()) for number, referral, proof in CODE.findall(text)}
    named = {AnsweredReferral(*each[:2]) for each in found if _is_ours(reading, *each)}
    return (next(iter(named)) if len(named) == 1 else None), bool(found) and not named


def _is_ours(reading: Session, number: str, referral: int, proof: str) -> bool:
    query = select(Case, Referral).join(Referral, col(Referral.case_id) == col(Case.id))
    row = reading.exec(query.where(Case.number == number, Referral.number == referral)).one_or_none()
    return row is not None and hmac.compare_digest(reply_code(reading, *row), f"{number}-{referral}-{proof}")
