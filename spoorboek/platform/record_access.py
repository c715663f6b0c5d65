"""Access to the record for one command: a managed database, that of a running platform, or one started for it."""

import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from flows.engine.prefect_api import POOL, authorization
from spoorboek.errors import PlatformError
from spoorboek.platform.access_secret import read_secret
from spoorboek.platform.home_lock import COMMAND, HomeInUse, HomeOwner, home_owner, lock_home
from spoorboek.platform.home_rights import tighten_home
from spoorboek.platform.prefect_settings import AUTH, api_url, client_environment
from spoorboek.settings import Settings, settings

PATIENCE_SECONDS = 60.0
ANSWER_SECONDS = 10.0
WAKES_LATER = "Er draait nu geen platform; het wordt uitgevoerd zodra `spoorboek up` draait."


class NoEngine(PlatformError):
    """Er draait geen Prefect-server. Start `spoorboek up`; draait dat al, dan herstelt het de server zelf."""


class WrongAccess(PlatformError):
    """De Prefect-server vraagt een ander toegangswoord.

    Is er een nieuw gemaakt, herstart dan `spoorboek up`; staat de server elders, zet dan SPOORBOEK_API_SECRET.
    """


@dataclass(frozen=True, slots=True)
class RecordAccess:
    """Access to the record. `engine`: whether the Prefect server of this record responds."""

    engine: bool

    def need_engine(self) -> None:
        """Raise NoEngine when the Prefect server does not respond."""
        if not self.engine:
            raise NoEngine

    def wake(self, numbers: Sequence[str]) -> str | None:
        """Wake the runs of these cases; return a message for the user when that has to wait, None when it was done."""
        if not self.engine:
            return WAKES_LATER if numbers else None
        from flows.engine.runs import wake_now

        return wake_now(numbers)

    def update_operator_forms(self) -> bool:
        """Let the run forms offer the operators of now; return whether that was done."""
        if not self.engine:
            return False
        from httpx import HTTPError
        from prefect.exceptions import PrefectException

        from spoorboek.platform.deploy import update_operator_forms

        try:
            update_operator_forms()
        except (PrefectException, HTTPError):
            return False
        return True


@contextmanager
def open_record() -> Iterator[RecordAccess]:
    """Open the record for the duration of a `with` block.

    A managed database is used as it is. Otherwise the embedded database of the `spoorboek up` that runs on this data
    directory is used; without one it is started here, migrated, and stopped afterwards. While another command owns the
    data directory, this waits. When others had access to the data directory, that is ended and told on stderr. Raises
    PlatformError when no database can be reached.
    """
    configuration = settings()
    if mended := tighten_home(configuration.home):
        sys.stderr.write(f"{mended}.\n")
    with ExitStack() as stack:
        if configuration.database_url:
            elsewhere = f"{configuration.api_url}/api" if configuration.api_url else os.environ.get("PREFECT_API_URL")
            yield _check_access(configuration, elsewhere or _own_server(configuration))
        elif platform := _wait_for_platform(stack, configuration):
            yield _check_access(configuration, api_url(platform.port))
        else:
            _start_database(stack, configuration)
            yield RecordAccess(engine=False)


def _own_server(configuration: Settings) -> str | None:
    """Return the address of the platform that runs on the data directory; None without one.

    Whatever else listens on the port is never told the secret.
    """
    owner = home_owner(configuration.home)
    return api_url(owner.port) if owner and owner.is_platform else None


@contextmanager
def database_alone(configuration: Settings) -> Iterator[None]:
    """Have the server of the record to oneself, without looking into the record: to put another in its place.

    Raises HomeInUse while `spoorboek up` or another command uses the data directory.
    """
    with ExitStack() as stack:
        stack.enter_context(lock_home(configuration.home, COMMAND))
        if not configuration.database_url:
            from spoorboek.platform.database.postgres import Postgres

            server = Postgres(configuration.home)
            stack.callback(server.stop)
            server.start()
        yield


def _check_access(configuration: Settings, api: str | None) -> RecordAccess:
    """Check the tables and the key, and point the Prefect client of this process to the server, if there is one."""
    from models.schema import check_database

    if told := check_database():
        sys.stderr.write(f"{told}\n")
    if api is None:
        return RecordAccess(engine=False)
    # Address and secret are those of this record's own server, whatever the user's environment says.
    secret = read_secret(configuration)
    own = {"PREFECT_API_URL": api} | ({AUTH: secret} if secret else {})
    os.environ.update({**client_environment(configuration.home, api), **_set_by_user(), **own})
    return RecordAccess(engine_answers(api, os.environ.get(AUTH, "")))


def _set_by_user() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name.startswith(("PREFECT_", "DO_NOT_TRACK"))}


def _wait_for_platform(stack: ExitStack, configuration: Settings) -> HomeOwner | None:
    """Return the platform that runs on the data directory, once its database is ready; None when it is locked here."""
    from spoorboek.platform.database.postgres import Postgres

    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        owner = home_owner(configuration.home)
        if owner and owner.is_platform:
            if Postgres(configuration.home).ready:
                return owner
        elif _try_lock_home(stack, configuration):
            return None
        if time.monotonic() > deadline:
            raise HomeInUse(
                f"De gegevensmap {configuration.home} blijft in gebruik. Wacht tot de andere opdracht klaar is."
            )
        time.sleep(0.1)


def _try_lock_home(stack: ExitStack, configuration: Settings) -> bool:
    try:
        stack.enter_context(lock_home(configuration.home, COMMAND, patience=0))
    except HomeInUse:
        return False
    return True


def _start_database(stack: ExitStack, configuration: Settings) -> None:
    """Start the embedded server in the data directory this process locked, and migrate the record."""
    from models.connection import forget_engine
    from models.schema import ensure_keys, ensure_ledger_key
    from spoorboek.platform.backup.upgrade import upgrade_record
    from spoorboek.platform.database.postgres import Postgres

    server = Postgres(configuration.home)
    stack.callback(server.stop)
    stack.callback(forget_engine)
    server.start()
    if not configuration.keys:
        ensure_keys(configuration.home)
    if not configuration.ledger_key:
        ensure_ledger_key(configuration.home)
    upgrade_record(configuration, _tell, show_key=sys.stderr.isatty())


def engine_answers(api: str, secret: str) -> bool:
    """Tell whether the Prefect server can find our work pool; its `/health` is true even without a database.

    Raises WrongAccess when it has another secret.
    """
    try:
        request = Request(f"{api}/work_pools/{POOL}", headers=authorization(secret))
        with urlopen(request, timeout=ANSWER_SECONDS) as answer:
            return bool(answer.status == HTTPStatus.OK)
    except HTTPError as error:
        if error.code == HTTPStatus.UNAUTHORIZED:
            raise WrongAccess from None
        return False
    except (OSError, ValueError):
        return False


def _tell(told: str) -> None:
    sys.stderr.write(f"{told}\n")
