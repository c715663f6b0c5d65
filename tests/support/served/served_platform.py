"""A platform of several processes on loopback, as several machines would run them, and ways to break each.

PostgreSQL over TCP, Redis, two API servers behind Caddy, one services process, two workers, two desks, an end point
for bureaus, a watch. What ends is started again by `restart_dead`, as systemd or a container engine does.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from support.faults.fault_injection import until
from support.machine.tcp_postgres import Managed
from support.platforms import free_port, set_environment
from support.served.proxy import write_caddyfile

from flows.engine.shipped_deployments import read_deployments
from flows.watch.engine_questions import EngineAnswer
from spoorboek.demo.bureau.certificate import certificate
from spoorboek.platform.bureau_door.app import PATH
from spoorboek.platform.first_secrets import make_secrets
from spoorboek.platform.prefect_settings import AUTH, client_environment
from spoorboek.platform.watch.observing import asked

APIS, WORKERS, DESKS = ("api-1", "api-2"), ("worker-1", "worker-2"), ("desk-1", "desk-2")
NEEDED = ("redis", "caddy", *APIS, "services", *WORKERS)
BUREAU = "bureau-1"
WHOLE = (*NEEDED, *DESKS, BUREAU, "watch")
STARTS_WITHIN = 600.0  # seconds; the machine is shared
STOPS_WITHIN = 10.0
SECRET_FILES = {"KEYS": "keys", "LEDGER_KEY": "ledger.key", "BACKUP_KEY": "backup-key", "API_SECRET": "api-secret"}
CERTIFICATE = "server.pem"
PORTS = {"api": "SPOORBOEK_PORT", "desk": "SPOORBOEK_DESK_PORT", "bureau": "SPOORBOEK_BUREAU_PORT"}
KEPT_VARIABLES = ("PATH", "LANG", "HOME", "TMPDIR")


class Served:
    """The processes, by name such as `worker-1`; the number says which of a job."""

    def __init__(self, folder: Path, managed: Managed) -> None:
        self.folder = folder
        self.managed = managed
        self.ports = {name: free_port() for name in ("redis", "caddy", *APIS, *DESKS, BUREAU)}
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.restarts = True
        make_secrets(folder / "geheim")
        certificate(folder)
        self.environment = self._environment()

    @property
    def api(self) -> str:
        """Return the address of the API as its clients reach it: that of the proxy."""
        return f"http://127.0.0.1:{self.ports['caddy']}"

    @property
    def end_point(self) -> tuple[str, Path]:
        """Return where bureaus bring messages, and the certificate it is known by."""
        return f"https://127.0.0.1:{self.ports[BUREAU]}{PATH}", self.folder / CERTIFICATE

    @property
    def secret(self) -> str:
        """Return the secret of the API."""
        return (self.folder / "geheim" / "api-secret").read_text().strip()

    def start(self, *names: str) -> None:
        """Start processes, and wait for none of them."""
        for name in names:
            (self.folder / name).mkdir(mode=0o700, exist_ok=True)
            command, environment = self._command(name), self.environment | self._own(name)
            with (self.folder / f"{name}.log").open("ab") as log, (self.folder / f"{name}.err").open("ab") as said:
                self.processes[name] = subprocess.Popen(
                    command, env=environment, stdout=log, stderr=said, cwd=self.folder / name
                )

    def kill(self, name: str) -> None:
        """End a process as a machine that fails does."""
        self.processes[name].kill()
        self.processes[name].wait()

    def hang(self, name: str) -> None:
        """Let a process do nothing, while it lives."""
        self.processes[name].send_signal(signal.SIGSTOP)

    def wake_up(self, name: str) -> None:
        """Let a process that hangs go on."""
        self.processes[name].send_signal(signal.SIGCONT)

    def stop(self, name: str) -> int:
        """Ask a process to stop; fail when it has not after ten seconds. Return its exit code."""
        self.processes[name].terminate()
        return self.processes[name].wait(STOPS_WITHIN)

    def restart_dead(self) -> list[str]:
        """Start again what ended by itself or was killed, unless the platform does without; return their names."""
        if not self.restarts:
            return []
        dead = [name for name, process in self.processes.items() if process.poll() is not None]
        self.start(*dead)
        return dead

    def logged(self, name: str) -> list[Mapping[str, str]]:
        """Return the lines of the log of a process of ours; each is JSON, or this fails."""
        return [json.loads(line) for line in (self.folder / f"{name}.log").read_text().splitlines()]

    def answers(self, name: str = "caddy") -> EngineAnswer | str:
        """Return what Prefect tells of the work, through the proxy or asked of one API server."""
        return asked(f"http://127.0.0.1:{self.ports[name]}/api", self.secret)

    def await_answer(self, name: str) -> None:
        """Wait until an API server answers."""
        until("the API server answers", lambda: not isinstance(self.answers(name), str))

    def await_ready(self, workers: int = len(WORKERS)) -> None:
        """Wait until the deployments are placed, and so many workers have reported."""

        def ready() -> bool:
            assert not self._ended(), self._ended()
            seen = self.answers()
            placed = isinstance(seen, EngineAnswer) and len(seen.deployments) >= len(read_deployments())
            return placed and isinstance(seen, EngineAnswer) and len(seen.heartbeats) >= workers

        until("the platform is ready", ready, STARTS_WITHIN)

    def stop_all(self) -> None:
        """End what still runs, however it is."""
        for process in reversed(self.processes.values()):
            with suppress(ProcessLookupError):
                process.send_signal(signal.SIGCONT)
                process.terminate()
        for process in self.processes.values():
            try:
                process.wait(STOPS_WITHIN)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _ended(self) -> dict[str, str]:
        """Return the last words of processes that ended, which they should not."""
        dead = [name for name, process in self.processes.items() if process.poll() is not None]
        return {name: (self.folder / f"{name}.err").read_text()[-2000:] for name in dead}

    def _environment(self) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if name in KEPT_VARIABLES}
        files = {f"{name}_FILE": str(self.folder / "geheim" / file) for name, file in SECRET_FILES.items()}
        told = {
            "DATABASE_URL": self.managed.application,
            "OWNER_DATABASE_URL": self.managed.cases,
            "PREFECT_DATABASE_URL": self.managed.engine.replace("+asyncpg", ""),
            "REDIS_URL": f"redis://127.0.0.1:{self.ports['redis']}/0",
            "API_URL": self.api,
            "SLOTS": "4",
            "WAIT_SECONDS": "600",
        }
        return inherited | {f"SPOORBOEK_{name}": value for name, value in (files | told).items()}

    def _own(self, name: str) -> dict[str, str]:
        """Return what only this process is told: its folder and its port."""
        job = name.partition("-")[0]
        port, own = PORTS.get(job), {"SPOORBOEK_HOME": str(self.folder / name)}
        if name == BUREAU:
            file = str(self.folder / CERTIFICATE)
            own |= {"SPOORBOEK_BUREAU_CERTIFICATE": file, "SPOORBOEK_BUREAU_CERTIFICATE_KEY": file}
        return own | ({port: str(self.ports[name])} if port else {})

    def _command(self, name: str) -> list[str]:
        if name == "redis":
            program = shutil.which("redis-server")
            assert program, "run `make browser` first: redis-server is missing"
            options = ["--port", str(self.ports[name]), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
            return [program, *options]
        if name == "caddy":
            program = shutil.which("caddy")
            assert program, "run `make browser` first: Caddy is missing"
            file = write_caddyfile(self.folder, self.ports[name], [self.ports[each] for each in APIS])
            return [program, "run", "--config", str(file), "--adapter", "caddyfile"]
        return [sys.executable, "-P", "-m", "spoorboek.cli", "serve", name.partition("-")[0]]


@contextmanager
def served_platform(folder: Path, managed: Managed, names: Sequence[str] = WHOLE) -> Iterator[Served]:
    """Start these processes of a platform, wait until it is ready, and point this process to it meanwhile."""
    served = Served(folder, managed)
    before = dict(os.environ)
    try:
        served.start(*names)
        served.await_ready(sum(name in WORKERS for name in names))
        _point_here(served)
        yield served
    finally:
        served.stop_all()
        set_environment({**dict.fromkeys(os.environ), **before})


def _point_here(served: Served) -> None:
    """Let this process read the record and ask the API as a process of the platform does."""
    home = served.folder / "test"
    home.mkdir(mode=0o700)
    ours = {name: value for name, value in served.environment.items() if name.startswith("SPOORBOEK_")}
    others = dict.fromkeys(each for each in os.environ if each.startswith("SPOORBOEK_"))
    here = {"SPOORBOEK_HOME": str(home), "SPOORBOEK_DESK_PORT": "0"}
    engine = client_environment(home, f"{served.api}/api") | {AUTH: served.secret}
    waits = {"PREFECT_CLIENT_CSRF_SUPPORT_ENABLED": "true", "PREFECT_CLIENT_RETRY_EXTRA_CODES": "504"}
    set_environment({**others, **ours, **here, **engine, **waits})
