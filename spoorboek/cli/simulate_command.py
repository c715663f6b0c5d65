"""The command `spoorboek simulate`: the dated actions of a story, or the weeks of a portfolio; in memory."""

import json
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from spoorboek.cli.shared.dutch import DutchCommand
from spoorboek.errors import InputError, NotInOrder
from spoorboek.statute.policy.policy_reader import house_policy
from spoorboek.stories.simulation import simulate_json, simulate_story, story_findings
from spoorboek.stories.story import CaseAction, Story
from spoorboek.stories.story_reader import load_story, read_story, shipped_stories

simulate_app = typer.Typer()


class SimulationFormat(StrEnum):
    """How a simulation is printed; only a portfolio knows CSV."""

    json = "json"
    table = "table"
    csv = "csv"


@simulate_app.command("simulate", cls=DutchCommand)
def simulate_command(
    story: Annotated[
        str, typer.Argument(metavar="STORY.yaml", help="Een verhaal, of de naam van een meegeleverd.")
    ] = "",
    portfolio: Annotated[
        Path | None, typer.Option("--portfolio", metavar="BESTAND", help="Een portefeuille in plaats van een verhaal.")
    ] = None,
    shape: Annotated[
        SimulationFormat, typer.Option("--format", help="Als JSON, tabel of (portefeuille) CSV.")
    ] = SimulationFormat.table,
    picture: Annotated[
        Path | None, typer.Option("--picture", metavar="BESTAND.svg", help="Teken de portefeuille erbij.")
    ] = None,
) -> None:
    """Toon de gedateerde acties van een verhaal, of wat een portefeuille per week vraagt; zonder platform."""
    if bool(story) == (portfolio is not None):
        raise InputError("Geef een verhaal (STORY.yaml) of een portefeuille (--portfolio BESTAND), een van beide.")
    if portfolio is not None:
        from spoorboek.cli.shared.portfolio_output import print_portfolio

        print_portfolio(portfolio, shape.value, picture)
    elif shape == "csv" or picture is not None:
        raise InputError("CSV en --picture horen bij een portefeuille (--portfolio BESTAND), niet bij een verhaal.")
    else:
        _print_story(story, as_json=shape == "json")


def _print_story(name_or_path: str, *, as_json: bool) -> None:
    """Print the actions of a story. Raises NotInOrder when it expects something else than what happens."""
    story = load_story(name_or_path) if name_or_path in shipped_stories() else read_story(Path(name_or_path))
    actions = simulate_story(story)
    if as_json:
        print(json.dumps(simulate_json(story, actions), ensure_ascii=False, indent=1))
    else:
        print(*_lines(story, actions), sep="\n")
    if wrong := story_findings(story, actions):
        raise NotInOrder("\n".join([f"Het verhaal '{story.name}' loopt anders dan verwacht:", *wrong]))


def _lines(story: Story, actions: Sequence[CaseAction]) -> Iterator[str]:
    """Yield a line for each action: day, day number in the story, case, what is done and to whom it goes."""
    yield story.title
    for case, action in actions:
        day = (action.on - story.first_sick_day).days
        to = action.detail.get("to") or action.detail.get("why") or action.detail.get("reason") or ""
        yield f"{action.on}  D+{day:<4} {case}  {house_policy().task_name(action):<72} {to}".rstrip()
