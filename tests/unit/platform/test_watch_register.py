"""What is known of a trouble lasts over a restart: since when it is there, and whether operations was told."""

from datetime import timedelta
from pathlib import Path

import pytest

from flows.watch.troubles import Part, Trouble
from spoorboek import clock
from spoorboek.platform.watch.register import FILE, SILENCE, Register, looked_at

NOW = clock.now()
PAUSE = Trouble(Part.SWITCHED_OFF, "pool", "De work pool staat op pauze: niets wordt wakker.")
MINUTE = timedelta(minutes=1)


def test_a_restart_forgets_nothing(tmp_path: Path) -> None:
    """A pause lasts since it was first seen, and is told once, whoever reads the register."""
    first = Register(tmp_path)
    first.note([PAUSE], NOW)
    assert first.untold([PAUSE], NOW) == [PAUSE]
    first.mark_told(["pool"], NOW)
    first.note([PAUSE], NOW + MINUTE)
    second = Register(tmp_path)
    second.note([PAUSE], NOW + 2 * MINUTE)
    assert second.since("pool") == NOW
    assert second.untold([PAUSE], NOW + 9 * SILENCE) == []
    assert looked_at(tmp_path) == NOW + 2 * MINUTE


def test_what_comes_and_goes_is_told_once_an_hour(tmp_path: Path) -> None:
    """It lasts since it came back; operations hears of it again when an hour has passed since the last word."""
    register = Register(tmp_path)
    register.note([PAUSE], NOW)
    register.mark_told(["pool"], NOW)
    register.note([], NOW + MINUTE)
    register.note([PAUSE], NOW + 2 * MINUTE)
    assert register.since("pool") == NOW + 2 * MINUTE
    assert register.untold([PAUSE], NOW + 3 * MINUTE) == []
    assert register.untold([PAUSE], NOW + SILENCE + MINUTE) == [PAUSE]


def test_what_is_long_over_is_forgotten(tmp_path: Path) -> None:
    """Then it is a new trouble."""
    register = Register(tmp_path)
    register.note([PAUSE], NOW)
    register.mark_told(["pool"], NOW)
    for later in (MINUTE, 2 * SILENCE):
        register.note([], NOW + later)
    assert "pool" not in (tmp_path / FILE).read_text()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"troubles": 3}',
        '{"troubles": {"pool": {"x": 1}}}',
        '{"looked": 5}',
        '{"troubles": {"pool": {"since": "x"}}}',
    ],
)
def test_a_damaged_register_is_begun_anew(tmp_path: Path, text: str) -> None:
    """Nothing stops for it: at worst operations is told again."""
    (tmp_path / FILE).write_text(text)
    assert looked_at(tmp_path) is None
    register = Register(tmp_path)
    register.note([PAUSE], NOW)
    assert register.untold([PAUSE], NOW) == [PAUSE]
    assert looked_at(tmp_path) == NOW
