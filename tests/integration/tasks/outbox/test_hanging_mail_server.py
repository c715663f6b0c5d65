"""A mail server that hangs, drips or breaks off holds up nothing: no wake, no transaction, no other mail for long."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text
from sqlmodel import Session
from support.hostile.hanging_server import HangingServer, hanging_server
from support.mail_server import Post
from support.outbox_samples import later, queue, reread

from models.connection import advisory_lock
from models.connection import session as new_session
from models.tables import SENT, WAITING, Case
from tasks.outbox import mail_queue, transport
from tasks.outbox.due_mail import SENDER_DIED
from tasks.outbox.mail_queue import SendRound, send_due, send_due_of_case

MakeCase = Callable[..., Case]
PLACES = ("connect", "EHLO", "MAIL", "RCPT", "DATA", "mail")
LIMIT = 0.6
PATIENCE = 8.0  # for a greeting, a mail and a goodbye; the machine of the tests is shared
POSTPONED = SendRound(postponed=1, unreachable=True)
OPEN_TRANSACTIONS = text(
    "select count(*) from pg_stat_activity where state like 'idle in transaction%' and pid <> pg_backend_pid()"
)
PostTo = Callable[[int], None]


@pytest.fixture
def post_to(database_url: str, monkeypatch: pytest.MonkeyPatch, fresh: Callable[[], None]) -> PostTo:
    """Return a way to set that mail goes to a port of this machine; nobody waits long for an answer."""
    for name in ("ANSWER_SECONDS", "MAIL_ANSWER_SECONDS", "GREETING_SECONDS", "MAIL_SECONDS", "GOODBYE_SECONDS"):
        monkeypatch.setattr(transport, name, LIMIT)

    def post(port: int) -> None:
        monkeypatch.setenv("SPOORBOEK_SMTP_HOST", "127.0.0.1")
        monkeypatch.setenv("SPOORBOEK_SMTP_PORT", str(port))
        monkeypatch.setenv("SPOORBOEK_SMTP_STARTTLS", "false")
        fresh()

    return post


@pytest.mark.parametrize("where", PLACES)
@pytest.mark.parametrize("what", ["hang", "drip", "drop"])
def test_a_round_ends_in_time_and_the_others_go_through_a_working_server(
    session: Session, make_case: MakeCase, post_to: PostTo, where: str, what: str
) -> None:
    """Wherever the server stops: the round ends, the mail waits; only one that was taken in may have arrived."""
    case, post = make_case(), Post()
    first, second = queue(session, case, "een"), queue(session, case, "twee")
    with hanging_server(where, what) as server:
        post_to(server.port)
        began = time.monotonic()
        assert send_due() == POSTPONED
        assert time.monotonic() - began < PATIENCE
    row = reread(session, first)
    assert (row.status, row.attempts, row.unanswered) == (WAITING, 1, int(where == "mail"))
    assert reread(session, second).attempts == 0
    post_to(post.port)
    post.open()
    assert send_due() == SendRound(delivered=1)
    assert send_due(later(61)) == SendRound(delivered=1)
    post.close()
    assert post.ids() == sorted([first.message_id, second.message_id])


@pytest.mark.parametrize("what", ["hang", "drip", "drop"])
def test_a_server_that_never_says_goodbye_has_taken_the_mail(
    session: Session, make_case: MakeCase, post_to: PostTo, what: str
) -> None:
    """What was accepted is sent, whatever becomes of QUIT."""
    message = queue(session, make_case())
    with hanging_server("QUIT", what) as server:
        post_to(server.port)
        assert send_due() == SendRound(delivered=1)
        assert server.taken == 1
    assert reread(session, message).status == SENT


def test_nothing_is_locked_while_a_server_hangs(
    session: Session, make_case: MakeCase, post_to: PostTo, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No transaction is open, the row and the case are free, a wake goes on, and another round takes nothing twice."""
    case = make_case()
    message = queue(session, case)
    for name in ("MAIL_ANSWER_SECONDS", "MAIL_SECONDS"):
        monkeypatch.setattr(transport, name, 10.0)
    with hanging_server("mail", "hang") as server, ThreadPoolExecutor(1) as pool:
        post_to(server.port)
        sending = pool.submit(send_due)
        await_asked(server)
        with new_session() as other:
            row = other.connection().execute(text("select status from message for update nowait")).scalar_one()
            assert (row, other.connection().execute(OPEN_TRANSACTIONS).scalar_one()) == (WAITING, 0)
        with advisory_lock(case.number, wait_seconds=1):
            assert send_due_of_case(case.number) == SendRound()
        assert send_due() == SendRound()
        assert not sending.done()
        server.close()
        assert sending.result() == POSTPONED
    assert (reread(session, message).unanswered, server.taken) == (1, 1)


def test_a_sender_that_dies_counts_as_without_an_answer(session: Session, make_case: MakeCase, post_to: PostTo) -> None:
    """Killed after it handed the mail over: the mail says so, waits a while, and is sent three times at most in all."""
    message = queue(session, make_case())
    with hanging_server("mail", "hang") as server:
        post_to(server.port)
        child = subprocess.Popen([sys.executable, "-c", "from tasks.outbox.mail_queue import send_due; send_due()"])
        await_asked(server)
        child.send_signal(signal.SIGKILL)
        child.wait()
    row = reread(session, message)
    assert (row.status, row.attempts, row.unanswered, row.last_error) == (WAITING, 1, 1, SENDER_DIED)
    with hanging_server("mail", "drop") as server:
        post_to(server.port)
        assert send_due(later(10)) == SendRound()
        assert send_due(later(16)) == POSTPONED
        assert send_due(later(80)) == SendRound(refused=1, unreachable=True)
        assert [send_due(later(150 + 61 * hours)) for hours in range(30)] == [SendRound()] * 30
        assert server.taken == 2


def test_a_round_has_an_end(
    session: Session, make_case: MakeCase, post_to: PostTo, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A round takes no mail after its time; the next one goes on where it stopped."""
    case, post = make_case(), Post()
    for number in range(5):
        queue(session, case, str(number))
    post_to(post.port)
    for name in ("MAIL_ANSWER_SECONDS", "MAIL_SECONDS"):
        monkeypatch.setattr(transport, name, 10.0)
    post.office.slow = 0.3
    post.open()
    monkeypatch.setattr(mail_queue, "ROUND_SECONDS", 0.4)
    first = send_due()
    assert 1 <= first.delivered < 5
    monkeypatch.setattr(mail_queue, "ROUND_SECONDS", 60.0)
    assert send_due() == SendRound(delivered=5 - first.delivered)
    post.close()
    assert len(set(post.ids())) == len(post.ids()) == 5


def await_asked(server: HangingServer) -> None:
    """Wait until a conversation came to the place where the server stops."""
    end = time.monotonic() + 60
    while not server.asked:
        assert time.monotonic() < end
        time.sleep(0.02)
