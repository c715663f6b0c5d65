"""`spoorboek demo` as its user has it: ends by itself, says what happened and where it lies, disturbs nobody."""

import io
import os
import re
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console
from support.command_line import spoorboek, terminal

from spoorboek.demo.demo import NotADemoFolderError, _demo_settings, _empty
from spoorboek.demo.table import show_table
from spoorboek.demo.time_lapse import StoryRun, run_stories
from spoorboek.platform.home_lock import HomeInUse, lock_home
from spoorboek.platform.up import Platform
from spoorboek.stories.story import Story
from spoorboek.stories.story_reader import load_story

SHORT = "hersteld_in_week_5"


@pytest.fixture(scope="module")
def home(room: Callable[[str], Path]) -> Path:
    """Name a data directory; the demo has a folder of its own in it."""
    return room("demo")


def test_a_demo_lives_a_story_offers_to_stay_and_goes_with_ctrl_c(home: Path) -> None:
    """At a terminal: progress, table, where documents and mails lie, a question; a busy port is no obstacle.

    The house has a mail server: of that a demo knows nothing.
    """
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        busy = str(taken.getsockname()[1])
        house = {"SPOORBOEK_SMTP_HOST": "127.0.0.1", "SPOORBOEK_IMAP_HOST": "127.0.0.1", "SPOORBOEK_PORT": busy}
        with terminal(home, "demo", SHORT, **house) as demo:
            told = demo.wait_for("Blijven draaien om rond te kijken")
            assert "hersteld in week 5" in told
            assert f"documenten (PDF) in {home}/demo/documenten" in told
            assert f"Mails (.eml) in {home}/demo/mail" in told
            assert f"127.0.0.1:{busy}" not in told
            demo.type("j\n")
            assert "Inloggen met: spoorboek:" in demo.wait_for("Stoppen: Ctrl-C")
            demo.press_ctrl_c()
            assert demo.ended() == 0
            assert demo.left() == []
    assert len(list((home / "demo" / "documenten").rglob("*.pdf"))) == 3
    assert len(list((home / "demo" / "mail").rglob("*.eml"))) == 4


@pytest.mark.drill
def test_both_sides_of_a_second_track_go_with_ctrl_c(home: Path) -> None:
    """Platform and two bureaus in processes of their own run; Ctrl-C ends all of them, without a traceback."""
    with terminal(home, "demo", "--spoor-2") as demo:
        demo.wait_for("Worker starten")
        demo.wait_for("bereidt de verwijzing voor")
        demo.press_ctrl_c()
        assert "Traceback" not in demo.wait_for("Afgebroken; alles is gestopt.")
        assert demo.ended() == 130
        assert demo.left() == []


@pytest.mark.drill
@pytest.mark.timeout(1800)
def test_both_sides_of_a_second_track_are_shown_to_the_end(home: Path) -> None:
    """Question, offer, refusals, trajectory and aftercare pass by; it ends with who heard what and the verdict."""
    passing = (
        "Worker starten",
        "bereidt de",
        "Koers Loopbaan: weig",
        "herhaald",
        "413: ",
        ": eindrapport",
        "belt over",
    )
    with terminal(home, "demo", "--spoor-2") as demo:
        for words in (*passing, "Koers Loopbaan kreeg alleen de vraag", "Tot nu toe is er niets", "Blijven draaien"):
            demo.wait_for(words)
        demo.type("n\n")
        assert demo.ended() == 0
        assert demo.left() == []


def test_both_sides_go_without_stories(home: Path) -> None:
    """Asked for both, nothing is started."""
    refused = spoorboek(home, "demo", "--spoor-2", SHORT)
    assert refused.returncode == 2
    assert "Kies --spoor-2, of verhalen" in refused.stderr


def test_a_demo_forgets_the_servers_of_the_house(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fresh: Callable[[], None]
) -> None:
    """However they are written, nobody in a demo can mail, read a mailbox, or reach a managed database or its keys."""
    monkeypatch.setenv("SPOORBOEK_HOME", str(tmp_path))
    house = {"SMTP_HOST": "smtp.example", "IMAP_HOST": "imap.example", "DATABASE_URL": "postgresql://x", "keys": "x"}
    for name, value in house.items():
        monkeypatch.setenv(f"SPOORBOEK_{name}", value)
    fresh()
    of_the_demo = _demo_settings({"SPOORBOEK_BUREAU_PORT": "4299"})
    assert (of_the_demo.home, of_the_demo.bureau_port) == (tmp_path / "demo", 4299)
    assert [getattr(of_the_demo, name.lower()) for name in house] == [None] * len(house)
    assert [name for name in house if f"SPOORBOEK_{name}" in os.environ] == []
    monkeypatch.delenv("SPOORBOEK_BUREAU_PORT")


def test_an_unknown_story_is_told(home: Path) -> None:
    """The message lists the stories there are, before anything is started."""
    refused = spoorboek(home, "demo", "volledig_tot_wi")
    assert refused.returncode == 2
    assert "volledig_tot_wia" in refused.stderr


def test_a_folder_that_is_no_demos_is_left_alone(tmp_path: Path) -> None:
    """What lies in a folder called `demo` and is not ours is not removed."""
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "foto.jpg").write_text("van iemand")
    with pytest.raises(NotADemoFolderError, match="niet van een eerdere demo"):
        _empty(tmp_path / "demo")
    assert (tmp_path / "demo" / "foto.jpg").exists()


def test_an_earlier_demo_is_replaced_and_a_running_one_is_not(tmp_path: Path) -> None:
    """Only what a demo makes is removed, and nothing while one runs there."""
    home = tmp_path / "demo"
    _empty(home)
    (home / "mail").mkdir()
    (home / "mail" / "1.eml").write_text("oud")
    (home / "eigen.txt").write_text("van iemand")
    with lock_home(home, "demo"), pytest.raises(HomeInUse):
        _empty(home)
    assert (home / "mail").exists()
    _empty(home)
    assert sorted(path.name for path in home.iterdir()) == ["demo", "eigen.txt", "lock"]


@pytest.mark.parametrize("width", [80, 100, 120])
def test_the_table_fits_on_a_screen(width: int, lived: list[StoryRun]) -> None:
    """On 80, 100 and 120 columns every number is whole and no line is cut."""
    printed = io.StringIO()
    show_table(Console(width=width, file=printed), lived)
    lines = printed.getvalue().splitlines()
    row = next(line for line in lines if lived[0].numbers[0] in line)
    *_, documents, mails, referrals, escalations = re.findall(r" \d+ ", row)
    assert [int(each) for each in (documents, mails, referrals, escalations)] == [3, 4, 0, 0]
    assert max(map(len, lines)) <= width
    assert "…" not in row


@pytest.fixture(scope="module")
def lived(platform: Platform, new_life: Callable[[Story], StoryRun]) -> list[StoryRun]:
    """Live one short story on the shared platform."""
    life = new_life(load_story(SHORT))
    run_stories([life], lambda _day, _wakes: None)
    return [life]
