"""`spoorboek serve services`: what is done once for all processes, and the background services of Prefect's server.

The databases are brought to this version, the deployments and their pool placed; then Prefect's own services run, and
what somebody changes or switches off in Prefect is put back. One process does it: another waits, and takes over when
the first ends.
"""

import asyncio
import logging
from collections.abc import Callable

from spoorboek.platform.serve.process import ServedJob, served

LEADING = "spoorboek serve services"
STANDBY_SECONDS = 2.0
log = logging.getLogger("spoorboek.serve")


def serve_services() -> None:
    """Run the services until asked to stop. Raises JobEnded when a database could not be brought to this version.

    Also when this process is no longer the only one: whoever starts it again lets it wait for its turn.
    """
    with served("services") as job:
        from models.connection import held_lock

        log.info("Wacht tot geen ander proces dit werk doet")
        with held_lock(LEADING, lambda: _may_wait(job)) as check:
            if check is not None:
                _lead(job, check)


def _may_wait(job: ServedJob) -> bool:
    job.alive.give()
    return not job.stop.wait(STANDBY_SECONDS)


def _lead(job: ServedJob, check: Callable[[], None]) -> None:
    from spoorboek.platform.backup.upgrade import upgrade_record

    log.info("Brengt de databases bij")
    with job.alive.kept_up():
        upgrade_record(job.configuration, lambda line: log.info("%s", line), show_key=False)
    if not job.stop.asked.is_set():
        asyncio.run(_run(job, check))


async def _run(job: ServedJob, check: Callable[[], None]) -> None:
    """Run Prefect's services and what looks after Prefect until one of them ends, or this process is asked to stop."""
    from prefect.cli._server_utils import _run_all_services  # what `prefect server services start` runs

    from spoorboek.platform.serve.engine_care import care_for_engine

    loop = asyncio.get_running_loop()
    with job.alive.kept_up():
        await _prepare_engine()
    services = asyncio.ensure_future(_run_all_services())
    care = asyncio.ensure_future(asyncio.to_thread(care_for_engine, job, check))
    job.stop.when_asked(lambda: loop.call_soon_threadsafe(services.cancel))
    await asyncio.wait({services, care}, return_when=asyncio.FIRST_COMPLETED)
    services.cancel()
    _, error = await asyncio.gather(services, care, return_exceptions=True)
    if isinstance(error, BaseException):
        raise error


async def _prepare_engine() -> None:
    """Bring Prefect's database to the version of this Prefect, and register its blocks."""
    from prefect.server.database import provide_database_interface
    from prefect.server.models.block_registration import run_block_auto_registration

    database = provide_database_interface()
    await database.create_db()
    async with await database.session() as session:
        await run_block_auto_registration(session=session)
