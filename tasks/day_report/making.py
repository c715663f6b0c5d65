"""Make the report of a day: once, on a working day, when its hour has come and the cases of that morning have woken."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from models.connection import session
from models.schema import check_key
from models.sealing.crypto import UnreadableError
from models.tables import Account, DayReport, Message
from models.wake_basis import wakes_are_due
from models.worklists.day_reports import report_hour
from spoorboek.clock import AMSTERDAM
from spoorboek.settings import settings
from spoorboek.statute.days.calendar import working_day_from
from tasks.case_state import current_day
from tasks.day_report.day_counts import DayCounts, OpenDay, open_day
from tasks.day_report.personal import Morning, keeper_words, personal_report, readers_of, told_today
from tasks.outbox.mail_digests import add_line
from tasks.outbox.message_ids import ID_DIGITS, mail_domain
from tasks.outbox.operations_mail import ACCOUNT
from templates.mail.day_report_texts import PersonalReport, day_report_item, day_report_mail

KIND = "dagrapport"  # part of a Message-ID
WAKES_MAY_TAKE = timedelta(minutes=30)  # then the report comes without those that have not woken


class MadeReport(NamedTuple):
    """A report that was made: of which day, what was counted over all cases, and how many people were mailed."""

    on: date
    counts: DayCounts
    mails: int


def make_day_report(now: datetime) -> MadeReport | str:
    """Make the report of today and queue its mails, in one transaction; or say in Dutch why it is not made now.

    It is made once a day, whoever asks and however often; after a stand-still the next who asks makes it.
    """
    with session() as writing:
        on = current_day(writing)
        if reason := why_not_now(writing, on, now):
            return reason
        day = open_day(writing, on)
        counts = day.counts(None)
        new = insert(DayReport).values(on_day=on, made_at=now, counts=asdict(counts)).on_conflict_do_nothing()
        if not writing.execute(new.returning(col(DayReport.on_day))).first():
            return "Het dagrapport van vandaag is net gemaakt."
        return MadeReport(on, counts, _mail_everybody(writing, day))


def why_not_now(reading: Session, on: date, now: datetime) -> str:
    """Say why no report is made at this moment; empty when it has to be made."""
    made = reading.execute(select(col(DayReport.made_at)).where(col(DayReport.on_day) == on)).scalar()
    hour = report_hour(now)
    if made:
        return f"Het dagrapport van vandaag is om {made.astimezone(AMSTERDAM):%H:%M} gemaakt."
    if working_day_from(on) != on:
        return "Vandaag is geen werkdag: er is geen dagrapport."
    if now < hour:
        return f"Het dagrapport komt om {hour:%H:%M}."
    if now < hour + WAKES_MAY_TAKE and wakes_are_due(reading, now):
        return "De wekbeurten van vanmorgen lopen nog; het dagrapport komt daarna."
    return ""


def _mail_everybody(writing: Session, day: OpenDay) -> int:
    """Queue the report of each person for whom there is something; return how many."""
    accounts = list(_readable_accounts(writing))
    morning = Morning(day, told_today(writing, day.on), tuple(keeper_words(writing)), settings().desk_address)
    mails = 0
    for account in readers_of(accounts):
        if report := personal_report(writing, account, morning):
            _queue(writing, account, report)
            mails += 1
    return mails


def _readable_accounts(reading: Session) -> Iterator[Account]:
    """Yield the active accounts; one that is damaged keeps nobody else from the own report.

    Raises PlatformError when it is the key of the installation that is wrong.
    """
    ids = reading.scalars(select(col(Account.id)).where(col(Account.active)).order_by(col(Account.id))).all()
    for id_ in ids:
        try:
            yield reading.get_one(Account, id_)
        except UnreadableError:
            check_key()


def _queue(writing: Session, account: Account, report: PersonalReport) -> None:
    """Put a report in the outbox, with what it says where it goes together with the reminders of that morning."""
    name = account.name or ""
    text = day_report_mail(report, name)
    digest = sha256(f"{report.on}\0{account.code}".encode()).hexdigest()[:ID_DIGITS]
    message = Message(
        message_id=f"<{KIND}.{report.on.isoformat()}.{digest}@{mail_domain()}>",
        to_role=ACCOUNT,
        recipient=account.email or "",
        recipient_name=name,
        subject=text.subject,
        body=text.body,
    )
    writing.add(message)
    writing.flush()
    add_line(writing, None, message, day_report_item(report))
