"""A bureau with software of its own: it takes messages at an HTTPS address, and brings its own to that of the employer.

python -m spoorboek.demo.bureau.https_process < (its configuration as a line of JSON, then a line per day)
"""

import asyncio
import json
import ssl
import sys
import threading
import time
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, NamedTuple

import httpx
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from spoorboek.demo.bureau.conduct import Conduct, Outgoing
from spoorboek.demo.bureau.day_lines import live_by_lines
from spoorboek.demo.bureau.mailbox import Mailbox
from tasks.channels.signatures import read_headers, signature_fault, signed_headers
from templates.bureau_messages import TO_BUREAU, MessageError, read_message

PATH, SECONDS, STARTING_SECONDS = "/spoorboek", 30.0, 0.05
FORGED = "een ander geheim"


class Configuration(NamedTuple):
    """Where a bureau is and what it knows: its key, its port and certificate, where the employer takes messages."""

    key: str
    secret: str
    port: int
    certificate: str
    employer: str
    conduct: dict[str, Any] = {}  # noqa: RUF012 - read once


def bureau_app(mailbox: Mailbox, secret: str) -> FastAPI:
    """Return the bureau's end point: signed messages that fit their schema are taken in, all else is refused."""
    app = FastAPI(openapi_url=None)

    @app.post(PATH)
    async def take(request: Request) -> JSONResponse:
        body, headers = await request.body(), read_headers(request.headers)
        if headers is None or signature_fault(secret, headers, body, datetime.now(UTC)):
            return JSONResponse({"detail": "niet getekend"}, HTTPStatus.UNAUTHORIZED)
        try:
            message = read_message(body, TO_BUREAU)
        except MessageError as error:
            return JSONResponse({"detail": list(error.faults)}, HTTPStatus.UNPROCESSABLE_ENTITY)
        await asyncio.to_thread(mailbox.take, message.data)
        return JSONResponse({"uitkomst": "aanvaard"})

    return app


def run(configuration: Configuration) -> None:
    """Take messages, and live the days that standard input names."""
    mailbox = Mailbox(Conduct(**configuration.conduct))
    config = uvicorn.Config(
        bureau_app(mailbox, configuration.secret),
        port=configuration.port,
        log_level="warning",
        ssl_certfile=configuration.certificate,
        ssl_keyfile=configuration.certificate,
    )
    server = uvicorn.Server(config)
    threading.Thread(target=server.run, daemon=True).start()
    while not server.started:
        time.sleep(STARTING_SECONDS)
    trust = ssl.create_default_context(cafile=configuration.certificate)
    with httpx.Client(verify=trust, timeout=SECONDS) as client:
        live_by_lines(mailbox, lambda outgoing: _bring(client, configuration, outgoing))


def _bring(client: httpx.Client, configuration: Configuration, outgoing: Outgoing) -> str:
    """Bring a message to the employer; return what the employer answered."""
    body = json.dumps(outgoing.message, ensure_ascii=False).encode()
    secret = FORGED if outgoing.forged else configuration.secret
    headers = signed_headers(configuration.key, secret, outgoing.message["bericht"], body, datetime.now(UTC))
    answer = client.post(configuration.employer, content=body, headers=headers)
    said = answer.json()
    return str(said.get("uitkomst") or f"{answer.status_code}: {said['detail']}")


if __name__ == "__main__":
    run(Configuration(**json.loads(sys.stdin.readline())))
