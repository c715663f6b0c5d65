"""A restore that is killed: the record that stood is there, or the restored one as a whole, and a new attempt works."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from support.command_line import environment, spoorboek

from spoorboek import clock

pytestmark = pytest.mark.drill

CASES = "Werkgever;Werkgever naam;Personeelsnummer;Naam;Eerste ziektedag\n"
BY = ("--door", "operator-1")


@pytest.fixture
def home(room: Callable[[str], Path]) -> Path:
    """Make a home with a backup of one case, and two cases now."""
    folder = room("onderbroken") / "thuis"
    for number in (1, 2):
        file = folder.parent / f"zaken{number}.csv"
        rows = (f"acme;Acme;{each};Kanarie Vogel;{clock.today() - timedelta(20)}\n" for each in range(1, number + 1))
        file.write_text(CASES + "".join(rows))
        assert spoorboek(folder, "import", file).returncode == 0
        if number == 1:
            assert spoorboek(folder, "backup", folder / "een.age").returncode == 0
    return folder


def cases_in(home: Path) -> int:
    """Count the cases of a home whose record is in order."""
    checked = spoorboek(home, "verify")
    assert (checked.returncode, checked.stderr) == (0, "")
    return len(json.loads(spoorboek(home, "case", "list", "--format", "json").stdout))


@pytest.mark.timeout(600)
def test_a_killed_restore_leaves_the_old_record_or_the_new_one(home: Path) -> None:
    """Whenever it is killed; and the next attempt is not in the way of what was left."""
    for seconds in (1.5, 3.0, 5.0):
        command = [sys.executable, "-P", "-m", "spoorboek.cli", "restore", str(home / "een.age"), *BY, "--yes"]
        started = subprocess.Popen(command, env=environment(home), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        time.sleep(seconds)
        started.send_signal(signal.SIGKILL)
        started.communicate()
        assert cases_in(home) in (1, 2)
    restored = spoorboek(home, "restore", home / "een.age", *BY, "--yes")
    assert (restored.returncode, restored.stderr) == (0, "")
    assert cases_in(home) == 1
    assert list(home.glob("proef-*")) == []
