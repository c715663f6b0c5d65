"""`spoorboek up` as its user has it: it starts, tells, mends what dies, and takes all it started with it."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import psutil
import psycopg
import pytest
from support.command_line import PATIENCE_SECONDS, Terminal, environment, spoorboek, terminal
from support.platforms import free_port

from spoorboek import clock
from spoorboek.platform.database.postgres import PREFECT, Postgres
from spoorboek.platform.port import await_listener

CASES = "Werkgever;Werkgever naam;Personeelsnummer;Naam;Eerste ziektedag\nacme;Acme;1;Kanarie Vogel;{day}\n"
RECENTLY = clock.today() - timedelta(20)


@pytest.fixture(scope="module")
def home(room: Callable[[str], Path]) -> Path:
    """Name a data directory with a space in it; all tests of this file use it, one after the other."""
    return room("up") / "mijn gegevens"


@pytest.fixture(scope="module")
def port() -> str:
    """Choose a port nobody listens on."""
    return str(free_port())


@pytest.fixture
def bystander() -> Iterator[psutil.Popen]:
    """Start a process that is nothing of ours, with a name like ours."""
    other = psutil.Popen([sys.executable, "-c", "import time; time.sleep(300) # postgres prefect spoorboek"])
    yield other
    other.kill()
    other.wait()


def pid_of(up: Terminal, words: str) -> int:
    """Find the process of a platform by words in its command line."""
    (found,) = [
        each.pid for each in psutil.Process(up.process.pid).children() if words in " ".join(each.cmdline())
    ]  # fmt: skip
    return int(found)


def test_up_mends_serves_and_goes_with_ctrl_c(home: Path, port: str, bystander: psutil.Popen) -> None:
    """One life of a platform: ready, a second refused, commands join it, a dead worker is back, Ctrl-C ends it all."""
    desk = f"http://127.0.0.1:{free_port()}"
    with terminal(home, "up", SPOORBOEK_PORT=port, SPOORBOEK_DESK_PORT=desk.rpartition(":")[2]) as up:
        told = up.wait_for("Stoppen: Ctrl-C")
        for step in ("PostgreSQL starten", "Prefect-server starten", "Worker starten", "Werkplek starten", "Klaar in "):
            assert step in told
        assert f"http://127.0.0.1:{port}" in told
        assert f"Werkplek, voor wie aan zaken werkt: {desk}" in told
        (link,) = re.findall(rf"{desk}/begin/\S+", told)
        assert await_listener(int(desk.rpartition(":")[2]), "127.0.0.1", PATIENCE_SECONDS)
        assert "Begin met uw account" in httpx.get(link, timeout=PATIENCE_SECONDS).text
        _refuses_a_second(home, up)
        _commands_join(home)
        worker = pid_of(up, "worker start")
        os.kill(worker, signal.SIGKILL)
        up.wait_for("worker was gestopt en is opnieuw gestart")
        assert pid_of(up, "worker start") != worker
        up.press_ctrl_c()
        assert up.ended() == 0
        assert "Gestopt." in up.text
        assert "Traceback" not in up.text
        assert up.left() == []
    assert bystander.is_running()
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", int(port))) != 0


def test_what_up_started_does_not_outlive_it(home: Path, port: str) -> None:
    """What was recorded meanwhile is carried out at the start. Kill -9 of `up` itself: server, worker and database end
    within seconds, and the next command simply works.
    """
    (case,) = json.loads(spoorboek(home, "case", "list", "--format", "json").stdout)
    recorded = spoorboek(home, "step", "done", case["number"], "probleemanalyse", "--door", "operator-1")
    assert "het wordt uitgevoerd zodra `spoorboek up` draait" in recorded.stdout
    with terminal(home, "up", SPOORBOEK_PORT=port) as up:
        woken = f"Dossier {case['number']}: er was iets vastgelegd waarvoor nog niet was gewekt"
        assert woken in up.wait_for("Stoppen: Ctrl-C")
        assert len(up.family) >= 3
        os.kill(up.process.pid, signal.SIGKILL)
        assert up.ended() == -signal.SIGKILL
        assert up.left() == []
    shown = spoorboek(home, "case", "list")
    assert (shown.returncode, shown.stderr) == (0, "")


@pytest.mark.parametrize("moment", ["PostgreSQL starten", "Prefect-server starten", "Deployments plaatsen"])
def test_up_can_be_stopped_while_it_starts(home: Path, port: str, moment: str) -> None:
    """SIGTERM at any moment of the start: everything that was started is gone, no traceback."""
    with terminal(home, "up", SPOORBOEK_PORT=port) as up:
        up.wait_for(moment)
        up.process.send_signal(signal.SIGTERM)
        assert up.ended() == 130
        assert "Afgebroken; alles is gestopt." in up.text
        assert "Traceback" not in up.text
        assert up.left() == []


def test_a_busy_port_is_told(home: Path) -> None:
    """The message names the port and another one to take; nothing is left running."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        busy = taken.getsockname()[1]
        refused = spoorboek(home, "up", SPOORBOEK_PORT=str(busy))
    assert refused.returncode == 2
    assert f"Poort {busy} op 127.0.0.1 is niet vrij" in refused.stderr
    assert f"SPOORBOEK_PORT={busy + 10}" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_server_that_cannot_start_is_told_with_its_log(home: Path, port: str) -> None:
    """Prefect's database is of a newer Prefect: the last lines of its log are the message, and all is stopped again."""
    database = Postgres(home)
    database.start()
    with psycopg.connect(database.url(PREFECT)) as connection:
        connection.execute("update alembic_version set version_num = 'uit-de-toekomst'")
    database.stop()
    with terminal(home, "up", SPOORBOEK_PORT=port) as up:
        assert up.ended() == 2
        assert "De Prefect-server is meteen weer gestopt" in up.text
        assert "server.log" in up.text
        assert "uit-de-toekomst" in up.text
        assert up.left() == []


def test_a_wrong_setting_of_prefect_is_told(home: Path) -> None:
    """What Prefect does not take from the environment is named, without a traceback."""
    refused = spoorboek(home, "up", PREFECT_SERVER_API_KEEPALIVE_TIMEOUT="veel")
    assert refused.returncode == 2
    assert "instelling van Prefect" in refused.stderr
    assert "keepalive_timeout" in refused.stderr
    assert "Traceback" not in refused.stderr


def _refuses_a_second(home: Path, up: Terminal) -> None:
    second = spoorboek(home, "up")
    assert second.returncode == 2
    assert f"al in gebruik door `spoorboek up` (proces {up.process.pid})" in second.stderr
    assert "Traceback" not in second.stderr


def _commands_join(home: Path) -> None:
    """Import, list and reconcile use the platform that runs, whatever server the environment of the user names."""
    file = home.parent / "zaken.csv"
    file.write_text(CASES.format(day=RECENTLY.isoformat()))
    elsewhere = {"PREFECT_API_URL": "http://127.0.0.1:9/api"}
    taken = subprocess.run(
        [sys.executable, "-P", "-m", "spoorboek.cli", "import", str(file)],
        capture_output=True, text=True, check=False, env=environment(home, **elsewhere),
    )  # fmt: skip
    assert (taken.returncode, taken.stderr) == (0, "")
    assert "Er draait nu geen platform" not in taken.stdout
    assert spoorboek(home, "reconcile").returncode == 0
    assert "In orde: 1 zaken" in spoorboek(home, "verify").stdout
