"""The commands `spoorboek riv`: would UWV have anything to ask about a dossier, and what may that cost?"""

import json
from pathlib import Path
from typing import Annotated

import typer

from models.case_numbers import normal_number
from models.connection import session
from models.edition_history import edition_in_force
from spoorboek.cli.riv.daily_wages import read_wage, read_wage_file
from spoorboek.cli.riv.portfolio_lines import make_portfolio, portfolio_csv_of, portfolio_json_of, portfolio_lines
from spoorboek.cli.shared.dutch import DutchCommand
from spoorboek.cli.shared.options import CaseNumberArgument, read_date
from spoorboek.errors import InputError
from spoorboek.platform.record_access import open_record
from spoorboek.statute.dossier.exposure import weeks_at_risk
from tasks.case_state import case_state_in, current_day
from tasks.dossiers.checking import checked_cases
from tasks.dossiers.keeping import repaired_findings
from tasks.dossiers.reading import dossier_findings
from tasks.views.dossier_check_section import check_json, check_lines, repaired_lines
from tasks.views.exposure_words import exposure_json, exposure_lines

riv_app = typer.Typer()
JsonOption = Annotated[bool, typer.Option("--json", help="Als JSON.")]
PercentOption = Annotated[
    str,
    typer.Option(
        "--percent", metavar="PERCENT", help="Hoeveel van het loon wordt betaald; zonder: 70.", show_default=False
    ),
]
MaximumOption = Annotated[
    str,
    typer.Option(
        "--maximum", metavar="BEDRAG", help="Het maximumdagloon; zonder: zoals hier bekend.", show_default=False
    ),
]


@riv_app.command("check", cls=DutchCommand)
def riv_check_command(
    number: CaseNumberArgument,
    on: Annotated[
        str, typer.Option("--on", metavar="DAG", help="De dag van de controle; zonder: vandaag.", show_default=False)
    ] = "",
    as_json: JsonOption = False,
    daily_wage: Annotated[
        str, typer.Option("--daily-wage", metavar="BEDRAG", help="Het brutoloon per werkdag.", show_default=False)
    ] = "",
    percent: PercentOption = "",
    maximum: MaximumOption = "",
) -> None:
    """Controleer het dossier van een zaak zoals UWV het leest; eindigt met 1 als er iets te vragen is.

    Met een dagloon erbij: wat het naar schatting aan loon kan kosten. Het dagloon wordt niet bewaard.
    """
    day = read_date(on) if on else None
    with open_record(), session() as reading:
        current = case_state_in(reading, normal_number(number))
        shown = day or current.on
        wage = read_wage(daily_wage, percent, maximum, shown)
        found = dossier_findings(reading, current, day)
        repaired = repaired_findings(reading, current.case_id)
        weeks = weeks_at_risk(current.known_on(shown)[1], found, shown)
    if as_json:
        told = {**check_json(current.number, shown, found), "exposure": exposure_json(weeks, wage)}
        told["repaired"] = [{"code": code, "subject": about, "on": day.isoformat()} for code, about, day in repaired]
        print(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        lines = check_lines(current.number, shown, found, current.edition.house.roles)
        print("\n".join([*lines, *exposure_lines(weeks, wage), *repaired_lines(repaired)]))
    raise typer.Exit(code=1 if found else 0)


@riv_app.command("portfolio", cls=DutchCommand)
def riv_portfolio_command(
    as_json: JsonOption = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Als CSV, met puntkomma's.")] = False,
    wages: Annotated[
        Path | None,
        typer.Option("--wages", metavar="BESTAND", help="CSV met de kolommen zaak en dagloon.", show_default=False),
    ] = None,
    percent: PercentOption = "",
    maximum: MaximumOption = "",
) -> None:
    """Controleer de dossiers van alle lopende zaken; de slechtste eerst, met wat elk aan loon kan kosten."""
    if as_json and as_csv:
        raise InputError("Kies --json of --csv, niet allebei.")
    with open_record(), session() as reading:
        on, roles = current_day(reading), edition_in_force(reading).house.roles
        by_case = read_wage_file(wages, percent, maximum, on) if wages else {}
        portfolio = make_portfolio([*checked_cases(reading, on)], by_case, on)
    if as_json:
        print(json.dumps(portfolio_json_of(portfolio), ensure_ascii=False, indent=2))
    elif as_csv:
        print(portfolio_csv_of(portfolio), end="")
    else:
        print("\n".join(portfolio_lines(portfolio, roles)))
