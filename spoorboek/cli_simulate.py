"""The command `spoorboek simulate`: the dated actions of a story, or what a portfolio comes to; in memory."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from spoorboek.errors import InputError, NotInOrder
from spoorboek.statute.policy.policy_reader import house_policy
from spoorboek.stories.simulation import simulate_json, simulate_story, story_findings
from spoorboek.stories.story import Dated, Story
from spoorboek.stories.story_reader import load_story, read_story, shipped_stories


def choose(name: str, portfolio: Path | None, shape: Literal["json", "table", "csv"], picture: Path | None) -> None:
    """Simulate a story or a portfolio, whichever was named.

    Errors: InputError when both or neither are, or when something is asked that a story does not have.
    """
    if bool(name) == (portfolio is not None):
        raise InputError("Geef een verhaal (STORY.yaml) of een portefeuille (--portfolio BESTAND), een van beide.")
    if portfolio is not None:
        from spoorboek.cli_portfolio import run as run_portfolio

        run_portfolio(portfolio, shape, picture)
    elif shape == "csv" or picture is not None:
        raise InputError("CSV en --picture horen bij een portefeuille (--portfolio BESTAND), niet bij een verhaal.")
    else:
        run(name, shape)


def run(name: str, shape: Literal["json", "table"] = "table") -> None:
    """Print the actions of a story: a file, or the name of a story that comes with the product.

    Errors: InputError when the story does not read; NotInOrder when it expects something else than what happens.
    """
    told = _find(name)
    dated = simulate_story(told)
    lines = (
        [json.dumps(simulate_json(told, dated), ensure_ascii=False, indent=1)]
        if shape == "json"
        else _table(told, dated)
    )
    print(*lines, sep="\n")
    if wrong := story_findings(told, dated):
        raise NotInOrder("\n".join([f"Het verhaal '{told.name}' loopt anders dan verwacht:", *wrong]))


def _find(name: str) -> Story:
    return load_story(name) if name in shipped_stories() else read_story(Path(name))


def _table(told: Story, dated: list[Dated]) -> Iterator[str]:
    """Lay the actions out as lines: day, day number in the story, case, what is done and to whom it goes."""
    yield told.title
    for case, action in dated:
        day = (action.on - told.first_sick_day).days
        to = action.detail.get("to") or action.detail.get("why") or action.detail.get("reason") or ""
        yield f"{action.on}  D+{day:<4} {case}  {house_policy().task_name(action):<72} {to}".rstrip()
