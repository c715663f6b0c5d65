"""`spoorboek up`: the whole platform on one machine, under one folder, on loopback."""

import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import httpx

from spoorboek.errors import PlatformError
from spoorboek.platform import prefect_ui
from spoorboek.platform.access_secret import Access, ensure_access
from spoorboek.platform.bureau_door.certificate import check_certificate
from spoorboek.platform.child_processes import ChildProcess
from spoorboek.platform.database import managed_database
from spoorboek.platform.database.engine_database import (
    engine_database_is_broken,
    plain_engine_url,
    renew_engine_database,
)
from spoorboek.platform.database.postgres import Postgres
from spoorboek.platform.database.postgres_place import SYSTEM_USER
from spoorboek.platform.home_lock import lock_home
from spoorboek.platform.home_rights import tighten_below, tighten_home
from spoorboek.platform.log_files import log_tail
from spoorboek.platform.platform_children import DOORS, make_children
from spoorboek.platform.port import hold_port
from spoorboek.platform.prefect_settings import (
    api_url,
    door_environment,
    prefect_environment,
)
from spoorboek.private_files import ROOT_USER
from spoorboek.settings import Settings, settings

SERVER_READY_SECONDS = 120
Progress = Callable[[str], None]


class ServerDoesNotStart(PlatformError):
    """De Prefect-server start niet."""


class EngineDatabaseBroken(PlatformError):
    """De database van Prefect is weg of mist tabellen. Maak haar leeg opnieuw aan; `spoorboek up` vult haar dan."""


@dataclass
class Platform:
    """A running platform: what it consists of and how to reach it. `database`: None when it is managed."""

    settings: Settings
    database: Postgres | None
    environment: dict[str, str]
    children: list[ChildProcess]
    access: Access

    @property
    def url(self) -> str:
        """Return the address of the Prefect UI."""
        return f"http://127.0.0.1:{self.settings.port}"

    def child(self, name: str) -> ChildProcess:
        """Return a child process by name: `postgresql` (when embedded), `server`, `worker` or one of DOORS."""
        return next(child for child in self.children if child.name == name)

    def has_child(self, name: str) -> bool:
        """Tell whether a process is part of this platform."""
        return any(child.name == name for child in self.children)

    def restart_dead(self) -> list[str]:
        """Restart child processes that have died, with increasing pauses; return the names of those restarted."""
        return [child.name for child in self.children if child.restart_if_dead()]


@contextmanager
def run_platform(
    progress: Progress, configuration: Settings | None = None, *, poll_seconds: float = 1.0, who: str = "up"
) -> Iterator[Platform]:
    """Start the platform; at the end of the block stop what was started, and nothing else.

    `progress` is called with each step in Dutch; `who`: the command that owns the data directory meanwhile.
    Raises HomeInUse, HomeUnusable, PortBusy, a database or key error, or ServerDoesNotStart.
    """
    configuration = configuration or settings()
    if mended := tighten_home(configuration.home):
        progress(mended)
    with ExitStack() as stack:
        stack.enter_context(lock_home(configuration.home, who, configuration.port))
        hold_port(stack, configuration.port)
        _hold_other_ports(stack, configuration)
        progress("PostgreSQL starten" if not configuration.database_url else "Databases zoeken")
        database, environment = _databases(stack, configuration, poll_seconds)
        if database and os.geteuid() == ROOT_USER:
            progress(f"Als root: PostgreSQL draait als gebruiker {SYSTEM_USER}, in {database.folder}")
        access = ensure_access(configuration)
        environment |= door_environment(configuration, access.secret.get_secret_value())
        _apply_environment(environment)
        progress("Database bijwerken")
        _prepare_record(configuration, progress)
        children = make_children(configuration, database, environment)
        platform = Platform(configuration, database, environment, children, access)
        progress("Prefect-server starten")
        prefect_ui.replace_second_ui(configuration.home)
        _start(stack, platform.child("server"))
        deploy_all = _import_deployments()
        await_server(platform)
        tighten_below(prefect_ui.ui_folder(configuration.home))  # Prefect copies it with the rights of its package
        progress("Deployments plaatsen")
        _deploy(platform, deploy_all, progress)
        progress("Worker starten")
        _start(stack, platform.child("worker"))
        for name, step in DOORS.items():
            if platform.has_child(name):
                progress(step)
                _start(stack, platform.child(name))
        bind_older_values(progress)
        announce_waiting_edition(progress)
        yield platform


def _hold_other_ports(stack: ExitStack, configuration: Settings) -> None:
    for door in ("bureau", "desk"):
        if port := getattr(configuration, f"{door}_port"):
            check_certificate(configuration, door)
            hold_port(stack, port, getattr(configuration, f"{door}_host"), f"SPOORBOEK_{door.upper()}_PORT")


def _start(stack: ExitStack, child: ChildProcess) -> None:
    stack.callback(child.stop)
    child.start()


