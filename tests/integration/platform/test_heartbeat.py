"""The heartbeat: a file of one's own or an address, at most once a minute, and never in the way."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from support.faults.fault_injection import until

from spoorboek import clock
from spoorboek.platform.watch.heartbeat import Heartbeat
from spoorboek.settings import Settings

NOW = clock.now()


@pytest.fixture
def monitor() -> Iterator[tuple[str, list[str]]]:
    """Serve a monitor; return its address and what it hears."""
    heard: list[str] = []

    class Monitor(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            heard.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Monitor) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/spoorboek", heard
        server.shutdown()


def test_it_writes_the_moment_to_a_file(tmp_path: Path) -> None:
    """Under the data directory, for its owner alone; where the setting says so, elsewhere."""
    Heartbeat(Settings(home=tmp_path)).beat(NOW)
    written = tmp_path / "heartbeat"
    assert written.read_text() == f"{NOW.isoformat(timespec='seconds')}\n"
    assert written.stat().st_mode & 0o077 == 0
    Heartbeat(Settings(home=tmp_path, heartbeat=str(tmp_path / "elders"))).beat(NOW)
    assert (tmp_path / "elders").exists()


def test_it_calls_an_address_once_a_minute(tmp_path: Path, monitor: tuple[str, list[str]]) -> None:
    """Looks come every ten seconds; after a standstill it beats at once."""
    address, heard = monitor
    heartbeat = Heartbeat(Settings(home=tmp_path, heartbeat=address))
    heartbeat.beat(NOW)
    heartbeat.beat(NOW)
    until("the monitor hears", lambda: bool(heard))
    heartbeat.miss()
    heartbeat.beat(NOW)
    until("the monitor hears it again", lambda: len(heard) == 2)
    assert heard == ["/spoorboek"] * 2
    assert not (tmp_path / "heartbeat").exists()


@pytest.mark.parametrize("to", ["http://127.0.0.1:9/weg", "http://[kapot", "/nergens/en/nooit"])
def test_a_monitor_that_is_gone_is_no_matter(tmp_path: Path, to: str) -> None:
    """Nobody hears it; the watch goes on."""
    Heartbeat(Settings(home=tmp_path, heartbeat=to)).beat(NOW)
