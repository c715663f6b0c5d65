"""The commands `spoorboek operator …`: who may act. Changes hold at once, in the run forms too."""

import json
from typing import Annotated

import typer

from models.connection import session
from models.operators import add_operator, operator_codes, remove_operator
from spoorboek.cli.shared.dutch import DutchCommand
from spoorboek.cli.shared.options import FormatOption, OperatorOption, OutputFormat
from spoorboek.platform.record_access import RecordAccess, open_record

operator_app = typer.Typer()
CodeArgument = Annotated[
    str, typer.Argument(metavar="CODE", help="De code van de operator, zoals operator-4.", show_default=False)
]


@operator_app.command("list", cls=DutchCommand)
def operator_list_command(shape: FormatOption = OutputFormat.table) -> None:
    """Toon wie iets mag vastleggen."""
    with open_record(), session() as reading:
        codes = operator_codes(reading)
    print(json.dumps(codes, ensure_ascii=False, indent=2) if shape == "json" else "\n".join(codes))


@operator_app.command("add", cls=DutchCommand)
def operator_add_command(code: CodeArgument, by: OperatorOption) -> None:
    """Laat iemand vanaf nu iets vastleggen. Een code, geen naam."""
    with open_record() as reach:
        with session() as writing:
            add_operator(writing, code, by)
        print(f"Operator '{code}' kan vanaf nu iets vastleggen.{_forms_told(reach)}")


@operator_app.command("remove", cls=DutchCommand)
def operator_remove_command(code: CodeArgument, by: OperatorOption) -> None:
    """Laat iemand niets meer vastleggen; wat is vastgelegd, blijft staan."""
    with open_record() as reach:
        with session() as writing:
            remove_operator(writing, code, by)
        print(f"Operator '{code}' kan niets meer vastleggen.{_forms_told(reach)}")


def _forms_told(reach: RecordAccess) -> str:
    """Let the run forms follow; return what to tell when that has to wait."""
    return "" if reach.update_operator_forms() else " De formulieren volgen bij de volgende start van `spoorboek up`."
