"""The commands `spoorboek up` and `spoorboek demo`: the platform, or a demonstration on a platform of its own.

Each imports what it starts when it runs: `up` needs no demonstration, and a help page neither.
"""

from typing import Annotated

import typer

from spoorboek.cli.shared.dutch import DutchCommand
from spoorboek.errors import InputError
from spoorboek.stories.story_reader import load_story, shipped_stories

platform_app = typer.Typer()


@platform_app.command("up", cls=DutchCommand)
def up_command() -> None:
    """Start het platform: database, Prefect-server met UI, worker. Stopt bij Ctrl-C."""
    from rich.console import Console

    from spoorboek.desk.first_account import desk_lines
    from spoorboek.platform.supervisor import keep_up

    keep_up(Console(markup=False), desk_lines)


@platform_app.command("demo", cls=DutchCommand)
def demo_command(
    stories: Annotated[
        list[str] | None, typer.Argument(metavar="[VERHAAL]...", help="Zelf gekozen verhalen.", show_default=False)
    ] = None,
    all_: Annotated[bool, typer.Option("--all", help="Alle verhalen in plaats van een handvol.")] = False,
    spoor_2: Annotated[
        bool, typer.Option("--spoor-2", help="Een tweede spoor van twee kanten, met een bureau.")
    ] = False,
    stay: Annotated[bool | None, typer.Option(help="Daarna blijven draaien; zonder keuze vraagt het erom.")] = None,
) -> None:
    """Beleef 104 weken van een handvol zaken in minuten, door de echte server en worker."""
    from rich.console import Console

    from spoorboek.demo.demo import run_demo
    from spoorboek.platform.supervisor import stoppable

    if spoor_2:
        if stories or all_:
            raise InputError("Kies --spoor-2, of verhalen; een van beide.")
        _show_both_sides(stay=stay)
        return
    chosen = [load_story(name) for name in stories or ()]
    if not chosen:
        chosen = [story for story in map(load_story, shipped_stories()) if all_ or story.demo]
    console = Console(markup=False)
    with stoppable(console):
        run_demo(chosen, console, stay=stay)


def _show_both_sides(*, stay: bool | None) -> None:
    from rich.console import Console

    from spoorboek.demo.both_sides_demo import run_both_sides
    from spoorboek.platform.supervisor import stoppable

    console = Console(markup=False)
    with stoppable(console):
        run_both_sides(console, stay=stay)
