"""The commands `spoorboek backup` and `spoorboek restore`: an encrypted copy of the record, and the way back."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from spoorboek.cli.shared.dutch import DutchCommand
from spoorboek.cli.shared.options import OperatorOption, is_confirmed, read_operator_code
from spoorboek.errors import InputError
from spoorboek.platform.backup.backup import SUFFIX, backup_text, default_path, make_backup
from spoorboek.platform.backup.backup_key import ensure_backup_key, new_key_text
from spoorboek.platform.backup.restore import inspect_backup, restore_backup, restored_text
from spoorboek.platform.backup.retention import NIGHTLY, prune_backups
from spoorboek.platform.record_access import database_alone, open_record
from spoorboek.settings import settings

backup_app = typer.Typer()


@backup_app.command("backup", cls=DutchCommand)
def backup_command(
    file: Annotated[
        Path | None, typer.Argument(metavar="[BESTAND]", help="Waar; leeg: in HOME/reservekopie.", show_default=False)
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Vervang een bestaand bestand.")] = False,
    nightly: Annotated[bool, typer.Option("--nightly", hidden=True)] = False,
) -> None:
    """Maak een versleutelde reservekopie van alle dossiers, terwijl alles doorloopt, en ga na of zij klopt."""
    configuration = settings()
    path = default_path(configuration, NIGHTLY) if nightly else _target(file or default_path(configuration))
    if path.exists() and not overwrite and not is_confirmed(f"{path} bestaat al. Vervangen?"):
        raise InputError(f"{path} bestaat al en is niet vervangen. Geef een andere naam, of --overwrite.")
    with open_record():
        if secret := ensure_backup_key(configuration):
            print(new_key_text(configuration, secret, show=sys.stdout.isatty()))
        print(backup_text(make_backup(configuration, path)))
    if nightly:
        print(f"{prune_backups(configuration)} oude reservekopieën weggehaald.")


@backup_app.command("restore", cls=DutchCommand)
def restore_command(
    file: Annotated[Path, typer.Argument(metavar="BESTAND", help="De reservekopie.", show_default=False)],
    by: OperatorOption,
    yes: Annotated[bool, typer.Option("--yes", help="Zonder te vragen.")] = False,
) -> None:
    """Zet een reservekopie terug; wat er nu staat, blijft bewaard. Eerst `spoorboek up` stoppen."""
    read_operator_code(by)
    configuration = settings()
    with database_alone(configuration):
        manifest = inspect_backup(configuration, file)
        cases = manifest.rows.get("case_file", 0)
        question = (
            f"De reservekopie is van {manifest.made_at:%d-%m-%Y %H:%M}: {cases} zaken. Wat daarna is vastgelegd, staat "
            "er niet in. Terugzetten?"
        )
        if not yes and not is_confirmed(question):
            raise InputError("Er is niets teruggezet. Antwoord met ja, of geef --yes.")
        print(restored_text(restore_backup(configuration, file, by)))


def _target(given: Path) -> Path:
    """Return the file for a backup: in a folder that was given, one of the default name."""
    if given.is_dir():
        return given / default_path(settings()).name
    return given if given.suffix else given.with_suffix(SUFFIX)
