"""`spoorboek serve desk`: the desk as a process by itself; any number of them behind a proxy."""

from contextlib import ExitStack

from spoorboek.platform.bureau_door.certificate import check_certificate
from spoorboek.platform.port import hold_port
from spoorboek.platform.serve.api_job import serve_http
from spoorboek.platform.serve.jobs import MissingSettings
from spoorboek.platform.serve.process import served
from spoorboek.settings import settings


def serve_desk_alone() -> None:
    """Run the desk until asked to stop: pages that are being made are finished. Raises PlatformError when it cannot."""
    if not (port := settings().desk_port):
        raise MissingSettings("`spoorboek serve desk` kan niet beginnen: SPOORBOEK_DESK_PORT is 0.")
    check_certificate(settings(), "desk")
    with served("desk") as job, ExitStack() as stack:
        from spoorboek.desk.app import desk_app
        from spoorboek.desk.process import desk_server
        from spoorboek.desk.surroundings import Surroundings

        host = job.configuration.desk_host
        hold_port(stack, port, host, "SPOORBOEK_DESK_PORT")
        serve_http(job, desk_server(desk_app(Surroundings.of(job.configuration)), job.configuration), port, host)
