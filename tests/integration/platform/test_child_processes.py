"""Processes of our own: they end with us, come back with patience, and stop in seconds."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from spoorboek.platform import child_processes, log_files
from spoorboek.platform.child_processes import ChildProcess

SLEEP = "import time; time.sleep(300)"
DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(300)"
PARENT = """
import sys, time
from pathlib import Path
from spoorboek.platform.child_processes import ChildProcess
child = ChildProcess("kind", [sys.executable, "-c", "import time; time.sleep(300)"], {}, Path("kind.log"), Path.cwd())
child.start()
print(child.pid, flush=True)
time.sleep(300)
"""


def child_of(folder: Path, code: str) -> ChildProcess:
    """Make a child that runs some Python."""
    return ChildProcess("kind", [sys.executable, "-c", code], {}, folder / "kind.log", folder)


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Callable[[str], ChildProcess]]:
    """Return a way to make children; whatever still runs is ended at the end."""
    made: list[ChildProcess] = []

    def child(code: str) -> ChildProcess:
        made.append(child_of(tmp_path, code))
        return made[-1]

    yield child
    for each in made:
        if each.alive and each.process:
            each.process.kill()
            each.process.wait()


def gone(pid: int, seconds: float = 10) -> bool:
    """Tell whether a process ends within some seconds."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.02)
    return False


def test_a_child_ends_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    """Kill -9 of the parent ends the child too; the system sees to it, not the parent."""
    parent = subprocess.Popen([sys.executable, "-c", PARENT], cwd=tmp_path, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    assert psutil.pid_exists(pid)
    parent.kill()
    parent.wait()
    assert gone(pid)


def test_ctrl_c_of_the_terminal_does_not_reach_a_child(make: Callable[[str], ChildProcess]) -> None:
    """A child is in a session of its own: the terminal's Ctrl-C goes to us alone, and we stop it in order."""
    child = make(SLEEP)
    child.start()
    assert os.getsid(child.pid) == child.pid != os.getsid(0)


def test_a_child_that_will_not_listen_is_ended(
    make: Callable[[str], ChildProcess], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who does not stop in time is ended, so that stopping never hangs."""
    monkeypatch.setattr(child_processes, "STOP_SECONDS", 0.2)
    child = make(DEAF)
    child.start()
    while "deaf" not in child.log.read_text():
        time.sleep(0.02)
    child.stop()
    assert child.process is not None
    assert child.process.returncode == -signal.SIGKILL


def test_what_died_once_is_back_at_once_and_what_keeps_dying_comes_back_ever_later(
    make: Callable[[str], ChildProcess], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Back-off: no tight loop of restarts; the pauses are 1, 2, 4 … seconds, at most a minute."""
    now = [1000.0]
    monkeypatch.setattr(child_processes.time, "monotonic", lambda: now[0])
    child, starts = make("raise SystemExit(3)"), []
    child.start()
    for second in range(200):
        now[0] = 1000.0 + second
        if child.process:
            child.process.wait()
        if child.restart_if_dead():
            starts.append(second)
    assert starts == [0, 1, 3, 7, 15, 31, 63, 123, 183]


def test_what_lived_for_a_while_gets_a_fresh_start(
    make: Callable[[str], ChildProcess], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that ran well for a minute is back at once, however often it died before."""
    now = [1000.0]
    monkeypatch.setattr(child_processes.time, "monotonic", lambda: now[0])
    child = make("pass")
    child.start()
    child.deaths, child.not_before = 6, 1064.0
    now[0] += 70
    assert child.process is not None
    child.process.wait()
    assert child.restart_if_dead()
    assert child.deaths == 1


def test_a_living_child_is_left_alone(make: Callable[[str], ChildProcess]) -> None:
    """Mending starts nothing twice."""
    child = make(SLEEP)
    child.start()
    pid = child.pid
    assert not child.restart_if_dead()
    assert child.pid == pid


def test_a_log_that_has_grown_begins_anew(make: Callable[[str], ChildProcess], monkeypatch: pytest.MonkeyPatch) -> None:
    """Logs do not grow for ever: what was there before the start is kept beside it, by number."""
    monkeypatch.setattr(log_files, "LOG_BYTES", 10)
    child = make("print('nieuw')")
    child.log.write_text("een lange regel van vroeger\n")
    child.start()
    assert child.process is not None
    child.process.wait()
    assert child.log.read_text() == "nieuw\n"
    assert Path(f"{child.log}.1").read_text().startswith("een lange")


def test_a_suspended_child_stops_too(make: Callable[[str], ChildProcess]) -> None:
    """Suspended with SIGSTOP it hears of its end at once, not after being killed."""
    child = make(SLEEP)
    child.start()
    os.kill(child.pid, signal.SIGSTOP)
    began = time.monotonic()
    child.stop()
    assert not child.alive
    assert time.monotonic() - began < child_processes.STOP_SECONDS / 2


def test_a_module_of_ours_is_not_hidden_by_a_file_in_the_folder(tmp_path: Path) -> None:
    """A `tasks.py` where somebody happens to be does not take the place of our package."""
    (tmp_path / "tasks.py").write_text("raise RuntimeError('hidden')")
    command = [*child_processes.python_command("tasks.case_state")]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
