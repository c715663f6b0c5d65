"""The embedded PostgreSQL in folders as people have them, and after things went wrong."""

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from spoorboek.platform.database.postgres import DatabaseDoesNotStart, Postgres
from spoorboek.platform.log_files import log_tail

Start = Callable[[Path], Postgres]


@pytest.fixture
def start() -> Iterator[Start]:
    """Return a way to start servers; all are stopped at the end."""
    with contextlib.ExitStack() as stack:

        def started(home: Path) -> Postgres:
            server = Postgres(home)
            stack.callback(server.stop)
            server.start()
            return server

        yield started


@pytest.fixture
def home(room: Callable[[str], Path]) -> Path:
    """Make a folder of one's own."""
    return room("db")


def answer(server: Postgres) -> object:
    """Ask the case database something, over the URL the product uses."""
    with psycopg.connect(server.case_url) as connection:
        row = connection.execute("select current_database()").fetchone()
    return row[0] if row else None


@pytest.mark.parametrize(
    "name", ["gewoon", "met een spatie", "a" * 120, "komma, quote' en % procent"], ids=["plain", "space", "long", "odd"]
)
def test_any_folder_will_do(start: Start, home: Path, name: str) -> None:
    """Spaces, long paths and odd characters in SPOORBOEK_HOME are no obstacle, also for the URL of Prefect's driver."""
    from sqlalchemy import make_url

    server = start(home / name)
    assert answer(server) == "spoorboek"
    assert make_url(server.engine_url).query["host"] == str(server.sockets)
    assert server.sockets.stat().st_mode & 0o077 == 0


def test_a_relative_folder_is_one_of_the_place_it_was_given_in(
    start: Start, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`SPOORBOEK_HOME=var` works from where the user stands."""
    monkeypatch.chdir(home)
    server = start(Path("var"))
    assert answer(server) == "spoorboek"
    assert server.folder == home / "var" / "postgres"


def test_a_server_left_behind_is_ended_and_started_anew(start: Start, home: Path) -> None:
    """What outlived a killed platform is not joined: the new owner starts its own, so that it can stop it too."""
    first = start(home)
    left = psutil.Process(first.child.pid)
    second = start(home)
    assert not left.is_running() or left.status() == psutil.STATUS_ZOMBIE
    assert answer(second) == "spoorboek"
    assert second.child.alive


def test_a_number_that_is_somebody_elses_by_now_does_not_matter(start: Start, home: Path) -> None:
    """After a restart of the machine `postmaster.pid` may name any process; it is neither believed nor ended."""
    first = start(home)
    lines = (first.folder / "postmaster.pid").read_text().splitlines()
    first.stop()
    (first.folder / "postmaster.pid").write_text("\n".join([str(os.getpid()), *lines[1:]]))
    assert not first.ready
    assert answer(start(home)) == "spoorboek"


def test_a_folder_that_was_half_made_is_made_anew(start: Start, home: Path) -> None:
    """Killed while the cluster was being made: the next start makes it, the unfinished one is gone."""
    unfinished = home / "postgres.onaf"
    unfinished.mkdir()
    (unfinished / "iets").write_text("half")
    assert answer(start(home)) == "spoorboek"
    assert not unfinished.exists()


def test_a_server_that_cannot_start_says_why(start: Start, home: Path) -> None:
    """A broken configuration: one message with the folder and the last lines of the log."""
    server = start(home)
    server.stop()
    with (server.folder / "postgresql.conf").open("a") as file:
        file.write("shared_buffers = veel\n")
    with pytest.raises(DatabaseDoesNotStart, match=r"shared_buffers") as refused:
        start(home)
    assert str(server.folder) in str(refused.value)
    assert log_tail(server.child.log, 1) in str(refused.value)


def test_a_stopped_server_leaves_no_process(start: Start, home: Path) -> None:
    """Stopping is complete: no process in the server's session remains."""
    server = start(home)
    session = server.child.pid
    server.stop()
    assert not server.ready
    left = [each.pid for each in psutil.process_iter() if _session(each) == session]
    assert left == []


def _session(process: psutil.Process) -> int:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        return os.getsid(process.pid)
    return 0
