"""The ways a mail can go: a mail server, or files in a folder where no server is set.

Server: STARTTLS, login, and what its answers mean. Its texts are never kept: they quote addresses.
"""

import os
import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path
from typing import NamedTuple

from models.tables import REFUSED, SENT, WAITING
from spoorboek.settings import settings

NO_CONNECTION = "geen verbinding"  # how the error of every mail begins that found no server
ANSWER_SECONDS = 15  # for each answer of the server
GOING_AWAY = 421
OF_OURSELVES = (GOING_AWAY, 530, 534, 535, 538)  # busy, or log in first: says nothing of the recipient
ENHANCED_CODE = re.compile(rb"\b[245]\.\d{1,3}\.\d{1,3}\b")
TransportFailure = smtplib.SMTPException | OSError


class Delivery(NamedTuple):
    """The status the row of a mail gets, why (never with an address), and whether the way itself was closed."""

    status: str
    error: str | None = None
    unreachable: bool = False


class MailServer:
    """One connection to a mail server, opened at the first mail, and once more when the server ended it."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self._open: smtplib.SMTP | None = None

    def deliver(self, mail: EmailMessage) -> Delivery:
        """Send one mail. 4xx and lost connections mean later, 5xx on this mail means refused.

        When a connection breaks after the mail and before the answer, it may arrive twice, with one Message-ID.
        """
        used_before = self._open is not None
        outcome = self._try(mail)
        # A server may end a conversation after so many mails; that is no reason to wait.
        return self._try(mail) if outcome.unreachable and used_before else outcome

    def close(self) -> None:
        """End the connection, politely where the server still listens."""
        if self._open is not None:
            with suppress(smtplib.SMTPException, OSError):
                self._open.quit()
            self._open.close()
            self._open = None

    def _try(self, mail: EmailMessage) -> Delivery:
        try:
            connection = self._open or self._connect()
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            return Delivery(WAITING, f"{NO_CONNECTION}: {_said(error)}", unreachable=True)
        try:
            connection.send_message(mail)
        except (smtplib.SMTPException, OSError) as error:
            return self._verdict(error)
        return Delivery(SENT)

    def _connect(self) -> smtplib.SMTP:
        chosen = settings()
        # The name in EHLO is given, because finding out the own name may wait for DNS.
        own_name = chosen.mail_from.rpartition("@")[2] or "localhost"
        self._open = connection = smtplib.SMTP(self._host, self._port, local_hostname=own_name, timeout=ANSWER_SECONDS)
        if chosen.smtp_starttls:
            connection.starttls(context=tls_context(self._host))
        if chosen.smtp_user and chosen.smtp_password:
            connection.login(chosen.smtp_user, chosen.smtp_password.get_secret_value())
        return connection

    def _verdict(self, error: TransportFailure) -> Delivery:
        code, _ = _answer(error)
        if code is None or code in OF_OURSELVES:
            self.close()
            return Delivery(WAITING, f"gesprek afgebroken: {_said(error)}", unreachable=True)
        return Delivery(REFUSED if 500 <= code < 600 else WAITING, f"antwoord van de server: {_said(error)}")


def tls_context(host: str) -> ssl.SSLContext:
    """Return how to trust a server: by its certificate, except on this very machine."""
    context = ssl.create_default_context()
    if _is_loopback(host):
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _said(error: TransportFailure) -> str:
    """Say what went wrong without the server's words: its code, or the kind of error."""
    code, text = _answer(error)
    detail = ENHANCED_CODE.search(text)
    return " ".join((str(code), *([detail[0].decode()] if detail else []))) if code else type(error).__name__


def _answer(error: TransportFailure) -> tuple[int | None, bytes]:
    """Return code and text of the server's answer; None for an error without one."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return next(iter(error.recipients.values()))
    if isinstance(error, smtplib.SMTPResponseException):
        text = error.smtp_error
        return error.smtp_code, text if isinstance(text, bytes) else text.encode()
    return None, b""


class MailFolder:
    """Writes mails as .eml files; the same mail again overwrites its own file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def deliver(self, mail: EmailMessage) -> Delivery:
        """Write the mail whole or not at all, under the local part of its Message-ID."""
        target = self._path / f"{mail['Message-ID'].strip('<>').partition('@')[0]}.eml"
        fresh = target.with_suffix(f".{os.getpid()}.nieuw")
        try:
            self._path.mkdir(parents=True, exist_ok=True)
            fresh.write_bytes(mail.as_bytes())
            fresh.replace(target)
        except OSError as error:
            return Delivery(WAITING, f"de map voor mail is niet te beschrijven ({type(error).__name__})", True)
        return Delivery(SENT)


Transport = MailFolder | MailServer


@contextmanager
def open_transport() -> Iterator[Transport]:
    """Yield the way mails go in this installation; a connection is opened at the first mail and closed at the end."""
    chosen = settings()
    if chosen.smtp_host is None:
        yield MailFolder(chosen.mail_folder)
        return
    server = MailServer(chosen.smtp_host, chosen.smtp_port)
    try:
        yield server
    finally:
        server.close()
