"""What waits longest: wakes, reports, new cases and mails, and what is told in another way and so does not count."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlmodel import Session, select

from models.record import append_event
from models.standing_work import StandingWork, oldest_standing_work
from models.tables import CLOSED, GATHERED, REFUSED, WAITING, Case, DigestLine, Message
from models.virtual_calendar import set_virtual_day
from models.wake_basis import store_basis
from models.wake_trouble import note_failure
from spoorboek import clock

NOW = clock.wake_moment(clock.today()) + timedelta(hours=5)
DAY = timedelta(days=1)


@pytest.fixture
def asleep(session: Session, make_case: Callable[..., Case]) -> Case:
    """Open a case that woke, has a run, and sleeps until tomorrow."""
    case = make_case()
    case.flow_run_id, case.next_wake = uuid4(), NOW.date() + DAY
    store_basis(session, case, case.version, case.effects, "huis", NOW.date())
    session.flush()
    return case


def message(session: Session, **values: object) -> None:
    """Put a mail about no case in the outbox."""
    session.add(
        Message(
            message_id=f"<{uuid4()}@localhost>",
            to_role="operatie",
            recipient="operatie@localhost",
            recipient_name="Operatie",
            subject="Een onderwerp",
            body="Tekst",
            **values,
        )
    )
    session.flush()


def test_a_case_that_sleeps_waits_for_nothing(session: Session, asleep: Case) -> None:
    """Its day has not come; nor before seven in the morning of that day."""
    assert oldest_standing_work(session, NOW) == StandingWork()
    asleep.next_wake = NOW.date()
    session.flush()
    assert oldest_standing_work(session, clock.wake_moment(NOW.date()) - timedelta(seconds=1)).wake is None
    assert oldest_standing_work(session, NOW).wake == clock.wake_moment(NOW.date())


def test_the_oldest_wake_counts(session: Session, asleep: Case) -> None:
    """It waits since seven in the morning of its day; a case that fails or is closed does not count."""
    asleep.next_wake = NOW.date() - 3 * DAY
    session.flush()
    assert oldest_standing_work(session, NOW).wake == clock.wake_moment(NOW.date() - 3 * DAY)
    note_failure(session, asleep, "Niet gelukt")
    assert oldest_standing_work(session, NOW) == StandingWork()


def test_a_closed_case_waits_for_nothing(session: Session, asleep: Case) -> None:
    """Whatever day it holds."""
    asleep.next_wake, asleep.status = NOW.date() - DAY, CLOSED
    session.flush()
    assert oldest_standing_work(session, NOW) == StandingWork()


def test_a_report_waits_for_its_wake(session: Session, asleep: Case) -> None:
    """Since it was recorded; the reports before the last wake do not count."""
    event = append_event(session, asleep, "recovered", NOW.date(), {"from": NOW.date().isoformat()}, "operator-1")
    session.flush()
    assert oldest_standing_work(session, NOW).report == event.recorded_at
    store_basis(session, asleep, asleep.version, asleep.effects, "huis", NOW.date())
    assert oldest_standing_work(session, NOW).report is None


def test_a_new_case_waits_for_its_first_wake(session: Session, make_case: Callable[..., Case]) -> None:
    """Since it was opened, as long as it has no run."""
    case = make_case()
    assert oldest_standing_work(session, NOW).report == case.opened_at


def test_mail_waits_since_it_was_due(session: Session) -> None:
    """The oldest that is due and that waits; not one that is due later, nor one that was refused."""
    message(session, status=REFUSED, next_attempt_at=NOW - 3 * DAY)
    message(session, status=WAITING, next_attempt_at=NOW + DAY)
    assert oldest_standing_work(session, NOW).mail is None
    message(session, status=WAITING, next_attempt_at=NOW - DAY)
    assert oldest_standing_work(session, NOW).mail == NOW - DAY


def test_mail_that_is_gathered_waits_from_when_that_ends(session: Session, asleep: Case) -> None:
    """For half an hour it waits for others, which is no trouble; a mail that is settled waits since it was due."""
    message(session, status=WAITING, case_id=asleep.id, next_attempt_at=NOW)
    (mail,) = session.exec(select(Message)).all()
    line = DigestLine(mail_id=mail.id, case_id=asleep.id, on_day=NOW.date(), urgency=0, ask="Doe het.", text="Stap")
    session.add(line)
    session.flush()
    assert oldest_standing_work(session, NOW + GATHERED - timedelta(minutes=1)).mail is None
    assert oldest_standing_work(session, NOW + GATHERED).mail == NOW + GATHERED
    line.goes_as = mail.message_id
    session.flush()
    assert oldest_standing_work(session, NOW).mail == NOW


def test_nobody_waits_for_the_clock_in_a_time_lapse(session: Session, asleep: Case) -> None:
    """The days of the record are virtual there."""
    asleep.next_wake = NOW.date() - DAY
    session.flush()
    set_virtual_day(session, NOW.date())
    assert oldest_standing_work(session, NOW) == StandingWork()
