"""A door before the Prefect server: who knows the secret passes, and pages of our own address alone.

Prefect itself looks at neither Host nor Origin. Without this a page of another site that is open in the browser of an
operator could send requests, by the address of this machine or by a name of its own that it lets point here. The secret
Prefect asks for too; here a request without it costs no query, and no guess is an error of the server.
"""

import hmac
from base64 import b64encode
from collections.abc import Sequence
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

READS = ("GET", "HEAD", "OPTIONS")
PREFLIGHT = "OPTIONS"  # browsers send it without credentials; CORS answers it
API, OPEN_TO_ALL = "/api", ("/api/health", "/api/ready")
OTHER_SITE = "cross-site"


def guarded(app: ASGIApp, origins: Sequence[str], secret: str) -> ASGIApp:
    """Put the door before an app: `origins`, such as `http://127.0.0.1:4200`, are its own addresses."""
    hosts = sorted({urlsplit(origin).hostname or "" for origin in origins})
    return TrustedHostMiddleware(Door(app, origins, secret), hosts, www_redirect=False)


class Door:
    """Refuse who does not know the secret, and what a page of another origin asks unless it only reads.

    Without CORS such a page cannot see what it reads. A program that is no browser sends no origin. Websockets carry
    the secret in their first message, where Prefect checks it.
    """

    def __init__(self, app: ASGIApp, origins: Sequence[str], secret: str) -> None:
        self.app, self.origins = app, frozenset(origins)
        self.credentials = b"Basic " + b64encode(secret.encode())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer 401 or 403."""
        answer = None if scope["type"] == "lifespan" else self._refusal(scope, Headers(scope=scope))
        await (answer or self.app)(scope, receive, send)

    def _refusal(self, scope: Scope, headers: Headers) -> Response | None:
        if not self._is_own_page(scope, headers):
            return PlainTextResponse("Dit adres is niet van Spoorboek.", 403)
        if scope["type"] == "http" and self._asks_secret(scope) and not self._knows_secret(headers):
            return JSONResponse({"exception_message": "Unauthorized"}, 401)
        return None

    def _is_own_page(self, scope: Scope, headers: Headers) -> bool:
        if scope["type"] == "http" and scope["method"] in READS:
            return True
        if origins := headers.getlist("origin"):
            return all(origin in self.origins for origin in origins)
        return headers.get("sec-fetch-site") != OTHER_SITE

    def _asks_secret(self, scope: Scope) -> bool:
        path: str = scope["path"]
        return path.startswith(API) and path not in OPEN_TO_ALL and scope["method"] != PREFLIGHT

    def _knows_secret(self, headers: Headers) -> bool:
        return hmac.compare_digest(headers.get("authorization", "").encode("latin-1"), self.credentials)
