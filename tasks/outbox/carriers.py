"""The ways a mail can go: a mail server, or files in a folder where no server is set."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path

from models.tables import SENT, WAITING
from spoorboek.settings import settings
from tasks.outbox.outcome import Outcome
from tasks.outbox.smtp import Server


class Folder:
    """Writes mails as .eml files; the same mail again overwrites its own file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def deliver(self, mail: EmailMessage) -> Outcome:
        """Write the mail whole or not at all, under the local part of its Message-ID."""
        target = self._path / f"{mail['Message-ID'].strip('<>').partition('@')[0]}.eml"
        fresh = target.with_suffix(f".{os.getpid()}.nieuw")
        try:
            self._path.mkdir(parents=True, exist_ok=True)
            fresh.write_bytes(mail.as_bytes())
            fresh.replace(target)
        except OSError as error:
            return Outcome(WAITING, f"de map voor mail is niet te beschrijven ({type(error).__name__})", True)
        return Outcome(SENT)


Carrier = Folder | Server


@contextmanager
def carrier() -> Iterator[Carrier]:
    """Yield the way mails go in this installation; a connection is opened at the first mail and closed at the end."""
    chosen = settings()
    if chosen.smtp_host is None:
        yield Folder(chosen.mail_folder)
        return
    server = Server(chosen.smtp_host, chosen.smtp_port)
    try:
        yield server
    finally:
        server.close()
