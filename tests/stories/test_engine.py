"""The engine lives every story exactly as the simulation says: same actions, same days, nothing more."""

from collections.abc import Callable

import pytest
from support.engine_and_simulation import foretold, lived

from models.case_lookup import find_case
from models.connection import session
from models.verification import verify
from spoorboek.demo.time_lapse import Life, live
from spoorboek.platform.up import Platform
from spoorboek.stories.story import Story
from spoorboek.stories.story_reader import shipped_stories, story


@pytest.fixture(scope="module")
def lives(platform: Platform, new_life: Callable[[Story], Life]) -> dict[str, Life]:
    """Live all stories through the real server, worker and database, in lock-step."""
    found = {name: new_life(story(name)) for name in shipped_stories()}
    live(list(found.values()), lambda _day, _count: None)
    return found


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("name", shipped_stories())
def test_the_engine_does_what_the_simulation_says(lives: dict[str, Life], name: str) -> None:
    """Every effect of the engine is one of the simulation, on its day, in its order, and none is missing."""
    assert lived(lives[name]) == foretold(story(name))


def test_the_record_is_in_order_after_all_stories(lives: dict[str, Life]) -> None:
    """No hash chain is broken, and every case of the stories has ended."""
    with session() as reading:
        assert verify(reading) == []
        statuses = {find_case(reading, number).status for life in lives.values() for number in life.numbers}
    assert statuses == {"gesloten"}
