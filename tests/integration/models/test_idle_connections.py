"""A database that ends whoever says nothing for a second: locks, transactions, wakes and mail outlive it."""

import time
from collections.abc import Callable
from contextlib import suppress

import pytest
from sqlalchemy import make_url, text
from sqlmodel import Session, select
from support.mail_server import Post
from support.outbox_samples import queue

from models.case_lookup import find_case
from models.connection import LockLostError, advisory_lock, case_engine, is_locked, session, try_lock
from models.record import append_event, load_record
from models.tables import SENT, Case, Message
from tasks.outbox.mail_queue import send_due

IMPATIENT = ("idle_in_transaction_session_timeout = '1s'", "idle_session_timeout = '1s'", "transaction_timeout = '1s'")
SILENCE = 1.6  # seconds, longer than the database has patience for


@pytest.fixture(params=IMPATIENT)
def impatient(
    request: pytest.FixtureRequest,
    make_case: Callable[..., Case],
    as_owner: Callable[[str], None],
    database_url: str,
    fresh: Callable[[], None],
) -> Case:
    """Open a case, and let its database end idle connections after a second, in one of the ways it can."""
    case = make_case()
    as_owner(f'alter database "{make_url(database_url).database}" set {request.param}')
    fresh()
    with case_engine().connect() as connection:
        assert connection.execute(text(f"show {request.param.split()[0]}")).scalar() is not None
    return case


def test_a_lock_outlives_a_silent_wake(impatient: Case) -> None:
    """While a document is made nothing is said on the connection that holds the lock; it holds."""
    with advisory_lock(impatient.number) as check, try_lock("wekken") as free:
        assert free
        time.sleep(SILENCE)
        check()
        assert is_locked(impatient.number)
        assert is_locked("wekken")
    assert not is_locked(impatient.number)


@pytest.mark.parametrize("impatient", IMPATIENT[:2], indirect=True)
def test_a_transaction_outlives_what_is_made_in_it(impatient: Case) -> None:
    """Between two statements lies the making of a document; both are kept, and the pool serves the next one."""
    with session() as writing:
        case = find_case(writing, impatient.number)
        append_event(writing, case, "advised", case.opened_at.date(), {"track": 1}, "operator-1")
        time.sleep(SILENCE)
        append_event(writing, case, "advised", case.opened_at.date(), {"track": 2}, "operator-1")
    time.sleep(SILENCE)
    with session() as reading:
        assert len(load_record(reading, find_case(reading, impatient.number)).events) == 3


@pytest.mark.parametrize("impatient", IMPATIENT[:2], indirect=True)
def test_a_slow_mail_server_gets_a_mail_once(
    impatient: Case, session: Session, monkeypatch: pytest.MonkeyPatch, fresh: Callable[[], None]
) -> None:
    """No transaction is open while a server takes its time: what it took in is noted, and not sent again."""
    post = Post()
    post.office.slow = SILENCE
    message = queue(session, impatient)
    post.receive(monkeypatch)
    fresh()
    post.open()
    try:
        assert send_due().delivered == 1
        assert send_due().delivered == 0
    finally:
        post.close()
    assert post.ids() == [message.message_id]
    with Session(case_engine()) as reading:
        assert reading.exec(select(Message.status)).all() == [SENT]


@pytest.mark.parametrize("limit", IMPATIENT[::2])
def test_a_lock_that_was_lost_to_idling_is_told_as_lost(make_case: Callable[..., Case], limit: str) -> None:
    """However the server ended it, such as between two servers where no setting of ours holds: it is not any error."""
    with pytest.raises(LockLostError, match="viel weg tijdens de wekbeurt"):
        idle_too_long(make_case().number, limit)


def idle_too_long(number: str, limit: str) -> None:
    """Take the lock of a case, lose our own patience, and ask for the lock after it was ended."""
    with advisory_lock(number) as check:
        ours = check.args[0]  # type: ignore[attr-defined]
        ours.execute(text(f"set local {limit}"))
        time.sleep(SILENCE)
        check()


def test_losing_a_lock_at_the_end_of_a_wake_is_no_error(make_case: Callable[..., Case]) -> None:
    """What the wake had to do is done and its run sleeps: that its connection is gone must not fail it."""
    number = make_case().number
    with advisory_lock(number), try_lock("wekken"):
        end_all_connections()
    assert not is_locked(number)


def test_an_error_of_the_wake_itself_is_told_whatever_became_of_its_lock(make_case: Callable[..., Case]) -> None:
    """A lost lock hides no other error."""
    with pytest.raises(RuntimeError, match="the wake failed"):
        fail_without_lock(make_case().number)


def fail_without_lock(number: str) -> None:
    """Lose the lock of a case, and then fail."""
    with advisory_lock(number):
        end_all_connections()
        raise RuntimeError("the wake failed")


def end_all_connections() -> None:
    """End every other connection to this database, as a database that restarts does."""
    ending = "select pg_terminate_backend(pid, 20000) from pg_stat_activity where datname = current_database()"
    with suppress(Exception), Session(case_engine()) as other:
        other.execute(text(f"{ending} and pid <> pg_backend_pid()"))
