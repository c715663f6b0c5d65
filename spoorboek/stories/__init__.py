"""Stories: whole cases a case manager can read, in Dutch YAML; they feed tests, simulation, time-lapse and demo."""

from .read import read_story, shipped_stories, story
from .story import Expected, Never, Reported, Story

__all__ = ["Expected", "Never", "Reported", "Story", "read_story", "shipped_stories", "story"]
