"""Look at an installation from outside, for a monitor: nothing is started, mended or written, and nobody is waited for.

Not through Prefect, nor through `spoorboek up`: either may be what stands still.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from flows.watch.troubles import Database, Observations, Part, Trouble, find_troubles
from models.connection import database_url, session
from models.standing_work import StandingWork
from spoorboek import clock
from spoorboek.errors import PlatformError
from spoorboek.platform.access_secret import read_secret
from spoorboek.platform.database.engine_database import database_answers
from spoorboek.platform.disk_space import space_problem
from spoorboek.platform.home_lock import HomeOwner, home_owner
from spoorboek.platform.prefect_settings import AUTH, api_url, worker_name
from spoorboek.platform.watch.observing import asked, shipped, waiting_work
from spoorboek.platform.watch.register import looked_at
from spoorboek.settings import Settings
from tasks.outbox.mail_trouble import standing_trouble

WATCH_SILENT_AFTER = timedelta(minutes=5)  # mending takes minutes, in which `up` does not look
STARTING = timedelta(minutes=2)
LONG_AGO = datetime(1970, 1, 1, tzinfo=clock.AMSTERDAM)
NOBODY = "Er draait geen `spoorboek up` op deze gegevensmap: er wordt niets uitgevoerd."


def troubles_from_outside(configuration: Settings) -> list[Trouble]:
    """List what keeps the work from being done."""
    return find_troubles(observe_from_outside(configuration), shipped())


def observe_from_outside(configuration: Settings, watching_since: datetime | None = None) -> Observations:
    """Look once. On an embedded installation without `spoorboek up` there is nothing more to see.

    `watching_since`: when who looks began to, for an installation of several processes, of which nobody knows when it
    began: what runs at fixed times is given time since then.
    """
    now, owner = clock.now(), home_owner(configuration.home)
    running = owner if owner and owner.is_platform else None
    api = _api(configuration, running)
    others = [*_of_owner(configuration, running, api, now), *_of_disk(configuration)]
    if running is None and configuration.database_url is None:
        return Observations(now, others=others)
    database = _database(configuration)
    work = waiting_work(now) if database == Database.ANSWERS else StandingWork()
    others += _of_mail() if database == Database.ANSWERS else []
    try:
        engine = asked(api, os.environ.get(AUTH) or read_secret(configuration) or "") if api else None
    except PlatformError as error:  # of the file with the secret
        engine = f"is niets te vragen: {' '.join(str(error).split())}"
    if configuration.api_url:  # any worker will do: each process has a name of its own
        return Observations(now, database, engine, work, began=watching_since, others=others)
    began, worker = _began(configuration), worker_name(configuration.home)
    starting = frozenset({Part.SERVER, Part.WORKER} if now - began < STARTING else ())
    return Observations(now, database, engine, work, worker, starting, began=began, others=others)


def _api(configuration: Settings, running: HomeOwner | None) -> str | None:
    """Return the address of the Prefect server of this record; that of a managed one may be elsewhere."""
    if configuration.api_url:
        return f"{configuration.api_url}/api"
    elsewhere = os.environ.get("PREFECT_API_URL") if configuration.database_url else None
    return elsewhere or (api_url(running.port) if running else None)


def _of_owner(configuration: Settings, running: HomeOwner | None, api: str | None, now: datetime) -> Iterator[Trouble]:
    """Tell that nobody runs the platform, or that who does looks no more, such as one that was suspended."""
    if running is None:
        if api is None:
            yield Trouble(Part.SERVER, "up", NOBODY)
        return
    looked = looked_at(configuration.home)
    if looked and looked >= _began(configuration) and now - looked > WATCH_SILENT_AFTER:
        text = f"`spoorboek up` kijkt niet meer (laatst {looked:%d-%m-%Y %H:%M}): wat stukgaat, blijft stuk."
        yield Trouble(Part.SERVER, "up", text)


def _began(configuration: Settings) -> datetime:
    """Return when the platform of a data directory took it."""
    try:
        return datetime.fromtimestamp((configuration.home / "lock").stat().st_mtime, clock.AMSTERDAM)
    except OSError:
        return LONG_AGO


def _of_disk(configuration: Settings) -> Iterator[Trouble]:
    with suppress(OSError):
        if text := space_problem(configuration.home):
            yield Trouble(Part.WORK, "schijf", text)


def _of_mail() -> Iterator[Trouble]:
    """Tell which setting keeps all mail from going; `up` tells that mail waits, and a mail to operations waits too."""
    with suppress(SQLAlchemyError), session() as reading:
        if trouble := standing_trouble(reading):
            yield Trouble(Part.WORK, "mailinstelling", trouble.sentence)


def _database(configuration: Settings) -> Database:
    try:
        url = database_url(configuration).set(drivername="postgresql").render_as_string(hide_password=False)
    except PlatformError:
        return Database.SILENT
    if database_answers(url):
        return Database.ANSWERS
    return Database.UNREACHABLE if configuration.database_url else Database.SILENT
