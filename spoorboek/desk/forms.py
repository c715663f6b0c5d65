"""What a form sends: read with limits, and taken only from a page of ours, of this session."""

import asyncio
import hmac
from collections.abc import Mapping, Sequence
from hashlib import sha256
from urllib.parse import parse_qs

from markupsafe import Markup
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request

CSRF = "csrf"
MOST_BYTES, MOST_FIELDS = 256 * 1024, 5000  # a table of a thousand questions has some three fields a row
BODY_SECONDS = 20.0  # to send the whole form in
FORM_TYPE = "application/x-www-form-urlencoded"
SAME_SITE = ("same-origin", "none")


class UnreadableForm(Exception):
    """A form that no page of ours sends."""


async def read_form(request: Request) -> Mapping[str, Sequence[str]]:
    """Return the fields of a form by name. Raises UnreadableForm for what is too large or is no form."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM_TYPE:
        raise UnreadableForm
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for part in request.stream():
                body += part
                if len(body) > MOST_BYTES:
                    raise UnreadableForm
        text = body.decode("ascii")
        return parse_qs(text, keep_blank_values=True, encoding="utf-8", errors="strict", max_num_fields=MOST_FIELDS)
    except (ValueError, TimeoutError, ClientDisconnect):
        raise UnreadableForm from None


def csrf_token(cookie: str) -> str:
    """Return what a form must carry: derived from the cookie, which no other site can read."""
    return hmac.new(cookie.encode(), b"spoorboek csrf", sha256).hexdigest()


def csrf_input(cookie: str) -> Markup:
    """Return the hidden field for a form."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(CSRF, csrf_token(cookie))


def comes_from_our_page(headers: Headers, origins: frozenset[str], cookie: str, given: Sequence[str]) -> bool:
    """Tell whether a form was sent by a page of ours in this session.

    The page sends no referrer, so browsers may write its origin as `null`; then what they say of the site decides, and
    the token always does.
    """
    if headers.get("sec-fetch-site", "none") not in SAME_SITE:
        return False
    if any(origin not in origins and origin != "null" for origin in headers.getlist("origin")):
        return False
    return bool(cookie) and len(given) == 1 and hmac.compare_digest(given[0].encode(), csrf_token(cookie).encode())
