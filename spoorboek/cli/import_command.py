"""The command `spoorboek import`: a file of cases or bureaus into the record, or an empty workbook to fill in."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from spoorboek.cli.shared.dutch import DutchCommand
from spoorboek.errors import InputError
from spoorboek.importing.import_file import import_file
from spoorboek.importing.reading.import_limits import MAX_BYTES
from spoorboek.outside.files import read_outside_bytes, reason_of
from spoorboek.platform.record_access import open_record

import_app = typer.Typer()


class ImportKind(StrEnum):
    """What a file to import holds."""

    zaken = "zaken"
    bureaus = "bureaus"


class HiddenChoice(StrEnum):
    """What is done with rows and columns of a workbook that are not shown."""

    include = "include"
    skip = "skip"


@import_app.command("import", cls=DutchCommand)
def import_command(
    file: Annotated[Path, typer.Argument(metavar="BESTAND", help="CSV of Excel-werkmap (.xlsx).", show_default=False)],
    kind: Annotated[ImportKind, typer.Option("--kind", help="Wat het bestand bevat.")] = ImportKind.zaken,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Alleen tonen wat er zou gebeuren.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Ook als de meeste bekende zaken ontbreken.")] = False,
    hidden: Annotated[
        HiddenChoice | None, typer.Option("--hidden", help="Verborgen regels en kolommen van een werkmap.")
    ] = None,
    template: Annotated[bool, typer.Option("--template", help="Schrijf BESTAND als leeg sjabloon.")] = False,
) -> None:
    """Neem een bestand met zaken of bureaus over: als geheel of helemaal niet."""
    if template:
        _write_template(file)
        return
    content = read_outside_bytes(file, MAX_BYTES, "een CSV of een Excel-werkmap")
    with open_record() as reach:
        report = import_file(
            content, kind.value, dry_run=dry_run, force=force, hidden=hidden.value if hidden else "refuse"
        )
        print(report)
        if later := reach.wake(report.woken):
            print(later)


def _write_template(file: Path) -> None:
    """Write the empty workbook; a file that exists is never replaced."""
    from spoorboek.importing.empty_workbook import write_empty_workbook

    if file.suffix.lower() != ".xlsx":
        raise InputError(f"Een sjabloon is een Excel-werkmap. Kies een naam die op .xlsx eindigt, niet '{file.name}'.")
    if file.exists():
        raise InputError(f"{file} bestaat al. Kies een andere naam.")
    try:
        write_empty_workbook(file)
    except OSError as error:
        raise InputError(f"{file} kan niet worden geschreven ({reason_of(error)}). Kies een andere plaats.") from None
    print(f"Sjabloon geschreven: {file}. Vul een tabblad in en geef het bestand aan `spoorboek import`.")
