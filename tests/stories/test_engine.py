"""The engine lives every story exactly as the simulation says: same actions, same days, nothing more."""

from collections.abc import Callable

import pytest
from _pytest.mark import ParameterSet
from support.engine_and_simulation import foretold, lived

from models.case_lookup import find_case
from models.connection import session
from models.verification import verify_record
from spoorboek.demo.time_lapse import StoryRun, run_stories
from spoorboek.platform.up import Platform
from spoorboek.stories.story import Story
from spoorboek.stories.story_reader import load_story, shipped_stories

# A recovery and two bureaus. All others are lived in the drills.
ALWAYS = {"terugval_na_5_weken", "tweede_spoor_twee_bureaus"}


def _stories() -> list[ParameterSet]:
    """List all stories; most of them are lived in the drills alone."""
    return [pytest.param(name, marks=() if name in ALWAYS else pytest.mark.drill) for name in shipped_stories()]


@pytest.fixture(scope="module")
def lives(
    request: pytest.FixtureRequest, platform: Platform, new_life: Callable[[Story], StoryRun]
) -> dict[str, StoryRun]:
    """Live the stories this run asks for through the real server, worker and database, in lock-step."""
    asked = (
        item for item in request.session.items if isinstance(item, pytest.Function) and item.module is request.module
    )
    names = [item.callspec.params["name"] for item in asked if hasattr(item, "callspec")]
    found = {name: new_life(load_story(name)) for name in names}
    run_stories(list(found.values()), lambda _day, _count: None)
    return found


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("name", _stories())
def test_the_engine_does_what_the_simulation_says(lives: dict[str, StoryRun], name: str) -> None:
    """Every effect of the engine is one of the simulation, on its day, in its order, and none is missing."""
    assert lived(lives[name]) == foretold(load_story(name))


def test_the_record_is_in_order_after_all_stories(lives: dict[str, StoryRun]) -> None:
    """No hash chain is broken, and every case of the stories has ended."""
    with session() as reading:
        assert verify_record(reading) == []
        statuses = {find_case(reading, number).status for life in lives.values() for number in life.numbers}
    assert statuses == {"gesloten"}
