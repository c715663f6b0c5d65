"""The commands `spoorboek employer letterhead …`: logo, colour and return address of letters and forms."""

from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import Session

from models.connection import session
from spoorboek.cli.shared.dutch import DutchCommand
from spoorboek.cli.shared.options import OperatorOption, told_unwritable
from spoorboek.cli.shared.report_recording import record_and_wake
from spoorboek.errors import InputError
from spoorboek.outside.files import read_outside_bytes
from spoorboek.platform.record_access import open_record
from spoorboek.private_files import write_private_file
from tasks.effects.letterhead_data import newest_letterhead
from tasks.papers.letterhead_recording import (
    MOST_LOGO_BYTES,
    LetterheadChange,
    letterhead_owner,
    letterhead_words,
    record_letterhead,
)
from tasks.views.letterhead_sample import sample_letter

letterhead_app = typer.Typer()
OwnerArgument = Annotated[str, typer.Argument(metavar="WERKGEVER", help="De code, of: alle.", show_default=False)]
NO_LOGO = Path("geen")


@letterhead_app.command("letterhead", cls=DutchCommand)
def set_letterhead_command(
    employer: OwnerArgument,
    by: OperatorOption,
    logo: Annotated[
        Path | None, typer.Option("--logo", metavar="BESTAND", help="PNG of JPEG, of: geen.", show_default=False)
    ] = None,
    colour: Annotated[
        str | None, typer.Option("--colour", metavar="KLEUR", help="Zoals #17405f, of: leeg.", show_default=False)
    ] = None,
    return_line: Annotated[
        str | None,
        typer.Option("--return-line", metavar="REGEL", help="Waar post terugkomt, of: leeg.", show_default=False),
    ] = None,
    alt: Annotated[
        str | None,
        typer.Option("--alt", metavar="TEKST", help="Wat een schermlezer van het logo zegt.", show_default=False),
    ] = None,
) -> None:
    """Leg het briefhoofd van een werkgever vast: logo, kleur en retouradres; wat u niet noemt, blijft zoals het was."""
    if logo is None and colour is None and return_line is None and alt is None:
        raise InputError("Geef wat er verandert: --logo, --colour, --return-line of --alt.")
    change = LetterheadChange(_logo_content(logo), colour, return_line, alt)

    def report(writing: Session) -> tuple[str, list[str]]:
        return record_letterhead(writing, employer, change, by), []

    record_and_wake(by, report)


def _logo_content(logo: Path | None) -> bytes | None:
    """Return what is in the file of a logo; None without one, nothing to take the logo away."""
    if logo is None or logo == NO_LOGO:
        return b"" if logo else None
    if content := read_outside_bytes(logo, MOST_LOGO_BYTES, "het logo"):
        return content
    raise InputError(f"{logo} is leeg. Geef een PNG of JPEG, of `--logo geen`.")


@letterhead_app.command("letterhead-sample", cls=DutchCommand)
def letterhead_sample_command(
    employer: OwnerArgument,
    to: Annotated[Path, typer.Option("--to", metavar="BESTAND", help="De PDF.", show_default=False)],
) -> None:
    """Zeg hoe het briefhoofd van een werkgever is, en schrijf een voorbeeldbrief aan een verzonnen werknemer."""
    with open_record(), session() as reading:
        owner = letterhead_owner(reading, employer)
        words = letterhead_words(newest_letterhead(reading, owner.id if owner else None), owner)
        content = sample_letter(reading, owner)
    with told_unwritable(to.parent):
        write_private_file(to, content)
    print(f"{words}\nVoorbeeldbrief geschreven in {to}.")
