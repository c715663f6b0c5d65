"""The commands `spoorboek bureau …`: the register of bureaus, what a bureau made of its promises, and changes.

`show` shows names and addresses of contacts on the screen of who asks for it. Of where a bureau takes messages, and
with which key, `list` and `show` tell only whether it is set.
"""

import json
from typing import Annotated

import typer
from rich import box
from rich.console import Console
from rich.table import Table

from models.connection import session
from models.edition_history import edition_in_force
from models.operators import require_operator
from spoorboek.cli.shared.dutch import DutchCommand, DutchCommandWithTable
from spoorboek.cli.shared.options import FormatOption, OperatorOption, OutputFormat, read_code
from spoorboek.platform.record_access import open_record
from tasks.reports.bureau_reports import record_bureau_change
from tasks.views.bureau_register import bureau_json, bureau_page, register_lines

bureau_app = typer.Typer()
BureauArgument = Annotated[str, typer.Argument(metavar="BUREAU", help="De code van het bureau.", show_default=False)]
_HEADINGS = (
    "bureau",
    "volgorde",
    "actief",
    "contract t/m",
    "wachttijd",
    "plaatsen",
    "antwoord op tijd",
    "intake op tijd",
    "https-adres",
    "sleutel",
)


@bureau_app.command("list", cls=DutchCommandWithTable)
def bureau_list_command(shape: FormatOption = OutputFormat.table) -> None:
    """Toon alle bureaus: codes, voorwaarden en wat zij van hun afspraken maakten."""
    with open_record(), session() as reading:
        lines = register_lines(reading)
    if shape == "json":
        print(json.dumps(lines, ensure_ascii=False, indent=2))
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in _HEADINGS:
        table.add_column(heading, overflow="fold")
    for line in lines:
        table.add_row(*_cells(line))
    Console(markup=False).print(table)


@bureau_app.command("show", cls=DutchCommand)
def bureau_show_command(code: BureauArgument, shape: FormatOption = OutputFormat.table) -> None:
    """Toon een bureau: contactpersonen, diensten, certificaten, tarieven, afspraken en wijzigingen."""
    with open_record(), session() as reading:
        found = bureau_json(reading, code)
        house = edition_in_force(reading).house
    print(json.dumps(found, ensure_ascii=False, indent=2) if shape == "json" else bureau_page(found, house))


@bureau_app.command("set", cls=DutchCommand)
def bureau_set_command(
    code: BureauArgument,
    values: Annotated[
        list[str],
        typer.Argument(
            metavar="KOP=WAARDE…",
            help="Koppen als in een import: 'capaciteit=12'. Leeg maakt leeg.",
            show_default=False,
        ),
    ],
    by: OperatorOption,
    reason: Annotated[str, typer.Option("--reason", metavar="CODE", help="Waarom niet meer actief.")] = "",
) -> None:
    """Wijzig gegevens van een bureau; wie, wanneer en wat blijft bewaard."""
    from spoorboek.importing.assignments import read_assignments

    with open_record(), session() as writing:
        require_operator(writing, by)
        house = edition_in_force(writing).house
        why = read_code(reason, house.choices["bureau_inactive"], "Onbekende reden") if reason else None
        answer = record_bureau_change(writing, code, read_assignments(values, house), by, why)
    print(answer)


def _cells(line: dict[str, object]) -> list[str]:
    kept = [f"{tally[0]} van {tally[1]}" if tally[1] else "" for tally in (line["answers"], line["intakes"])]  # type: ignore[index]
    taken = "" if line["capacity"] is None else f"{line['occupied']} van {line['capacity']} bezet"
    https = ["ingesteld" if known else "" for known in line["https"].values()]  # type: ignore[attr-defined]
    known = ["" if (value := line[name]) is None else str(value) for name in ("contract_until", "waiting_days")]
    return [str(line["code"]), str(line["rank"]), "ja" if line["active"] else "nee", *known, taken, *kept, *https]
