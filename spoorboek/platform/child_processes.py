"""The child processes of `spoorboek up`: start each in its own session, restart it when it dies, stop it."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from spoorboek.platform import parent_death
from spoorboek.platform.log_files import bound_log
from spoorboek.private_files import make_private_folder, open_private_file

STOP_SECONDS = 15.0
HEALTHY_SECONDS = 60.0  # a process that ran this long is restarted without pause
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
CHILD_UMASK = 0o077
OWN_VARIABLES = "SPOORBOEK_"
SYSTEM_VARIABLES = ("PATH", "LANG", "LC_", "LD_", "TZ", "TMPDIR")


def receives_all(_variable: str) -> bool:
    """Let a process have every variable: for one of our own code."""
    return True


def receives_no_settings(variable: str) -> bool:
    """Leave out Spoorboek's own settings, its keys and passwords among them: for the server of Prefect."""
    return not variable.startswith(OWN_VARIABLES)


def receives_system_only(variable: str) -> bool:
    """Leave out all but what any program needs to run: for PostgreSQL, which reads its own files."""
    return variable.startswith(SYSTEM_VARIABLES)


@dataclass
class ChildProcess:
    """A child process: how to start and stop it, where its output goes, and the process itself.

    It runs in `folder`, as user and group id `owner`; (0, 0) is the current user. Its variables are those of this
    process and of `environment`, as far as `receives` lets them through; its files are for its user alone. It receives
    `stop_signal` when it is stopped, and also when the thread that started it ends; so start it from a thread that
    lasts as long as it should.
    """

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    folder: Path
    stop_signal: signal.Signals = signal.SIGTERM
    owner: tuple[int, int] = (0, 0)
    receives: Callable[[str], bool] = receives_all
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    deaths: int = 0
    started: float = 0.0
    not_before: float = 0.0

    def start(self) -> None:
        """Start the process; its output is appended to its log (see `bound_log`).

        Raises UnsafePlaceError when the log is a link or another user's, OSError when it cannot be written.
        """
        make_private_folder(self.log.parent)
        bound_log(self.log)
        launcher = [sys.executable, "-I", "-S", parent_death.__file__]
        launcher_arguments = [str(each) for each in (int(self.stop_signal), os.getpid(), *self.owner)]
        environment = {**os.environ, **self.environment}
        with os.fdopen(open_private_file(self.log, os.O_WRONLY | os.O_APPEND), "ab") as output:
            self.process = subprocess.Popen(
                [*launcher, *launcher_arguments, *self.command],
                env={name: value for name, value in environment.items() if self.receives(name)},
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                umask=CHILD_UMASK,
            )
        self.started = time.monotonic()

    @property
    def pid(self) -> int:
        """Return the process id; 0 when it was never started."""
        return self.process.pid if self.process else 0

    @property
    def alive(self) -> bool:
        """Tell whether the process runs."""
        return self.process is not None and self.process.poll() is None

    def restart_if_dead(self) -> bool:
        """Start the process again when it has died; return whether that was done.

        The first time at once; when it keeps dying, after pauses of 1, 2, 4 … seconds, at most a minute.
        """
        if self.alive:
            return False
        now = time.monotonic()
        if now < self.not_before:
            return False
        if now - self.started > HEALTHY_SECONDS:
            self.deaths = 0
        self.not_before = now + min(FIRST_PAUSE * 2**self.deaths, LONGEST_PAUSE)
        self.deaths += 1
        self.start()
        return True

    def stop(self) -> None:
        """Ask the process to stop; kill it and its process group when it has not stopped after 15 seconds."""
        if self.process is None or not self.alive:
            return
        self.process.send_signal(self.stop_signal)
        self.process.send_signal(signal.SIGCONT)  # one that was suspended hears nothing else
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def python_command(*arguments: str) -> list[str]:
    """Return the command that runs a Python module; `-P`: files in its working folder cannot shadow modules."""
    return [sys.executable, "-P", "-m", *arguments]
