"""The commands `spoorboek keys …`: a new key, and everything sealed under it."""

from pathlib import Path
from typing import Annotated

import typer

from models.connection import session
from models.schema import ensure_keys
from models.sealing.key_rotation import rotate_keys
from models.sealing.keys import add_key, key_file
from spoorboek.cli.shared.dutch import DutchCommand
from spoorboek.errors import InputError
from spoorboek.platform.first_secrets import make_secrets
from spoorboek.platform.record_access import open_record
from spoorboek.settings import settings

keys_app = typer.Typer()


@keys_app.command("begin", cls=DutchCommand)
def keys_begin_command(
    folder: Annotated[Path, typer.Argument(metavar="MAP", help="Een map die er nog niet is.", show_default=False)],
) -> None:
    """Maak de geheimen van een installatie van meer processen, elk in een bestand van een nieuwe map."""
    made = make_secrets(folder)
    print(
        f"Gemaakt in {folder}, voor de eigenaar alleen te lezen: {', '.join(made)}.\n"
        "Bewaar een kopie buiten deze machine, de sleutel van reservekopieën apart: zonder is er geen weg terug. "
        "Geef ze aan elk proces met SPOORBOEK_KEYS_FILE, SPOORBOEK_LEDGER_KEY_FILE, SPOORBOEK_BACKUP_KEY_FILE en "
        "SPOORBOEK_API_SECRET_FILE."
    )


@keys_app.command("add", cls=DutchCommand)
def keys_add_command() -> None:
    """Zet een nieuwe sleutel vooraan; de oude blijven lezen wat zij versleutelden."""
    chosen = settings()
    if chosen.keys is not None:
        raise InputError(
            "De sleutels staan in SPOORBOEK_KEYS. Zet daar zelf een nieuwe achteraan, herstart alles, en zet haar "
            "daarna vooraan; dan `spoorboek keys rotate`."
        )
    path = key_file(chosen.home)
    if chosen.database_url and not path.exists():  # a managed database that was never used gets its first key
        ensure_keys(chosen.home)
        if path.exists():
            print(f"Eerste sleutel gemaakt in {path}. Maak een reservekopie; elke machine heeft deze sleutel nodig.")
            return
    add_key(chosen.home)
    print(
        f"Nieuwe sleutel vooraan in {path}. Maak nu een reservekopie van dat bestand.\n"
        "Herstart daarna `spoorboek up`, en versleutel alles opnieuw: spoorboek keys rotate"
    )


@keys_app.command("rotate", cls=DutchCommand)
def keys_rotate_command() -> None:
    """Versleutel alles wat nog onder een oude sleutel staat met de nieuwste."""
    with open_record(), session() as writing:  # stopped half-way, it simply runs again
        count = rotate_keys(writing)
    print(f"{count} gegevens opnieuw versleuteld. Oudere sleutels zijn nu niet meer nodig om ze te lezen.")
