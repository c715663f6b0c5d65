"""A door before the Prefect server: only pages of our own address may change anything or listen.

Prefect itself looks at neither Host nor Origin. Without this a page of another site that is open in the browser of an
operator could send requests, by the address of this machine or by a name of its own that it lets point here.
"""

from collections.abc import Collection, Sequence
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

READS = ("GET", "HEAD", "OPTIONS")
OTHER_SITE = "cross-site"


def guarded(app: ASGIApp, origins: Sequence[str]) -> ASGIApp:
    """Put the door before an app: `origins`, such as `http://127.0.0.1:4200`, are its own addresses."""
    hosts = sorted({urlsplit(origin).hostname or "" for origin in origins})
    return TrustedHostMiddleware(OriginCheck(app, frozenset(origins)), hosts, www_redirect=False)


class OriginCheck:
    """Refuse what a page of another origin asks, unless it only reads; without CORS it cannot see what it reads.

    A program that is no browser sends no origin; it has to know the secret all the same.
    """

    def __init__(self, app: ASGIApp, origins: Collection[str]) -> None:
        self.app, self.origins = app, origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer 403."""
        if self._is_allowed(scope):
            await self.app(scope, receive, send)
        else:
            await PlainTextResponse("Dit adres is niet van Spoorboek.", 403)(scope, receive, send)

    def _is_allowed(self, scope: Scope) -> bool:
        if scope["type"] == "lifespan" or (scope["type"] == "http" and scope["method"] in READS):
            return True
        headers = Headers(scope=scope)
        origins = headers.getlist("origin")
        if not origins:
            return headers.get("sec-fetch-site") != OTHER_SITE
        return all(origin in self.origins for origin in origins)
