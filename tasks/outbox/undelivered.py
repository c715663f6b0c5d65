"""Mails that did not arrive: list them, remember that operations was told, and settle them as a person decides."""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, exists, func, select, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from models.ledger.entries import record_outcome
from models.tables import REFUSED, SENT, WAITING, Case, CaseEffect, Message
from spoorboek.clock import now
from spoorboek.errors import InputError
from spoorboek.statute.actions import EffectKey

NO_ADDRESS = "geen adres; ging naar "
ALERT_ATTEMPTS = 7  # about an hour of trying


class UndeliveredMail(NamedTuple):
    """A mail that needs attention: refused for good, still not delivered after about an hour, or without an address.

    `number`: of its case; None for a mail about the installation itself.
    """

    id: int
    number: str | None
    role: str
    status: str
    attempts: int
    error: str | None
    subject: str


def undelivered_mail(reading: Session, case_id: int | None = None) -> list[UndeliveredMail]:
    """List the mails, of one case or of all, that were refused or are not delivered after about an hour of retries.

    So is a mail with documents for a role without an address, until a person says that they arrived. A mail that was
    made again (another attempt of the same effect) is left out.
    """
    stuck = (col(Message.status) == WAITING) & (col(Message.attempts) >= ALERT_ATTEMPTS)
    wanted = (stuck | (col(Message.status) == REFUSED) | _without_address(WAITING, SENT)) & ~_made_again()
    return _undelivered(reading, wanted if case_id is None else wanted & (col(Message.case_id) == case_id))


def untold_refusals(reading: Session) -> list[UndeliveredMail]:
    """List the mails that were refused, in a round or in a wake, and of which operations was not told yet."""
    return _undelivered(reading, (col(Message.status) == REFUSED) & col(Message.told_at).is_(None))


def mark_told(writing: Session, mails: Collection[int]) -> None:
    """Remember that operations was told of these mails, by id."""
    writing.execute(update(Message).where(col(Message.id).in_(mails)).values(told_at=now()))


def send_again(writing: Session, mail: int, actor: str) -> str | None:
    """Send a refused mail once more, as it is, because a person says so; return the number of its case, if any."""
    values = {"status": WAITING, "next_attempt_at": now(), "attempts": 0, "unanswered": 0, "last_error": None}
    return _settle(writing, mail, actor, values)


def mark_delivered(writing: Session, mail: int, actor: str) -> str | None:
    """Take a refused mail, or one without an address, as delivered, because a person says so; return its case."""
    return _settle(writing, mail, actor, {"status": SENT, "sent_at": now(), "last_error": None}, _without_address(SENT))


def _settle(
    writing: Session, mail: int, actor: str, values: dict[str, Any], other: ColumnElement[bool] | None = None
) -> str | None:
    """Change a refused mail and record who decided so. `other`: which may be settled as well, by SQL.

    Raises InputError for a mail that does not wait for a person.
    """
    waits = col(Message.status) == REFUSED
    refused = update(Message).where(col(Message.id) == mail, waits if other is None else waits | other)
    settled = {"settled_by": actor, "settled_at": now(), "told_at": None}
    found = writing.execute(refused.values(**values, **settled).returning(col(Message.case_id))).one_or_none()
    if found is None:
        raise InputError(
            f"Bericht {mail} wacht niet op iemand. `spoorboek mail list` toont de berichten die niet bezorgd zijn."
        )
    record_outcome(writing, found.case_id, mail, values["status"])
    return writing.get_one(Case, found.case_id).number if found.case_id else None


def _undelivered(reading: Session, wanted: ColumnElement[bool]) -> list[UndeliveredMail]:
    error = func.coalesce(col(Message.last_error), NO_ADDRESS + col(Message.stands_in))
    about = (col(Message.to_role), col(Message.status), col(Message.attempts), error, col(Message.subject))
    fields: list[Any] = [Message.id, Case.number, *about]
    query = select(*fields).outerjoin_from(Message, Case, col(Message.case_id) == col(Case.id)).where(wanted)
    return [UndeliveredMail(*row) for row in reading.execute(query.order_by(col(Message.id)))]


def _without_address(*statuses: str) -> ColumnElement[bool]:
    """Tell in SQL whether documents went to another role, for want of an address, and nobody settled that yet."""
    has_documents = func.cardinality(col(Message.document_ids)) > 0
    unsettled = col(Message.stands_in).is_not(None) & col(Message.settled_at).is_(None)
    return has_documents & unsettled & col(Message.status).in_(statuses)


def _made_again() -> ColumnElement[bool]:
    """Tell in SQL whether the effect of a mail has a later attempt."""
    own, later = aliased(CaseEffect), aliased(CaseEffect)
    same = [getattr(own, name) == getattr(later, name) for name in ("case_id", *EffectKey._fields) if name != "attempt"]
    newer = select(col(own.id)).join_from(own, later, and_(*same, col(later.attempt) > col(own.attempt)))
    return exists(newer.where(col(own.id) == col(Message.effect_id)))


def undelivered_line(mails: Sequence[UndeliveredMail]) -> str:
    """Say in one line how many mails wait for a person, for under a list of cases."""
    cases = len({mail.number for mail in mails if mail.number})
    count = "1 bericht is" if len(mails) == 1 else f"{len(mails)} berichten zijn"
    return f"{count} niet bezorgd, in {cases} {'zaak' if cases == 1 else 'zaken'}; zie `spoorboek mail list`."
