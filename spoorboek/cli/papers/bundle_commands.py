"""The commands `spoorboek riv …`: the bundle of the re-integration report, and the copy for the employee."""

from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import Session

from models.case_numbers import normal_number
from models.connection import session
from models.operators import require_operator
from spoorboek.cli.shared.dutch import DutchCommand
from spoorboek.cli.shared.options import CaseNumberArgument, OperatorOption, read_code, read_date, told_unwritable
from spoorboek.cli.shared.report_recording import record_and_wake
from spoorboek.platform.record_access import open_record
from spoorboek.private_files import create_private_file, make_private_folder
from spoorboek.statute.dossier.paper_copies import COPY_WAYS
from spoorboek.statute.dossier.report_bundles import BUNDLE_REASONS
from tasks.case_state import current_day
from tasks.report_bundle.bundling import make_bundle, told_of_bundle
from tasks.report_bundle.copies import report_copy_given
from tasks.reports.once import Answer

bundle_app = typer.Typer()


@bundle_app.command("bundle", cls=DutchCommand)
def bundle_command(
    number: CaseNumberArgument,
    out: Annotated[Path, typer.Option("--out", metavar="MAP", help="Waar de bestanden komen.", show_default=False)],
    by: OperatorOption,
    reason: Annotated[
        str, typer.Option("--reason", metavar="CODE", help="Waarom, als er nog iets openstaat; komt op het voorblad.")
    ] = "",
) -> None:
    """Bundel het re-integratieverslag: één PDF met voorblad, en één ZIP voor het portaal van UWV.

    Een volgende versie wordt alleen gemaakt als een onderdeel is gewijzigd. Er staan persoonsgegevens in.
    """
    why = read_code(reason, BUNDLE_REASONS, "Onbekende reden") if reason else ""
    case = normal_number(number)
    with open_record() as reach:
        with session() as writing:
            require_operator(writing, by)
            made = make_bundle(writing, case, by, reason=why)
        with told_unwritable(out):
            make_private_folder(out)
            for name, content in made.files.items():
                if not (out / name).exists():
                    create_private_file(out / name, content)
        print(told_of_bundle(case, made))
        print("\n".join(f"Geschreven: {out / name}." for name in made.files))
        if later := reach.wake([case] if made.is_new else []):
            print(later)


@bundle_app.command("copy", cls=DutchCommand)
def copy_command(
    number: CaseNumberArgument,
    way: Annotated[str, typer.Option("--way", metavar="CODE", help="Hoe de werknemer het kreeg.", show_default=False)],
    by: OperatorOption,
    on: Annotated[str, typer.Option("--on", metavar="DATUM", help="De dag waarop; leeg: vandaag.")] = "",
) -> None:
    """Leg vast dat de werknemer het afschrift van het re-integratieverslag kreeg."""
    how, day = read_code(way, COPY_WAYS, "Onbekende manier"), read_date(on) if on else None

    def report(writing: Session) -> Answer:
        return report_copy_given(writing, normal_number(number), how, day or current_day(writing), by)

    record_and_wake(by, report)
