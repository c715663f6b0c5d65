"""The commands `spoorboek person transfer` and `beside`: another employer, and a second employment."""

from typing import Annotated

import typer

from spoorboek.cli.people.doubles_commands import EmployerArgument, PersonnelArgument
from spoorboek.cli.shared.dutch import DutchCommand
from spoorboek.cli.shared.options import OperatorOption, read_date
from spoorboek.cli.shared.report_recording import record_and_wake
from spoorboek.importing.identity.employments import put_beside, transfer_person
from tasks.case_state import current_day

employment_app = typer.Typer()


@employment_app.command("transfer", cls=DutchCommand)
def person_transfer_command(
    employer: EmployerArgument,
    number: PersonnelArgument,
    to: Annotated[str, typer.Argument(metavar="NAAR", help="De code van de nieuwe werkgever.", show_default=False)],
    on: Annotated[str, typer.Option("--on", metavar="DATUM", help="De eerste dag daar.", show_default=False)],
    by: OperatorOption,
    new_number: Annotated[str, typer.Option("--number", metavar="NIEUW", help="Het personeelsnummer daar.")] = "",
) -> None:
    """Leg een overgang van onderneming vast: de werknemer gaat met lopende dossiers naar een andere werkgever.

    De eerste ziektedag en alle termijnen blijven. Wie een rol had, houdt die waar de nieuwe werkgever niemand heeft.
    """
    day = read_date(on)
    record_and_wake(
        by,
        lambda writing: transfer_person(writing, employer, number, to, new_number, day, by, current_day(writing)),
    )


@employment_app.command("beside", cls=DutchCommand)
def person_beside_command(
    employer: EmployerArgument,
    number: PersonnelArgument,
    other: Annotated[str, typer.Argument(metavar="ANDER", help="Het nummer van het andere.", show_default=False)],
    by: OperatorOption,
) -> None:
    """Leg vast dat twee personeelsnummers twee dienstverbanden van één persoon zijn, elk met een eigen dossier."""
    record_and_wake(by, lambda writing: (put_beside(writing, employer, number, other), []))
