"""Tell people of mail that did not arrive, at once, and operations of an installation that cannot send any."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import or_, select, update
from sqlmodel import Session, col

from models.addressees import CASE_MANAGER, OPERATIONS, Addressee, addressee_in_role, operations
from models.connection import session
from models.edition_history import edition_in_force
from models.sealing.crypto import UnreadableError
from models.tables import WAITING, Case, Message
from models.wake_basis import mark_to_wake
from spoorboek.clock import AMSTERDAM, now, today
from tasks.case_state import current_day
from tasks.desk_links import UNDELIVERED_PART, desk_page
from tasks.outbox.message_ids import ID_DIGITS, mail_domain
from tasks.outbox.operations_mail import queue_operations_mail
from tasks.outbox.server_replies import (
    NO_CONNECTION,
    NO_FOLDER,
    OF_INSTALLATION,
    installation_trouble,
    outcome_in_words,
)
from tasks.outbox.undelivered import did_not_arrive, lasts, was_made_again
from templates.delivery_texts import UndeliveredLine, mail_stuck_text, undelivered_text
from templates.party_texts import greeting

UNDELIVERED, STUCK = "niet-bezorgd", "mail-werkt-niet"  # kinds, part of a Message-ID
PATIENCE = timedelta(hours=1)  # with a server that cannot be reached, or that says no for the time being
UNREACHABLE = "de mailserver is niet te bereiken ({})"


class UnreportedMail(NamedTuple):
    """A mail that did not arrive and of which nobody was told."""

    id: int
    case_id: int | None
    role: str
    subject: str
    status: str
    error: str | None
    attempts: int


class InstallationTrouble(NamedTuple):
    """What is wrong with the installation, in Dutch, and since when no mail goes."""

    reason: str
    since: datetime

    @property
    def sentence(self) -> str:
        """Say it in one sentence."""
        return f"Sinds {self.since.astimezone(AMSTERDAM):%d-%m-%Y %H:%M} gaat er geen mail uit: {self.reason}."


def report_undelivered() -> list[str]:
    """Tell who has to know of each mail that did not arrive, in one mail for each; return the cases concerned.

    That is the casemanager of the case; operations, when it is the casemanager's own mail or there is none. Nobody is
    told by mail of mail to operations itself. A second call, or another process at the same time, tells nothing twice.
    """
    with session() as writing:
        mails = _unreported(writing)
        told = [(to, mail) for mail in mails if (to := _who_hears(writing, mail)) is not None]
        roles = edition_in_force(writing).house.roles if told else {}
        for _, group in groupby(sorted(told, key=lambda each: _order(*each)), lambda each: each[0].email.casefold()):
            listed = list(group)
            _queue(writing, listed[0][0], [mail for _, mail in listed], roles)
        ids = [mail.id for mail in mails]
        writing.execute(update(Message).where(col(Message.id).in_(ids)).values(reported_at=now()))
        cases = select(col(Case.number)).where(col(Case.id).in_({mail.case_id for mail in mails if mail.case_id}))
        numbers = sorted(writing.scalars(cases))
        mark_to_wake(writing, numbers)
        return numbers


def mail_that_lasted(reading: Session) -> dict[int, str]:
    """Return the mails people were told of and that still wait, with the number of their case."""
    reported = (col(Message.status) == WAITING) & col(Message.reported_at).is_not(None)
    query = select(col(Message.id), col(Case.number)).join(Case, col(Case.id) == col(Message.case_id)).where(reported)
    return dict(reading.execute(query).tuples().all())


def standing_trouble(reading: Session) -> InstallationTrouble | None:
    """Return what keeps the installation from sending mail at this moment; None when nothing does.

    A server that cannot be reached, or says no for the time being, counts after an hour.
    """
    prefixes = or_(*(col(Message.last_error).startswith(prefix) for prefix in (*OF_INSTALLATION, NO_FOLDER)))
    columns: list[Any] = [Message.last_error, Message.failing_since]
    query = select(*columns).where(col(Message.status) == WAITING, col(Message.failing_since).is_not(None), prefixes)
    found = [_trouble_of(error, since) for error, since in reading.execute(query.order_by(col(Message.failing_since)))]
    return next(filter(None, found), None)


def report_installation_trouble() -> tuple[InstallationTrouble | None, bool]:
    """Return what keeps the installation from sending mail, and whether that is told now for the first time.

    It is told by a mail to operations that waits with the others, once a day for each reason; the caller logs it, for
    that mail cannot go either.
    """
    with session() as writing:
        trouble = standing_trouble(writing)
        if trouble is None:
            return None, False
        text = mail_stuck_text(*trouble, today())
        about = [trouble.reason, trouble.since.isoformat()]
        return trouble, queue_operations_mail(writing, STUCK, about, text, trouble.since.date())


def _trouble_of(error: str, since: datetime) -> InstallationTrouble | None:
    lasted = since <= now() - PATIENCE
    if (reason := installation_trouble(error)) is not None:
        for_now = error.partition(": ")[2].startswith("4")
        return InstallationTrouble(reason, since) if lasted or not for_now else None
    detail = error.removeprefix(f"{NO_CONNECTION}: ")
    return InstallationTrouble(UNREACHABLE.format(detail), since) if lasted and detail != error else None


def _unreported(writing: Session) -> list[UnreportedMail]:
    names = ("id", "case_id", "to_role", "subject", "status", "last_error", "attempts")
    fields: list[Any] = [getattr(Message, name) for name in names]
    wanted = (did_not_arrive() | lasts()) & col(Message.reported_at).is_(None) & ~was_made_again()
    query = select(*fields).where(wanted).order_by(col(Message.id)).with_for_update(of=Message, skip_locked=True)
    return [UnreportedMail(*row) for row in writing.execute(query)]


def _who_hears(reading: Session, mail: UnreportedMail) -> Addressee | None:
    """Return who is told of a mail: the casemanager, or operations; None for mail to operations itself."""
    if mail.role == OPERATIONS:
        return None
    case = reading.get(Case, mail.case_id) if mail.case_id else None
    manager = addressee_in_role(reading, case, CASE_MANAGER, current_day(reading)) if case else None
    if manager is None or mail.role == CASE_MANAGER or _went_to(reading, mail, manager):
        return operations()
    return manager


def _went_to(reading: Session, mail: UnreportedMail, somebody: Addressee) -> bool:
    try:
        recipient = reading.execute(
            select(col(Message.id), col(Message.recipient)).where(col(Message.id) == mail.id)
        ).one()
    except UnreadableError:
        return False
    return bool(recipient[1].casefold() == somebody.email.casefold())


def _order(to: Addressee, mail: UnreportedMail) -> tuple[str, int]:
    return to.email.casefold(), mail.id


def _queue(writing: Session, to: Addressee, mails: Iterable[UnreportedMail], roles: Mapping[str, str]) -> None:
    """Queue the mail that tells somebody which mails did not arrive."""
    listed, on = list(mails), today()
    role = OPERATIONS if to.code == OPERATIONS else CASE_MANAGER
    page = desk_page(UNDELIVERED_PART, role)
    text = undelivered_text(list(_lines(listed, roles)), greeting(to.name, to.salutation), on, page)
    about = sha256(json.dumps([[mail.id, mail.status, mail.attempts] for mail in listed]).encode())
    writing.add(
        Message(
            message_id=f"<{UNDELIVERED}.{on.isoformat()}.{about.hexdigest()[:ID_DIGITS]}@{mail_domain()}>",
            to_role=role,
            recipient=to.email,
            recipient_name=to.name,
            subject=text.subject,
            body=text.body,
        )
    )
    writing.flush()


def _lines(mails: Iterable[UnreportedMail], roles: Mapping[str, str]) -> Iterator[UndeliveredLine]:
    for mail in mails:
        outcome = outcome_in_words(mail.status, mail.error, mail.attempts)
        yield UndeliveredLine(mail.id, mail.subject, roles.get(mail.role, mail.role), outcome)
