"""The mail that is due: claimed by one sender at a time, and kept with what became of it."""

from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, bindparam, or_, update
from sqlalchemy import select as columns
from sqlmodel import Session, col

from models.connection import session
from models.ledger.entries import record_outcomes
from models.tables import REFUSED, SENT, WAITING, DigestLine, Message
from tasks.outbox.mail_digests import goes_in, in_digest, may_go
from tasks.outbox.server_replies import ANSWER, GIVEN_UP, NO_CONNECTION, SENDER_REFUSED, UNCERTAIN
from tasks.outbox.transport import SendResult

FIRST_RETRY = timedelta(minutes=1)
LONGEST_RETRY = timedelta(hours=1)
CLAIMED = timedelta(minutes=15)  # for longer than any conversation lasts no other sender takes a mail
SENDER_DIED = f"{UNCERTAIN}: het versturen brak af"
GIVE_UP = timedelta(days=5)  # of temporary answers about one mail: RFC 5321 section 4.5.4.1
OF_ALL_MAIL = (NO_CONNECTION, SENDER_REFUSED)  # prefixes of errors that say nothing of the mail they are stored with


class MailPart(NamedTuple):
    """A row of the outbox that goes in a mail, alone or with others: its case, its id and its Message-ID."""

    case_id: int | None
    id: int
    message_id: str


class DueMail(NamedTuple):
    """A mail that is due: the columns that can be read whatever happened to the encrypted ones.

    It is a row of the outbox, of a digest the first. `goes_as`: the Message-ID it goes as; None for one that has no
    line in a digest. `parts`: the rows that go in it.
    """

    id: int
    case_id: int | None
    message_id: str
    attempts: int
    unanswered: int
    failing_since: datetime | None
    goes_as: str | None = None
    parts: tuple[MailPart, ...] = ()

    @property
    def digest(self) -> str | None:
        """Return the Message-ID of the digest it goes in; None when it goes alone."""
        return self.goes_as if self.goes_as != self.message_id else None


def lock_next_due(writing: Session, now: datetime, case_id: int | None) -> DueMail | None:
    """Lock the mail that is due first, of one case or of all, and return it; a digest is of all its cases."""
    row = writing.execute(_next_due(case_id is not None), {"now": now, "of_case": case_id}).first()
    return _with_parts(writing, DueMail(*row)) if row else None


@cache
def _next_due(one_case: bool) -> Select[Any]:
    """Make the query for what is due by `now`, of all cases or of `of_case`; once, for every wake asks it."""
    fields: list[Any] = [getattr(Message, name) for name in DueMail._fields[:-2]]
    query = columns(*fields, col(DigestLine.goes_as))
    query = query.outerjoin_from(Message, DigestLine, col(DigestLine.mail_id) == col(Message.id))
    query = query.where(col(Message.status) == WAITING, col(Message.next_attempt_at) <= bindparam("now"), may_go())
    if one_case:
        query = query.where((col(Message.case_id) == bindparam("of_case")) | in_digest())
    query = query.order_by(col(Message.next_attempt_at), col(Message.id)).limit(1)
    return query.with_for_update(of=Message, skip_locked=True)


def _with_parts(writing: Session, due: DueMail) -> DueMail:
    if due.digest is None:
        return due._replace(parts=(MailPart(due.case_id, due.id, due.message_id),))
    fields: list[Any] = [getattr(Message, name) for name in MailPart._fields]
    rows = writing.execute(columns(*fields).where(goes_in(due.digest)).order_by(col(Message.id)).with_for_update())
    return due._replace(parts=tuple(MailPart(*row) for row in rows))


def claim(writing: Session, due: DueMail, now: datetime) -> datetime:
    """Keep a mail from other senders, and count it as sent without an answer, should this process die meanwhile."""
    until = now + CLAIMED
    values = {"attempts": due.attempts + 1, "unanswered": due.unanswered + 1, "last_error": SENDER_DIED}
    writing.execute(update(Message).where(col(Message.id).in_(_ids(due))).values(**values, next_attempt_at=until))
    return until


def store_outcome(
    writing: Session, due: DueMail, outcome: SendResult, now: datetime, claimed_until: datetime | None = None
) -> SendResult:
    """Store what became of a mail, and return it; nothing when the claim ran out and another sender took the mail."""
    attempts, failing_since = due.attempts + 1, due.failing_since or now
    if outcome.status == WAITING and failing_since <= now - GIVE_UP and (outcome.error or "").startswith(ANSWER):
        outcome = outcome._replace(status=REFUSED, error=f"{GIVEN_UP}: {outcome.error}")
    values: dict[str, Any] = {
        "attempts": attempts,
        "unanswered": due.unanswered + outcome.uncertain,
        "status": outcome.status,
        "last_error": outcome.error,
        "in_folder": outcome.in_folder,
        "next_attempt_at": now,
        "failing_since": None if outcome.status == SENT else failing_since,
    }
    if outcome.status == SENT:
        values["sent_at"] = now
    elif outcome.status == REFUSED:
        values |= {"told_at": None, "reported_at": None}
    elif outcome.status == WAITING:
        # A mail that may have arrived is in no hurry, and the server has time to recover.
        values["next_attempt_at"] = now + (LONGEST_RETRY if outcome.uncertain else pause_after(attempts))
    ours: ColumnElement[bool] = col(Message.id).in_(_ids(due))
    if claimed_until is not None:
        ours &= (col(Message.status) == WAITING) & (col(Message.next_attempt_at) == claimed_until)
    changed = update(Message).where(ours).values(values).returning(col(Message.case_id), col(Message.id))
    stored = writing.execute(changed).tuples().all()
    if outcome.status != WAITING:
        record_outcomes(writing, stored, outcome.status)
    return outcome


def _ids(due: DueMail) -> list[int]:
    return [part.id for part in due.parts]


def release_what_waited_for_the_server(now: datetime) -> None:
    """Let mail go in the next round that waits longer only because the server, or our settings, failed before."""
    waits = (col(Message.status) == WAITING) & (col(Message.next_attempt_at) > now)
    failed = or_(*(col(Message.last_error).startswith(prefix) for prefix in OF_ALL_MAIL))
    with session() as writing:
        writing.execute(update(Message).where(waits, failed).values(next_attempt_at=now))


def pause_after(attempts: int) -> timedelta:
    """Return the pause after a number of failed attempts: one minute, doubled each time, at most an hour."""
    doublings: int = 2 ** min(attempts - 1, 10)
    return min(FIRST_RETRY * doublings, LONGEST_RETRY)
