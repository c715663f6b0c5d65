"""The commands `spoorboek retention …`: what has run its time, what is held, and the destruction a person approves."""

import json
from typing import Annotated

import typer
from rich import box
from rich.console import Console
from rich.table import Table

from models.connection import session
from models.operators import require_operator
from spoorboek.cli.shared.dutch import DutchCommand
from spoorboek.cli.shared.options import (
    CaseNumberArgument,
    FormatOption,
    OperatorOption,
    OutputFormat,
    is_confirmed,
    read_date,
)
from spoorboek.cli.shared.report_recording import record_and_wake
from spoorboek.errors import InputError
from spoorboek.platform.record_access import open_record
from spoorboek.settings import settings
from tasks.case_state import current_day
from tasks.retention.decisions import record_dispute, record_leaving, record_own_risks
from tasks.retention.destroying import carry_out, destructions_file, free_the_space, permitted
from tasks.retention.proposals import Proposal, proposals

_HEADINGS = ("wat", "zaak", "werkgever", "stand", "tot en met", "waarom")
_STATUS_TEXTS = {
    "mag_weg": "mag weg",
    "bewaren": "bewaren",
    "geschil": "bewaren: geschil",
    "eigenrisico_onbekend": "eerst: own-risk",
    "dienstverband_onbekend": "eerst: left",
}

retention_app = typer.Typer()


@retention_app.command("list", cls=DutchCommand)
def retention_list_command(
    all_: Annotated[bool, typer.Option("--all", help="Ook wat nog bewaard moet of mag worden.")] = False,
    shape: FormatOption = OutputFormat.table,
) -> None:
    """Toon wat zijn bewaartermijn heeft gehad, en wat iemand daarvoor eerst moet vastleggen."""
    with open_record(), session() as reading:
        shown = [each for each in proposals(reading, current_day(reading)) if all_ or each.status != "bewaren"]
    if shape == "json":
        print(json.dumps([_as_json(each) for each in shown], ensure_ascii=False, indent=2))
    elif shown:
        _print_table(shown)
    else:
        print("Niets heeft zijn bewaartermijn gehad.")


@retention_app.command("dispute", cls=DutchCommand)
def retention_dispute_command(
    number: CaseNumberArgument,
    by: OperatorOption,
    over: Annotated[bool, typer.Option("--over", help="Het geschil is voorbij.")] = False,
) -> None:
    """Leg vast dat een dossier bewaard blijft om een lopend geschil, of dat het geschil voorbij is."""
    with open_record(), session() as writing:
        require_operator(writing, by)
        print(record_dispute(writing, number, by, current_day(writing), over=over))


@retention_app.command("left", cls=DutchCommand)
def retention_left_command(
    number: CaseNumberArgument,
    by: OperatorOption,
    on: Annotated[str, typer.Option("--on", metavar="DATUM", help="De laatste dag in dienst.", show_default=False)],
) -> None:
    """Leg vast wanneer het dienstverband eindigde van de werknemer van een gesloten zaak."""
    day = read_date(on)
    with open_record(), session() as writing:
        require_operator(writing, by)
        print(record_leaving(writing, number, day, by, current_day(writing)))


@retention_app.command("own-risk", cls=DutchCommand)
def retention_own_risk_command(
    employer: Annotated[str, typer.Argument(metavar="WERKGEVER", help="De werkgeverscode.", show_default=False)],
    risks: Annotated[
        list[str], typer.Argument(metavar="RISICO …", help="zw, wga, allebei, of geen.", show_default=False)
    ],
    by: OperatorOption,
    since: Annotated[str, typer.Option("--since", metavar="DATUM", help="Voor de Ziektewet: sinds.")] = "",
    until: Annotated[str, typer.Option("--until", metavar="DATUM", help="Voor de Ziektewet: tot en met.")] = "",
) -> None:
    """Leg vast of een werkgever eigenrisicodrager is.

    Dan gelden voor sommige dossiers langere bewaartermijnen. Met --since loopt een zaak na het dienstverband ook door
    tot het einde van de wachttijd, in alle lopende en nieuwe dossiers van deze werkgever.
    """
    first, last = (read_date(typed) if typed else None for typed in (since, until))
    record_and_wake(
        by, lambda writing: record_own_risks(writing, employer, risks, by, current_day(writing), first, last)
    )


@retention_app.command("destroy", cls=DutchCommand)
def retention_destroy_command(
    by: OperatorOption,
    numbers: Annotated[
        list[str] | None, typer.Argument(metavar="[ZAAK]...", help="Welke; leeg: met --all.", show_default=False)
    ] = None,
    all_: Annotated[bool, typer.Option("--all", help="Alles wat weg mag.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Zonder te vragen.")] = False,
) -> None:
    """Vernietig wat zijn bewaartermijn heeft gehad. Dit kan niet worden teruggedraaid."""
    if all_ == bool(numbers):
        raise InputError("Noem zaken uit `spoorboek retention list`, of geef --all: een van beide.")
    with open_record():
        with session() as reading:
            require_operator(reading, by)
            on = current_day(reading)
            chosen = permitted(reading, numbers or (), on)
        if not chosen:
            print("Niets heeft zijn bewaartermijn gehad.")
            return
        _print_table(chosen)
        if not yes and not is_confirmed(f"{len(chosen)} vernietigen? Dit kan niet worden teruggedraaid."):
            raise InputError("Er is niets vernietigd. Antwoord met ja, of geef --yes.")
        for each in chosen:
            carry_out(each, by, on)
            print(f"Vernietigd: {each.about} {each.number}.")
        if not free_the_space():
            print("De database was bezig: de plaats van wat weg is, wordt later overschreven.")
    print(f"Bewaar een kopie van {destructions_file(settings())}: na een herstel wordt daarmee opnieuw vernietigd.")


def _print_table(shown: list[Proposal]) -> None:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in _HEADINGS:
        table.add_column(heading, no_wrap=heading != "waarom")
    for each in shown:
        until, why = (f"{each.kept.day:%d-%m-%Y}", each.kept.term.says) if each.kept else ("", "")
        table.add_row(each.about, each.number, each.employer, _STATUS_TEXTS[each.status], until, why)
    Console().print(table)


def _as_json(each: Proposal) -> dict[str, object]:
    return {
        "about": each.about,
        "number": each.number,
        "employer": each.employer,
        "status": each.status,
        "since": each.since.isoformat() if each.since else None,
        "kept_until": each.kept.day.isoformat() if each.kept else None,
        "term": each.kept.term.key if each.kept else None,
    }
