"""The mail between two houses: a relay that passes mail to a bureau on, and puts mail to us in our mailbox."""

import smtplib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope
from support.mail_server import free_port
from support.mailboxes.imap_server import ImapServer

OURS = "antwoord@bedrijf.example"


class Relay:
    """Takes mail for anybody: what is for a bureau with a mail server goes there, what is for us into our mailbox.

    `ports`: of the mail servers of bureaus, by address. What is for anybody else is delivered to nobody here.
    """

    def __init__(self, ports: Mapping[str, int], imap: ImapServer) -> None:
        self.ports, self.imap = ports, imap
        self.to_bureaus: list[str] = []
        self.to_us = 0

    async def handle_DATA(self, server: object, session: object, envelope: Envelope) -> str:
        """Pass a mail on."""
        content = envelope.content
        assert isinstance(content, bytes)
        for to in envelope.rcpt_tos:
            if to in self.ports:
                self.to_bureaus.append(content.decode("utf-8", "replace"))
                with smtplib.SMTP("127.0.0.1", self.ports[to]) as bureau:
                    bureau.sendmail(envelope.mail_from or "", to, content)
            elif to == OURS:
                self.to_us += 1
                self.imap.deliver(content.decode().replace("\r\n", "\n"))
        return "250 OK"


@contextmanager
def relaying(ports: Mapping[str, int], imap: ImapServer) -> Iterator[tuple[Relay, int]]:
    """Run a relay; yield it and its port."""
    relay, port = Relay(ports, imap), free_port()
    door = Controller(relay, "127.0.0.1", port)
    door.start()
    yield relay, port
    door.stop()
