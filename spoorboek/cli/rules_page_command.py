"""The command `spoorboek rules page`: the rules as a page for lawyers and auditors, without any record."""

from pathlib import Path
from typing import Annotated

import typer

from spoorboek.cli.shared.dutch import DutchCommand
from spoorboek.handbook.legal_page import legal_page
from spoorboek.outside.files import read_outside_text
from spoorboek.statute.editions.edition import read_rules
from spoorboek.statute.law.milestones import rulebook

rules_page_app = typer.Typer()


@rules_page_app.command("page", cls=DutchCommand)
def rules_page_command(
    path: Annotated[
        Path | None,
        typer.Argument(metavar="[BESTAND]", help="Leeg: de regels van deze versie van Spoorboek.", show_default=False),
    ] = None,
) -> None:
    """Maak van regels een pagina voor juristen en auditors: elke termijn met artikel, citaat en telling."""
    book = read_rules(read_outside_text(path, "een regelbestand"), str(path)) if path else rulebook()
    print(legal_page(book), end="")
