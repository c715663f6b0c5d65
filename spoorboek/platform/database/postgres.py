"""The embedded PostgreSQL: the server from a wheel, run as a child process on a folder, reached by Unix socket."""

import contextlib
import os
import signal
import time
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg

from models.database_roles import APPLICATION, ENGINE, OWNER, SUPERUSER, read_password
from spoorboek.clock import AMSTERDAM
from spoorboek.errors import PlatformError
from spoorboek.outside.files import reason_of
from spoorboek.platform.child_processes import ChildProcess, receives_system_only
from spoorboek.platform.database.postgres_folder import identity_of, owner_of, prepare, socket_folder
from spoorboek.platform.database.postgres_place import database_entry, reachable_programs
from spoorboek.platform.database.postgres_roles import (
    ACCESS_FILE,
    CASES,
    PREFECT,
    set_ownership,
    set_roles,
    set_superuser_password,
)
from spoorboek.platform.disk_space import space_problem
from spoorboek.platform.log_files import log_tail

READY_SECONDS = 120.0  # recovery after a crash takes time
END_SECONDS = 30.0
PID_LINE, STATUS_LINE = 0, 7  # of postmaster.pid


class DatabaseDoesNotStart(PlatformError):
    """PostgreSQL start niet."""


@dataclass
class Postgres:
    """The server of one data directory. Its starter must own that directory (see `home_lock`)."""

    home: Path

    @property
    def folder(self) -> Path:
        """Return the folder of the database cluster, where it really is."""
        return database_entry(self.home.resolve()).resolve()

    @cached_property
    def sockets(self) -> Path:
        """Return the folder of the server's socket, which drivers take as `host`."""
        return socket_folder(self.folder)

    @cached_property
    def child(self) -> ChildProcess:
        """Return the server as a process; SIGINT is its fast shutdown. Use it once the folder is prepared."""
        # What is given here cannot be set otherwise from inside the database.
        doors = ["-h", "", "-c", "unix_socket_permissions=0700", "-c", f"hba_file={self.folder / ACCESS_FILE}"]
        command = [str(reachable_programs() / "postgres"), "-D", str(self.folder), "-k", str(self.sockets), *doors]
        command += ["-c", f"log_timezone={AMSTERDAM.key}"]
        log = self.home.resolve() / "log" / "postgresql.log"
        owner = owner_of(self.folder)
        return ChildProcess(
            "postgresql", command, {}, log, self.folder, signal.SIGINT, owner, receives=receives_system_only
        )

    @property
    def ready(self) -> bool:
        """Tell whether the server of this folder takes connections, whoever started it."""
        pid_lines = _read_pid_file(self.folder)
        return (
            len(pid_lines) > STATUS_LINE
            and pid_lines[STATUS_LINE].strip() == "ready"
            and _is_server_of(pid_lines, self.folder)
        )

    def start(self) -> None:
        """Start the server, and make its roles and databases. A server left by a killed process is stopped first.

        Raises DatabaseDoesNotStart with the last lines of its log.
        """
        try:
            prepare(self.home.resolve())
            _stop_leftover_server(self.folder)
            self.child.start()
        except OSError as error:
            raise DatabaseDoesNotStart(
                f"PostgreSQL start niet in {self.folder}: {reason_of(error)}. "
                "Kijk of de map van deze gebruiker is en of er ruimte op de schijf is."
            ) from error
        self.await_ready()
        try:
            self.make_databases()
        except psycopg.OperationalError:  # a cluster of an earlier version, or a lost password
            self._reset_superuser()
            self.make_databases()

    def await_ready(self, seconds: float = READY_SECONDS) -> None:
        """Wait until the server takes connections; raises DatabaseDoesNotStart when it ended or takes too long."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and (self.child.alive or not self.child.process):
            if self.ready:
                return
            time.sleep(0.02)
        raise DatabaseDoesNotStart(
            f"PostgreSQL start niet in {self.folder}. De laatste regels van "
            f"{self.child.log}:\n{log_tail(self.child.log)}\n{space_problem(self.folder)}".rstrip()
        )

    def make_databases(self) -> None:
        """Make roles and databases as they should be; may be repeated, also while the server is in use."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            set_roles(connection, self.home)
        for name in (CASES, PREFECT):
            with psycopg.connect(self.url(name)) as connection:
                set_ownership(connection, name)

    def stop(self) -> None:
        """Stop the server; open connections are closed. One whose folder could not be prepared never ran."""
        if "child" in self.__dict__:
            self.child.stop()

    def url(self, database: str, role: str = SUPERUSER, driver: str = "postgresql") -> str:
        """Return the URL of a database on this server for a role, with its password."""
        password = read_password(self.home, role)
        return f"{driver}://{role}:{password}@/{database}?host={quote(str(self.sockets))}"

    @property
    def case_url(self) -> str:
        """Return the URL of the case database for the application."""
        return self.url(CASES, APPLICATION)

    @property
    def owner_url(self) -> str:
        """Return the URL of the case database for who migrates it."""
        return self.url(CASES, OWNER)

    @property
    def engine_url(self) -> str:
        """Return the URL of Prefect's own database, with the driver Prefect needs."""
        return self.url(PREFECT, ENGINE, "postgresql+asyncpg")

    def _reset_superuser(self) -> None:
        """Let the superuser of a cluster that knows no password, or another one, log in with that of this home."""
        self.stop()
        set_superuser_password(self.folder, read_password(self.home, SUPERUSER), identity_of(self.folder))
        self.child.start()
        self.await_ready()


def _stop_leftover_server(folder: Path) -> None:
    """Stop a server that outlived its starter, and delete a stale postmaster.pid."""
    pid_lines = _read_pid_file(folder)
    if not pid_lines:
        return
    if _is_server_of(pid_lines, folder):
        server = psutil.Process(_process_id(pid_lines))
        server.send_signal(signal.SIGINT)
        with contextlib.suppress(psutil.NoSuchProcess):
            server.wait(END_SECONDS)
    # After a reboot the process id in this file may be of another program; PostgreSQL would refuse to start.
    (folder / "postmaster.pid").unlink(missing_ok=True)


def _read_pid_file(folder: Path) -> list[str]:
    try:
        return (folder / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return []


def _is_server_of(pid_lines: list[str], folder: Path) -> bool:
    """Tell whether the process of a postmaster.pid is really the server of this folder."""
    try:
        process = psutil.Process(_process_id(pid_lines))
        return process.name().startswith("postgres") and os.path.samefile(process.cwd(), folder)
    except (psutil.Error, OSError, ValueError):
        return False


def _process_id(pid_lines: list[str]) -> int:
    return abs(int(pid_lines[PID_LINE]))  # negative: PostgreSQL at work for a single user, without connections
