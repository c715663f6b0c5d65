"""What became of every mail of a case, in Dutch, for its dossier."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, case, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from models.tables import BOUNCED, ELSEWHERE, HELD, REFUSED, SENT, CaseEffect, DigestLine, Message
from spoorboek.clock import AMSTERDAM
from spoorboek.statute.actions import EffectKey
from tasks.outbox.held_mail import WHY_CALLED_BACK
from tasks.outbox.mail_digests import in_digest
from tasks.outbox.server_replies import outcome_in_words

IN_FOLDER = "klaargezet in de map mail"
TOGETHER = ", in een verzamelmail"


class MadeMail(NamedTuple):
    """A mail and what became of it: the key of its effect, the day it was made, its role and subject. No address.

    `digest`: the Message-ID of the digest it went in; None when it went, or goes, alone.
    """

    id: int
    key: EffectKey
    on: date
    role: str
    subject: str
    status: str
    outcome: str
    digest: str | None = None

    @property
    def went(self) -> bool:
        """Tell whether nothing is known but that it went: it was handed over, or delivered in another way."""
        return self.status in (SENT, ELSEWHERE)


def mail_history(reading: Session, case_id: int) -> list[MadeMail]:
    """List every mail of a case in the order they were made, with what became of it."""
    return list(_made(reading, case_id))


@cache
def _query() -> Select[Any]:
    """Make the query of one case, by `case_id`; once, for each wake and each page of a case asks it."""
    again, names = aliased(Message), ("to_role", "subject", "status")
    fields: list[Any] = [Message.id, *(getattr(CaseEffect, name) for name in EffectKey._fields), CaseEffect.on_day]
    fields += [getattr(Message, name) for name in names]
    details: list[Any] = [
        Message.last_error,
        Message.attempts,
        Message.sent_at,
        Message.in_folder,
        Message.delivered_on,
        Message.held_because,
    ]
    digest = case((in_digest(), col(DigestLine.goes_as)))
    query = select(*fields, *details, func.coalesce(col(again.id), 0), digest)
    query = query.join_from(Message, CaseEffect, col(CaseEffect.id) == col(Message.effect_id))
    query = query.outerjoin(DigestLine, col(DigestLine.mail_id) == col(Message.id))
    query = query.outerjoin(again, col(again.resend_of) == col(Message.id))
    return query.where(col(Message.case_id) == bindparam("case_id")).order_by(col(Message.id))


def _made(reading: Session, case_id: int) -> Iterator[MadeMail]:
    size = len(EffectKey._fields)
    for row in reading.execute(_query(), {"case_id": case_id}):
        on, role, subject, status, error, attempts, sent_at, in_folder, delivered_on, because, resent, together = row[
            1 + size :
        ]
        words = outcome_in_words(status, error, attempts)
        if status == SENT:
            words = f"{words} op {sent_at.astimezone(AMSTERDAM):%d-%m-%Y}" if sent_at else words
            words = (IN_FOLDER if in_folder else words) + (TOGETHER if together else "")
        elif status == HELD and because in WHY_CALLED_BACK:
            words = f"niet verstuurd: {WHY_CALLED_BACK[because]}"
        elif status == ELSEWHERE and delivered_on:
            words = f"{words} op {delivered_on:%d-%m-%Y}"
        elif status in (REFUSED, BOUNCED) and resent:
            words = f"{words}; nog eens verstuurd als bericht {resent}"
        yield MadeMail(row[0], EffectKey(*row[1 : 1 + size]), on, role, subject, status, words, together)
