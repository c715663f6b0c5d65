"""`spoorboek serve worker`: wakes cases and runs upkeep; any number of them, each with a name of its own."""

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta
from uuid import UUID

from spoorboek.platform.serve.process import ServedJob, served
from spoorboek.platform.serve.serve_environment import process_worker_name

SIGN_LOOK_SECONDS = 2.0
LONGEST_WAKE_SECONDS = 6.0  # after a request to stop; giving back takes time too
AT_ONCE = 8  # runs given back beside each other
GIVEN_BACK = timedelta(seconds=5)  # after which another worker may take it: this process is gone then
BROUGHT_BACK = "Opnieuw: het proces van de worker stopte"
log = logging.getLogger("spoorboek.serve")


def serve_worker() -> None:
    """Run a worker until it is asked to stop: then it takes nothing new, and finishes the wakes it is at.

    A wake that takes longer than the ten seconds there are is given back to the other workers, which do what it did not
    do yet. Raises PlatformError when it cannot begin.
    """
    with served("worker") as job:
        asyncio.run(_work(job))


async def _work(job: ServedJob) -> None:
    from flows.engine.prefect_api import POOL
    from spoorboek.platform.worker import SpoorboekWorker

    worker = SpoorboekWorker(work_pool_name=POOL, name=process_worker_name(), create_pool_if_not_found=False)
    log.info("Worker %s neemt %d wekbeurten tegelijk", worker.name, job.configuration.slots)
    working = asyncio.ensure_future(worker.start(printer=lambda _line: None))
    loop = asyncio.get_running_loop()
    job.stop.longest = LONGEST_WAKE_SECONDS
    job.stop.on_cut_off = lambda: give_back([*worker.awake])
    job.stop.when_asked(lambda: loop.call_soon_threadsafe(working.cancel))
    turning = asyncio.ensure_future(_give_signs(job))
    try:
        await working
    except asyncio.CancelledError:
        if not job.stop.asked.is_set():
            raise
    finally:
        turning.cancel()


def give_back(runs: list[UUID]) -> None:
    """Let other workers do the runs that this process cannot finish."""
    from flows.engine.runs import prefect_client, schedule_run
    from spoorboek import clock

    def give(run: UUID) -> None:
        with prefect_client() as prefect:
            schedule_run(prefect, run, clock.now() + GIVEN_BACK, BROUGHT_BACK)
        log.warning("Run %s is teruggegeven", run)

    with ThreadPoolExecutor(AT_ONCE) as beside:
        wait([beside.submit(give, run) for run in runs])


async def _give_signs(job: ServedJob) -> None:
    while True:
        job.alive.give()
        await asyncio.sleep(SIGN_LOOK_SECONDS)
