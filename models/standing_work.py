"""The oldest work that waits: a wake that is due, a report that was not computed, a mail that is not sent."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Select, case, func, select
from sqlmodel import Session, col

from models.tables import (
    GATHERED,
    OPEN,
    WAITING,
    Case,
    CaseEffect,
    CaseEvent,
    DigestLine,
    Message,
    WakeBasis,
    WakeTrouble,
)
from models.virtual_calendar import virtual_day
from spoorboek.clock import AMSTERDAM, wake_moment


class StandingWork(NamedTuple):
    """Since when the oldest of each waits; None when none does.

    `wake`: a wake that is due; `report`: a report, or a new case, for which nobody woke; `mail`: a mail that is due and
    that no sender takes; `refused_mail`: a mail that was tried and is not taken.
    """

    wake: datetime | None = None
    report: datetime | None = None
    mail: datetime | None = None
    refused_mail: datetime | None = None


def oldest_standing_work(reading: Session, now: datetime) -> StandingWork:
    """Return what waits longest. A case whose wake fails is left out, for it is told by itself.

    In a time-lapse nobody waits for the clock: there only the mail counts.
    """
    mail, refused = _oldest(reading, _due_mail(now)), _oldest(reading, _refused_mail())
    if virtual_day(reading) is not None:
        return StandingWork(mail=mail, refused_mail=refused)
    reported = [found for query in (_unread_reports(), _new_cases()) if (found := _oldest(reading, query))]
    return StandingWork(_oldest_wake(reading, now), min(reported, default=None), mail, refused)


def _oldest_wake(reading: Session, now: datetime) -> datetime | None:
    due = _of_cases(func.min(Case.next_wake)).where(col(Case.next_wake) <= now.astimezone(AMSTERDAM).date())
    day = reading.execute(due).scalar_one()
    return moment if day and (moment := wake_moment(day)) <= now else None


def _unread_reports() -> Select[Any]:
    """Find the oldest report made after what the next wake of its case was computed from."""
    query = _of_cases(func.min(CaseEvent.recorded_at)).join(WakeBasis, col(WakeBasis.case_id) == Case.id)
    query = query.join(CaseEvent, col(CaseEvent.case_id) == Case.id)
    return query.where(col(Case.version) > WakeBasis.version, col(CaseEvent.seq) > WakeBasis.version)


def _new_cases() -> Select[Any]:
    return _of_cases(func.min(Case.opened_at)).where(col(Case.flow_run_id).is_(None))


def _of_cases(oldest: Any) -> Select[Any]:
    """Ask something of the open cases, but not of those whose wake fails."""
    failing = select(col(WakeTrouble.case_id))
    return select(oldest).select_from(Case).where(col(Case.status) == OPEN, col(Case.id).not_in(failing))


def _due_mail(now: datetime) -> Select[Any]:
    """Find the oldest mail that is due; one that waits for others counts from when it waits no longer."""
    waits_for_others = col(DigestLine.id).is_not(None) & col(DigestLine.goes_as).is_(None)
    due = col(Message.next_attempt_at) + case((waits_for_others, GATHERED), else_=timedelta())
    found = select(func.min(due)).outerjoin_from(Message, DigestLine, col(DigestLine.mail_id) == col(Message.id))
    return found.where(col(Message.status) == WAITING, due <= now)


def _refused_mail() -> Select[Any]:
    """Find the oldest effect whose mail was tried; mail about no case has none, and is tried with the others."""
    made = select(func.min(CaseEffect.recorded_at)).join(Message, col(Message.effect_id) == CaseEffect.id)
    return made.where(col(Message.status) == WAITING, col(Message.attempts) > 0)


def _oldest(reading: Session, query: Select[Any]) -> datetime | None:
    found: datetime | None = reading.execute(query).scalar_one()
    return found
