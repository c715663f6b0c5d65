"""The command `spoorboek access`: what to log in with at the Prefect UI."""

from typing import Annotated

import typer

from spoorboek.cli.shared.dutch import DutchCommand
from spoorboek.errors import InputError

access_app = typer.Typer()


@access_app.command("access", cls=DutchCommand)
def access_command(
    new: Annotated[bool, typer.Option("--new", help="Maak een nieuw; het oude geldt tot de herstart.")] = False,
) -> None:
    """Toon het toegangswoord waarmee u in de Prefect-UI inlogt."""
    from spoorboek.platform.access_secret import read_secret, renew_secret
    from spoorboek.settings import settings

    if new:
        print(renew_secret(settings()))
        print("Herstart `spoorboek up`: dan geldt dit, en moet iedereen opnieuw inloggen.")
    elif secret := read_secret(settings()):
        print(secret)
    else:
        raise InputError("Er is nog geen toegangswoord. Start `spoorboek up`: dat maakt het en toont het.")
