"""The process of the desk. It logs a line per request: method, status and time; never an address or a path."""

import logging
import sys

import uvicorn
from anyio.to_thread import current_default_thread_limiter
from starlette.types import ASGIApp, Receive, Scope, Send

from models.schema import check_database
from spoorboek.desk.app import desk_app
from spoorboek.desk.surroundings import Surroundings
from spoorboek.platform.bureau_door.process import AccessLog, access
from spoorboek.platform.port import bind_server
from spoorboek.settings import Settings, settings

MOST_AT_ONCE = 200  # requests; others are told to wait
PAGES_AT_ONCE = 16  # made at a time: no more than there are connections to the database
STOP_SECONDS = 10  # a page that is being made is finished when the process is asked to stop


class PagesAtOnce:
    """Make so many pages at a time, and let the others wait."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Set the limit of this process, and pass on."""
        current_default_thread_limiter().total_tokens = PAGES_AT_ONCE
        await self._app(scope, receive, send)


def desk_server(app: ASGIApp, configuration: Settings) -> uvicorn.Server:
    """Return the server of the desk, with TLS when a certificate is set; SIGTERM lets it finish what it does."""
    config = uvicorn.Config(
        AccessLog(PagesAtOnce(app)),
        access_log=False,
        log_level="warning",
        lifespan="off",
        limit_concurrency=MOST_AT_ONCE,
        timeout_graceful_shutdown=STOP_SECONDS,
        server_header=False,
        proxy_headers=False,
        ssl_certfile=configuration.desk_certificate,
        ssl_keyfile=configuration.desk_certificate_key,
    )
    return uvicorn.Server(config)


def serve_desk() -> None:
    """Run the desk until it is asked to stop."""
    configuration = settings()
    if not configuration.desk_port:
        sys.exit("SPOORBOEK_DESK_PORT is 0")
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s")
    access.setLevel(logging.INFO)
    check_database()
    app = desk_app(Surroundings.of(configuration))
    desk_server(app, configuration).run([bind_server(configuration.desk_port, configuration.desk_host)])


if __name__ == "__main__":
    serve_desk()
