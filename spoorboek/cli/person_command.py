"""The command `spoorboek case export-person`: what is held about an employee, for that employee."""

from pathlib import Path
from typing import Annotated

import typer

from models.connection import session
from spoorboek.cli.shared.dutch import DutchCommand
from spoorboek.cli.shared.options import CaseNumberArgument, told_unwritable
from spoorboek.platform.record_access import open_record
from tasks.case_state import current_day
from tasks.views.person_access.person_export import export_person

person_app = typer.Typer()


@person_app.command("export-person", cls=DutchCommand)
def export_person_command(
    number: CaseNumberArgument,
    to: Annotated[Path, typer.Option("--to", metavar="MAP", help="Waar de bestanden komen.", show_default=False)],
) -> None:
    """Schrijf wat over de werknemer van een zaak wordt bewaard, voor die werknemer zelf (AVG artikel 15 en 20)."""
    with open_record(), session() as reading, told_unwritable(to):
        count = export_person(reading, number, to, current_day(reading))
    cases = "1 zaak" if count == 1 else f"{count} zaken"
    print(f"Geschreven in {to}: overzicht.pdf, gegevens.json en de documenten van {cases}.")
    print("Geef dit alleen aan de werknemer zelf.")
