"""The process of the end point. It logs a line per request: time, status and size; never an address or content."""

import logging
import sys
import time
from collections.abc import Sequence

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from models.connection import session
from models.schema import check_database
from models.wake_basis import mark_to_wake
from spoorboek.platform.bureau_door.app import door_app
from spoorboek.platform.port import bind_server
from spoorboek.settings import Settings, settings

MOST_AT_ONCE = 50  # requests; others are told to wait
KEEP_ALIVE_SECONDS = 5
access = logging.getLogger("spoorboek.bureau_door.access")


class AccessLog:
    """Log what was answered, and nothing of what was asked."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and log its answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun, said = time.monotonic(), {"status": 0}

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                said["status"] = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noted)
        finally:
            access.info("%s %d %.0f ms", scope["method"][:10], said["status"], (time.monotonic() - begun) * 1000)


def wake(numbers: Sequence[str]) -> None:
    """Wake the cases to which a message was added: now, or by the next reconcile."""
    from flows.engine.runs import wake_now

    with session() as writing:
        mark_to_wake(writing, numbers)
    wake_now(numbers)


def server(configuration: Settings) -> uvicorn.Server:
    """Return the server of the end point, with TLS when a certificate is set."""
    config = uvicorn.Config(
        AccessLog(door_app(wake)),
        access_log=False,
        log_level="warning",
        limit_concurrency=MOST_AT_ONCE,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        server_header=False,
        date_header=False,
        proxy_headers=False,
        ssl_certfile=configuration.bureau_certificate,
        ssl_keyfile=configuration.bureau_certificate_key,
    )
    return uvicorn.Server(config)


def serve_door() -> None:
    """Run the end point until it is asked to stop."""
    configuration = settings()
    if configuration.bureau_port is None:
        sys.exit("SPOORBOEK_BUREAU_PORT is not set")
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s")
    access.setLevel(logging.INFO)
    check_database()
    server(configuration).run([bind_server(configuration.bureau_port, configuration.bureau_host)])


if __name__ == "__main__":
    serve_door()
