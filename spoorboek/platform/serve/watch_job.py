"""`spoorboek serve watch`: the dead man's switch. It looks three times a minute, outside of Prefect.

While all is well it writes or calls the heartbeat; what stands still it mails to operations, by itself. A monitor that
misses the heartbeat knows that something stands still, this process perhaps.
"""

import logging
from collections import Counter
from collections.abc import Sequence

from flows.watch.troubles import Trouble, find_troubles
from spoorboek import clock
from spoorboek.platform.serve.process import served
from spoorboek.settings import Settings

WATCH_SECONDS = 20.0
SEEN_BEFORE_TELLING = 3  # times in a row: a busy server is slow once
log = logging.getLogger("spoorboek.serve")


def serve_watch() -> None:
    """Watch until asked to stop. Raises PlatformError when it cannot begin."""
    with served("watch") as job:
        watch = Watch(job.configuration)
        while True:
            with job.alive.kept_up():
                watch.look()
            job.alive.give()
            if job.stop.wait(WATCH_SECONDS):
                return


class Watch:
    """What was seen at the last looks, and what operations knows of it."""

    def __init__(self, configuration: Settings) -> None:
        from spoorboek.platform.watch.heartbeat import Heartbeat
        from spoorboek.platform.watch.operations_news import OperationsNews
        from spoorboek.platform.watch.register import Register

        self._configuration, self._began = configuration, clock.now()
        self._register, self._heartbeat = Register(configuration.home), Heartbeat(configuration)
        self._news = OperationsNews(configuration, self._register, log.warning, mends=False)
        self._times: Counter[str] = Counter()
        self._sure: set[str] = set()

    def look(self) -> None:
        """Look once: beat when all is well, else tell what is seen for the third time in a row."""
        from spoorboek.platform.watch.observing import shipped
        from spoorboek.platform.watch.outside import observe_from_outside

        seen = observe_from_outside(self._configuration, self._began)
        troubles = find_troubles(seen, shipped())
        self._register.note(troubles, seen.now)
        sure = self._seen_often(troubles)
        self._news.tell_of(sure, seen.now)
        if troubles:
            self._heartbeat.miss()
        else:
            self._heartbeat.beat(seen.now)

    def _seen_often(self, troubles: Sequence[Trouble]) -> list[Trouble]:
        """Return the troubles that are not of one look; log what is new among them, and what is over."""
        self._times = Counter({trouble.key: self._times[trouble.key] + 1 for trouble in troubles})
        sure = [trouble for trouble in troubles if self._times[trouble.key] >= SEEN_BEFORE_TELLING]
        for trouble in sure:
            if trouble.key not in self._sure:
                log.error("%s", trouble.text)
        for key in sorted(self._sure - {trouble.key for trouble in sure}):
            log.info("Niet meer aan de hand: %s", key)
        self._sure = {trouble.key for trouble in sure}
        return sure
