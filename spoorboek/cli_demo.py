"""The command `spoorboek demo`: which stories, and where to print."""

from rich.console import Console

from spoorboek.demo import demo
from spoorboek.stories import shipped_stories, story
from spoorboek.up import stoppable


def run(*, every: bool, stay: bool | None) -> None:
    """Live the telling stories, or all of them."""
    stories = [story(name) for name in shipped_stories()]
    console = Console()
    with stoppable(console):
        demo([each for each in stories if every or each.demo], console, stay=stay)
