"""The command line: parse, call, print. A command imports what it needs when it runs, so a light one starts fast."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from spoorboek.errors import SpoorboekError

app = typer.Typer(
    name="spoorboek",
    help="Het spoorboekje voor ziektezaken: elke wettelijke stap op zijn dag.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


class Shape(StrEnum):
    """How a command prints its answer."""

    json = "json"
    table = "table"


class Kind(StrEnum):
    """What a file to import holds."""

    zaken = "zaken"
    bureaus = "bureaus"


Format = Annotated[Shape, typer.Option("--format", help="Als JSON of als tabel.")]


@app.callback()
def spoorboek() -> None:
    """Het spoorboekje voor ziektezaken: elke wettelijke stap op zijn dag."""


@app.command()
def timeline(
    facts: Annotated[Path, typer.Argument(metavar="FACTS.json", help="De feiten van één zaak.", show_default=False)],
    shape: Format = Shape.table,
) -> None:
    """Toon het plan bij gegeven feiten."""
    from spoorboek.cli_timeline import run

    run(facts, shape.value)


@app.command()
def simulate(
    story: Annotated[
        str,
        typer.Argument(metavar="STORY.yaml", help="Een verhaal, of de naam van een meegeleverd.", show_default=False),
    ],
    shape: Format = Shape.table,
) -> None:
    """Toon de gedateerde acties van een verhaal, zonder platform."""
    from spoorboek.cli_simulate import run

    run(story, shape.value)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="BESTAND", help="CSV of Excel-werkmap (.xlsx).", show_default=False)],
    kind: Annotated[Kind, typer.Option("--kind", help="Wat het bestand bevat.")] = Kind.zaken,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Alleen tonen wat er zou gebeuren.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Ook als de meeste bekende zaken ontbreken.")] = False,
    template: Annotated[bool, typer.Option("--template", help="Schrijf BESTAND als leeg sjabloon.")] = False,
) -> None:
    """Neem een bestand met zaken of bureaus over: als geheel of helemaal niet."""
    from spoorboek import cli_import

    if template:
        cli_import.run_template(file)
    else:
        cli_import.run(file, kind.value, dry_run=dry_run, force=force)


def main() -> None:
    """Run the command line; a SpoorboekError becomes one message on stderr and its exit code, without a traceback."""
    try:
        app()
    except SpoorboekError as error:
        print(error, file=sys.stderr)
        sys.exit(error.exit_code)


if __name__ == "__main__":
    main()
