"""A bureau that lives by mail, as a process of its own: an SMTP server for what comes, and its answers by SMTP.

python -m support.bureaus.mail_process < (its configuration as a line of JSON, then a line per day)
"""

import email
import json
import smtplib
import sys
from collections.abc import Mapping
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope

from spoorboek.demo.bureau.conduct import Conduct, Outgoing
from spoorboek.demo.bureau.day_lines import live_by_lines
from spoorboek.demo.bureau.mailbox import Mailbox
from tasks.outbox.reply_codes import CODE

ADDRESS, OURS, JSON = "planner@bureau.example", "antwoord@bedrijf.example", "application/json"
FORGED = "Z-00000-1-00000000"  # nobody was ever told this code


class Desk:
    """Takes mail in: the JSON in it is the message, the code in its subject goes back with every answer."""

    def __init__(self, mailbox: Mailbox) -> None:
        self.mailbox, self.code = mailbox, ""

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:
        """Take a mail in."""
        assert isinstance(envelope.content, bytes)
        mail: Any = email.message_from_bytes(envelope.content, policy=default)
        for part in mail.iter_attachments():
            if part.get_content_type() == JSON:
                message = json.loads(part.get_payload(decode=True))
                found = CODE.search(mail["Subject"])
                self.code = found.group() if found else ""
                self.mailbox.take(message)
        return "250 OK"

    def answer(self, outgoing: Outgoing) -> EmailMessage:
        """Write a mail with a message attached, as a bureau sends it; a forged one has no code of ours."""
        message = outgoing.message
        code = FORGED if outgoing.forged else self.code
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = ADDRESS, OURS, f"RE: {code}"
        mail["Message-ID"] = f"<{message['bericht']}@bureau.example>"
        mail.set_content("Zie de bijlage.")
        content = json.dumps(message, ensure_ascii=False).encode()
        mail.add_attachment(content, maintype="application", subtype="json", filename="antwoord.json")
        return mail


def run(configuration: Mapping[str, Any]) -> None:
    """Take mail, and live the days that standard input names."""
    desk = Desk(Mailbox(Conduct(**configuration.get("conduct", {}))))
    door = Controller(desk, "127.0.0.1", configuration["port"])
    door.start()

    def send(outgoing: Outgoing) -> str:
        with smtplib.SMTP("127.0.0.1", configuration["relay"]) as relay:
            relay.send_message(desk.answer(outgoing))
        return "verstuurd"

    live_by_lines(desk.mailbox, send)
    door.stop()


if __name__ == "__main__":
    run(json.loads(sys.stdin.readline()))
