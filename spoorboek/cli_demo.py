"""The command `spoorboek demo`: which stories, and where to print."""

from collections.abc import Sequence

from rich.console import Console

from spoorboek.demo.demo import run_demo
from spoorboek.platform.supervisor import stoppable
from spoorboek.stories.story import Story
from spoorboek.stories.story_reader import load_story, shipped_stories


def run(names: Sequence[str], *, every: bool, stay: bool | None) -> None:
    """Live the stories of these names, else the telling ones or all. Raises InputError for an unknown name."""
    chosen = [load_story(name) for name in names] or _told(every=every)
    console = Console()
    with stoppable(console):
        run_demo(chosen, console, stay=stay)


def _told(*, every: bool) -> list[Story]:
    return [each for each in map(load_story, shipped_stories()) if every or each.demo]
