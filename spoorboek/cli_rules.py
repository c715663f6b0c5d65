"""The commands `spoorboek rules …`: which rules are in force, what others would change, and putting them in force."""

from pathlib import Path
from typing import Annotated

import typer

from spoorboek.cli_dutch import DutchCommand, DutchGroup
from spoorboek.cli_options import By, Format, Shape

HELP = "Regels en huisbeleid: wat geldt, en wat een wijziging doet."
rules = typer.Typer(cls=DutchGroup, help=HELP, no_args_is_help=True)
Rules = Annotated[
    str,
    typer.Option("--rules", metavar="BESTAND|VERSIE", help="Andere regels: een bestand, of een versie die gold."),
]
House = Annotated[
    str,
    typer.Option("--house", metavar="BESTAND|VERSIE", help="Ander huisbeleid: een bestand, of een versie die gold."),
]


@rules.command(cls=DutchCommand)
def diff(book: Rules = "", house: House = "", shape: Format = Shape.table) -> None:
    """Toon wat andere regels voor elke open zaak veranderen; schrijft niets.

    Zonder --rules en --house: de regels die met deze versie van Spoorboek meekomen.
    """
    from spoorboek.cli_editions import diff

    diff(book, house, shape.value)


@rules.command(cls=DutchCommand)
def apply(
    by: By,
    book: Rules = "",
    house: House = "",
    accept_late: Annotated[
        bool, typer.Option("--accept-late", help="Ook als een stap daardoor meteen te laat is.")
    ] = False,
) -> None:
    """Pas andere regels toe op alle open zaken: wat gedaan is blijft, wat niet meer klopt wordt ingetrokken."""
    from spoorboek.cli_editions import apply

    apply(book, house, by, accept_late=accept_late)


@rules.command("list", cls=DutchCommand)
def list_() -> None:
    """Toon welke regels en welk huisbeleid sinds wanneer gelden, en wie dat vastlegde."""
    from spoorboek.cli_editions import list_

    list_()


@rules.command(cls=DutchCommand)
def show(
    version: Annotated[str, typer.Argument(metavar="[VERSIE]", help="Leeg: die nu geldt.", show_default=False)] = "",
    house: Annotated[bool, typer.Option("--house", help="Het huisbeleid in plaats van de regels.")] = False,
) -> None:
    """Toon een versie zoals die is geschreven, om te bewaren of te wijzigen."""
    from spoorboek.cli_editions import show

    show(version, house=house)


@rules.command(cls=DutchCommand)
def page(
    path: Annotated[
        Path | None,
        typer.Argument(metavar="[BESTAND]", help="Leeg: de regels van deze versie van Spoorboek.", show_default=False),
    ] = None,
) -> None:
    """Maak van regels een pagina voor juristen en auditors: elke termijn met artikel, citaat en telling."""
    from spoorboek.cli_page import run

    run(path)


@rules.command(cls=DutchCommand)
def leads(
    number: Annotated[
        str, typer.Argument(metavar="[ZAAK]", help="Leeg: alleen de doorlooptijden.", show_default=False)
    ] = "",
    shape: Format = Shape.table,
) -> None:
    """Toon hoe lang bedrijfsarts, arbeidsdeskundige en bureau erover doen, en wat in een zaak is aan te vragen."""
    from spoorboek.cli_leads import leads

    leads(number, shape.value)
