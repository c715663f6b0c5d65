"""The commands `spoorboek employer …`: what holds for all cases of an employer."""

from typing import Annotated

import typer

from models.connection import session
from models.edition_history import edition_in_force
from models.record import agreements_of
from models.retention_queries import find_employer
from spoorboek.cli.people.doubles_commands import EmployerArgument
from spoorboek.cli.shared.dutch import DutchCommand
from spoorboek.cli.shared.options import OperatorOption, read_date
from spoorboek.cli.shared.report_recording import record_and_wake
from spoorboek.platform.record_access import open_record
from spoorboek.statute.facts import Agreement
from tasks.reports.employer_agreement import agreement_words, record_employer_agreement

employer_agreement_app = typer.Typer()


@employer_agreement_app.command("agreement", cls=DutchCommand)
def employer_agreement_command(
    employer: EmployerArgument,
    by: OperatorOption,
    since: Annotated[
        str, typer.Option("--since", metavar="DATUM", help="Voor wie ziek wordt vanaf.", show_default=False)
    ],
    source: Annotated[str, typer.Option("--source", metavar="CODE", help="Waar het staat, zoals cao.")] = "cao",
    until: Annotated[str, typer.Option("--until", metavar="DATUM", help="Voor wie ziek wordt tot en met.")] = "",
    wage_weeks: Annotated[int, typer.Option("--wage-weeks", metavar="WEKEN", min=0, help="Langer loon.")] = 0,
    ban_weeks: Annotated[int, typer.Option("--ban-weeks", metavar="WEKEN", min=0, help="Langer opzegverbod.")] = 0,
) -> None:
    """Leg vast wat een cao of de werkgever langer geeft dan de wet, voor alle dossiers van deze werkgever.

    Het geldt voor wie in de looptijd ziek wordt. De wettelijke datums blijven staan; deze komen ernaast. Wat in een
    dossier zelf is vastgelegd, gaat voor. Dezelfde eerste dag verbetert wat er stond; zonder weken geldt er niets.
    """
    agreement = Agreement(read_date(since), read_date(until) if until else None, source, wage_weeks, ban_weeks)
    record_and_wake(
        by, lambda writing: record_employer_agreement(writing, find_employer(writing, employer), agreement, by)
    )


@employer_agreement_app.command("agreements", cls=DutchCommand)
def employer_agreements_command(employer: EmployerArgument) -> None:
    """Toon wat een cao of de werkgever langer geeft dan de wet."""
    with open_record(), session() as reading:
        known = find_employer(reading, employer)
        house = edition_in_force(reading).house
        for agreement in agreements_of(reading, known.id):
            print(f"{known.code}: {agreement_words(agreement, house)}.")
