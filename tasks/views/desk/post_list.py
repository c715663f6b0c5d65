"""The outbox as people see it: what waits, what did not arrive, what went; within reach, and without a body."""

from collections.abc import Collection, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, select, true
from sqlmodel import Session, col

from models.accounts.reach import Reach, visible_cases
from models.edition_history import edition_in_force
from models.tables import (
    BOUNCED,
    DROPPED,
    ELSEWHERE,
    HELD,
    REFUSED,
    SENT,
    WAITING,
    Case,
    Document,
    Employee,
    Message,
)
from spoorboek.clock import AMSTERDAM
from tasks.outbox.mail_history import IN_FOLDER
from tasks.outbox.recall.calling_back import may_be_recalled
from tasks.outbox.server_replies import outcome_in_words
from tasks.outbox.undelivered import NO_ADDRESS, undelivered_mail
from tasks.views.desk.case_papers import title_of_document


class PostGroup(StrEnum):
    """The lists of the outbox."""

    FAILED, WAITING, SENT = "mislukt", "wachtend", "verstuurd"


STATUSES = {PostGroup.WAITING: (WAITING, HELD), PostGroup.SENT: (SENT, ELSEWHERE, DROPPED, REFUSED, BOUNCED)}


class PostLine(NamedTuple):
    """A mail in a list: its number, its case and whose it is, what it is, to which role, and what became of it.

    `moment`: when it went, else when it was made. `until`: a moment before which it does not go; None for none.
    `may_recall`: it follows from what a person recorded, and can be called back until then.
    """

    id: int
    number: str
    name: str
    subject: str
    role: str
    status: str
    outcome: str
    moment: datetime
    until: datetime | None = None
    may_recall: bool = False

    @property
    def is_held(self) -> bool:
        """Tell whether it waits for a decision after a restore."""
        return self.status == HELD


class PostPage(NamedTuple):
    """One page of a list, and how many mails each list has."""

    lines: Sequence[PostLine]
    counts: dict[PostGroup, int]
    more: bool


class PostLetter(NamedTuple):
    """One mail: its line, to whom, its text and papers where these may be shown, and the mail that took its place."""

    line: PostLine
    to_role: str
    case_id: int | None
    recipient: str
    address: str
    body: str
    papers: Sequence[tuple[str, str]]
    again: int | None
    failed: bool


def mail_within(reach: Reach, asked: str = "") -> ColumnElement[bool]:
    """Tell in SQL whether a mail is within reach, and of the case whose number is asked.

    A mail about no case is within reach of who reaches every case.
    """
    if asked:
        visible = select(col(Case.id)).where(col(Case.number) == asked, col(Case.id).in_(visible_cases(reach)))
        return col(Message.case_id).in_(visible)
    return true() if reach.everyone else col(Message.case_id).in_(visible_cases(reach))


def post_page(
    reading: Session, reach: Reach, group: PostGroup, *, asked: str = "", page: int = 1, size: int = 50
) -> PostPage:
    """Return a page of a list, the newest first; `asked`: the number of a case, `page` from 1."""
    among = mail_within(reach, asked)
    failed = {mail.id for mail in undelivered_mail(reading, among=among)}
    counts = {
        each: len(failed) if each is PostGroup.FAILED else _count(reading, among, each, failed) for each in PostGroup
    }
    wanted = among & _of_group(group, failed)
    order = col(Message.next_attempt_at) if group is PostGroup.WAITING else col(Message.id).desc()
    found = _lines(reading, wanted, order, size + 1, (page - 1) * size)
    return PostPage(found[:size], counts, len(found) > size)


def post_letter(reading: Session, reach: Reach, mail: int) -> PostLetter | None:
    """Return one mail within reach; without text, address and papers when it is about no case. None for any other."""
    found = _lines(reading, mail_within(reach) & (col(Message.id) == mail), col(Message.id), 1, 0)
    if not found:
        return None
    message = reading.get_one(Message, mail)
    again = reading.scalars(select(col(Message.id)).where(col(Message.resend_of) == mail)).one_or_none()
    failed = any(each.id == mail for each in undelivered_mail(reading, among=col(Message.id) == mail))
    about = (found[0], message.to_role, message.case_id)
    if message.case_id is None:
        return PostLetter(*about, "", "", "", (), again, failed)
    columns: list[Any] = [Document.number, Document.template]
    query = select(*columns).where(col(Document.id).in_(message.document_ids), col(Document.case_id) == message.case_id)
    papers = [(number, title_of_document(template)) for number, template in reading.execute(query)]
    return PostLetter(*about, message.recipient_name, message.recipient, message.body, papers, again, failed)


def seen_mails(reading: Session, reach: Reach, mails: Collection[int]) -> set[int]:
    """Return which of these mails are within reach."""
    return set(reading.scalars(select(col(Message.id)).where(col(Message.id).in_(mails), mail_within(reach))))


def _of_group(group: PostGroup, failed: set[int]) -> ColumnElement[bool]:
    if group is PostGroup.FAILED:
        return col(Message.id).in_(failed)
    return col(Message.status).in_(STATUSES[group]) & col(Message.id).not_in(failed)


def _count(reading: Session, among: ColumnElement[bool], group: PostGroup, failed: set[int]) -> int:
    query = select(func.count()).select_from(Message).where(among & _of_group(group, failed))
    return int(reading.execute(query).scalar_one())


def _lines(reading: Session, wanted: ColumnElement[bool], order: Any, size: int, skip: int) -> list[PostLine]:
    roles = edition_in_force(reading).house.roles
    columns: list[Any] = [Message.id, Case.number, Employee.name, Message.subject, Message.to_role, Message.status]
    columns += [Message.last_error, Message.attempts, Message.stands_in, Message.in_folder, Message.sent_at]
    columns += [Message.created_at, Message.delivered_on, Message.next_attempt_at]
    columns += [may_be_recalled().label("may_recall")]
    query = select(*columns).outerjoin_from(Message, Case, col(Message.case_id) == col(Case.id))
    query = query.outerjoin(Employee, col(Employee.id) == col(Case.employee_id)).where(wanted)
    return [
        _line(row, roles) for row in reading.execute(query.order_by(order, col(Message.id)).limit(size).offset(skip))
    ]


def _line(row: Any, roles: Any) -> PostLine:
    words = IN_FOLDER if row.in_folder else outcome_in_words(row.status, row.last_error, row.attempts)
    if row.status == ELSEWHERE and row.delivered_on:
        words = f"{words} op {row.delivered_on:%d-%m-%Y}"
    if row.stands_in and row.status in (WAITING, SENT):
        words = f"{words}; {NO_ADDRESS}{roles.get(row.stands_in, row.stands_in)}"
    moment = (row.sent_at or row.created_at).astimezone(AMSTERDAM)
    until = row.next_attempt_at.astimezone(AMSTERDAM) if row.status == WAITING else None
    about = (row.number or "", row.name or "", row.subject, roles.get(row.to_role, row.to_role))
    return PostLine(row.id, *about, row.status, words, moment, until, row.may_recall)
