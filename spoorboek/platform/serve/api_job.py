"""`spoorboek serve api`: Prefect's API and UI behind our door, without its background services; any number of them."""

import logging
from contextlib import ExitStack, nullcontext

import uvicorn

from spoorboek.platform import prefect_ui
from spoorboek.platform.home_rights import tighten_below
from spoorboek.platform.port import bind_server, hold_port
from spoorboek.platform.serve.process import ServedJob, served
from spoorboek.platform.serve.stopping import FINISH_SECONDS
from spoorboek.platform.serve.structured_log import take_over_uvicorn

SIGN_SECONDS = 10
log = logging.getLogger("spoorboek.serve")


def serve_api() -> None:
    """Run an API server until it is asked to stop. Raises PlatformError when it cannot begin, PortBusy among them."""
    with served("api") as job, ExitStack() as stack:
        hold_port(stack, job.configuration.port, job.configuration.api_host)
        prefect_ui.replace_second_ui(job.configuration.home)
        from spoorboek.platform.prefect_server import server_behind_door

        server = server_behind_door(webserver_only=True)
        tighten_below(prefect_ui.ui_folder(job.configuration.home))
        serve_http(job, server, job.configuration.port, job.configuration.api_host)


def serve_http(job: ServedJob, server: uvicorn.Server, port: int, host: str) -> None:
    """Run a server of requests until its process is asked to stop; what is being answered then is finished."""

    def finish() -> None:
        server.should_exit = True

    async def turn() -> None:
        job.alive.give()

    take_over_uvicorn()
    job.stop.when_asked(finish)
    server.capture_signals = nullcontext  # type: ignore[assignment, method-assign]  # the signals are heard already
    server.config.timeout_graceful_shutdown = FINISH_SECONDS
    server.config.callback_notify, server.config.timeout_notify = turn, SIGN_SECONDS
    with bind_server(port, host) as bound:
        log.info("Luistert op %s, poort %d", host, port)
        server.run([bound])
