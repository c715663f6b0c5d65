"""The transports of mail: an SMTP server, or files in a folder when no server is configured.

For the server: STARTTLS, login, limits of time, and the meaning of its reply codes. Its reply texts are never stored:
they quote addresses.
"""

import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path
from threading import Timer
from typing import Any, NamedTuple

from models.tables import REFUSED, SENT, WAITING
from spoorboek.private_files import UnsafePlaceError, make_private_folder, write_private_file
from spoorboek.settings import settings
from tasks.outbox.server_replies import (
    ANSWER,
    BROKEN_OFF,
    ENHANCED_CODE,
    NO_CONNECTION,
    NO_FOLDER,
    SENDER_REFUSED,
    SENDING_NOT_ALLOWED,
    UNCERTAIN,
    is_about_sender,
    is_too_big,
)

READY = 220  # the greeting of a server
GO_AHEAD = 354  # the reply to DATA: the mail may follow
ANSWER_SECONDS = 15  # for each reply of the server
MAIL_ANSWER_SECONDS = 60  # for the reply to a mail, which a server may search first
# In all, for a server that says a little every few seconds never takes too long for one reply.
GREETING_SECONDS = 30  # connection, EHLO, TLS and login
MAIL_SECONDS = 120  # one mail, from MAIL FROM to the last reply
GOODBYE_SECONDS = 5
GOING_AWAY = 421
TransportFailure = smtplib.SMTPException | OSError


class SendResult(NamedTuple):
    """The result of sending a mail: new status, error (never with an address), whether the server was unreachable.

    `uncertain`: the mail was handed over, and may have arrived, but no answer came. `in_folder`: it was put in the
    folder for mail.
    """

    status: str
    error: str | None = None
    unreachable: bool = False
    uncertain: bool = False
    in_folder: bool = False


class NoAnswer(smtplib.SMTPException):
    """The server took the mail in and gave no answer that can be understood: it may have arrived."""


class MailConversation(smtplib.SMTP):
    """An SMTP conversation in limited time that tells a mail without an answer from one that was not handed over."""

    last_code: int | None = None
    overdue = False

    def __init__(self, host: str) -> None:
        # The name for EHLO is passed, because smtplib would look it up in DNS, which may block.
        super().__init__(local_hostname=settings().sender.domain, timeout=ANSWER_SECONDS)
        self._host = host  # the name TLS verifies; smtplib knows it only when it connects at once

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Break the conversation off when the block lasts longer than so many seconds."""
        watch = Timer(seconds, self._break_off)
        watch.daemon = True
        watch.start()
        try:
            yield
        finally:
            watch.cancel()

    def _break_off(self) -> None:
        self.overdue = True
        if connected := self.sock:
            with suppress(OSError):
                socket.socket.shutdown(connected, socket.SHUT_RDWR)  # whoever waits for the server, waits no longer

    def getreply(self) -> tuple[int, bytes]:
        """Read a reply and remember its code. Raises SMTPServerDisconnected once the conversation was broken off."""
        code, text = (-1, b"") if self.overdue else super().getreply()
        if self.overdue:  # what was read is no whole reply
            self.close()
            raise smtplib.SMTPServerDisconnected("broken off")
        self.last_code = code
        return code, text

    def data(self, msg: Any) -> tuple[int, bytes]:
        """Hand a mail over; return code and text of the answer, with code 250 for every answer that means yes.

        Raises NoAnswer when the server took the mail in and no answer, or one that means nothing, came. The meaning is
        in the first digit: RFC 5321, section 4.2.1.
        """
        if self.sock:
            self.sock.settimeout(MAIL_ANSWER_SECONDS)
        try:
            code, text = super().data(msg)
        except (smtplib.SMTPException, OSError) as error:
            if self.last_code == GO_AHEAD:
                raise NoAnswer(type(error).__name__) from None
            raise
        if not (200 <= code < 300 or 400 <= code < 600):
            raise NoAnswer(str(code))
        if self.sock:
            self.sock.settimeout(ANSWER_SECONDS)
        return (250 if code < 300 else code), text


class MailServer:
    """A connection to a mail server, opened at the first mail, and reopened once when the server closed it."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self._connection: MailConversation | None = None

    def deliver(self, mail: EmailMessage) -> SendResult:
        """Send one mail. It is tried again later after a 4xx reply or a lost connection, and refused after a 5xx reply.

        A reply about the sender refuses no mail, whatever its code: it is about the installation, and the mail waits.
        When the connection is lost after the mail and before the reply, the outcome is uncertain: sent again, it may
        arrive twice, with the same Message-ID.
        """
        used_before = self._connection is not None
        outcome = self._try(mail)
        # A server may close a connection after a number of mails; that is no reason to wait.
        again = outcome.unreachable and not outcome.uncertain and used_before
        return self._try(mail) if again else outcome

    def close(self) -> None:
        """Close the connection, with QUIT when the server still responds."""
        if self._connection is not None:
            with suppress(smtplib.SMTPException, OSError), self._connection.within(GOODBYE_SECONDS):
                self._connection.quit()
            self._connection.close()
            self._connection = None

    def _try(self, mail: EmailMessage) -> SendResult:
        try:
            connection = self._connection or self._connect()
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            return SendResult(WAITING, f"{NO_CONNECTION}: {_error_code(error)}", unreachable=True)
        try:
            with connection.within(MAIL_SECONDS):
                connection.send_message(mail)
        except NoAnswer as error:
            self.close()
            return SendResult(WAITING, f"{UNCERTAIN}: geen antwoord na het versturen ({error})", True, uncertain=True)
        except (smtplib.SMTPException, OSError) as error:
            return self._outcome_of_error(error)
        return SendResult(SENT)

    def _connect(self) -> MailConversation:
        configuration = settings()
        self._connection = connection = MailConversation(self._host)
        with connection.within(GREETING_SECONDS):
            code, text = connection.connect(self._host, self._port)
            if code != READY:
                raise smtplib.SMTPConnectError(code, text)
            if configuration.smtp_starttls:
                connection.starttls(context=tls_context(self._host))
            if configuration.smtp_user and configuration.smtp_password:
                connection.login(configuration.smtp_user, configuration.smtp_password.get_secret_value())
        return connection

    def _outcome_of_error(self, error: TransportFailure) -> SendResult:
        code, text = _reply(error)
        if code is None or code == GOING_AWAY:
            self.close()
            return SendResult(WAITING, f"{BROKEN_OFF}: {_error_code(error)}", unreachable=True)
        before_recipient = isinstance(error, smtplib.SMTPSenderRefused | smtplib.SMTPHeloError)
        if before_recipient and not is_too_big(code, text) and (code >= 500 or is_about_sender(code, text)):
            self.close()
            return SendResult(WAITING, f"{SENDER_REFUSED}: {_error_code(error)}", unreachable=True)
        if is_about_sender(code, text):
            return SendResult(WAITING, f"{SENDING_NOT_ALLOWED}: {_error_code(error)}")
        return SendResult(REFUSED if 500 <= code < 600 else WAITING, f"{ANSWER}: {_error_code(error)}")


