"""A mail that was handed over without an answer may have arrived: it is sent three times at most."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from sqlmodel import Session
from support.mail_server import DROP, HANG, HANG_SECONDS, Post
from support.outbox_samples import later, queue, reread

from models.tables import REFUSED, SENT, WAITING, Case, Message
from tasks.outbox import transport
from tasks.outbox.mail_queue import PERHAPS_DELIVERED, SendRound, send_due
from tasks.outbox.undelivered import undelivered_mail, untold_refusals

HOUR = 61.0  # minutes, and a little
POSTPONED, SET_ASIDE = SendRound(postponed=1, unreachable=True), SendRound(refused=1, unreachable=True)
MakeCase = Callable[..., Case]


@pytest.fixture
def post(database_url: str, monkeypatch: pytest.MonkeyPatch, fresh: Callable[[], None]) -> Iterator[Post]:
    """Mail to a server on loopback, of which nobody waits long for an answer."""
    post = Post()
    post.receive(monkeypatch)
    monkeypatch.setattr(transport, "MAIL_ANSWER_SECONDS", HANG_SECONDS / 2)
    fresh()
    post.open()
    yield post
    post.close()


@pytest.fixture
def message(session: Session, make_case: MakeCase) -> Message:
    """Queue one mail."""
    return queue(session, make_case())


@pytest.mark.parametrize("answer", [DROP, HANG, "geen antwoord", "354 go on", "199 hm", "999 hm"])
def test_a_mail_without_an_answer_is_sent_three_times_at_most(
    session: Session, post: Post, message: Message, answer: str
) -> None:
    """Broken off, silent, or an answer that means nothing: the third time it is set aside, and never sent again."""
    post.office.data_answers = [answer] * 40
    assert [send_due(later(HOUR * hours)) for hours in range(3)] == [POSTPONED, POSTPONED, SET_ASIDE]
    assert [send_due(later(HOUR * hours)) for hours in range(3, 30)] == [SendRound()] * 27
    assert post.ids() == [message.message_id] * 3
    row = reread(session, message)
    assert (row.status, row.attempts, row.last_error) == (REFUSED, 3, PERHAPS_DELIVERED)
    assert [mail.error for mail in undelivered_mail(session)] == [PERHAPS_DELIVERED]
    assert [mail.error for mail in untold_refusals(session)] == [PERHAPS_DELIVERED]


def test_an_uncertain_mail_waits_an_hour_and_says_so(session: Session, post: Post, message: Message) -> None:
    """It is in no hurry, for it may have arrived; meanwhile its row says that this is uncertain."""
    post.office.data_answers = [DROP]
    assert send_due() == POSTPONED
    row = reread(session, message)
    assert (row.status, row.unanswered) == (WAITING, 1)
    assert row.last_error == "onzeker: geen antwoord na het versturen (SMTPServerDisconnected)"
    assert send_due(later(59)) == SendRound()
    assert send_due(later(HOUR)) == SendRound(delivered=1)
    assert reread(session, message).status == SENT


def test_uncertain_attempts_add_up_whatever_comes_between(session: Session, post: Post, message: Message) -> None:
    """No connection and 4xx between them neither count nor start the count anew."""
    office = post.office
    office.data_answers = [DROP]
    assert send_due() == POSTPONED
    post.close()
    assert send_due(later(HOUR)) == POSTPONED
    post.open()
    office.answers, office.data_answers = ["451 later"], [DROP]
    assert send_due(later(HOUR * 2)) == SendRound(postponed=1)
    assert send_due(later(HOUR * 3)) == POSTPONED
    office.data_answers = ["452 full", DROP]
    assert send_due(later(HOUR * 4)) == SendRound(postponed=1)
    assert send_due(later(HOUR * 5)) == SET_ASIDE
    row = reread(session, message)
    assert (row.attempts, row.unanswered, row.last_error) == (6, 3, PERHAPS_DELIVERED)


def test_a_connection_that_breaks_before_the_mail_is_handed_over_is_not_uncertain(
    session: Session, post: Post, message: Message
) -> None:
    """Nothing can have arrived: it is tried again as long as it takes."""
    post.office.answers = [DROP] * 10
    assert [send_due(later(HOUR * hours)) for hours in range(10)] == [POSTPONED] * 10
    row = reread(session, message)
    assert (row.status, row.attempts, row.unanswered) == (WAITING, 10, 0)
    assert row.last_error == "gesprek afgebroken: SMTPServerDisconnected"
    assert send_due(later(HOUR * 11)) == SendRound(delivered=1)


def test_a_conversation_that_was_used_before_is_not_tried_at_once_again(
    session: Session, post: Post, message: Message
) -> None:
    """A connection that breaks after the second mail was handed over: that mail is not sent twice in one round."""
    second = queue(session, session.get_one(Case, message.case_id), "herinnering")
    post.office.data_answers = ["250 OK", DROP]
    assert send_due() == SendRound(delivered=1, postponed=1, unreachable=True)
    assert post.ids() == sorted([message.message_id, second.message_id])


def test_the_answer_to_a_mail_is_waited_for_longer_than_any_other(
    session: Session, post: Post, message: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that searches a mail before it answers is not broken off, so nothing is sent twice."""
    second = queue(session, session.get_one(Case, message.case_id), "herinnering")
    monkeypatch.setattr(transport, "ANSWER_SECONDS", HANG_SECONDS / 2)
    monkeypatch.setattr(transport, "MAIL_ANSWER_SECONDS", HANG_SECONDS * 5)
    post.office.data_answers = [HANG]
    assert send_due() == SendRound(delivered=2)
    assert post.ids() == sorted([message.message_id, second.message_id])


def test_every_yes_is_a_yes(session: Session, post: Post, message: Message) -> None:
    """The first digit of an answer decides: a mail that was accepted in other words is not sent again."""
    post.office.data_answers = ["252 it will be fine"]
    assert send_due() == SendRound(delivered=1)
    assert reread(session, message).status == SENT


@pytest.mark.parametrize(("answer", "status"), [("451 4.3.0 try later", WAITING), ("554 5.6.0 no", REFUSED)])
def test_a_no_to_the_mail_itself_is_an_answer(
    session: Session, post: Post, message: Message, answer: str, status: str
) -> None:
    """4xx and 5xx after the mail was handed over say that it was not taken: nothing is uncertain."""
    post.office.data_answers = [answer]
    assert send_due() == SendRound(postponed=status == WAITING, refused=status == REFUSED)
    row = reread(session, message)
    assert (row.status, row.unanswered, row.last_error) == (status, 0, f"antwoord van de server: {answer[:9]}")


def test_an_uncertain_mail_keeps_the_others_waiting_for_one_round(
    session: Session, post: Post, message: Message
) -> None:
    """The round ends at a broken connection; the next one, within the hour, sends the others."""
    other = queue(session, session.get_one(Case, message.case_id), "herinnering")
    post.office.data_answers = [DROP]
    assert send_due() == POSTPONED
    assert send_due(later(5)) == SendRound(delivered=1)
    assert reread(session, other).sent_at is not None
    assert reread(session, message).next_attempt_at - later(0) > timedelta(minutes=50)
