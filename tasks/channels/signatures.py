"""Signatures of messages over HTTPS: HMAC-SHA256 over time, message number and body, by a secret of two parties.

What is signed is `time.number.` followed by the bytes of the body; the signature is written in lower case hex after
`v1=`. Time is in whole seconds since 1970 (UTC).
"""

import hmac
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

from tasks.channels.refusals import Reason

KEY_HEADER, TIME_HEADER = "Spoorboek-Sleutel", "Spoorboek-Tijd"
NUMBER_HEADER, SIGNATURE_HEADER = "Spoorboek-Bericht", "Spoorboek-Handtekening"
VERSION = "v1="
WINDOW = timedelta(minutes=5)  # the clocks of two machines, and a request that waits in a queue
LONGEST_HEADER, LONGEST_TIME = 100, 12  # characters


class SignedHeaders(NamedTuple):
    """What a request says of its signature."""

    key: str
    time: str
    number: str
    signature: str


def sign(secret: str, time: str, number: str, body: bytes) -> str:
    """Return the signature of a message."""
    signed = f"{time}.{number}.".encode() + body
    return VERSION + hmac.new(secret.encode(), signed, sha256).hexdigest()


def signed_headers(name: str, secret: str, number: str, body: bytes, now: datetime) -> dict[str, str]:
    """Return the headers of a request that carries a message."""
    time = str(int(now.timestamp()))
    signature = sign(secret, time, number, body)
    return {KEY_HEADER: name, TIME_HEADER: time, NUMBER_HEADER: number, SIGNATURE_HEADER: signature}


def read_headers(headers: Mapping[str, str]) -> SignedHeaders | None:
    """Return what a request says of its signature; None when one of the headers is missing, or odd."""
    found = [headers.get(each, "") for each in (KEY_HEADER, TIME_HEADER, NUMBER_HEADER, SIGNATURE_HEADER)]
    plain = all(each and each.isascii() and each.isprintable() and len(each) <= LONGEST_HEADER for each in found)
    return SignedHeaders(*found) if plain and found[1].isdigit() and len(found[1]) <= LONGEST_TIME else None


def signature_fault(secret: str, headers: SignedHeaders, body: bytes, now: datetime) -> Reason | None:
    """Return why a signature does not count: forged, or too far from now; None when it does.

    The signature is compared in constant time, and before the time is looked at.
    """
    right = sign(secret, headers.time, headers.number, body)
    if not hmac.compare_digest(right, headers.signature):
        return "vervalst"
    signed_at = datetime.fromtimestamp(int(headers.time), UTC)
    return "te_laat_getekend" if abs(now - signed_at) > WINDOW else None
