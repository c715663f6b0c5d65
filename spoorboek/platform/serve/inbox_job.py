"""`spoorboek serve inbox`: reads the mailbox mail comes back to and the folder for papers, every minute.

The round of mail, which workers do every five minutes, reads them too: nobody needs this process for that. It is for a
house that wants it sooner, or has the mailbox or folder on a machine without a worker. Whoever reads does so alone.
"""

import logging
import time

from spoorboek.platform.serve.process import served
from spoorboek.platform.serve.sign_of_life import SIGN_SECONDS

ROUND_SECONDS = 60.0
log = logging.getLogger("spoorboek.serve")


def serve_inbox() -> None:
    """Read until asked to stop; a round that is begun is finished. Raises PlatformError when it cannot begin."""
    with served("inbox") as job:
        while True:
            with job.alive.kept_up():
                _round()
            begun = time.monotonic()
            while time.monotonic() - begun < ROUND_SECONDS:
                job.alive.give()
                if job.stop.wait(SIGN_SECONDS):
                    return


def _round() -> None:
    """Read once; what goes wrong is told by its kind, and the next round tries again."""
    from sqlalchemy.exc import SQLAlchemyError

    from flows.engine.runs import wake_now
    from flows.upkeep.incoming_mail import take_incoming
    from spoorboek.errors import PlatformError

    try:
        returned, to_wake = take_incoming(log.error)
        if to_wake:
            wake_now(sorted(to_wake))
    except (SQLAlchemyError, PlatformError) as error:
        log.warning("Deze ronde lukte niet (%s); over een minuut opnieuw", type(error).__name__)
        return
    if returned.returned or returned.answers or to_wake:
        log.info("%d teruggekomen, %d antwoorden, %d zaken", returned.returned, returned.answers, len(to_wake))
