"""The commands `spoorboek referral record` and `verdict`: what a bureau reports, and whether it is enough."""

import json
from pathlib import Path
from typing import Annotated

import typer

from models.case_numbers import normal_number
from models.connection import session
from spoorboek.cli.shared.dutch import DutchCommand
from spoorboek.cli.shared.options import CaseNumberArgument, FormatOption, OperatorOption, OutputFormat, read_date
from spoorboek.cli.shared.report_recording import record_and_wake
from spoorboek.outside.files import read_outside_text
from spoorboek.platform.record_access import open_record
from tasks.case_state import case_state_in
from tasks.reports.track_reports import record_track_file
from tasks.views.second_track_section import verdict_json, verdict_lines

track_app = typer.Typer()


@track_app.command("record", cls=DutchCommand)
def track_record_command(
    number: CaseNumberArgument,
    file: Annotated[
        Path, typer.Argument(metavar="BESTAND.json", help="Wat het bureau meldt, als JSON.", show_default=False)
    ],
    by: OperatorOption,
) -> None:
    """Leg vast wat een bureau over een traject meldt: plan, voortgang, sollicitaties, einde of nazorg.

    Wat er in woorden staat, wordt versleuteld bewaard; schrijf niets medisch.
    """
    text, normal = read_outside_text(file, "een bestand over een traject"), normal_number(number)
    record_and_wake(by, lambda writing: record_track_file(writing, normal, text, by))


@track_app.command("verdict", cls=DutchCommand)
def track_verdict_command(
    number: CaseNumberArgument,
    on: Annotated[
        str, typer.Option("--on", metavar="DAG", help="De dag van het oordeel; zonder: vandaag.", show_default=False)
    ] = "",
    shape: FormatOption = OutputFormat.table,
) -> None:
    """Beoordeel het tweede spoor: wat ontbreekt, sinds wanneer, en wie het nog kan herstellen."""
    day = read_date(on) if on else None
    with open_record(), session() as reading:
        current = case_state_in(reading, normal_number(number))
        verdict = current.verdict_on(day or current.on)
    if shape is OutputFormat.json:
        print(json.dumps(verdict_json(verdict), ensure_ascii=False, indent=2))
    else:
        print("\n".join(verdict_lines(current.number, verdict, current.edition.house.roles)))
