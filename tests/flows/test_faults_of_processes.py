"""A process of the platform dies in the middle of a wake: the record ends as if nothing had happened."""

from collections.abc import Callable, Iterator

import pytest
from faults import DAY, SHORT, await_held, begin, effects_on, held, kill, live_on, live_to_the_eve, mend, mend_platform
from lives import assert_lived_as_foretold
from platforms import own_platform

from spoorboek.local import Platform
from spoorboek.stories import Story
from spoorboek.timelapse import Life


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """Start a platform to break."""
    with own_platform(tmp_path_factory.mktemp("broken")) as started:
        yield started


@pytest.mark.parametrize(("table", "done"), [("document", 1), ("message", 2), ("planned_step", 5)])
def test_a_worker_killed_in_the_middle_of_a_wake(
    ours: Platform, new_life: Callable[[Story], Life], table: str, done: int
) -> None:
    """Killed before a document, between document and mail, and after the last effect: the next wake does the rest."""
    life = new_life(SHORT)
    live_to_the_eve(life, DAY)
    with held(table):
        begin(life, DAY)
        await_held(table)
        assert effects_on(life, DAY) == done
        kill(ours, "worker")
    mend_platform(ours)
    assert mend([life])
    live_on(life, DAY)
    assert_lived_as_foretold(life)


def test_a_server_killed_in_the_middle_of_a_wake(ours: Platform, new_life: Callable[[Story], Life]) -> None:
    """The server dies while a wake works."""
    life = new_life(SHORT)
    live_to_the_eve(life, DAY)
    with held("message"):
        begin(life, DAY)
        await_held("message")
        kill(ours, "server")
    mend_platform(ours)
    mend([life])
    live_on(life, DAY)
    assert_lived_as_foretold(life)


def test_a_database_killed_in_the_middle_of_a_wake(ours: Platform, new_life: Callable[[Story], Life]) -> None:
    """PostgreSQL dies while a wake works."""
    life = new_life(SHORT)
    live_to_the_eve(life, DAY)
    with held("message"):
        begin(life, DAY)
        await_held("message")
        kill(ours, "postgresql")
    mend_platform(ours)
    mend([life])
    live_on(life, DAY)
    assert_lived_as_foretold(life)
