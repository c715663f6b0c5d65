"""A data directory has one owner at a time."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from spoorboek.platform.home_lock import COMMAND, HomeInUse, HomeOwner, home_owner, lock_home
from spoorboek.platform.home_rights import HomeUnusable

HOLD = """
import sys, time
from pathlib import Path
from spoorboek.platform.home_lock import lock_home
with lock_home(Path(sys.argv[1]), sys.argv[2], 4321):
    print("held", flush=True)
    time.sleep(float(sys.argv[3]))
"""


@contextmanager
def held_by_another(home: Path, who: str, seconds: float = 60) -> Iterator[subprocess.Popen[str]]:
    """Let another process own the directory."""
    command = [sys.executable, "-c", HOLD, str(home), who, str(seconds)]
    other = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert other.stdout is not None
    assert other.stdout.readline() == "held\n"
    try:
        yield other
    finally:
        other.kill()
        other.wait()


def test_a_second_platform_is_refused_and_told_whose_the_directory_is(tmp_path: Path) -> None:
    """The message names the directory, the command and the process, and what to do; at once, without waiting."""
    with held_by_another(tmp_path, "up") as other:
        assert home_owner(tmp_path) == HomeOwner("up", other.pid, 4321)
        began = time.monotonic()
        told = rf"{tmp_path}.*`spoorboek up` \(proces {other.pid}\).*SPOORBOEK_HOME"
        with pytest.raises(HomeInUse, match=told), lock_home(tmp_path, "up"):
            raise AssertionError("owned twice")
        assert time.monotonic() - began < 5


def test_the_claim_of_a_killed_process_is_gone(tmp_path: Path) -> None:
    """Kill -9 leaves no lock that somebody must remove by hand."""
    with held_by_another(tmp_path, "up") as other:
        other.kill()
        other.wait()
        assert home_owner(tmp_path) is None
        with lock_home(tmp_path, "up", 4200):
            assert home_owner(tmp_path) == HomeOwner("up", os.getpid(), 4200)


def test_a_short_command_is_waited_for(tmp_path: Path) -> None:
    """Who comes while a command is at work waits for it instead of failing."""
    with held_by_another(tmp_path, COMMAND, seconds=0.5), lock_home(tmp_path, "up"):
        assert home_owner(tmp_path) == HomeOwner("up", os.getpid(), 0)


def test_a_command_that_lasts_is_not_waited_for_without_end(tmp_path: Path) -> None:
    """Patience ends, with a message."""
    refused = pytest.raises(HomeInUse, match="een andere opdracht")
    with held_by_another(tmp_path, COMMAND), refused, lock_home(tmp_path, "up", patience=0.2):
        raise AssertionError("owned twice")


def test_a_place_that_cannot_be_a_directory_is_told(tmp_path: Path) -> None:
    """A file in the way, or no rights: one message with the place and what to do."""
    (tmp_path / "bestand").write_text("")
    refused = pytest.raises(HomeUnusable, match="kan niet worden gemaakt of beschreven")
    with refused, lock_home(tmp_path / "bestand" / "var", "up"):
        raise AssertionError("owned")
