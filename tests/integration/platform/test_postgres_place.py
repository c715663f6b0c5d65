"""Where the database is, when the user PostgreSQL runs as cannot get everywhere: no folder of others is loosened."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from support.machine.other_users import rights

from spoorboek.demo.demo import _empty
from spoorboek.platform.database import postgres_place
from spoorboek.platform.database.postgres import Postgres
from spoorboek.platform.database.postgres_place import PROGRAMS, DatabaseFolderError, forget_cluster, reachable_programs

AS_ROOT = os.geteuid() == 0


@pytest.fixture
def state(room: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Keep the state folder of the system among the folders of this test run."""
    place = room("staat") / "spoorboek-postgres"
    monkeypatch.setattr(postgres_place, "STATE_FOLDER", place)
    yield place
    reachable_programs.cache_clear()


@pytest.fixture
def closed(room: Callable[[str], Path]) -> Path:
    """Make a folder with a space in its name that only its owner can pass, as the home of root is."""
    folder = room("dicht") / "van mij alleen"
    folder.mkdir(mode=0o700)
    return folder


def answer(home: Path) -> tuple[object, Path]:
    """Start the server of a home, ask it something, stop it; return the answer and where its cluster is."""
    server = Postgres(home)
    server.start()
    try:
        with psycopg.connect(server.case_url) as connection:
            return connection.execute("select current_database()").fetchone(), server.folder
    finally:
        server.stop()


def test_a_home_below_a_closed_folder_works_and_the_folder_stays_closed(closed: Path, state: Path) -> None:
    """As root the cluster is then in the state folder, with a link in the home; it is found again the next time."""
    home = closed / "var"
    found, folder = answer(home)
    assert (found, rights(closed), rights(folder)) == (("spoorboek",), 0o700, 0o700)
    assert folder.parent == (state if AS_ROOT else home)
    assert answer(home) == (found, folder)
    if AS_ROOT:
        assert rights(state) == 0o711
        assert [each.name for each in state.iterdir()] == [folder.name]


def test_a_home_that_became_closed_is_told_with_the_folder_and_what_to_do(closed: Path, state: Path) -> None:
    """Its cluster is not moved, and nothing is loosened: as root one message names the folder."""
    closed.chmod(0o711)
    home = closed / "var"
    found, folder = answer(home)
    assert folder == home / "postgres"
    closed.chmod(0o700)
    if not AS_ROOT:
        assert answer(home) == (found, folder)
        return
    with pytest.raises(DatabaseFolderError, match=rf"De map {closed} .*SPOORBOEK_HOME") as refused:
        answer(home)
    assert f"chmod o+x '{closed}'" in str(refused.value)
    assert rights(closed) == 0o700
    assert not state.exists()


def test_a_closed_folder_and_no_state_folder_is_told(closed: Path, room: Callable[[str], Path], state: Path) -> None:
    """Where the state folder cannot be made, the message names the folder that is closed."""
    state.write_text("in de weg")
    if not AS_ROOT:
        assert answer(closed / "var")[0] == ("spoorboek",)
        return
    with pytest.raises(DatabaseFolderError, match=f"De map {closed} "):
        answer(closed / "var")
    assert rights(closed) == 0o700


def test_programs_in_a_closed_folder_are_copied_once(
    closed: Path, room: Callable[[str], Path], state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An installation below the home of root: PostgreSQL runs from a copy that only root can change."""
    package = PROGRAMS.parents[1]
    for part in (package, package.with_name(f"{package.name}.libs")):
        shutil.copytree(part, closed / part.name, symlinks=True)
    installed = closed / PROGRAMS.relative_to(package.parent)
    monkeypatch.setattr(postgres_place, "PROGRAMS", installed)
    reachable_programs.cache_clear()
    home = room("huis") / "var"
    assert answer(home) == (("spoorboek",), home / "postgres")
    assert rights(closed) == 0o700
    if not AS_ROOT:
        assert reachable_programs() == installed
        return
    (copy,) = state.iterdir()
    assert reachable_programs() == copy / installed.relative_to(closed)
    assert [each for each in copy.rglob("*") if not each.is_symlink() and rights(each) & 0o022] == []
    reachable_programs.cache_clear()
    assert (answer(home)[0], list(state.iterdir())) == (("spoorboek",), [copy])


def test_a_database_that_is_gone_is_told_and_not_made_anew(room: Callable[[str], Path], state: Path) -> None:
    """A link to nothing is a database somebody misses."""
    home = room("weg")
    (home / "postgres").symlink_to(state / "weg")
    with pytest.raises(DatabaseFolderError, match=f"hoort in {state / 'weg'} te staan"):
        answer(home)


def test_a_demo_begins_anew_wherever_its_database_was(room: Callable[[str], Path], state: Path, tmp_path: Path) -> None:
    """What we put in the state folder goes; what a link of the user leads to is let go, not removed."""
    home = room("demo") / "demo"
    ours, theirs = state / "0a1b2c", tmp_path / "schijf"
    for cluster in (ours, theirs):
        (cluster / "base").mkdir(parents=True)
        _empty(home)
        (home / "postgres").symlink_to(cluster)
        (home / "mail").symlink_to(theirs)
        _empty(home)
        assert sorted(each.name for each in home.iterdir()) == ["demo", "lock"]
    assert (ours.exists(), (theirs / "base").exists()) == (False, True)


def test_forgetting_what_is_not_there_is_nothing(tmp_path: Path) -> None:
    """A home without a cluster, or with one in itself."""
    forget_cluster(tmp_path)
    (tmp_path / "postgres").mkdir()
    forget_cluster(tmp_path)
    assert list(tmp_path.iterdir()) == []
