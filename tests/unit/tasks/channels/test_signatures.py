"""Signatures of messages: what counts, for how long, and what does not."""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

import pytest

from tasks.channels.signatures import (
    KEY_HEADER,
    SIGNATURE_HEADER,
    TIME_HEADER,
    WINDOW,
    SignedHeaders,
    read_headers,
    sign,
    signature_fault,
    signed_headers,
)

NOW = datetime(2027, 1, 12, 9, 30, tzinfo=UTC)
BODY = b'{"soort": "weigering"}'


def headers(**changes: str) -> SignedHeaders:
    """Return the headers of a right request, with changes."""
    found = read_headers(signed_headers("eerste-1", "geheim", "B-1", BODY, NOW))
    assert found is not None
    return found._replace(**changes)


def test_it_is_the_hmac_of_time_number_and_body() -> None:
    """Worked out by hand, with the standard library alone."""
    right = hmac.new(b"geheim", b"1799746200.B-1." + BODY, hashlib.sha256).hexdigest()
    assert sign("geheim", "1799746200", "B-1", BODY) == f"v1={right}"
    assert headers().signature == f"v1={right}"


@pytest.mark.parametrize(
    ("secret", "changes", "body"),
    [
        ("ander", {}, BODY),
        ("geheim", {"time": "1799746201"}, BODY),
        ("geheim", {"number": "B-2"}, BODY),
        ("geheim", {}, BODY + b" "),
        ("geheim", {"signature": headers().signature.upper()}, BODY),
        ("geheim", {"signature": headers().signature.removeprefix("v1=")}, BODY),
        ("geheim", {"signature": "v1="}, BODY),
    ],
)
def test_whatever_is_changed_makes_it_forged(secret: str, changes: dict[str, str], body: bytes) -> None:
    """Secret, time, number, body and signature hold together; a dot moved between them changes what is signed."""
    assert signature_fault("geheim", headers(), BODY, NOW) is None
    assert signature_fault(secret, headers(**changes), body, NOW) == "vervalst"


@pytest.mark.parametrize(("off", "fault"), [(0, None), (1, "te_laat_getekend"), (-1, None)])
@pytest.mark.parametrize("sign_of", [1, -1])
def test_a_signature_holds_for_minutes(off: int, fault: str | None, sign_of: int) -> None:
    """On the last second of the window, a second later and a second before; in both directions."""
    now = NOW + sign_of * (WINDOW + timedelta(seconds=off))
    assert signature_fault("geheim", headers(), BODY, now) == fault


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (KEY_HEADER, ""),
        (KEY_HEADER, "x" * 101),
        (KEY_HEADER, "één"),
        (TIME_HEADER, "nu"),
        (TIME_HEADER, "-1"),
        (TIME_HEADER, "1" * 13),
        (TIME_HEADER, "१"),
        (SIGNATURE_HEADER, ""),
    ],
)
def test_headers_that_are_odd_are_none(name: str, value: str) -> None:
    """What cannot be a signature is not worked out."""
    assert read_headers({**signed_headers("eerste-1", "geheim", "B-1", BODY, NOW), name: value}) is None
