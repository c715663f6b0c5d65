"""The command `spoorboek documents`: the documents of a case as files."""

from pathlib import Path
from typing import Annotated

import typer

from models.case_lookup import find_case
from models.connection import session
from spoorboek.cli.shared.dutch import DutchCommand
from spoorboek.cli.shared.options import CaseNumberArgument, told_unwritable
from spoorboek.errors import InputError, NotWritten
from spoorboek.platform.record_access import open_record
from spoorboek.private_files import UnsafePlaceError
from tasks.views.document_files import export_documents

documents_app = typer.Typer()


@documents_app.command("documents", cls=DutchCommand)
def documents_command(
    number: CaseNumberArgument,
    to: Annotated[Path, typer.Option("--to", metavar="MAP", help="Waar de documenten komen.", show_default=False)],
) -> None:
    """Schrijf de documenten van een zaak als bestanden in een map."""
    with open_record(), session() as reading:
        case = find_case(reading, number)
        try:
            with told_unwritable(to):
                count = export_documents(to, case.number)
        except (InputError, UnsafePlaceError) as error:
            raise NotWritten(str(error)) from None
    print(f"{count} documenten van {case.number} geschreven in {to / case.number}.")
