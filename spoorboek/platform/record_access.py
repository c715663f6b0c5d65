"""The record within reach of one command: managed, of the platform that runs, or started for as long as it lasts."""

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from urllib.request import urlopen

from spoorboek.errors import PlatformError
from spoorboek.platform.home_lock import COMMAND, HomeInUse, HomeOwner, home_owner, lock_home
from spoorboek.platform.prefect_settings import api_url, client_environment
from spoorboek.settings import Settings, settings

PATIENCE_SECONDS = 60.0
HEALTH_SECONDS = 3.0
WAKES_LATER = "Er draait nu geen platform; het wordt uitgevoerd zodra `spoorboek up` draait."


class NoEngine(PlatformError):
    """Er draait geen Prefect-server. Start `spoorboek up`: dat herstelt bij de start zelf alle dossiers."""


@dataclass(frozen=True, slots=True)
class RecordAccess:
    """A record that can be read and written, and whether a Prefect server that belongs to it answers."""

    engine: bool

    def need_engine(self) -> None:
        """Raise NoEngine when no Prefect server answers."""
        if not self.engine:
            raise NoEngine

    def wake(self, numbers: Sequence[str]) -> str | None:
        """Wake the runs of these cases; return what to tell the user when that has to wait, None when it was done."""
        if not self.engine:
            return WAKES_LATER if numbers else None
        from flows.engine.runs import wake_now

        return wake_now(numbers)


@contextmanager
def open_record() -> Iterator[RecordAccess]:
    """Bring the record within reach for the length of a `with` block.

    A managed database is used as it is. The embedded one is that of the `spoorboek up` that runs on this data
    directory; without one it is started here, brought up to date, and stopped afterwards. Another command that has it
    is waited for. Raises PlatformError where nothing can be reached.
    """
    chosen = settings()
    with ExitStack() as stack:
        if chosen.database_url:
            yield _checked(chosen, os.environ.get("PREFECT_API_URL") or api_url(chosen.port))
        elif platform := _platform(stack, chosen):
            yield _checked(chosen, api_url(platform.port))
        else:
            _start(stack, chosen)
            yield RecordAccess(engine=False)


def _checked(chosen: Settings, api: str) -> RecordAccess:
    """Check the tables and the key, and point the Prefect client of this process to the server."""
    from models.schema import check_database

    check_database()
    # The address is that of this record's own engine, whatever server the environment of the user names.
    os.environ.update({**client_environment(chosen.home, api), **_set_by_user(), "PREFECT_API_URL": api})
    return RecordAccess(_answers(api))


def _set_by_user() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name.startswith(("PREFECT_", "DO_NOT_TRACK"))}


def _platform(stack: ExitStack, chosen: Settings) -> HomeOwner | None:
    """Return the platform that runs on the data directory, once its database answers; None when it is ours now."""
    from spoorboek.platform.postgres import Postgres

    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        found = home_owner(chosen.home)
        if found and found.stays:
            if Postgres(chosen.home).ready:
                return found
        elif _ours(stack, chosen):
            return None
        if time.monotonic() > until:
            raise HomeInUse(f"De gegevensmap {chosen.home} blijft in gebruik. Wacht tot de andere opdracht klaar is.")
        time.sleep(0.1)


def _ours(stack: ExitStack, chosen: Settings) -> bool:
    try:
        stack.enter_context(lock_home(chosen.home, COMMAND, patience=0))
    except HomeInUse:
        return False
    return True


def _start(stack: ExitStack, chosen: Settings) -> None:
    """Start the embedded server in a data directory that is ours, and bring the record up to date."""
    from models.connection import forget_engine
    from models.schema import ensure_keys, migrate_database
    from spoorboek.platform.postgres import Postgres

    server = Postgres(chosen.home)
    stack.callback(server.stop)
    stack.callback(forget_engine)
    server.start()
    if not chosen.keys:
        ensure_keys(chosen.home)
    migrate_database()


def _answers(api: str) -> bool:
    try:
        with urlopen(f"{api}/health", timeout=HEALTH_SECONDS) as answer:
            return bool(answer.status == 200)
    except (OSError, ValueError):
        return False
