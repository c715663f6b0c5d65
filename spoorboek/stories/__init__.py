"""Stories: whole cases a case manager can read, in Dutch YAML; they feed tests, simulation, time-lapse and demo."""

from spoorboek.stories.story import Expected, Never, Reported, Story
from spoorboek.stories.story_reader import read_story, shipped_stories, story

__all__ = ["Expected", "Never", "Reported", "Story", "read_story", "shipped_stories", "story"]
