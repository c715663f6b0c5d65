"""The outbox on a real database and a real mail server: every mail arrives once, and what does not is visible."""

import email
import ssl
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from sqlmodel import Session
from support.mail_server import Office, free_port
from support.outbox_samples import PDF, SAID, TO, later, queue, reread

from models.addressees import Addressee
from models.record import open_case
from models.tables import REFUSED, SENT, WAITING, Case, Employee, Employer
from spoorboek import clock
from spoorboek.demo.bureau.certificate import certificate
from tasks.outbox.compose import compose_mail
from tasks.outbox.due_mail import pause_after
from tasks.outbox.mail_queue import SendRound, send_due, send_due_of_case
from tasks.outbox.transport import open_transport, tls_context
from tasks.outbox.undelivered import undelivered_mail


def log_in(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
    """Know one user."""
    known = (data.login, data.password) == (b"spoorboek", b"geheim")
    return AuthResult(success=known, handled=known)


@pytest.fixture
def office() -> Office:
    """Return a post office that is not open yet."""
    return Office()


@pytest.fixture
def opened(
    office: Office, tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch, fresh: Callable[[], None]
) -> Iterator[Controller]:
    """Point the settings to a server with STARTTLS and login; `start()` opens it, the test's end closes it."""
    controller = Controller(
        office, "127.0.0.1", free_port(), tls_context=certificate(tmp_path), require_starttls=True,
        authenticator=log_in, auth_required=True, auth_exclude_mechanism=["PLAIN"],
    )  # fmt: skip
    monkeypatch.setenv("SPOORBOEK_SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("SPOORBOEK_SMTP_PORT", str(controller.port))
    monkeypatch.setenv("SPOORBOEK_SMTP_USER", "spoorboek")
    monkeypatch.setenv("SPOORBOEK_SMTP_PASSWORD", "geheim")
    fresh()
    yield controller
    if controller.server is not None:
        controller.stop()


@pytest.fixture
def case(database_url: str, session: Session) -> Case:
    """Open a case."""
    employer = Employer(code="ACME", name="Acme")
    session.add(employer)
    session.flush()
    employee = Employee(employer_id=employer.id, link_hash="x", personnel_number="1", name="Renée")
    session.add(employee)
    session.flush()
    found = open_case(session, employee, clock.today(), {"first_sick_day": clock.today().isoformat()}, "test")
    session.commit()
    return found


def test_a_mail_arrives_whole_over_starttls_and_login(
    session: Session, case: Case, office: Office, opened: Controller
) -> None:
    """Text, attachment and headers arrive as they were written; the row is then `verzonden`, and nothing is due."""
    message = queue(session, case)
    opened.start()
    assert send_due() == SendRound(delivered=1)
    (mail,) = office.mails
    text, attachment = mail.get_body(), next(mail.iter_attachments())
    assert text is not None
    assert text.get_content().splitlines() == SAID.body.splitlines()
    assert (attachment.get_content(), attachment.get_filename()) == (PDF, f"{case.number}_v1.pdf")
    assert mail["To"].addresses[0].display_name == TO.name
    assert (mail["Subject"], mail["Message-ID"]) == (SAID.subject, message.message_id)
    assert mail["Auto-Submitted"] == "auto-generated"
    assert case.number in message.message_id
    row = reread(session, message)
    assert (row.status, row.attempts, row.last_error) == (SENT, 1, None)
    assert send_due(later(600)) == SendRound()
    assert len(office.mails) == 1


def test_4xx_is_tried_again_later_and_arrives_once(
    session: Session, case: Case, office: Office, opened: Controller
) -> None:
    """A temporary refusal waits one minute, then two; the mail then arrives once. The rest of the round goes on."""
    first, second = queue(session, case), queue(session, case, "herinnering")
    office.answers = ["451 4.7.1 <renee.kanarie@acme.example> greylisted", "250 OK", "452 full"]
    opened.start()
    assert send_due() == SendRound(delivered=1, postponed=1)
    row = reread(session, first)
    assert (row.status, row.attempts, row.last_error) == (WAITING, 1, "antwoord van de server: 451 4.7.1")
    assert send_due() == SendRound()
    assert send_due(later(1.1)) == SendRound(postponed=1)
    assert send_due(later(2)) == SendRound()
    assert send_due(later(3.2)) == SendRound(delivered=1)
    assert [mail["Message-ID"] for mail in office.mails] == [second.message_id, first.message_id]


def test_5xx_is_refused_for_good_and_visible_without_an_address(
    session: Session, case: Case, office: Office, opened: Controller
) -> None:
    """A permanent refusal is noted with its code, never tried again, and shows up as trouble."""
    message = queue(session, case)
    office.answers = ["550 5.1.1 <renee.kanarie@acme.example> unknown"]
    opened.start()
    assert send_due() == SendRound(refused=1)
    row = reread(session, message)
    assert (row.status, row.last_error) == (REFUSED, "antwoord van de server: 550 5.1.1")
    assert send_due(later(10_000)) == SendRound()
    (trouble,) = undelivered_mail(session)
    assert (trouble.number, trouble.status, trouble.role) == (case.number, REFUSED, "leidinggevende")
    assert "kanarie" not in str(trouble)


def test_a_server_that_is_down_for_a_while_gets_everything_once(
    session: Session, case: Case, office: Office, opened: Controller
) -> None:
    """While nobody answers a round ends at once and nothing is lost; when the server is back all mail arrives once."""
    messages = [queue(session, case, name) for name in ("een", "twee", "drie")]
    assert send_due() == SendRound(postponed=1, unreachable=True)
    row = reread(session, messages[0])
    assert (row.status, row.last_error) == (WAITING, "geen verbinding: ConnectionRefusedError")
    for round_ in range(1, 30):
        assert send_due(later(61 * round_)).unreachable
    assert undelivered_mail(session)[0].attempts >= 7
    opened.start()
    assert send_due(later(61 * 31)) == SendRound(delivered=3)
    assert send_due(later(61 * 60)) == SendRound()
    assert sorted(mail["Message-ID"] for mail in office.mails) == sorted(row.message_id for row in messages)


def test_a_wrong_password_refuses_no_mail(
    session: Session, case: Case, opened: Controller, monkeypatch: pytest.MonkeyPatch, fresh: Callable[[], None]
) -> None:
    """A 5xx on our own login says nothing of the recipient: the mail waits until the settings are right."""
    message = queue(session, case)
    monkeypatch.setenv("SPOORBOEK_SMTP_PASSWORD", "fout")
    fresh()
    opened.start()
    assert send_due() == SendRound(postponed=1, unreachable=True)
    assert reread(session, message).last_error == "geen verbinding: 535 5.7.8"


def test_a_server_that_ends_the_conversation_is_called_again(
    session: Session, case: Case, office: Office, opened: Controller
) -> None:
    """421 after some mails is how servers limit a conversation; a new one is opened in the same round."""
    for name in ("een", "twee", "drie"):
        queue(session, case, name)
    office.answers = ["250 OK", "421 4.7.0 too many", "250 OK"]
    opened.start()
    assert send_due() == SendRound(delivered=3)
    assert len({mail["Message-ID"] for mail in office.mails}) == 3


def test_two_senders_at_once_deliver_once(session: Session, case: Case, office: Office, opened: Controller) -> None:
    """A row one sender holds is skipped by the other, which takes the next one."""
    for number in range(6):
        queue(session, case, str(number))
    office.slow = 0.05
    opened.start()
    with ThreadPoolExecutor() as pool:
        rounds = [pool.submit(send_due) for _ in range(3)]
    assert sum(each.result().delivered for each in rounds) == 6
    ids = [mail["Message-ID"] for mail in office.mails]
    assert len(ids) == len(set(ids)) == 6


def test_a_wake_writes_the_mail_of_its_case_alone(
    session: Session, case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fresh: Callable[[], None]
) -> None:
    """Where mail goes to a folder, the wake of one case leaves the mail of others to others."""
    monkeypatch.setenv("SPOORBOEK_HOME", str(tmp_path))
    fresh()
    other = open_case(session, session.get_one(Employee, case.employee_id), clock.today(), {}, "test")
    queue(session, case)
    assert send_due_of_case(other.number) == SendRound()
    assert send_due_of_case(case.number) == SendRound(delivered=1)


def test_a_wake_never_talks_to_a_mail_server(session: Session, case: Case, office: Office, opened: Controller) -> None:
    """With a mail server the mail of a wake waits for the round, so that no wake waits for the server."""
    message = queue(session, case)
    opened.start()
    assert send_due_of_case(case.number) == SendRound()
    assert (reread(session, message).attempts, office.mails) == (0, [])
    assert send_due() == SendRound(delivered=1)


def test_an_unusable_address_is_refused_without_stopping_the_round(
    session: Session, case: Case, office: Office, opened: Controller
) -> None:
    """An address that cannot stand in a header is noted as refused, without quoting it; the next mail goes out."""
    bad = queue(session, case, "een", Addressee("X", "kanarie@@acme example", "c-2"))
    queue(session, case, "twee")
    opened.start()
    assert send_due() == SendRound(delivered=1, refused=1)
    assert reread(session, bad).last_error == "Het e-mailadres is niet bruikbaar."


def test_certificates_are_verified_except_on_this_machine() -> None:
    """A self-made certificate is trusted on loopback alone."""
    assert {tls_context(host).verify_mode for host in ("127.0.0.1", "::1", "localhost")} == {ssl.CERT_NONE}
    other = tls_context("mail.example")
    assert (other.verify_mode, other.check_hostname) == (ssl.CERT_REQUIRED, True)


def test_a_certificate_nobody_vouches_for_gets_no_mail(
    session: Session,
    case: Case,
    office: Office,
    opened: Controller,
    monkeypatch: pytest.MonkeyPatch,
    fresh: Callable[[], None],
) -> None:
    """A server that cannot prove who it is gets neither password nor mail; 127.1 is no name we know as this machine."""
    message = queue(session, case)
    monkeypatch.setenv("SPOORBOEK_SMTP_HOST", "127.1")
    fresh()
    opened.start()
    assert send_due() == SendRound(postponed=1, unreachable=True)
    assert reread(session, message).last_error == "geen verbinding: SSLCertVerificationError"


def test_a_server_without_starttls_gets_no_mail(
    session: Session,
    case: Case,
    office: Office,
    opened: Controller,
    monkeypatch: pytest.MonkeyPatch,
    fresh: Callable[[], None],
) -> None:
    """Where STARTTLS is asked for, nothing ever goes in plain text."""
    message, plain = queue(session, case), Controller(office, "127.0.0.1", free_port())
    monkeypatch.setenv("SPOORBOEK_SMTP_PORT", str(plain.port))
    fresh()
    plain.start()
    try:
        assert send_due() == SendRound(postponed=1, unreachable=True)
    finally:
        plain.stop()
    assert (reread(session, message).status, office.mails) == (WAITING, [])


def test_without_a_server_mails_become_files_and_a_repeat_overwrites(
    session: Session, case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fresh: Callable[[], None]
) -> None:
    """Without SMTP settings each mail is one .eml file, the same bytes however often it is written."""
    monkeypatch.setenv("SPOORBOEK_HOME", str(tmp_path))
    fresh()
    message = queue(session, case, on=date(2027, 1, 4))
    with open_transport() as transport:  # by a sender that dies before it stores what it wrote
        assert transport.deliver(compose_mail(session, reread(session, message))).status == SENT
    (file,) = (tmp_path / "mail").iterdir()
    written = file.read_bytes()
    mail = email.message_from_bytes(written, policy=default)
    assert (file.suffix, case.number in file.name) == (".eml", True)
    assert mail["Date"].datetime.isoformat() == "2027-01-04T07:00:00+01:00"
    assert send_due() == SendRound(delivered=1)
    assert [each.read_bytes() for each in (tmp_path / "mail").iterdir()] == [written]


def test_a_folder_that_cannot_be_written_keeps_the_mail(
    session: Session, case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fresh: Callable[[], None]
) -> None:
    """A disk that is full or a path that is a file loses nothing: the mail waits."""
    (tmp_path / "mail").write_text("in de weg")
    monkeypatch.setenv("SPOORBOEK_HOME", str(tmp_path))
    fresh()
    message = queue(session, case)
    assert send_due() == SendRound(postponed=1, unreachable=True)
    assert reread(session, message).status == WAITING


def test_pauses_double_from_one_minute_to_one_hour() -> None:
    """1, 2, 4, 8, 16, 32 minutes, then an hour, however often."""
    minutes = [pause_after(attempts).total_seconds() / 60 for attempts in (1, 2, 3, 4, 5, 6, 7, 8, 400)]
    assert minutes == [1, 2, 4, 8, 16, 32, 60, 60, 60]
