"""What every process of `spoorboek serve` begins with: its log, its settings, its environment, its stop signal."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from spoorboek.errors import SpoorboekError
from spoorboek.platform.home_rights import make_home, tighten_home
from spoorboek.platform.serve.jobs import JobEnded, StayedAway, check_job_settings
from spoorboek.platform.serve.serve_environment import serve_environment
from spoorboek.platform.serve.sign_of_life import SignOfLife
from spoorboek.platform.serve.stopping import StopRequest
from spoorboek.platform.serve.structured_log import log_as
from spoorboek.settings import Settings, settings

log = logging.getLogger("spoorboek.serve")


class ServedJob(NamedTuple):
    """A process that may begin its job: its settings, whether it was asked to stop, the sign that it lives."""

    configuration: Settings
    stop: StopRequest
    alive: SignOfLife


@contextmanager
def served(job: str) -> Iterator[ServedJob]:
    """Prepare this process for one job, and wait for what it needs; afterwards say that it stopped.

    Raises PlatformError for a wrong or missing setting, StayedAway for what did not come, JobEnded for what went wrong
    once it began: whoever starts processes again may do so.
    """
    log_as(job)
    stop = StopRequest().listen()
    configuration = settings()
    check_job_settings(job, configuration)
    make_home(configuration.home)
    if mended := tighten_home(configuration.home):
        log.info("%s", mended)
    configuration = _with_environment(job, configuration)
    alive = SignOfLife(job, configuration)
    try:
        _wait(job, configuration, stop, alive)
        log.info("Begint (proces %d)", os.getpid())
        yield ServedJob(configuration, stop, alive)
    except StayedAway as error:
        log.error("%s", error)
        raise
    except Exception as error:
        log.exception("Het proces stopt door een fout")
        why = str(error) if isinstance(error, SpoorboekError) else type(error).__name__
        raise JobEnded(f"`spoorboek serve {job}` stopt door een fout: {why}") from error
    stop.done = True
    log.info("Gestopt")


def _with_environment(job: str, configuration: Settings) -> Settings:
    """Put the environment of this job in place before Prefect is imported; return the settings as they are then."""
    os.environ.update(serve_environment(job, configuration))
    from prefect.context import refresh_global_settings_context

    from models.connection import reload_configuration

    refresh_global_settings_context()
    reload_configuration()
    return settings()


def _wait(job: str, configuration: Settings, stop: StopRequest, alive: SignOfLife) -> None:
    from spoorboek.platform.database.engine_database import plain_engine_url
    from spoorboek.platform.database.managed_database import VARIABLES
    from spoorboek.platform.serve.waiting import await_all, waits_of

    engine = plain_engine_url(os.environ) if VARIABLES[0] in os.environ else ""
    stop.when_asked(lambda: os._exit(0))  # nothing was begun yet
    await_all(configuration, stop, alive, *waits_of(job, configuration, engine))
    stop.when_asked(lambda: None)
