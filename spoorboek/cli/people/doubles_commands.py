"""The commands `spoorboek person …`: who may stand here twice, and what a person corrects of who somebody is."""

from typing import Annotated

import typer

from models.connection import session
from models.identity.doubles import find_doubles
from spoorboek.cli.shared.dutch import DutchCommand
from spoorboek.cli.shared.options import OperatorOption, read_code
from spoorboek.cli.shared.report_recording import record_and_wake
from spoorboek.importing.identity.corrections import CLEARED, clear_value, renumber_person
from spoorboek.platform.record_access import open_record

doubles_app = typer.Typer()
EmployerArgument = Annotated[str, typer.Argument(metavar="WERKGEVER", help="De code.", show_default=False)]
PersonnelArgument = Annotated[
    str, typer.Argument(metavar="NUMMER", help="Het personeelsnummer, zoals hier bekend.", show_default=False)
]
HOW_TO_SETTLE = (
    "Is het één persoon: `spoorboek case merge`. Zijn het twee dienstverbanden: zet het andere nummer in de kolom "
    "'Ander dienstverband' van het bestand. Klopt een BSN of geboortedatum niet: `spoorboek person clear`."
)


@doubles_app.command("doubles", cls=DutchCommand)
def person_doubles_command() -> None:
    """Toon welke werknemers, werkgevers en bureaus hier misschien dubbel staan; wijzigt niets."""
    with open_record(), session() as reading:
        found = find_doubles(reading)
    for each in found:
        print(each)
    print(HOW_TO_SETTLE if found else "Niemand staat hier dubbel.")


@doubles_app.command("renumber", cls=DutchCommand)
def person_renumber_command(
    employer: EmployerArgument,
    number: PersonnelArgument,
    new_number: Annotated[str, typer.Argument(metavar="NIEUW", help="Het nieuwe nummer.", show_default=False)],
    by: OperatorOption,
) -> None:
    """Leg vast dat een werknemer een ander personeelsnummer kreeg."""
    record_and_wake(by, lambda writing: (renumber_person(writing, employer, number, new_number, by), []))


@doubles_app.command("clear", cls=DutchCommand)
def person_clear_command(
    employer: EmployerArgument,
    number: PersonnelArgument,
    field: Annotated[str, typer.Argument(metavar="VELD", help=f"Een van: {', '.join(CLEARED)}.", show_default=False)],
    by: OperatorOption,
) -> None:
    """Maak een BSN of geboortedatum leeg die hier niet klopt; het volgende bestand vult de juiste in."""
    known = read_code(field, CLEARED, "Onbekend veld")
    record_and_wake(by, lambda writing: (clear_value(writing, employer, number, known, by), []))
