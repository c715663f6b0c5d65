"""Digests: the mails of one morning to one colleague go as one. Which go together is settled before any is sent.

Each mail keeps a row of its own, with what became of it. Its line (`DigestLine`) says which mail it goes in: a digest,
whose Message-ID follows from those of its mails, or itself where it goes alone.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, update
from sqlalchemy.orm import aliased, defer
from sqlmodel import Session, col, select

from models.connection import session
from models.schema import check_key
from models.sealing.crypto import UnreadableError
from models.tables import GATHERED, WAITING, Case, DigestLine, Message
from models.wake_basis import wakes_are_due
from models.worklists.day_reports import report_is_awaited
from tasks.outbox.message_ids import digest_id
from templates.mail.digest_text import DigestItem

SEALED: Any = (Message.recipient, Message.recipient_name, Message.body)


def add_line(writing: Session, case: Case | None, message: Message, item: DigestItem) -> None:
    """Write what a mail says where it goes together with others, in the transaction that queues it.

    `case`: that it is about; None for the report of a day.
    """
    line = DigestLine(
        mail_id=message.id,
        case_id=case.id if case else None,
        on_day=item.on,
        urgency=item.urgency,
        ask=item.ask,
        text=item.text,
    )
    writing.add(line)
    writing.flush()


def gather_digests(now: datetime) -> None:
    """Settle of the mails that wait for others which go together: those to one address, or one as it is.

    That is done once the wakes of the morning have ended and the report of the day was made, and for an address at the
    latest when its oldest mail waits for half an hour, or when a person released one. Of two processes at once the
    second finds settled what the first did.
    """
    with session() as writing:
        waiting = _gathering(writing, now)
        ended = bool(waiting) and not wakes_are_due(writing, now) and not report_is_awaited(writing, now)
        for mails in _by_address(waiting):
            released = any(mail.held_because for mail in mails)  # a person decided that it goes
            if ended or released or min(mail.next_attempt_at for mail in mails) <= now - GATHERED:
                settle_together(writing, {mail.id: mail.message_id for mail in mails})


def settle_together(writing: Session, mails: Mapping[int, str]) -> None:
    """Let these mails, by id with the Message-ID of each, go as one digest; a single one goes as it is.

    Nothing changes for a mail that has no line in a digest.
    """
    goes_as = digest_id(mails.values()) if len(mails) > 1 else next(iter(mails.values()))
    writing.execute(update(DigestLine).where(col(DigestLine.mail_id).in_(mails)).values(goes_as=goes_as))


def in_digest() -> ColumnElement[bool]:
    """Tell in SQL whether a mail goes, or went, in a digest."""
    return and_(col(DigestLine.goes_as).is_not(None), col(DigestLine.goes_as) != col(Message.message_id))


def went_as(message_ids: Collection[str]) -> ColumnElement[bool]:
    """Tell in SQL whether a mail went as one of these: under its own Message-ID, or in a digest under that one."""
    together = select(col(DigestLine.mail_id)).where(col(DigestLine.goes_as).in_(message_ids))
    return col(Message.message_id).in_(message_ids) | col(Message.id).in_(together)


def may_go() -> ColumnElement[bool]:
    """Tell in SQL whether a mail may be sent: it waits for no other, and of a digest it is the first that waits."""
    line, mail = aliased(DigestLine), aliased(Message)
    earlier = select(col(line.id)).join(mail, col(mail.id) == col(line.mail_id))
    before = (col(line.goes_as) == col(DigestLine.goes_as), col(mail.status) == WAITING, col(mail.id) < Message.id)
    first = ~exists(earlier.where(*before).correlate(DigestLine, Message))
    return or_(col(DigestLine.id).is_(None), col(DigestLine.goes_as).is_not(None) & first)


def goes_in(goes_as: str) -> ColumnElement[bool]:
    """Tell in SQL whether a mail goes in this digest, and still waits."""
    together = select(col(DigestLine.mail_id)).where(DigestLine.goes_as == goes_as)
    return (col(Message.status) == WAITING) & col(Message.id).in_(together)


def _gathering(writing: Session, now: datetime) -> Sequence[Message]:
    """Lock and return the mails that wait for others, in the order they were made; what is sealed is read later."""
    query = select(Message).join(DigestLine, col(DigestLine.mail_id) == col(Message.id))
    query = query.where(
        col(DigestLine.goes_as).is_(None), Message.status == WAITING, col(Message.next_attempt_at) <= now
    )
    query = query.options(*map(defer, SEALED)).execution_options(populate_existing=True)
    return writing.exec(query.order_by(col(Message.id)).with_for_update(of=[Message, DigestLine])).all()


def _by_address(waiting: Iterable[Message]) -> Iterable[list[Message]]:
    """Bring the mails to one address together, in whatever case it is written."""
    found: dict[str, list[Message]] = defaultdict(list)
    for mail in waiting:
        found[_address(mail)].append(mail)
    return found.values()


def _address(mail: Message) -> str:
    """Return the address of a mail; its id when that is unreadable, so that it goes, and is refused, alone.

    Raises PlatformError when it is the key of the installation that is wrong.
    """
    try:
        return mail.recipient.casefold()
    except UnreadableError:
        check_key()
        return str(mail.id)
