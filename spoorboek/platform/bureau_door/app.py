"""The app of the end point: one address, for signed messages alone. Answers are JSON; errors as in RFC 9457."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from models.connection import session
from models.tables.channel_tables import HTTPS, REJECTED
from spoorboek import clock
from spoorboek.platform.bureau_door.pace import Pace
from tasks.channels.bureau_keys import SigningKey, find_key
from tasks.channels.receiving import Delivery, Receipt, receive
from tasks.channels.refusals import WORDS, Reason
from tasks.channels.signatures import SignedHeaders, read_headers, signature_fault
from templates.bureau_messages import MOST_BYTES

PATH = "/berichten"
BODY_SECONDS = 20.0  # to send the whole body in
REQUESTS = (30, 2.0)  # at once, and one more each so many seconds: of one address, and of one key
KEPT_FORGERIES = (20, 180.0)  # recorded of all together; the others are refused alike, and not recorded
PROBLEM = "application/problem+json"
UNSIGNED = "Dit bericht is niet getekend met een sleutel die hier bekend is, of de handtekening klopt niet."
STATUS_BY_REASON: dict[str, HTTPStatus] = {
    "te_laat_getekend": HTTPStatus.UNAUTHORIZED,
    "te_groot": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "onbekende_verwijzing": HTTPStatus.NOT_FOUND,
    "ander_bericht": HTTPStatus.CONFLICT,
    "kan_nu_niet": HTTPStatus.CONFLICT,
}
log = logging.getLogger("spoorboek.bureau_door")
Wake = Callable[[Sequence[str]], object]


class BureauDoor:
    """What happens to a request: its pace, its size and its signature are checked before anything is read in it."""

    def __init__(self, wake: Wake) -> None:
        self._wake = wake
        self._by_address, self._by_key, self._forgeries = Pace(*REQUESTS), Pace(*REQUESTS), Pace(*KEPT_FORGERIES)

    async def take(self, request: Request) -> JSONResponse:
        """Answer a request that brings a message."""
        address = request.client.host if request.client else ""
        if not self._by_address.allows(address):
            return _slower(self._by_address)
        body = await _read_body(request)
        if body is None:
            return await run_in_threadpool(self._too_large)
        return await run_in_threadpool(self._take, read_headers(request.headers), body)

    def _take(self, headers: SignedHeaders | None, body: bytes) -> JSONResponse:
        key = _key(headers)
        if headers is None or key is None:
            return self._forged(body, None, "onbekend_bureau")
        if fault := signature_fault(key.secret, headers, body, clock.now()):
            return self._forged(body, key, fault)
        if not self._by_key.allows(key.name):
            return _slower(self._by_key)
        receipt = receive(Delivery(HTTPS, body, bureau=key.bureau, number=headers.number))
        if receipt.to_wake:
            self._wake(receipt.to_wake)
        return _answer(receipt)

    def _too_large(self) -> JSONResponse:
        """Record that somebody brought too much: whose it is cannot be checked without reading all of it."""
        if self._forgeries.allows("te_groot"):
            receive(Delivery(HTTPS, bytes(MOST_BYTES + 1), refused="te_groot"))  # so many at least; none is kept
        return _problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"Het bericht is groter dan {MOST_BYTES // 1024} kB.")

    def _forged(self, body: bytes, key: SigningKey | None, reason: Reason) -> JSONResponse:
        if self._forgeries.allows(reason):
            receive(Delivery(HTTPS, body, bureau=key.bureau if key else None, refused=reason))
        detail = f"{WORDS[reason].capitalize()}." if reason == "te_laat_getekend" else UNSIGNED
        return _problem(HTTPStatus.UNAUTHORIZED, detail)


def door_app(wake: Wake) -> FastAPI:
    """Return the app; `wake` is called with the cases to which a message was added."""
    door = BureauDoor(wake)
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    app.add_api_route(PATH, door.take, methods=["POST"], response_model=None)
    app.add_exception_handler(HTTPException, _http_problem)
    app.add_exception_handler(Exception, _our_problem)
    return app


async def _read_body(request: Request) -> bytes | None:
    """Return the body, None when it is too large: nothing beyond the limit is held."""
    stated = request.headers.get("content-length", "")
    if stated.isascii() and stated.isdigit() and int(stated[:12]) > MOST_BYTES:
        return None
    body = bytearray()
    async with asyncio.timeout(BODY_SECONDS):
        async for part in request.stream():
            body += part
            if len(body) > MOST_BYTES:
                return None
    return bytes(body)


def _key(headers: SignedHeaders | None) -> SigningKey | None:
    if headers is None:
        return None
    with session() as reading:
        return find_key(reading, headers.key)


def _answer(receipt: Receipt) -> JSONResponse:
    if receipt.outcome == REJECTED:
        status = STATUS_BY_REASON.get(receipt.reason or "", HTTPStatus.UNPROCESSABLE_ENTITY)
        return _problem(status, receipt.sentence, reden=receipt.reason, ontvangst=receipt.id, fouten=receipt.faults)
    return JSONResponse({"uitkomst": receipt.outcome, "ontvangst": receipt.id}, HTTPStatus.OK)


def _problem(status: HTTPStatus, detail: str, **more: Any) -> JSONResponse:
    content = {"title": status.phrase, "status": int(status), "detail": detail, **more}
    return JSONResponse(content, status, media_type=PROBLEM)


def _slower(pace: Pace) -> JSONResponse:
    answer = _problem(HTTPStatus.TOO_MANY_REQUESTS, f"Te veel verzoeken. Wacht {pace.wait} seconden.")
    answer.headers["Retry-After"] = str(pace.wait)
    return answer


async def _http_problem(_: Request, error: Exception) -> JSONResponse:
    status = HTTPStatus(error.status_code) if isinstance(error, HTTPException) else HTTPStatus.BAD_REQUEST
    return _problem(status, f"Alleen POST {PATH} bestaat hier.")


async def _our_problem(_: Request, error: Exception) -> JSONResponse:
    """Say that it failed here, without what; only the kind of error is logged, for its text may be of a message."""
    if isinstance(error, TimeoutError):
        return _problem(HTTPStatus.REQUEST_TIMEOUT, f"Het bericht kwam niet binnen {BODY_SECONDS:.0f} seconden.")
    log.error("Not taken: %s", type(error).__name__)
    return _problem(
        HTTPStatus.INTERNAL_SERVER_ERROR, "Het bericht kon nu niet worden verwerkt. Stuur het later nog eens."
    )
