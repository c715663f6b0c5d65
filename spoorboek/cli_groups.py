"""The commands that come in groups: `case`, `step` and `keys`."""

from pathlib import Path
from typing import Annotated

import typer

from spoorboek.cli_dutch import DutchCommand, DutchGroup, DutchListing
from spoorboek.cli_options import By, Format, Mode, Number, Occurrence, Shape, Step
from tasks.reports.report_catalogue import list_facts

case = typer.Typer(cls=DutchGroup, help="Zaken bekijken, en feiten ervan vastleggen.", no_args_is_help=True)
step = typer.Typer(cls=DutchGroup, help="Iets over een stap vastleggen.", no_args_is_help=True)
keys = typer.Typer(cls=DutchGroup, help="De sleutels waarmee gegevens zijn versleuteld.", no_args_is_help=True)


@case.command("list", cls=DutchCommand)
def list_(
    late: Annotated[bool, typer.Option("--late", help="Alleen zaken met een stap die te laat is.")] = False,
    all_: Annotated[bool, typer.Option("--all", help="Ook gesloten zaken.")] = False,
    shape: Format = Shape.table,
) -> None:
    """Toon de lopende zaken, de volgende stap van elk, en wat te laat is."""
    from spoorboek.cli_case import list_cases

    list_cases(late=late, closed=all_, shape=shape.value)


@case.command(cls=DutchCommand)
def show(number: Number, shape: Format = Shape.table) -> None:
    """Toon een zaak: haar stappen, wat is vastgelegd en wat is uitgevoerd."""
    from spoorboek.cli_case import show

    show(number, shape.value)


@case.command(cls=DutchCommand)
def explain(number: Number, key: Step, occurrence: Occurrence = 0) -> None:
    """Leg uit waar de datums van een stap vandaan komen: regel, artikel en de som in dagen."""
    from spoorboek.cli_case import explain

    explain(number, key, occurrence)


@case.command(cls=DutchCommand)
def ical(
    number: Annotated[str, typer.Argument(metavar="ZAAK", help="Het zaaknummer, zoals Z-7K3Q9.")] = "",
    operator: Annotated[
        str, typer.Option("--operator", metavar="CODE", help="Alle lopende zaken van deze medewerker.")
    ] = "",
    to: Annotated[Path | None, typer.Option("--to", metavar="BESTAND.ics", help="Leeg: naar het scherm.")] = None,
) -> None:
    """Schrijf de open en komende stappen als agenda (iCalendar): zaaknummer en stap, meer niet."""
    from spoorboek.cli_ical import run

    run(number, operator, to)


class Facts(DutchListing):
    """A command whose help page lists the facts that can be reported."""

    listing = staticmethod(list_facts)


@case.command(cls=Facts)
def report(
    number: Number,
    what: Annotated[
        str,
        typer.Argument(
            metavar="FEIT", help="Wat er te melden is: een code van de lijst hieronder.", show_default=False
        ),
    ],
    by: By,
    on: Annotated[str, typer.Option("--on", metavar="DATUM", help="De dag, of de eerste dag.")] = "",
    until: Annotated[str, typer.Option("--until", metavar="DATUM", help="De laatste dag.")] = "",
    reason: Annotated[str, typer.Option("--reason", metavar="CODE", help="Waarom het vastliep.")] = "",
    percentage: Annotated[int | None, typer.Option("--percentage", metavar="0-99", help="Gewerkt deel.")] = None,
    referral: Annotated[
        int, typer.Option("--referral", metavar="NUMMER", min=0, help="Welke verwijzing; 0: de laatste.")
    ] = 0,
) -> None:
    """Leg een feit van een zaak vast, zoals een loonsanctie, verlof of het antwoord van een bureau.

    Welke opties erbij horen, staat in de lijst. Nooit iets medisch.
    """
    from spoorboek.cli_report import run

    run(number, what, by, on, until, reason, percentage, referral)


@case.command("withdraw", cls=DutchCommand)
def withdraw_report(
    number: Number,
    seq: Annotated[
        int,
        typer.Argument(metavar="NUMMER", min=1, help="Het nummer dat `case show` toont.", show_default=False),
    ],
    by: By,
) -> None:
    """Trek een melding in die niet klopt; zij telt dan alsof zij nooit gedaan is."""
    from spoorboek.cli_report import withdraw

    withdraw(number, seq, by)


@step.command(cls=DutchCommand)
def done(
    number: Number,
    key: Step,
    by: By,
    on: Annotated[str, typer.Option("--on", metavar="DATUM", help="De dag waarop; leeg: vandaag.")] = "",
    evidence: Annotated[str, typer.Option("--evidence", metavar="CODE", help="Waaruit het blijkt.")] = "",
    occurrence: Occurrence = 0,
) -> None:
    """Leg vast dat een stap gedaan is."""
    from spoorboek.cli_step import done

    done(number, key, by, on, evidence, occurrence)


@step.command(cls=DutchCommand)
def withdraw(number: Number, key: Step, by: By, occurrence: Occurrence = 0) -> None:
    """Trek in dat een stap gedaan is; de stap staat weer open."""
    from spoorboek.cli_step import withdraw

    withdraw(number, key, by, occurrence)


@step.command(cls=DutchCommand)
def retrigger(
    number: Number,
    key: Step,
    by: By,
    mode: Annotated[
        Mode, typer.Option("--mode", help="herstel: alleen wat ontbreekt; opnieuw: alles nog een keer.")
    ] = Mode.herstel,
    occurrence: Occurrence = 0,
) -> None:
    """Voer een stap opnieuw uit."""
    from spoorboek.cli_step import retrigger

    retrigger(number, key, by, mode.value, occurrence)


@step.command(cls=DutchCommand)
def postpone(
    number: Number,
    key: Step,
    by: By,
    to: Annotated[str, typer.Option("--to", metavar="DATUM", help="De nieuwe streefdatum.", show_default=False)],
    reason: Annotated[str, typer.Option("--reason", metavar="CODE", help="Waarom.", show_default=False)],
    occurrence: Occurrence = 0,
) -> None:
    """Stel de streefdatum van een stap uit; nooit voorbij de uiterste datum."""
    from spoorboek.cli_step import postpone

    postpone(number, key, by, to, reason, occurrence)


@step.command(cls=DutchCommand)
def deviate(
    number: Number,
    key: Step,
    by: By,
    to: Annotated[str, typer.Option("--to", metavar="DATUM", help="De afgesproken datum.", show_default=False)],
    reason: Annotated[str, typer.Option("--reason", metavar="CODE", help="Waarom.", show_default=False)],
    occurrence: Occurrence = 0,
) -> None:
    """Leg een gemotiveerde afwijking vast die werkgever en werknemer samen afspraken."""
    from spoorboek.cli_step import deviate

    deviate(number, key, by, to, reason, occurrence)


@keys.command(cls=DutchCommand)
def add() -> None:
    """Zet een nieuwe sleutel vooraan; de oude blijven lezen wat zij versleutelden."""
    from spoorboek.cli_keys import add

    add()


@keys.command(cls=DutchCommand)
def rotate() -> None:
    """Versleutel alles wat nog onder een oude sleutel staat met de nieuwste."""
    from spoorboek.cli_keys import rotate

    rotate()
