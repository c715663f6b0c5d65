"""The rights of a data directory: what others could read they cannot read after the next start, and that is said."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from support.command_line import spoorboek
from support.machine.other_users import give_away, rights

from spoorboek.errors import PlatformError
from spoorboek.platform.home_lock import lock_home
from spoorboek.platform.home_rights import HomeUnusable, home_mode, make_home, tighten_home

FOLDERS = (
    "log",
    "mail",
    "prefect",
    "prefect/ui",
    "documenten",
    "documenten/Z-1",
    "eigen",
    "postgres",
    "demo",
    "demo/mail",
)
FILES = ("lock", "keys", "zaken.csv", "log/server.log", "mail/1.eml", "prefect/profiles.toml", "prefect/ui/index.html",
         "documenten/Z-1/brief.pdf", "demo/demo", "demo/mail/1.eml")  # fmt: skip


@pytest.fixture
def loose(tmp_path: Path) -> Path:
    """Make a data directory as an earlier version left it under a generous umask, with a space in its path."""
    home = tmp_path / "mijn gegevens"
    for name in ("", *FOLDERS):
        (home / name).mkdir(parents=True, exist_ok=True)
        (home / name).chmod(0o777)
    for name in FILES:
        (home / name).write_text("van iemand")
        (home / name).chmod(0o666)
    return home


def test_everything_in_an_older_home_becomes_private_and_that_is_said_once(loose: Path) -> None:
    """Folders 0700, files 0600; as root other users may pass the directory itself. The key file waits for a person."""
    assert tighten_home(loose) == f"Rechten van {loose} aangescherpt: andere gebruikers kunnen er niet meer bij"
    homes = {loose, loose / "demo"}
    assert {rights(each) for each in homes} == {home_mode()} == {0o700 if os.geteuid() else 0o711}
    assert {name: rights(loose / name) for name in FOLDERS if loose / name not in homes} == dict.fromkeys(
        set(FOLDERS) - {"demo"}, 0o700
    )
    assert {name: rights(loose / name) for name in FILES} == dict.fromkeys(FILES, 0o600) | {"keys": 0o666}
    assert tighten_home(loose) is None


@pytest.mark.parametrize("name", ["mail", "log", "documenten", "postgres", "zaken.csv", "lock"])
def test_one_loose_thing_is_enough_to_say_so(loose: Path, name: str) -> None:
    """The directory itself may be in order, and something in it not."""
    tighten_home(loose)
    (loose / name).chmod(rights(loose / name) | 0o044)
    assert tighten_home(loose) is not None
    assert rights(loose / name) & 0o077 == 0


def test_a_home_may_be_a_link_or_lie_under_one(loose: Path, tmp_path: Path) -> None:
    """Where the user keeps the data is the user's own setting; what it leads to is made private."""
    (tmp_path / "weg").symlink_to(loose.parent)
    (tmp_path / "var").symlink_to(loose)
    assert tighten_home(tmp_path / "weg" / loose.name) is not None
    loose.chmod(0o755)
    assert tighten_home(tmp_path / "var") is not None
    assert rights(loose) == home_mode()


def test_links_in_a_home_are_not_followed(loose: Path, tmp_path: Path) -> None:
    """What they lead to is not in the data directory, and keeps its rights."""
    outside = tmp_path / "buiten"
    outside.mkdir(mode=0o755)
    (outside / "a").write_text("van iemand")
    (outside / "a").chmod(0o644)
    (loose / "mail" / "map").symlink_to(outside)
    (loose / "mail" / "a").symlink_to(outside / "a")
    (loose / "nergens").symlink_to(tmp_path / "weg")
    (loose / "documenten.oud").symlink_to(outside)
    tighten_home(loose)
    assert (rights(outside), rights(outside / "a")) == (0o755, 0o644)


