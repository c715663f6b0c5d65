"""The commands `spoorboek bureau …`: the register of bureaus, what a bureau made of its promises, and changes.

`show` shows names and addresses of contacts on the screen of who asks for it; where a bureau takes messages, and with
which key, is never shown.
"""

import json
import sys
from getpass import getpass
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
from spoorboek.errors import InputError
from spoorboek.platform.record_access import open_record
from tasks.reports.bureau_reports import record_bureau_change
from tasks.views.bureau_register import bureau_json, bureau_page, register_lines

bureau_app = typer.Typer()
BureauArgument = Annotated[str, typer.Argument(metavar="BUREAU", help="De code van het bureau.", show_default=False)]
SHORTEST_KEY = 32
_HEADINGS = (
    "bureau",
    "volgorde",
    "actief",
    "contract t/m",
    "wachttijd",
    "plaatsen",
    "antwoord op tijd",
    "intake op tijd",
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


@bureau_app.command("key", cls=DutchCommand)
def bureau_key_command(
    code: BureauArgument,
    by: OperatorOption,
    clear: Annotated[bool, typer.Option("--clear", help="Haal de sleutel weg.")] = False,
) -> None:
    """Geef de sleutel waarmee een bureau berichten tekent: getypt of via standaardinvoer. Zij wordt nooit getoond."""
    key = None if clear else _read_key()
    with open_record(), session() as writing:
        require_operator(writing, by)
        answer = record_bureau_change(writing, code, {"endpoint_key": key}, by)
    print(answer)


def _read_key() -> str:
    """Read a key where nobody sees it: not from the command line, which other users of the machine can read."""
    typed = (getpass("Sleutel: ") if sys.stdin.isatty() else sys.stdin.readline(1024)).strip()
    if len(typed) < SHORTEST_KEY or not typed.isascii() or not typed.isprintable() or " " in typed:
        raise InputError(
            f"Geen bruikbare sleutel: verwacht ten minste {SHORTEST_KEY} letters, cijfers en tekens zonder spaties, "
            "zoals `openssl rand -hex 32` maakt. Er is niets gewijzigd."
        )
    return typed


def _cells(line: dict[str, object]) -> list[str]:
    kept = [f"{tally[0]} van {tally[1]}" if tally[1] else "" for tally in (line["answers"], line["intakes"])]  # type: ignore[index]
    taken = "" if line["capacity"] is None else f"{line['occupied']} van {line['capacity']} bezet"
    known = ["" if (value := line[name]) is None else str(value) for name in ("contract_until", "waiting_days")]
    return [str(line["code"]), str(line["rank"]), "ja" if line["active"] else "nee", *known, taken, *kept]
