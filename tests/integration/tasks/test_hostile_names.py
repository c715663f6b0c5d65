"""A name, address, subject or file name that tries to be more than text puts nothing into a mail."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlmodel import Session
from support.examples import at_most
from support.mail_server import Post
from support.outbox_samples import PDF, SAID, TO, queue, reread

from models.addressees import Addressee
from models.tables import REFUSED, Case
from spoorboek.errors import PlatformError
from tasks.outbox import compose
from tasks.outbox.compose import UnusableAddress
from tasks.outbox.mail_queue import SendRound, send_due

MakeCase = Callable[..., Case]
HEADERS = {
    "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type", "X-Peer",
    "X-MailFrom", "X-RcptTo",
}  # fmt: skip
ENCODED = (
    "=?utf-8?q?Kim=0D=0ABcc:_kanarie=40acme.example=0D=0A=0D=0Akanarie?=",
    "Kim =?utf-8?b?S2ltDQpCY2M6IGthbmFyaWVAYWNtZS5leGFtcGxl?= de Boer",
    "Kim, =?UTF-8?Q?=0AX-Kanarie:_1?=",
    "=?us-ascii?q?a=2C_kanarie=40acme.example=2C?=",
    "=?utf-8?q?",
)
SIGNS = ("\n", "\r\nBcc: kanarie@acme.example", "\x00", "\x0b", "\x1b[31m", "\x7f", "\x85", "\u2028", "\u2029",
         "\u202e", "\u2066", "\u200b", "\u00ad", "\ufeff", "\u3164", "\u2800")  # fmt: skip
STORED = [*ENCODED, *(sign for sign in SIGNS if sign != "\x00")]  # PostgreSQL takes no NUL in a text
HOSTILE = (*ENCODED, *(f"Kim{sign} de Boer" for sign in SIGNS))
ODD = (
    "Kim <kanarie@acme.example>", 'Kim "de" Boer', "kanarie@acme.example, Kim", "Kim; kanarie@acme.example",
    "Kim (kim)", "kanarie@acme.example", "Łukasz Żółć", "Nguyễn Đặng", "[red]Kim[/red]", "{{ 7*7 }}", "a" * 200,
    "To: kanarie", ",", "Kim: kanarie@acme.example;", "?=", "=", "\\",
)  # fmt: skip


def arrived(post: Post, name: str) -> None:
    """Check the one mail that arrived: one recipient with this name, our headers, our body, our attachment."""
    (mail,) = post.office.mails
    (to,) = mail["To"].addresses
    assert (to.addr_spec, to.display_name) == (TO.email, name)
    assert set(mail.keys()) <= HEADERS
    assert len(mail.keys()) == len(set(mail.keys()))
    assert mail["Subject"] == SAID.subject
    body = mail.get_body()
    assert body is not None
    assert body.get_content().splitlines() == SAID.body.splitlines()
    (attachment,) = mail.iter_attachments()
    assert attachment.get_content() == PDF
    assert "acme.example" not in str(mail["X-RcptTo"] or "").replace(TO.email, "")


@pytest.mark.parametrize("name", HOSTILE, ids=ascii)
def test_a_name_that_is_no_text_sends_nothing(session: Session, make_case: MakeCase, post: Post, name: str) -> None:
    """An older row with such a name is set aside with a reason that does not quote it; nothing reaches the server."""
    message = queue(session, make_case(), to=Addressee(name, TO.email, "c-1"))
    assert send_due() == SendRound(refused=1)
    row = reread(session, message)
    assert (row.status, row.last_error) == (REFUSED, compose.UNUSABLE_NAME)
    assert post.office.mails == []


@pytest.mark.parametrize("name", ODD, ids=ascii)
def test_an_odd_name_arrives_as_it_is(session: Session, make_case: MakeCase, post: Post, name: str) -> None:
    """Signs that mean something in a header are only text in a name: one recipient, our headers, our body."""
    queue(session, make_case(), to=Addressee(name, TO.email, "c-1"))
    assert send_due() == SendRound(delivered=1)
    arrived(post, name)


@pytest.mark.parametrize("place", ["subject", pytest.param("recipient", marks=pytest.mark.drill)])
@pytest.mark.parametrize("harm", STORED, ids=ascii)
def test_a_subject_or_address_that_is_no_text_sends_nothing(
    session: Session, make_case: MakeCase, post: Post, place: str, harm: str
) -> None:
    """The subject and the address of a row are held to the same."""
    message = queue(session, make_case())
    setattr(message, place, harm + getattr(message, place))
    session.add(message)
    session.commit()
    assert send_due() == SendRound(refused=1)
    assert post.office.mails == []


@pytest.mark.parametrize("harm", STORED, ids=ascii)
def test_a_file_name_that_is_no_text_sends_nothing(
    session: Session, make_case: MakeCase, post: Post, harm: str
) -> None:
    """The name of an attachment is a parameter of a header, and held to the same."""
    message = queue(session, make_case())
    session.connection().execute(
        text("update document set file_name = :name where id = :id"), {"name": harm, "id": message.document_ids[0]}
    )
    session.commit()
    assert send_due() == SendRound(refused=1)
    assert post.office.mails == []


@pytest.mark.parametrize("name", ["SPOORBOEK_MAIL_FROM", "SPOORBOEK_OPERATIONS_MAIL", "SPOORBOEK_SMTP_USER"])
@pytest.mark.parametrize("harm", [*ENCODED, "\n", "\u202e"], ids=ascii)
def test_a_setting_that_is_no_text_is_refused(
    monkeypatch: pytest.MonkeyPatch, fresh: Callable[[], None], name: str, harm: str
) -> None:
    """Sender and operations are settings; one message names the variable, and never its value."""
    from spoorboek.settings import settings as read

    monkeypatch.setenv(name, f"kanarie{harm}@acme.example")
    fresh()
    with pytest.raises(PlatformError, match=f"De instelling {name} klopt niet: verwacht tekst zonder") as refused:
        read()
    assert "kanarie" not in str(refused.value)


@given(st.text(max_size=60))
@settings(max_examples=at_most(1000))
def test_a_name_is_refused_or_stays_a_name(name: str) -> None:
    """Whatever the name: one address comes out of the header that is written, or the mail is not made."""
    from email import message_from_bytes, policy
    from email.message import EmailMessage

    mail = EmailMessage(policy=policy.SMTP)
    try:
        mail["To"] = compose.mail_address(name, TO.email)
    except UnusableAddress:
        return
    mail["Subject"] = "x"
    read = message_from_bytes(mail.as_bytes(), policy=policy.default)
    assert read.keys() == ["To", "Subject"]
    assert [each.addr_spec for each in read["To"].addresses] == [TO.email]
