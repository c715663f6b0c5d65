"""The commands `spoorboek difference …`: what a file says otherwise than a person recorded, and what is decided."""

from typing import Annotated

import typer

from models.connection import session
from spoorboek.cli.shared.dutch import DutchCommand
from spoorboek.cli.shared.options import OperatorOption
from spoorboek.cli.shared.report_recording import record_and_wake
from spoorboek.importing.differences.known_case import KEEP, TAKE
from spoorboek.importing.differences.party_values import OF_PARTIES, list_values, settle_value
from spoorboek.importing.differences.settling import list_differences, settle_difference
from spoorboek.platform.record_access import open_record

difference_app = typer.Typer()
PlaceArgument = Annotated[
    str,
    typer.Argument(
        metavar="ZAAK", help=f"Het zaaknummer, of `{OF_PARTIES}`, zoals de lijst het toont.", show_default=False
    ),
]
DifferenceArgument = Annotated[
    int,
    typer.Argument(metavar="NUMMER", min=1, help="Het nummer dat `difference list` toont.", show_default=False),
]


@difference_app.command("list", cls=DutchCommand)
def difference_list_command() -> None:
    """Toon wat een bestand anders zegt dan iemand hier vastlegde, en waarover nog niemand besloot."""
    with open_record(), session() as reading:
        waiting = [*list_differences(reading), *list_values(reading)]
        lines = [str(each) for each in waiting]
    for line in lines:
        print(line)
    print(
        "Beslis met `spoorboek difference keep ZAAK NUMMER` (wat hier staat blijft) of `spoorboek difference take`."
        if waiting
        else "Er wacht geen verschil op een besluit."
    )


@difference_app.command("keep", cls=DutchCommand)
def difference_keep_command(number: PlaceArgument, seq: DifferenceArgument, by: OperatorOption) -> None:
    """Houd wat hier staat; het bestand vraagt er niet meer naar zolang het hetzelfde zegt."""
    _settle(number, seq, KEEP, by)


@difference_app.command("take", cls=DutchCommand)
def difference_take_command(number: PlaceArgument, seq: DifferenceArgument, by: OperatorOption) -> None:
    """Neem over wat het bestand zegt; het wordt vastgelegd als een melding van wie dit besluit."""
    _settle(number, seq, TAKE, by)


def _settle(number: str, seq: int, choice: str, by: str) -> None:
    if number.strip().casefold() == OF_PARTIES:
        record_and_wake(by, lambda writing: (settle_value(writing, seq, choice, by), []))
    else:
        record_and_wake(by, lambda writing: settle_difference(writing, number, seq, choice, by))
