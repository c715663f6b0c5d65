"""The handbook page about stories names every story that comes with the product and every word a story may use."""

import pytest
from support.repository import HANDBOOK

from spoorboek.stories.story_reader import shipped_stories
from spoorboek.stories.story_words import ACTION_WORDS, CONTEXT_FIELDS, EVENT_WORDS

PAGE = " ".join((HANDBOOK / "verhalen.md").read_text(encoding="utf-8").split())


@pytest.mark.parametrize("name", [*shipped_stories(), *CONTEXT_FIELDS])
def test_every_story_and_field_is_named(name: str) -> None:
    """Who looks for a story, or for what may stand above one, finds its name."""
    assert f"`{name}`" in PAGE


@pytest.mark.parametrize("word", [*EVENT_WORDS, *ACTION_WORDS])
def test_every_word_is_named(word: str) -> None:
    """What can be reported and what can happen stand in the lists, between dots."""
    assert f"· {word} ·" in PAGE or f": {word} ·" in PAGE or f"· {word}. " in PAGE
