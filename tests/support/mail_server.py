"""A mail server for tests: a real one, on loopback, that keeps what it is given."""

import asyncio
import email
import socket
import time
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope

DROP, HANG = "drop", "250 OK, at last"  # break the connection instead of an answer; say nothing for a while first
HANG_SECONDS = 1.0


class Office:
    """A mail server that answers as told: each answer is used once, then everything is accepted.

    `sender_answers`: to a sender; `answers`: to a recipient; `data_answers`: to a mail, which is kept whatever the
    answer.
    """

    def __init__(self) -> None:
        self.sender_answers: list[str] = []
        self.answers: list[str] = []
        self.data_answers: list[str] = []
        self.mails: list[EmailMessage] = []
        self.slow = 0.0

    async def handle_MAIL(self, server: Any, session: Any, envelope: Envelope, address: str, options: Any) -> str:
        """Accept a sender, unless an answer is waiting."""
        answer = await self._answer(server, self.sender_answers)
        envelope.mail_from = address if answer.startswith("2") else None
        return answer

    async def handle_RCPT(self, server: Any, session: Any, envelope: Envelope, address: str, options: Any) -> str:
        """Accept a recipient, unless an answer is waiting."""
        envelope.rcpt_tos.append(address)
        return await self._answer(server, self.answers)

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:
        """Take the mail in, slowly where asked."""
        time.sleep(self.slow)
        assert isinstance(envelope.content, bytes)
        self.mails.append(email.message_from_bytes(envelope.content, policy=default))
        return await self._answer(server, self.data_answers)

    async def _answer(self, server: Any, answers: list[str]) -> str:
        answer = answers.pop(0) if answers else "250 OK"
        if answer == DROP:
            server.transport.abort()
        elif answer == HANG:
            await asyncio.sleep(HANG_SECONDS)
        return answer


def free_port() -> int:
    """Find a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Post:
    """A mail server on a port of its own that can be closed and opened again."""

    office: Office = field(default_factory=Office)
    port: int = field(default_factory=free_port)
    door: Controller | None = None

    def receive(self, patch: pytest.MonkeyPatch) -> None:
        """Set that mail goes to this server, in plain text."""
        patch.setenv("SPOORBOEK_SMTP_HOST", "127.0.0.1")
        patch.setenv("SPOORBOEK_SMTP_PORT", str(self.port))
        patch.setenv("SPOORBOEK_SMTP_STARTTLS", "false")

    def open(self) -> None:
        """Take mail from now on."""
        self.door = Controller(self.office, "127.0.0.1", self.port)
        self.door.start()

    def close(self) -> None:
        """Take no mail any more: nobody answers on the port."""
        assert self.door is not None
        self.door.stop()

    def ids(self) -> list[str]:
        """Return the Message-ID of every mail that arrived, as often as it did."""
        return sorted(mail["Message-ID"] for mail in self.office.mails)
