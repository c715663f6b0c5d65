"""Commands without a platform: they start the embedded database for as long as they last, and wait for each other."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from support.command_line import environment, spoorboek

from spoorboek.platform.home_lock import lock_home

ONE = "Werkgever;Werkgever naam;Personeelsnummer;Naam;Eerste ziektedag\nacme;Acme;1;Kanarie Vogel;2026-11-02\n"


@pytest.fixture(scope="module")
def home(room: Callable[[str], Path]) -> Path:
    """Make a data directory nobody used yet."""
    return room("nieuw") / "var"


def test_the_very_first_command_may_be_an_import(home: Path) -> None:
    """Database, tables and key are made on the way; the case wakes when the platform runs."""
    file = home.parent / "zaken.csv"
    file.write_text(ONE)
    said = spoorboek(home, "import", file)
    assert (said.returncode, said.stderr) == (0, "")
    assert "1 nieuw" in said.stdout
    assert "zodra `spoorboek up` draait" in said.stdout
    assert left(home) == []


def test_two_commands_at_once_wait_for_each_other(home: Path) -> None:
    """Neither fails, and neither takes the database away from the other."""
    command = [sys.executable, "-P", "-m", "spoorboek.cli", "verify"]
    both = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment(home))
        for _ in range(2)
    ]
    answers = [each.communicate(timeout=120) for each in both]
    assert [each.returncode for each in both] == [0, 0], answers
    assert all("In orde: 1 zaken" in out for out, _ in answers)
    assert left(home) == []


def test_a_platform_that_never_comes_up_is_not_waited_for_without_end(
    home: Path, monkeypatch: pytest.MonkeyPatch, fresh: Callable[[], None]
) -> None:
    """When the owner of the directory has no database in reach, that is said after a while."""
    from spoorboek.platform import record_access
    from spoorboek.platform.home_lock import HomeInUse

    monkeypatch.setenv("SPOORBOEK_HOME", str(home))
    monkeypatch.delenv("SPOORBOEK_DATABASE_URL", raising=False)
    monkeypatch.setattr(record_access, "PATIENCE_SECONDS", 0.3)
    fresh()
    with lock_home(home, "up"), pytest.raises(HomeInUse, match="blijft in gebruik"), record_access.open_record():
        raise AssertionError("reached")


def left(home: Path) -> list[int]:
    """Return the processes that still have to do with a data directory."""
    running = psutil.process_iter(["cmdline"])
    return [each.pid for each in running if str(home) in " ".join(each.info["cmdline"] or [])]
