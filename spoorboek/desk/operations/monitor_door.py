"""What monitors may read, without an account: `/gezond` and `/metrics`. Numbers and codes; no secret, no person.

Who shows the token of the setting reads them from anywhere. Without that setting they are for this machine alone; and
as behind a proxy everybody seems to be this machine, then they are for nobody.
"""

import json
from collections.abc import Iterable
from hmac import compare_digest
from http import HTTPStatus
from ipaddress import ip_address
from urllib.parse import urlsplit

from prometheus_client import CONTENT_TYPE_LATEST
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from flows.watch.engine_questions import EngineAnswer
from flows.watch.troubles import Part, find_troubles
from spoorboek.desk.operations.installation_metrics import metrics_text
from spoorboek.desk.operations.looks import LOOKS
from spoorboek.platform.watch.observing import shipped
from spoorboek.settings import settings

HEALTH_PATH, METRICS_PATH = "/gezond", "/metrics"
HEALTH_SECONDS = 3.0
OF_PROXIES = ("x-forwarded-for", "x-forwarded-host", "x-real-ip", "forwarded", "via")
WORDS = {
    Part.RECORD: "dossiers",
    Part.DATABASE: "database",
    Part.SERVER: "prefect",
    Part.DEPLOYMENTS: "deployments",
    Part.WORKER: "worker",
    Part.SWITCHED_OFF: "uitgezet",
    Part.WORK: "werk",
}
CLOSED = (
    "Alleen voor een bewaking: op deze machine zelf en niet door een proxy, of met het geheim van "
    "SPOORBOEK_MONITOR_TOKEN (Authorization: Bearer).\n"
)


class MonitorDoor:
    """Answer monitors before anything else of the desk is asked, and pass on every other request."""

    def __init__(self, app: ASGIApp, proxies: Iterable[str] = ()) -> None:
        self._app, self._proxies = app, frozenset(proxies)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["path"] not in (HEALTH_PATH, METRICS_PATH):
            await self._app(scope, receive, send)
            return
        answer = await self._answer(Request(scope))
        await answer(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        if request.method not in ("GET", "HEAD"):
            return Response(status_code=HTTPStatus.METHOD_NOT_ALLOWED, headers={"Allow": "GET, HEAD"})
        if not may_watch(request, self._proxies):
            asks = {"WWW-Authenticate": "Bearer"} if settings().monitor_token else {}
            status = HTTPStatus.UNAUTHORIZED if asks else HTTPStatus.FORBIDDEN
            return Response(CLOSED, status, media_type="text/plain; charset=utf-8", headers=asks)
        if request.url.path == METRICS_PATH:
            return Response(await run_in_threadpool(metrics_text), media_type=CONTENT_TYPE_LATEST)
        return await run_in_threadpool(health)


def may_watch(request: Request, proxies: frozenset[str]) -> bool:
    """Tell whether somebody may read what monitors read: by the token, or from this machine without a proxy between."""
    if token := settings().monitor_token:
        shown = request.headers.get("authorization", "").encode()
        return compare_digest(shown, f"Bearer {token.get_secret_value()}".encode())
    behind = bool(proxies) or bool(settings().desk_address) or any(name in request.headers for name in OF_PROXIES)
    return not behind and _is_here(request.client.host if request.client else "") and _is_here(_host(request))


def health() -> Response:
    """Say whether the work is being done, and which part is not well; 503 when one is not, or nothing answered."""
    looked = LOOKS.engine.within(HEALTH_SECONDS)
    if looked.seen is None or not looked.answered:
        return _health(HTTPStatus.SERVICE_UNAVAILABLE, gezond=False, reden="geen antwoord op tijd")
    broken = {each.part for each in find_troubles(looked.seen, shipped())}
    asked = isinstance(looked.seen.engine, EngineAnswer)
    parts = {word: "fout" if part in broken else "goed" for part, word in WORDS.items()}
    if not asked:  # nobody knows how what it would have told is
        unknown = (Part.DEPLOYMENTS, Part.WORKER, Part.SWITCHED_OFF)
        parts |= {WORDS[part]: "onbekend" for part in unknown if part not in broken}
    status = HTTPStatus.SERVICE_UNAVAILABLE if broken else HTTPStatus.OK
    return _health(status, gezond=not broken, gezien=looked.seen.now.isoformat(timespec="seconds"), onderdelen=parts)


def _health(status: HTTPStatus, **said: object) -> Response:
    return Response(json.dumps(said) + "\n", status, media_type="application/json")


def _host(request: Request) -> str:
    """Return the name a request asks for, so that a page that lets its own name point here reads nothing."""
    return urlsplit(f"//{request.headers.get('host', '')}").hostname or ""


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
