"""The command `spoorboek watch`: is the work being done, for a person, cron or a monitor."""

import json
import time
from collections.abc import Sequence
from typing import Annotated

import typer

from flows.watch.troubles import Trouble
from spoorboek.cli.shared.dutch import DutchCommand
from spoorboek.cli.shared.options import FormatOption, OutputFormat
from spoorboek.platform.watch.outside import troubles_from_outside
from spoorboek.settings import settings

watch_app = typer.Typer()
WELL = "In orde: er staat niets stil."
LOOK_SECONDS = 60.0


@watch_app.command("watch", cls=DutchCommand)
def watch_command(
    once: Annotated[bool, typer.Option("--once", help="Kijk één keer; code 1 als er iets stilstaat.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Hetzelfde als --format json.")] = False,
    shape: FormatOption = OutputFormat.table,
) -> None:
    """Zie na of er iets stilstaat, zonder iets te starten of te herstellen: voor cron of een bewaking."""
    chosen = OutputFormat.json if as_json else shape
    if once:
        troubles = troubles_from_outside(settings())
        _print(troubles, chosen)
        raise typer.Exit(1 if troubles else 0)
    shown: list[str] | None = None
    while True:
        troubles = troubles_from_outside(settings())
        if shown != (shown := [trouble.key for trouble in troubles]):
            _print(troubles, chosen)
        time.sleep(LOOK_SECONDS)


def _print(troubles: Sequence[Trouble], shape: OutputFormat) -> None:
    if shape == OutputFormat.json:
        found = [{"part": each.part.name.lower(), "key": each.key, "text": each.text} for each in troubles]
        print(json.dumps({"well": not troubles, "troubles": found}, ensure_ascii=False, indent=2), flush=True)
    else:
        print("\n".join(trouble.text for trouble in troubles) or WELL, flush=True)
