"""The command `spoorboek whatif`: what a change would do to the plan of a case, before anybody records it."""

from pathlib import Path
from typing import Annotated

import typer

from spoorboek.cli_options import Format, Shape

Dates = list[str]


def _day(name: str, text: str, metavar: str = "DATUM") -> typer.models.OptionInfo:
    option: typer.models.OptionInfo = typer.Option(name, metavar=metavar, help=text, show_default=False)
    return option


def whatif(
    subject: Annotated[
        str, typer.Argument(metavar="ZAAK|FACTS.json", help="Een zaak, of een bestand met feiten.", show_default=False)
    ],
    first_day: Annotated[str, _day("--first-day", "Een andere eerste ziektedag.")] = "",
    recovered: Annotated[Dates | None, _day("--recovered", "Hersteld vanaf deze dag.")] = None,
    relapsed: Annotated[Dates | None, _day("--relapsed", "Opnieuw ziek vanaf deze dag.")] = None,
    leave: Annotated[Dates | None, _day("--leave", "Verlof rond de bevalling.", "VAN..TOT")] = None,
    contract_ends: Annotated[str, _day("--contract-ends", "Einde van het dienstverband; of: geen.")] = "",
    sanction: Annotated[str, _day("--sanction", "UWV legt op deze dag een loonsanctie op.")] = "",
    percentage: Annotated[int | None, _day("--percentage", "Werkt dit deel van de uren.", "0-99")] = None,
    aow: Annotated[str, _day("--aow", "De dag van de AOW-leeftijd; of: geen.")] = "",
    done: Annotated[Dates | None, _day("--done", "Deze stap gedaan op deze dag.", "STAP=DATUM")] = None,
    rules: Annotated[str, _day("--rules", "Andere regels: een bestand, of een versie die gold.", "BESTAND")] = "",
    shape: Format = Shape.table,
) -> None:
    """Toon wat er aan het plan verandert als iets anders was of wordt; legt niets vast."""
    from spoorboek import cli_supposing as run

    supposed = run.read(first_day, recovered, relapsed, leave, contract_ends, sanction, percentage, aow, done)
    run.run(subject, supposed, rules, shape.value, is_file=Path(subject).suffix.lower() == ".json")
