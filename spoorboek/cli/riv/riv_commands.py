"""The commands `spoorboek riv`: would UWV have anything to ask about a dossier?"""

import json
from typing import Annotated

import typer

from models.case_numbers import normal_number
from models.connection import session
from spoorboek.cli.shared.dutch import DutchCommand
from spoorboek.cli.shared.options import CaseNumberArgument, read_date
from spoorboek.platform.record_access import open_record
from tasks.case_state import case_state_in
from tasks.dossiers.reading import dossier_findings
from tasks.views.dossier_check_section import check_json, check_lines

riv_app = typer.Typer()
JsonOption = Annotated[bool, typer.Option("--json", help="Als JSON.")]


@riv_app.command("check", cls=DutchCommand)
def riv_check_command(
    number: CaseNumberArgument,
    on: Annotated[
        str, typer.Option("--on", metavar="DAG", help="De dag van de controle; zonder: vandaag.", show_default=False)
    ] = "",
    as_json: JsonOption = False,
) -> None:
    """Controleer het dossier van een zaak zoals UWV het leest; eindigt met 1 als er iets te vragen is."""
    day = read_date(on) if on else None
    with open_record(), session() as reading:
        current = case_state_in(reading, normal_number(number))
        found = dossier_findings(reading, current, day)
    shown = day or current.on
    if as_json:
        print(json.dumps(check_json(current.number, shown, found), ensure_ascii=False, indent=2))
    else:
        print("\n".join(check_lines(current.number, shown, found, current.edition.house.roles)))
    raise typer.Exit(code=1 if found else 0)
