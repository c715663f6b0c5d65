"""The commands about messages of bureaus: their schemas, what came in, and a message an operator brings."""

import json
from pathlib import Path
from typing import Annotated

import typer

from models.case_numbers import normal_number
from models.connection import session
from models.operators import require_operator
from models.tables.channel_tables import REJECTED
from spoorboek.cli.shared.dutch import DutchCommand
from spoorboek.cli.shared.options import CaseNumberArgument, FormatOption, OperatorOption, OutputFormat
from spoorboek.errors import InputError
from spoorboek.outside.files import read_outside_bytes
from spoorboek.platform.record_access import open_record
from tasks.channels.content import MOST_FILE_BYTES
from tasks.channels.message_list import ListedMessage, list_messages, message_as_it_came
from tasks.channels.receiving import operator_delivery, receive
from templates.bureau_messages import KINDS, message_schema

message_app = typer.Typer()


@message_app.command("schema", cls=DutchCommand)
def schema_command(
    kind: Annotated[str, typer.Argument(metavar="[SOORT]", help="De berichtsoort, zoals aanbod; leeg: alle.")] = "",
) -> None:
    """Toon het schema (JSON Schema 2020-12) van een berichtsoort, of van alle, elk met voorbeelden."""
    schemas = message_schema(kind) if kind else {each: message_schema(each) for each in KINDS}
    print(json.dumps(schemas, ensure_ascii=False, indent=2))


@message_app.command("receive", cls=DutchCommand)
def receive_command(
    number: CaseNumberArgument,
    file: Annotated[
        Path, typer.Argument(metavar="BESTAND", help="Het bericht van het bureau (JSON).", show_default=False)
    ],
    by: OperatorOption,
    referral: Annotated[
        int, typer.Option("--referral", metavar="NUMMER", min=0, help="Welke verwijzing; 0: die het bericht noemt.")
    ] = 0,
) -> None:
    """Lees een bericht van een bureau in dat op een andere manier kwam; het telt als elk ander bericht."""
    content = read_outside_bytes(file, MOST_FILE_BYTES, "een bericht van een bureau (JSON)")
    with open_record() as reach:
        with session() as reading:
            require_operator(reading, by)
            delivery = operator_delivery(reading, number, content, referral, by)
        receipt = receive(delivery)
        if receipt.outcome == REJECTED:
            raise InputError("\n- ".join((f"{file}: {receipt.sentence} Er is niets vastgelegd.", *receipt.faults)))
        print(f"Bericht {receipt.id} van zaak {normal_number(number)}: {receipt.outcome}.")
        if later := reach.wake(receipt.to_wake):
            print(later)


@message_app.command("messages", cls=DutchCommand)
def messages_command(
    number: Annotated[str, typer.Argument(metavar="[ZAAK]", help="Het zaaknummer; leeg: van alle zaken.")] = "",
    refused: Annotated[bool, typer.Option("--refused", help="Alleen wat is geweigerd.")] = False,
    show: Annotated[int, typer.Option("--show", metavar="NUMMER", min=0, help="Toon dit bericht zoals het kwam.")] = 0,
    shape: FormatOption = OutputFormat.table,
) -> None:
    """Toon wat bureaus berichtten, langs welke weg, en wat ermee gebeurde.

    Met --show staan er persoonsgegevens op het scherm.
    """
    case = normal_number(number) if number else None
    if show and case is None:
        raise InputError("Noem de zaak bij --show, zoals `spoorboek referral messages Z-7K3Q9 --show 12`.")
    with open_record(), session() as reading:
        if show and case:
            _print_one(*message_as_it_came(reading, case, show))
        else:
            _print_all(list_messages(reading, case, refused=refused), as_json=shape == OutputFormat.json)


def _print_one(listed: ListedMessage, content: str, faults: tuple[str, ...]) -> None:
    print(f"{listed.sentence[:1].upper()}{listed.sentence[1:]}.\n")
    print(content or "De inhoud is niet bewaard.")
    if faults:
        print("\n=== Wat er niet klopt ===\n")
        print("\n".join(f"- {each}" for each in faults))


def _print_all(messages: list[ListedMessage], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps([each._asdict() for each in messages], ensure_ascii=False, indent=2, default=str))
    elif messages:
        print("\n".join(f"- {each.sentence}." for each in messages))
    else:
        print("Er is niets van een bureau gekomen.")