def _databases(
    stack: ExitStack, configuration: Settings, poll_seconds: float
) -> tuple[Postgres | None, dict[str, str]]:
    """Connect to the managed databases of the settings, or start the embedded one."""
    server = None
    if configuration.database_url:
        case_url, engine_url = configuration.database_url.get_secret_value(), managed_database.engine_url(os.environ)
    else:
        server = Postgres(configuration.home)
        stack.callback(server.stop)
        server.start()
        case_url, engine_url = server.case_url, server.engine_url
    environment = prefect_environment(configuration.home, configuration.port, engine_url, poll_seconds=poll_seconds)
    environment["SPOORBOEK_DATABASE_URL"] = case_url
    environment["SPOORBOEK_HOME"] = str(configuration.home.resolve())
    environment["SPOORBOEK_SLOTS"] = str(configuration.slots)
    if configuration.backup_folder:
        environment["SPOORBOEK_BACKUP_FOLDER"] = str(configuration.backup_folder.resolve())
    return server, environment


def _apply_environment(environment: Mapping[str, str]) -> None:
    """Apply the environment to this process and its children; Prefect has read it at import, so refresh it."""
    from prefect.context import refresh_global_settings_context

    os.environ.update(environment)
    refresh_global_settings_context()


def _prepare_record(configuration: Settings, progress: Progress) -> None:
    """Migrate the record and check its key; an embedded database gets its first keys here.

    A record without a ledger gets the key of its ledger, managed or not.
    """
    from models.connection import reload_configuration
    from models.schema import ensure_keys, ensure_ledger_key
    from spoorboek.platform.backup.backup_key import ensure_backup_key, new_key_text
    from spoorboek.platform.backup.upgrade import upgrade_record

    reload_configuration()
    if not configuration.database_url and not configuration.keys:
        ensure_keys(configuration.home)
    if not configuration.ledger_key and (made := ensure_ledger_key(configuration.home)):
        progress(f"Sleutel van het grootboek gemaakt in {made}; bewaar een kopie buiten deze machine")
    shown = sys.stdout.isatty()
    upgrade_record(configuration, progress, show_key=shown)
    if secret := ensure_backup_key(configuration):
        progress(new_key_text(configuration, secret, show=shown))


def bind_older_values(progress: Progress) -> None:
    """Bind what an older version sealed to its place, while cases wake; when it is stopped, the next start goes on."""
    from models.connection import session
    from models.sealing.crypto import UnreadableError
    from models.sealing.key_rotation import has_unbound_values, rotate_keys

    with session() as writing:
        if not has_unbound_values(writing):
            return
        progress("Versleutelde gegevens van een oudere versie aan hun plaats binden")
        try:
            progress(f"{rotate_keys(writing)} gegevens aan hun plaats gebonden")
        except UnreadableError as error:
            progress(str(error))


def announce_waiting_edition(progress: Progress) -> None:
    """Say once that newer rules came with this version; it goes to operations by mail too."""
    from models.connection import session
    from tasks.outbox.edition_news import tell_waiting_edition

    with session() as writing:
        if line := tell_waiting_edition(writing):
            progress(line)


def await_server(platform: Platform) -> None:
    """Wait until the Prefect server answers; raises ServerDoesNotStart when it ended or takes too long."""
    server, deadline = platform.child("server"), time.monotonic() + SERVER_READY_SECONDS
    while time.monotonic() < deadline and server.alive:
        if server_answers(platform.settings.port):
            return
        time.sleep(0.1)
    raise ServerDoesNotStart(
        f"De Prefect-server {'antwoordt niet' if server.alive else 'is meteen weer gestopt'}. "
        f"De laatste regels van {server.log}:\n{log_tail(server.log)}"
    )


def restart_server(platform: Platform, tell: Progress) -> None:
    """Restart the Prefect server, on a new database when the embedded one of Prefect is broken.

    `tell` is called when it is. Raises EngineDatabaseBroken for a managed one, ServerDoesNotStart, psycopg.Error.
    """
    server = platform.child("server")
    server.stop()
    if engine_database_is_broken(plain_engine_url(platform.environment)):
        if platform.database is None:
            raise EngineDatabaseBroken
        tell("De database van Prefect is weg of beschadigd; zij wordt opnieuw gemaakt, uit de dossiers")
        renew_engine_database(platform.database)
    server.start()
    await_server(platform)


def _deploy(platform: Platform, deploy_all: Callable[[], object], progress: Progress) -> None:
    """Place the deployments; when the server refuses them because its database is broken, on a new one."""
    try:
        deploy_all()
    except httpx.HTTPStatusError:
        if not engine_database_is_broken(plain_engine_url(platform.environment)):
            raise
        restart_server(platform, progress)
        deploy_all()


def server_answers(port: int) -> bool:
    """Tell whether a Prefect server answers on this port."""
    try:
        return httpx.get(f"{api_url(port)}/health", timeout=2).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


def _import_deployments() -> Callable[[], object]:
    """Import the deployments and every flow while the server starts, and return the function that deploys them."""
    from flows.engine.shipped_deployments import read_deployments
    from spoorboek.platform.deploy import deploy_all

    read_deployments()
    return deploy_all
