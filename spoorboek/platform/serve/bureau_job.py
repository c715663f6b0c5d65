"""`spoorboek serve bureau`: the end point where bureaus bring signed messages; any number of them behind a proxy."""

from contextlib import ExitStack

from spoorboek.platform.bureau_door.certificate import check_certificate
from spoorboek.platform.port import hold_port
from spoorboek.platform.serve.api_job import serve_http
from spoorboek.platform.serve.jobs import MissingSettings
from spoorboek.platform.serve.process import served
from spoorboek.settings import settings


def serve_bureau() -> None:
    """Run the end point until asked to stop. Raises PlatformError when it cannot begin."""
    if (port := settings().bureau_port) is None:
        raise MissingSettings("`spoorboek serve bureau` kan niet beginnen: SPOORBOEK_BUREAU_PORT is niet gezet.")
    check_certificate(settings(), "bureau")
    with served("bureau") as job, ExitStack() as stack:
        from spoorboek.platform.bureau_door.process import server

        host = job.configuration.bureau_host
        hold_port(stack, port, host, "SPOORBOEK_BUREAU_PORT")
        serve_http(job, server(job.configuration), port, host)
