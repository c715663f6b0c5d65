"""`spoorboek keys bureau`: a key for the messages of a bureau."""

from datetime import timedelta
from typing import Annotated

import typer

from models.connection import session
from models.operators import require_operator
from spoorboek.cli.shared.dutch import DutchCommand
from spoorboek.cli.shared.options import OperatorOption
from spoorboek.platform.record_access import open_record
from tasks.channels.bureau_keys import new_key
from tasks.channels.signatures import KEY_HEADER

OVERLAP_DAYS, MOST_DAYS = 14, 90

key_app = typer.Typer()


@key_app.command("bureau", cls=DutchCommand)
def bureau_key_command(
    code: Annotated[str, typer.Argument(metavar="BUREAU", help="De code van het bureau.", show_default=False)],
    by: OperatorOption,
    days: Annotated[
        int, typer.Option("--days", metavar="DAGEN", min=0, max=MOST_DAYS, help="Zo lang geldt de vorige sleutel nog.")
    ] = OVERLAP_DAYS,
    end_point: Annotated[
        str | None,
        typer.Option("--endpoint", metavar="ADRES", help="Waar het bureau berichten aanneemt (https); leeg: nergens."),
    ] = None,
) -> None:
    """Maak een sleutel waarmee een bureau berichten tekent en wij die aan het bureau; de vorige geldt nog even.

    De sleutel staat één keer op het scherm. Geef haar door langs een andere weg dan mail.
    """
    with open_record(), session() as writing:
        require_operator(writing, by)
        made = new_key(writing, code, timedelta(days=days), end_point)
    print(f"{KEY_HEADER}: {made.name}\nGeheim: {made.secret}")
    print(f"\nGeef beide aan bureau {code}, niet per mail. Een vorige sleutel geldt nog {days} dagen.")
