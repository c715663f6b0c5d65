"""Look after Prefect in `spoorboek serve services`: place what is ours, and put back what somebody changed there.

The processes themselves are started again by whoever started them, such as systemd or a container engine; the work that
stands still is told by `spoorboek serve watch`.
"""

import logging
import os
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial

from flows.engine.prefect_api import POOL
from flows.engine.runs import begin_reconcile, prefect_client
from flows.watch.engine_questions import EngineAnswer
from flows.watch.troubles import Observations, Part, Trouble, find_troubles
from spoorboek import clock
from spoorboek.errors import PlatformError
from spoorboek.platform.access_secret import read_secret
from spoorboek.platform.database.engine_database import delete_old_of_living, plain_engine_url
from spoorboek.platform.deploy import deploy_all
from spoorboek.platform.deployment_ids import read_ids
from spoorboek.platform.serve.process import ServedJob
from spoorboek.platform.serve.waiting import await_all
from spoorboek.platform.up import announce_waiting_edition, bind_older_values
from spoorboek.platform.watch.engine_watch import SEEN_BEFORE_MENDING, TIDY_SECONDS
from spoorboek.platform.watch.observing import asked, shipped
from spoorboek.platform.watch.register import Register
from spoorboek.platform.watch.switching_on import put_back_deployments, switch_on
from spoorboek.settings import Settings

CARE_SECONDS = 10.0
SEEN_BY_SERVICES = "services.json"  # the watch has a file of its own, also where both have one folder
WORKER_FORGOTTEN = timedelta(days=1)
log = logging.getLogger("spoorboek.serve")


def care_for_engine(job: ServedJob, check: Callable[[], None]) -> None:
    """Place the deployments, then look every ten seconds until asked to stop.

    `check` raises LockLostError when another process may do this now. Raises StayedAway when no API server comes.
    """
    if not await_all(job.configuration, job.stop, job.alive, partial(_no_api, job.configuration)):
        return
    with job.alive.kept_up():
        _begin(job.configuration)
    care = EngineCare(job.configuration)
    while not job.stop.wait(CARE_SECONDS):
        check()
        with job.alive.kept_up():
            care.look()
        job.alive.give()


def _no_api(configuration: Settings) -> str | None:
    """Return why no API server answers; the pool of ours it need not have yet."""
    answer = _ask(configuration)
    return f"De Prefect-API op {configuration.api_url} {answer}." if isinstance(answer, str) else None


def _ask(configuration: Settings) -> EngineAnswer | str:
    return asked(f"{configuration.api_url}/api", read_secret(configuration) or "")


def _begin(configuration: Settings) -> None:
    """Place what is ours on the server, finish what an older version left, and let the cases be gone through."""
    is_first = not read_ids(configuration.home)
    if (dead := deploy_all()) and not is_first:
        log.warning("Met een nieuw adres: %s; oude links openen niets", ", ".join(dead))
    log.info("Deployments geplaatst")
    tell = partial(log.info, "%s")
    bind_older_values(tell)
    announce_waiting_edition(tell)
    with prefect_client() as prefect:
        begin_reconcile(prefect)


class EngineCare:
    """What was seen at the last look, and for how long it is so."""

    def __init__(self, configuration: Settings) -> None:
        self._configuration, self._register = configuration, Register(configuration.home, SEEN_BY_SERVICES)
        self._changed, self._tidy_at = 0, time.monotonic() + CARE_SECONDS

    def look(self) -> None:
        """Look once, and mend; what goes wrong then is told by its kind and tried at the next look."""
        now, engine = clock.now(), _ask(self._configuration)
        if isinstance(engine, str):
            return
        troubles = find_troubles(Observations(now, engine=engine), shipped())
        self._register.note(troubles, now)
        changed = [trouble for trouble in troubles if trouble.part == Part.DEPLOYMENTS]
        self._changed = self._changed + 1 if changed else 0
        if self._changed >= SEEN_BEFORE_MENDING:
            self._mend(changed[0].text, put_back_deployments)
            self._changed = 0
        for trouble in self._off_too_long(troubles):
            self._mend(trouble.text, partial(switch_on, trouble.key))
        if time.monotonic() >= self._tidy_at:
            self._tidy_at = time.monotonic() + TIDY_SECONDS
            self._mend("", partial(_tidy, engine))

    def _off_too_long(self, troubles: Sequence[Trouble]) -> list[Trouble]:
        minutes = self._configuration.resume_minutes
        off = [trouble for trouble in troubles if trouble.part == Part.SWITCHED_OFF and minutes >= 0]
        longest = timedelta(minutes=minutes)
        return [trouble for trouble in off if clock.now() - self._register.since(trouble.key) >= longest]

    def _mend(self, text: str, mend: Callable[[], object]) -> None:
        try:
            mend()
        except Exception as error:
            log.warning(
                "Herstellen lukte niet: %s", error if isinstance(error, PlatformError) else type(error).__name__
            )
            return
        if text:
            log.warning("Hersteld: %s", text)


def _tidy(engine: EngineAnswer) -> None:
    """Delete what is old of runs that live on, and the workers of processes that ended; each had its own name."""
    delete_old_of_living(plain_engine_url(os.environ), clock.now())
    gone = [name for name, beat in engine.heartbeats.items() if clock.now() - beat > WORKER_FORGOTTEN]
    with prefect_client() as prefect:
        for name in gone:
            place = {"work_pool_name": POOL, "name": name}
            prefect.request("DELETE", "/work_pools/{work_pool_name}/workers/{name}", path_params=place)
