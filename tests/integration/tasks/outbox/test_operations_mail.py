"""Mail about the installation itself: queued without a case, once a day for each subject, sent as any other."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlmodel import Session, col, select
from support import outbox_samples
from support.hostile.ledger_attack import Attack

from flows.upkeep.send_mail import refusal_line
from models.tables import SENT, Case, Message
from models.tables.outgoing import REFUSED
from spoorboek.settings import settings
from tasks.outbox.compose import compose_mail
from tasks.outbox.mail_queue import SendRound, send_due
from tasks.outbox.operations_mail import MOST_A_DAY, queue_operations_mail
from tasks.outbox.undelivered import undelivered_mail, untold_refusals
from templates.operations_texts import refused_run_text

TODAY, TOMORROW = date(2026, 11, 29), date(2026, 11, 30)
TEXT = refused_run_text("vreemd", "Deze deployment is niet van Spoorboek.", "run-1", TODAY)


def queue(session: Session, *subject: str, kind: str = "geweigerd", on: date = TODAY) -> bool:
    """Queue a mail to operations and commit."""
    queued = queue_operations_mail(session, kind, subject, TEXT, on)
    session.commit()
    return queued


def queued(session: Session) -> list[Message]:
    """List the mails of the outbox, in order."""
    session.expire_all()
    return list(session.exec(select(Message).order_by(col(Message.id))))


def test_one_a_day_for_each_subject(session: Session) -> None:
    """The same subject the same day is queued once; another subject, kind or day is another mail."""
    assert queue(session, "a", "x:y")
    assert not queue(session, "a", "x:y")
    assert queue(session, "a", "x:z")
    assert queue(session, "a", "x:y", kind="anker")
    assert queue(session, "a", "x:y", on=TOMORROW)
    assert queue(session, "ax:y")
    assert len({message.message_id for message in queued(session)}) == 5


def test_no_more_than_ten_of_a_kind_a_day(session: Session) -> None:
    """Whatever somebody invents, operations keeps a mailbox it can read; another kind is not held up by it."""
    assert [queue(session, str(number)) for number in range(MOST_A_DAY + 5)].count(True) == MOST_A_DAY
    assert not queue(session, "nog een")
    assert queue(session, "nog een", kind="anker")
    assert queue(session, "nog een", on=TOMORROW)


def test_what_the_transaction_held_before_is_kept_when_it_was_queued_already(session: Session) -> None:
    """A mail that is there is no error of the transaction that asks for it."""
    queue(session, "a")
    queue_operations_mail(session, "anker", ("b",), TEXT, TODAY)
    assert not queue(session, "a")
    assert len(queued(session)) == 2


def test_it_is_sent_to_the_operations_mailbox(
    session: Session, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    """As any other mail of the outbox: to the address of the settings, with text and no attachment."""
    monkeypatch.setattr(settings(), "home", tmp_path)
    queue(session, "a")
    assert send_due().delivered == 1
    assert [message.status for message in queued(session)] == [SENT]
    (file,) = settings().mail_folder.iterdir()
    assert file.name.startswith("geweigerd.2026-11-29.")
    assert f"To: Operatie <{settings().operations_mail}>" in file.read_text()


def test_its_date_does_not_move_when_it_is_tried_again(session: Session) -> None:
    """It is of when it was written, however often it was tried, and is the same mail each time."""
    queue(session, "a")
    (message,) = queued(session)
    first = compose_mail(session, message).as_bytes()
    message.next_attempt_at += timedelta(hours=3)
    session.commit()
    (message,) = queued(session)
    assert compose_mail(session, message).as_bytes() == first


def test_one_that_is_refused_is_told_without_a_case(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """An address that cannot be used: the mail is set aside, and the round says whose it was."""
    monkeypatch.setattr(settings(), "operations_mail", "geen adres")
    queue(session, "a")
    assert send_due().refused == 1
    assert [message.status for message in queued(session)] == [REFUSED]
    (told,) = untold_refusals(session)
    assert told.number is None
    assert refusal_line(told) == "Spoorboek, mail aan operatie: Het e-mailadres is niet bruikbaar"
    assert [each.number for each in undelivered_mail(session)] == [None]


def test_it_goes_whatever_became_of_other_mail(
    session: Session, make_case: Callable[..., Case], monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    """Mail of cases that was sent, and earlier mail to operations that was refused, is no reason to hold it back."""
    monkeypatch.setattr(settings(), "home", tmp_path)
    outbox_samples.queue(session, make_case())
    assert send_due() == SendRound(delivered=1)
    with monkeypatch.context() as patch:
        patch.setattr(settings(), "operations_mail", "geen adres")
        queue(session, "a")
    assert send_due() == SendRound(refused=1)
    queue(session, "b")
    queue(session, "c")
    assert send_due() == SendRound(delivered=2)
    assert [message.status for message in queued(session)] == [SENT, REFUSED, SENT, SENT]


def test_one_that_was_sent_is_not_sent_again(
    session: Session, attack: Attack, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    """Set back to waiting behind the product's back, it stays: the ledger of the house knows it went."""
    monkeypatch.setattr(settings(), "home", tmp_path)
    queue(session, "a")
    assert send_due() == SendRound(delivered=1)
    attack("update message set status = 'wacht'")
    queue(session, "b")
    assert send_due() == SendRound(delivered=1, refused=1)
    assert [message.status for message in queued(session)] == [REFUSED, SENT]


@pytest.mark.parametrize(
    "name", ["vreemd\r\nBcc: x@y.nl", "<script>", "=?utf-8?q?x?=", "a" * 500, "\x00", "\ud800", ""]
)
def test_a_name_somebody_chose_is_plain_letters(name: str) -> None:
    """What another wrote is shown, and does nothing: no header, no markup, no flood."""
    text = refused_run_text(name, "Reden.", "run-1", TODAY)
    assert text.subject == "Spoorboek · een run is geweigerd"
    assert "\r" not in text.body
    assert not set("<>=@\x00\ud800") & set(text.body)
    assert max(map(len, text.body.splitlines())) <= 100
    text.body.encode()
