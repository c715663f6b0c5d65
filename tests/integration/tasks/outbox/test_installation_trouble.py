"""What is wrong with the installation refuses no mail: all of it waits, operations is told once, and then it goes."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import Session, select
from support.mail_server import Post
from support.outbox_samples import later, queue, reread

from models.tables import REFUSED, SENT, WAITING, Case, Message
from spoorboek import clock
from tasks.outbox.mail_queue import SendRound, send_due
from tasks.outbox.mail_trouble import report_installation_trouble, report_undelivered, standing_trouble
from tasks.outbox.undelivered import undelivered_mail

MakeCase = Callable[..., Case]
OF_THE_SENDER = [
    "553 5.7.1 <kanarie@acme.example>: Sender address rejected: not owned by user spoorboek",
    "550 5.1.8 <kanarie@acme.example>: Sender address rejected: Domain not found",
    "550 5.7.60 SMTP; Client does not have permissions to send as this sender",
    "554 5.2.252 SendAsDenied; kanarie@acme.example not allowed to send as x@acme.example",
    "530 5.7.57 SMTP; Client was not authenticated to send anonymous mail during MAIL FROM",
    "530 5.7.0 Authentication required",
    "535 5.7.8 Authentication credentials invalid",
    "550 5.7.64 TenantAttribution; Relay Access Denied",
    "550 Sender verify failed",
]
OF_THE_SENDER_SAID_OF_A_RECIPIENT = [
    *OF_THE_SENDER,
    "554 5.7.1 <kanarie@acme.example>: Relay access denied",
    "550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain",
    "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org",
    "450 4.1.8 <kanarie@acme.example>: Sender address rejected: Domain not found",
]
OF_THE_MAIL = [
    "550 5.1.1 <kanarie@acme.example>: Recipient address rejected: User unknown",
    "550 5.7.1 Message rejected as spam",
    "552 5.2.2 Mailbox full",
    "553 5.1.3 The recipient address is not a valid RFC-5321 address",
    "550 5.7.1 You are not allowed to send to this group",
    "554 no thank you",
]


def queued(session: Session, make_case: MakeCase, *names: str) -> list[Message]:
    """Queue mails of one case."""
    case = make_case()
    return [queue(session, case, name) for name in names]


@pytest.mark.parametrize("answer", ["501 5.1.7 Bad sender address syntax", "550 no", "503 AUTH first", *OF_THE_SENDER])
def test_a_sender_that_is_refused_loses_no_mail(session: Session, make_case: MakeCase, post: Post, answer: str) -> None:
    """Whatever the code: the round ends, every mail waits, and all of it goes when the sender is right."""
    messages = queued(session, make_case, "een", "twee")
    post.office.sender_answers = [answer] * 2
    assert send_due() == SendRound(postponed=1, unreachable=True)
    assert send_due(later(0)).refused == 0
    rows = [reread(session, message) for message in messages]
    assert {row.status for row in rows} == {WAITING}
    assert not any("kanarie" in (row.last_error or "") for row in rows)
    assert undelivered_mail(session) == []
    post.office.sender_answers = []
    assert send_due(later(5)).delivered + send_due(later(6)).delivered == 2
    assert post.ids() == sorted(message.message_id for message in messages)


@pytest.mark.parametrize("answer", OF_THE_SENDER_SAID_OF_A_RECIPIENT)
@pytest.mark.parametrize("said_of", ["answers", "data_answers"])
def test_a_sender_that_is_refused_at_the_recipient_loses_no_mail(
    session: Session, make_case: MakeCase, post: Post, answer: str, said_of: str
) -> None:
    """Servers that answer late, or after the mail: the code and the words tell whom it is about. Others still go."""
    first, second = queued(session, make_case, "een", "twee")
    setattr(post.office, said_of, [answer])
    assert send_due() == SendRound(delivered=1, postponed=1)
    assert (reread(session, first).status, reread(session, second).status) == (WAITING, SENT)
    assert send_due(later(2)) == SendRound(delivered=1)


@pytest.mark.parametrize("answer", OF_THE_MAIL)
def test_what_is_about_the_recipient_is_still_refused(
    session: Session, make_case: MakeCase, post: Post, answer: str
) -> None:
    """Words and codes about a recipient or a mail are no trouble of the installation."""
    (message,) = queued(session, make_case, "een")
    post.office.answers = [answer]
    assert send_due() == SendRound(refused=1)
    assert reread(session, message).status == REFUSED
    assert standing_trouble(session) is None


def test_a_mail_too_big_for_the_server_is_refused_alone(session: Session, make_case: MakeCase, post: Post) -> None:
    """The size is told at MAIL FROM, so it is refused there; that is about this mail. Source: RFC 1870, section 6."""
    messages = queued(session, make_case, "een", "twee")
    post.office.sender_answers = ["552 5.3.4 Message size exceeds fixed limit"]
    assert send_due() == SendRound(delivered=1, refused=1)
    assert [reread(session, message).status for message in messages] == [REFUSED, SENT]


def test_operations_is_told_once_and_nobody_of_a_mail(session: Session, make_case: MakeCase, post: Post) -> None:
    """The mail that tells waits with the others; told again only when another trouble comes. No casemanager hears."""
    queued(session, make_case, "een", "twee")
    post.office.sender_answers = ["553 5.7.1 not owned"] * 3
    send_due()
    trouble, is_new = report_installation_trouble()
    assert trouble is not None
    assert is_new
    assert trouble.reason.startswith("de mailserver weigert de afzender (553 5.7.1); controleer SPOORBOEK_MAIL_FROM")
    assert report_undelivered() == []
    send_due(later(2))
    assert report_installation_trouble() == (trouble, False)
    told = session.exec(select(Message).where(Message.case_id == None)).all()  # noqa: E711
    assert [mail.to_role for mail in told] == ["operatie"]
    assert "Geen enkele mail is geweigerd of weg." in told[0].body
    post.office.sender_answers = []
    send_due(later(10))
    assert send_due(later(10)).refused == 0
    assert standing_trouble(session) is None
    assert len(post.ids()) == 3


def test_after_the_trouble_nothing_waits_for_its_own_pause(session: Session, make_case: MakeCase, post: Post) -> None:
    """Mails that were tried in the meantime have long pauses; the first that goes sets the others free."""
    messages = queued(session, make_case, "een", "twee", "drie")
    post.close()
    for minutes in range(0, 600, 61):
        send_due(later(minutes))
    post.open()
    assert send_due(later(672)).delivered >= 1
    send_due(later(672))
    assert {reread(session, message).status for message in messages} == {SENT}


@pytest.mark.parametrize(
    ("error", "hours", "said"),
    [
        ("geen verbinding: 535 5.7.8", 0, "inloggen bij de mailserver lukt niet (535 5.7.8)"),
        ("geen verbinding: SSLCertVerificationError", 0, "geen beveiligde verbinding"),
        ("geen verbinding: SMTPNotSupportedError", 0, "kent geen STARTTLS"),
        ("geen verbinding: 554 5.7.1", 0, "weigert de verbinding (554 5.7.1)"),
        ("geen verbinding: ConnectionRefusedError", 0, None),
        ("geen verbinding: ConnectionRefusedError", 2, "niet te bereiken (ConnectionRefusedError)"),
        ("geen verbinding: 421 4.3.2", 0, None),
        ("afzender geweigerd: 451 4.1.8", 0, None),
        ("afzender geweigerd: 451 4.1.8", 2, "weigert de afzender (451 4.1.8)"),
        ("antwoord van de server: 451 4.7.1", 100, None),
        ("onzeker: het versturen brak af", 100, None),
        ("de map voor mail is niet te beschrijven (PermissionError)", 0, "map voor mail is niet te beschrijven"),
    ],
)
def test_each_trouble_has_its_words_and_what_may_pass_has_an_hour(
    session: Session, make_case: MakeCase, error: str, hours: int, said: str | None
) -> None:
    """Settings are told at once; a server that is away, or says not now, after an hour; what is about a mail, never."""
    (message,) = queued(session, make_case, "een")
    message.last_error, message.failing_since = error, clock.now() - timedelta(hours=hours)
    session.add(message)
    session.commit()
    trouble = standing_trouble(session)
    assert (trouble is None) == (said is None)
    assert trouble is None or (said is not None and said in trouble.reason)
