"""The command line: parse, call, print. A command imports what it needs when it runs, so a light one starts fast."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from typer.exceptions import TyperException

from spoorboek.cli_dutch import DutchCommand, DutchGroup, told
from spoorboek.cli_groups import case, keys, step
from spoorboek.cli_options import Format, Kind, Number, Printed, Shape
from spoorboek.cli_rules import rules
from spoorboek.cli_whatif import whatif
from spoorboek.errors import SpoorboekError

ENDED = {
    "sqlalchemy": "De database is weggevallen. Wat niet is bevestigd, is niet vastgelegd; probeer het opnieuw.",
    "psycopg": "De database is weggevallen. Wat niet is bevestigd, is niet vastgelegd; probeer het opnieuw.",
    "httpx": "De Prefect-server antwoordt niet meer. Probeer het opnieuw, of herstart `spoorboek up`.",
}
FLEETING = ("OperationalError", "InterfaceError", "ConnectError", "ReadError", "ReadTimeout", "RemoteProtocolError")

app = typer.Typer(
    name="spoorboek",
    cls=DutchGroup,
    help="Het spoorboekje voor ziektezaken: elke wettelijke stap op zijn dag.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(case, name="case")
app.add_typer(step, name="step")
app.add_typer(keys, name="keys")
app.add_typer(rules, name="rules")
app.command(cls=DutchCommand)(whatif)


@app.callback()
def spoorboek() -> None:
    """Het spoorboekje voor ziektezaken: elke wettelijke stap op zijn dag."""


@app.command(cls=DutchCommand)
def up() -> None:
    """Start het platform: database, Prefect-server met UI, worker. Stopt bij Ctrl-C."""
    from rich.console import Console

    from spoorboek.platform.supervisor import keep_up

    keep_up(Console())


@app.command(cls=DutchCommand)
def demo(
    stories: Annotated[
        list[str] | None, typer.Argument(metavar="[VERHAAL]...", help="Zelf gekozen verhalen.", show_default=False)
    ] = None,
    all_: Annotated[bool, typer.Option("--all", help="Alle verhalen in plaats van een handvol.")] = False,
    stay: Annotated[bool | None, typer.Option(help="Daarna blijven draaien; zonder keuze vraagt het erom.")] = None,
) -> None:
    """Beleef 104 weken van een handvol zaken in minuten, door de echte server en worker."""
    from spoorboek.cli_demo import run

    run(stories or [], every=all_, stay=stay)


@app.command(cls=DutchCommand)
def timeline(
    facts: Annotated[Path, typer.Argument(metavar="FACTS.json", help="De feiten van één zaak.", show_default=False)],
    shape: Format = Shape.table,
) -> None:
    """Toon het plan bij gegeven feiten."""
    from spoorboek.cli_timeline import run

    run(facts, shape.value)


@app.command(cls=DutchCommand)
def simulate(
    story: Annotated[
        str, typer.Argument(metavar="STORY.yaml", help="Een verhaal, of de naam van een meegeleverd.")
    ] = "",
    portfolio: Annotated[
        Path | None, typer.Option("--portfolio", metavar="BESTAND", help="Een portefeuille in plaats van een verhaal.")
    ] = None,
    shape: Annotated[Printed, typer.Option("--format", help="Als JSON, tabel of (portefeuille) CSV.")] = Printed.table,
    picture: Annotated[
        Path | None, typer.Option("--picture", metavar="BESTAND.svg", help="Teken de portefeuille erbij.")
    ] = None,
) -> None:
    """Toon de gedateerde acties van een verhaal, of wat een portefeuille per week vraagt; zonder platform."""
    from spoorboek.cli_simulate import choose

    choose(story, portfolio, shape.value, picture)


@app.command("import", cls=DutchCommand)
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


@app.command(cls=DutchCommand)
def reconcile() -> None:
    """Zie na of elk open dossier op tijd wakker wordt, en herstel wat niet klopt."""
    from spoorboek.cli_record import reconcile

    reconcile()


@app.command(cls=DutchCommand)
def verify() -> None:
    """Reken na of er niets in de dossiers is gewijzigd of verdwenen."""
    from spoorboek.cli_record import verify

    verify()


@app.command(cls=DutchCommand)
def documents(
    number: Number,
    to: Annotated[Path, typer.Option("--to", metavar="MAP", help="Waar de documenten komen.", show_default=False)],
) -> None:
    """Schrijf de documenten van een zaak als bestanden in een map."""
    from spoorboek.cli_case import documents

    documents(number, to)


def main() -> None:
    """Run the command line. What a user can mend becomes one message on stderr and its exit code, no traceback."""
    try:
        sys.exit(app(prog_name="spoorboek", standalone_mode=False) or 0)
    except SpoorboekError as error:
        _end(str(error), error.exit_code)
    except Exception as error:
        message = told(error) if isinstance(error, TyperException) else _fallen_away(error)
        if message is None:
            raise
        _end(message, 2)


def _end(message: str, code: int) -> None:
    if message:
        print(message, file=sys.stderr)
    sys.exit(code)


def _fallen_away(error: Exception) -> str | None:
    """Say what went away meanwhile, or which setting of Prefect is wrong; None for a fault of our own."""
    package, kind = type(error).__module__.partition(".")[0], type(error).__name__
    if kind == "ValidationError" and getattr(error, "title", "").endswith("Settings"):
        wrong = ", ".join(".".join(map(str, each["loc"])) for each in error.errors())  # type: ignore[attr-defined]
        return f"Een instelling van Prefect (PREFECT_…) in de omgeving klopt niet: {wrong}."
    return ENDED.get(package) if kind in FLEETING else None


if __name__ == "__main__":
    main()