def tls_context(host: str) -> ssl.SSLContext:
    """Return the TLS context for a server: its certificate is verified, except on loopback."""
    context = ssl.create_default_context()
    if _is_loopback(host):
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _error_code(error: TransportFailure) -> str:
    """Describe an error without the text of the server: its reply code, or the class of the error."""
    code, text = _reply(error)
    detail = ENHANCED_CODE.search(text)
    return " ".join((str(code), *([detail[0]] if detail else []))) if code else type(error).__name__


def _reply(error: TransportFailure) -> tuple[int | None, str]:
    """Return code and text of the server's reply; None and empty for an error without one."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, text = next(iter(error.recipients.values()))
    elif isinstance(error, smtplib.SMTPResponseException):
        code, text = error.smtp_code, _as_bytes(error.smtp_error)
    else:
        return None, ""
    return code, text.decode(errors="replace")


def _as_bytes(text: bytes | str) -> bytes:
    return text if isinstance(text, bytes) else text.encode()


def mail_file_name(message_id: str) -> str:
    """Return the name of the file of a mail in the folder for mail: the local part of its Message-ID."""
    return f"{message_id.strip('<>').partition('@')[0]}.eml"


class MailFolder:
    """A folder that takes mails as .eml files, for its owner alone; sending the same mail again replaces its file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def deliver(self, mail: EmailMessage) -> SendResult:
        """Write the mail atomically, in a file named after the local part of its Message-ID."""
        target = self._path / mail_file_name(mail["Message-ID"])
        try:
            make_private_folder(self._path)
            write_private_file(target, mail.as_bytes())
        except (OSError, UnsafePlaceError) as error:
            return SendResult(WAITING, f"{NO_FOLDER} ({type(error).__name__})", True)
        return SendResult(SENT, in_folder=True)


Transport = MailFolder | MailServer


@contextmanager
def open_transport() -> Iterator[Transport]:
    """Yield the configured transport; a connection is opened at the first mail and closed at the end."""
    configuration = settings()
    if configuration.smtp_host is None:
        yield MailFolder(configuration.mail_folder)
        return
    server = MailServer(configuration.smtp_host, configuration.smtp_port)
    try:
        yield server
    finally:
        server.close()
