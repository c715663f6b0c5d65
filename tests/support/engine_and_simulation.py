"""A life as the engine lived it, and as the simulation foretold it: what the tests of engine and faults compare."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from models.case_lookup import find_case
from models.connection import session
from models.record import load_record
from models.verification import verify_record
from spoorboek.demo.time_lapse import StoryRun
from spoorboek.stories.simulation import simulate_story
from spoorboek.stories.story import CaseAction, Story
from tasks.effects.documents import RENEWED_NAME

Told = tuple[int, date, Any, dict[str, Any]]


def lived(life: StoryRun) -> list[Told]:
    """Return what the engine did in one life: case within the story, day, key, detail; in order.

    A form that followed its case is left out: what it says a simulation does not know.
    """
    with session() as reading:
        told = [
            (place, effect.on, key, dict(effect.detail))
            for place, number in enumerate(life.numbers, 1)
            for key, effect in load_record(reading, find_case(reading, number)).effects.items()
            if not key.name.startswith(RENEWED_NAME.partition(" ")[0] + " ")
        ]
    return sorted(told, key=lambda each: (each[1], each[0]))


def foretold(one: Story, dated: Sequence[CaseAction] | None = None) -> list[Told]:
    """Return what the simulation says, of the story as it stands or of the actions given."""
    said = simulate_story(one) if dated is None else dated
    return [(each.case, each.action.on, each.action.key, dict(each.action.detail)) for each in said]


def assert_lived_as_foretold(life: StoryRun) -> None:
    """Nothing is missing, nothing happened twice, all in its order and on its day; the hash chains are whole."""
    assert lived(life) == foretold(life.story)
    with session() as reading:
        assert verify_record(reading) == []
        assert {find_case(reading, number).status for number in life.numbers} == {"gesloten"}
