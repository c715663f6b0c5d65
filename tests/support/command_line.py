"""The command line as its user has it: processes of their own, with a data directory of their own."""

import os
import pty
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psutil

PATIENCE_SECONDS = 120.0  # the machine is shared
NOT_OURS = ("SPOORBOEK_", "PREFECT_")


def environment(home: Path, **more: str) -> dict[str, str]:
    """Return the environment of a command on a data directory, without a desk or what this process was told."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith(NOT_OURS)}
    return {**bare, "SPOORBOEK_HOME": str(home), "SPOORBOEK_DESK_PORT": "0", "COLUMNS": "120", **more}


def spoorboek(home: Path, *arguments: str | Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    command = [sys.executable, "-P", "-m", "spoorboek.cli", *map(str, arguments)]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, env=environment(home, **more), timeout=PATIENCE_SECONDS
    )


class Terminal:
    """A command at a terminal: what it printed, keys to press, and the processes it started."""

    def __init__(self, arguments: tuple[str, ...], settings: Mapping[str, str], cwd: Path | None = None) -> None:
        self._ours, theirs = pty.openpty()
        command = [sys.executable, "-P", "-m", "spoorboek.cli", *arguments]
        self.process = subprocess.Popen(
            command, stdin=theirs, stdout=theirs, stderr=theirs, env=dict(settings), cwd=cwd,
            start_new_session=True, preexec_fn=_take_terminal,
        )  # fmt: skip
        os.close(theirs)
        os.set_blocking(self._ours, False)
        self.text = ""
        self.family: dict[int, psutil.Process] = {}

    def wait_for(self, words: str) -> str:
        """Wait until these words were printed; return all that was."""
        until = time.monotonic() + PATIENCE_SECONDS
        while words not in self._read():
            assert self.process.poll() is None, f"ended with {self.process.returncode}:\n{self._read()}"
            assert time.monotonic() < until, f"never printed {words!r}:\n{self.text}"
            time.sleep(0.05)
        self._look()
        return self.text

    def type(self, keys: str) -> None:
        """Type something."""
        os.write(self._ours, keys.encode())

    def press_ctrl_c(self) -> None:
        """Press Ctrl-C: the terminal sends it to every process of the foreground group."""
        self._look()
        os.write(self._ours, b"\x03")

    def ended(self) -> int:
        """Wait for the end; return the exit code."""
        until = time.monotonic() + PATIENCE_SECONDS
        while self.process.poll() is None:
            assert time.monotonic() < until, f"does not end:\n{self._read()}"
            self._read()
            time.sleep(0.02)
        self._read()
        return int(self.process.returncode)

    def left(self, seconds: float = 20) -> list[str]:
        """Return what still runs of all that it ever started; waits a little for it to end."""
        until = time.monotonic() + seconds
        while (still := [each for each in self.family.values() if _runs(each)]) and time.monotonic() < until:
            time.sleep(0.05)
        return [f"{each.pid} {each.name()}" for each in still if _runs(each)]

    def close(self) -> None:
        """End it, whatever happened."""
        self._look()
        for each in [self.process, *self.family.values()]:
            if each is self.process or _runs(each):  # type: ignore[arg-type]
                each.kill()
        self.process.wait()
        os.close(self._ours)

    def _look(self) -> None:
        if self.process.poll() is None:
            found = psutil.Process(self.process.pid).children(recursive=True)
            self.family.update({each.pid: each for each in found})

    def _read(self) -> str:
        try:
            while piece := os.read(self._ours, 65536):
                self.text += piece.decode(errors="replace")
        except OSError:  # nothing to read now, or the other end is closed
            return self.text
        return self.text


@contextmanager
def terminal(home: Path, *arguments: str, cwd: Path | None = None, **more: str) -> Iterator[Terminal]:
    """Start a command at a terminal; whatever is left of it is ended afterwards."""
    started = Terminal(arguments, environment(home, **more), cwd)
    try:
        yield started
    finally:
        started.close()


def _take_terminal() -> None:
    import fcntl
    import termios

    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def _runs(process: psutil.Process) -> bool:
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
