"""A bureau with software of its own: it speaks HTTPS and mail, and misbehaves on demand."""

import json
import ssl
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import httpx

from tasks.channels.bureau_keys import SigningKey
from tasks.channels.signatures import SIGNATURE_HEADER, signed_headers

SECONDS = 30


class BureauSimulator:
    """A bureau: its key, where it brings messages, and how it behaves.

    `forges`: signs with another secret. `clock`: how far its clock is off. `twice`: sends each message two times.
    `silent`: sends nothing at all.
    """

    def __init__(self, key: SigningKey, url: str, certificate: Path | None = None) -> None:
        self.key, self.url = key, url
        self._trust: ssl.SSLContext | bool = ssl.create_default_context(cafile=certificate) if certificate else True
        self.forges, self.twice, self.silent, self.clock = False, False, False, timedelta()
        self.last: tuple[bytes, dict[str, str]] | None = None

    def send(self, message: Mapping[str, Any]) -> list[httpx.Response]:
        """Bring a message over HTTPS; return the answers."""
        if self.silent:
            return []
        body = json.dumps(message, ensure_ascii=False).encode()
        sent = [self.post(body, self.headers(str(message.get("bericht", "x")), body))]
        return [*sent, self.replay()] if self.twice else sent

    def headers(self, number: str, body: bytes) -> dict[str, str]:
        """Sign a body."""
        secret = "een ander geheim" if self.forges else self.key.secret
        return signed_headers(self.key.name, secret, number, body, datetime.now(UTC) + self.clock)

    def post(self, body: bytes, headers: Mapping[str, str]) -> httpx.Response:
        """Send any bytes with any headers."""
        self.last = body, dict(headers)
        return httpx.post(self.url, content=body, headers=dict(headers), verify=self._trust, timeout=SECONDS)

    def replay(self) -> httpx.Response:
        """Send the last request once more, as who listened in would."""
        assert self.last is not None
        return self.post(*self.last)

    def slip(self, body: bytes) -> httpx.Response:
        """Send the last signature with another body."""
        assert self.last is not None
        return self.post(body, self.last[1])

    def unsigned(self, body: bytes) -> httpx.Response:
        """Send a body without a signature."""
        headers = self.headers("x", body)
        del headers[SIGNATURE_HEADER]
        return self.post(body, headers)

    def mail(self, subject: str, *messages: Mapping[str, Any]) -> str:
        """Write a mail with messages attached, as the planner of a bureau sends it."""
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = "planner@bureau.example", "antwoord@bedrijf.example", subject
        mail["Message-ID"] = f"<{time.monotonic_ns()}@bureau.example>"
        mail.set_content("Zie de bijlage.")
        for number, message in enumerate(messages, start=1):
            content = json.dumps(message).encode()
            mail.add_attachment(content, maintype="application", subtype="json", filename=f"bericht-{number}.json")
        return mail.as_string()
