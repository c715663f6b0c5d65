"""Which referrals a bureau knows of: it was asked, or got the registration. Of these alone it can say something."""

from typing import Any

from sqlalchemy import Integer, cast, or_, select
from sqlmodel import col

from models.tables import REFERRED, CaseEvent, Referral

MOVED = "referral_moved"
UNASKED = ("concept", "gereed", "ingetrokken")  # states that may come before anything went to a bureau


def is_asked() -> Any:
    """Return the condition on `Referral` that its bureau knows of it: it was sent, or asked before that."""
    data: Any = col(CaseEvent.data)
    moved = select(col(CaseEvent.id)).where(
        col(CaseEvent.case_id) == col(Referral.case_id),
        col(CaseEvent.kind) == MOVED,
        cast(data["referral"].astext, Integer) == col(Referral.number),
        data["to"].astext.not_in(UNASKED),
    )
    return or_(col(Referral.status) == REFERRED, moved.exists())