def test_a_home_of_another_user_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its owner could put another database or key in it; the message names the directory and what to do."""
    home = tmp_path / "var"
    home.mkdir()
    give_away(home, monkeypatch)
    with pytest.raises(HomeUnusable, match=rf"{home} is van een andere gebruiker.*SPOORBOEK_HOME"):
        tighten_home(home)


def test_a_folder_that_serves_others_too_keeps_its_rights(loose: Path) -> None:
    """With SPOORBOEK_HOME=/tmp, or /srv, only what is ours in it becomes private; the machine stays usable."""
    loose.chmod(0o1777)
    assert tighten_home(loose) is not None
    assert loose.stat().st_mode & 0o7777 == 0o1777
    assert {name: rights(loose / name) for name in ("eigen", "zaken.csv")} == {"eigen": 0o777, "zaken.csv": 0o666}
    assert {name: rights(loose / name) for name in ("mail", "lock", "mail/1.eml")} == {
        "mail": 0o700, "lock": 0o600, "mail/1.eml": 0o600,
    }  # fmt: skip


@pytest.mark.parametrize("above", [".", "oma"])
def test_a_folder_above_the_users_own_is_no_home_of_ours(
    tmp_path: Path, above: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It serves other users: it keeps its rights, as the machine's own folders do."""
    (tmp_path / "oma" / "moeder").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(tmp_path / "oma" / "moeder"))
    (tmp_path / above).chmod(0o755)
    assert tighten_home(tmp_path / above) is None
    assert rights(tmp_path / above) == 0o755


def test_in_the_users_own_folder_only_what_is_ours_is_tightened(loose: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A user for Spoorboek alone may keep the data in its own folder, which is closed then; that of root stays so."""
    monkeypatch.setenv("HOME", str(loose))
    assert tighten_home(loose) is not None
    assert rights(loose) == (0o700 if os.geteuid() else 0o777)
    assert {name: rights(loose / name) for name in ("eigen", "mail", "mail/1.eml")} == {
        "eigen": 0o777, "mail": 0o700, "mail/1.eml": 0o600,
    }  # fmt: skip


def test_nothing_there_is_nothing_to_tighten(tmp_path: Path) -> None:
    """A directory that is not there yet, a link to nothing, a file: nothing is made, and nothing said."""
    (tmp_path / "bestand").write_text("")
    (tmp_path / "nergens").symlink_to(tmp_path / "weg")
    for name in ("weg", "bestand", "nergens", "bestand/var"):
        assert tighten_home(tmp_path / name) is None
    assert sorted(each.name for each in tmp_path.iterdir()) == ["bestand", "nergens"]


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
def test_a_new_home_does_not_depend_on_the_umask(tmp_path: Path, mask: int) -> None:
    """The directory, those above it that were missing, and the lock in it."""
    before = os.umask(mask)
    try:
        with lock_home(tmp_path / "a" / "b", "up"):
            assert rights(tmp_path / "a" / "b" / "lock") == 0o600
    finally:
        os.umask(before)
    assert [rights(tmp_path / name) for name in ("a", "a/b")] == [home_mode()] * 2


@pytest.mark.parametrize("kind", ["link", "dangling link", "folder", "hard link", "another's"])
def test_a_lock_that_is_not_ours_is_refused(tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who locks writes in that file: never in what it leads to, nor in what is another user's."""
    home, outside = tmp_path / "var", tmp_path / "buiten"
    make_home(home)
    if kind != "dangling link":
        outside.write_text("van iemand")
    if kind == "folder":
        (home / "lock").mkdir()
    elif kind == "hard link":
        (home / "lock").hardlink_to(outside)
    elif kind == "another's":
        (home / "lock").write_text("van iemand")
        (home / "lock").chmod(0o666)
        give_away(home / "lock", monkeypatch)
    else:
        (home / "lock").symlink_to(outside)
    with pytest.raises(PlatformError, match="lock"), lock_home(home, "up"):
        raise AssertionError("owned")
    assert kind == "dangling link" or outside.read_text() == "van iemand"


def test_a_command_tightens_a_loose_home_and_says_so_beside_its_answer(room: Callable[[str], Path]) -> None:
    """On stderr, once: what a script reads on stdout is not disturbed."""
    home = room("los") / "var"
    assert spoorboek(home, "case", "list", "--format", "json").stderr == ""
    for each in (home, home / "log", home / "log" / "postgresql.log"):
        each.chmod(rights(each) | 0o055)
    said = spoorboek(home, "case", "list", "--format", "json")
    line = f"Rechten van {home} aangescherpt: andere gebruikers kunnen er niet meer bij.\n"
    assert (said.returncode, said.stdout, said.stderr) == (0, "[]\n", line)
    assert (rights(home / "log"), rights(home / "log" / "postgresql.log")) == (0o700, 0o600)
    assert spoorboek(home, "case", "list", "--format", "json").stderr == ""
