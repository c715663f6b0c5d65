"""What became of the mail of each effect: where it went, and who got it when nobody in the role has an address."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlmodel import Session, col

from models.tables import CaseEffect, Message
from spoorboek.statute.actions import EffectKey


class MailOutcome(NamedTuple):
    """The mail of an effect: its status, whether it lies in the folder for mail, the role that stood in, if any."""

    status: str
    in_folder: bool = False
    stands_in: str | None = None


NO_OUTCOMES: Mapping[EffectKey, MailOutcome] = MappingProxyType({})


def mail_outcomes(reading: Session, case_id: int) -> dict[EffectKey, MailOutcome]:
    """Return what became of the mails of a case, by the key of their effect."""
    fields: list[Any] = [getattr(CaseEffect, name) for name in EffectKey._fields]
    fields += [getattr(Message, name) for name in MailOutcome._fields]
    query = select(*fields).join_from(Message, CaseEffect, col(Message.effect_id) == col(CaseEffect.id))
    rows = reading.execute(query.where(col(Message.case_id) == case_id).order_by(col(Message.id)))
    size = len(EffectKey._fields)
    return {EffectKey(*row[:size]): MailOutcome(*row[size:]) for row in rows}
