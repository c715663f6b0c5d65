"""The bar about the engine: no page waits for a look, and one that fails is tried again."""

import threading
from collections.abc import Sequence

import pytest

from flows.watch.troubles import Part, Trouble
from spoorboek.desk.work import engine_bar
from spoorboek.desk.work.engine_bar import EngineBar

SILENT = Trouble(Part.WORKER, "worker", "De worker meldt zich niet meer; kijk met `spoorboek watch`.")


def seen_by(bar: EngineBar) -> Sequence[str]:
    """Return what a bar says once its look has ended."""
    bar.lines()
    for thread in threading.enumerate():
        if thread.name == engine_bar.LOOKER:
            thread.join(10)
    return bar.lines()


def test_a_page_does_not_wait_for_the_look() -> None:
    """The first page shows nothing while the look hangs; once it ended, what it saw; and only one look runs."""
    may_end, looks = threading.Event(), list[int]()

    def look() -> Sequence[Trouble]:
        looks.append(1)
        may_end.wait(10)
        return [SILENT]

    bar = EngineBar(look)
    assert [list(bar.lines()) for _ in range(3)] == [[], [], []]
    may_end.set()
    assert seen_by(bar) == ("De worker meldt zich niet meer; kijk met spoorboek watch.",)
    assert len(looks) == 1


def test_the_bar_goes_away_when_work_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was mended is not shown after the next look."""
    troubles = [SILENT]
    bar = EngineBar(lambda: tuple(troubles))
    assert len(seen_by(bar)) == 1
    troubles.clear()
    monkeypatch.setattr(engine_bar, "LOOK_SECONDS", 0)
    assert list(seen_by(bar)) == []
