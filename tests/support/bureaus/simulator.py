"""A bureau that says any bytes over HTTPS, signed as it likes; one that answers is in `spoorboek/demo/bureau`."""

import json
import ssl
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from tasks.channels.bureau_keys import SigningKey
from tasks.channels.signatures import SIGNATURE_HEADER, signed_headers

SECONDS = 30


class BureauSimulator:
    """A bureau: its key, where it brings messages, and how it behaves.

    `forges`: signs with another secret. `clock`: how far its clock is off. `twice`: sends each message two times.
    """

    def __init__(self, key: SigningKey, url: str, certificate: Path | None = None) -> None:
        self.key, self.url = key, url
        self._trust: ssl.SSLContext | bool = ssl.create_default_context(cafile=certificate) if certificate else True
        self.forges, self.twice, self.clock = False, False, timedelta()
        self.last: tuple[bytes, dict[str, str]] | None = None

    def send(self, message: Mapping[str, Any]) -> list[httpx.Response]:
        """Bring a message over HTTPS; return the answers."""
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
