"""Logs stay bounded while their process writes on, and are for their user alone."""

import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from spoorboek.platform import log_files
from spoorboek.platform.log_files import KEPT, bound_log
from spoorboek.private_files import UnsafePlaceError

WRITER = "import sys\nfor n in range(20000):\n print(f'regel {n:06}', flush=True)\n"


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make logs of ten kilobytes big ones."""
    monkeypatch.setattr(log_files, "LOG_BYTES", 10_000)


def older(log: Path) -> list[Path]:
    """Return the older parts of a log, the latest first."""
    return [path for number in range(1, KEPT + 2) if (path := Path(f"{log}.{number}")).exists()]


def test_a_process_that_writes_on_keeps_to_the_bound(tmp_path: Path) -> None:
    """It writes 240 kB; all its parts together stay bounded, whole lines but at a seam, 0600, the newest last."""
    log = tmp_path / "worker.log"
    with log.open("ab") as output:
        process = subprocess.Popen([sys.executable, "-c", WRITER], stdout=output)
    while process.poll() is None:
        bound_log(log)
        time.sleep(0.001)
    bound_log(log)
    parts = older(log)
    assert len(parts) == KEPT
    assert log.stat().st_size <= log_files.LOG_BYTES
    assert {stat.S_IMODE(path.stat().st_mode) for path in parts} == {0o600}
    text = "".join(path.read_text() for path in [*reversed(parts), log])
    assert text.endswith("regel 019999\n")
    assert "\0" not in text
    numbers = [int(line.split()[1]) for line in text.splitlines() if line.startswith("regel ") and len(line) == 12]
    assert numbers == sorted(numbers)


def test_a_small_log_is_left_alone(tmp_path: Path) -> None:
    """And one that does not exist is no error."""
    log = tmp_path / "server.log"
    assert not bound_log(log)
    log.write_text("kort")
    assert not bound_log(log)
    assert log.read_text() == "kort"


def test_no_link_is_followed(tmp_path: Path) -> None:
    """What stands in the place of an older part may be somebody's file: it is not written."""
    log, precious = tmp_path / "server.log", tmp_path / "van een ander"
    precious.write_text("blijft")
    log.write_text("x" * 20_000)
    log_files_target = Path(f"{log}.1")
    for number in range(1, KEPT + 1):
        Path(f"{log}.{number}").symlink_to(precious)
    os.remove(f"{log}.{KEPT}")
    bound_log(log)  # moves the links on; none is written through
    assert precious.read_text() == "blijft"
    assert not log_files_target.is_symlink()


def test_a_link_instead_of_the_log_is_refused(tmp_path: Path) -> None:
    """It is not emptied."""
    log, precious = tmp_path / "server.log", tmp_path / "van een ander"
    precious.write_text("x" * 20_000)
    log.symlink_to(precious)
    with pytest.raises(UnsafePlaceError):
        bound_log(log)
    assert precious.stat().st_size == 20_000
