"""The commands `spoorboek plan …`: what employer and employee agreed, and who is late with what."""

from pathlib import Path
from typing import Annotated

import typer

from models.case_numbers import normal_number
from models.connection import session
from spoorboek.cli.shared.dutch import DutchCommand
from spoorboek.cli.shared.field_files import fields_of_file
from spoorboek.cli.shared.options import CaseNumberArgument, OperatorOption
from spoorboek.cli.shared.report_recording import record_and_wake
from spoorboek.platform.record_access import open_record
from spoorboek.statute.dossier.agreed_plan import agreed_plan
from tasks.case_state import case_state_in
from tasks.papers.plan_lines import plan_lines
from tasks.papers.plan_recording import plan_words_of
from tasks.papers.plan_reports import report_agreed

plan_app = typer.Typer()


@plan_app.command("show", cls=DutchCommand)
def show_plan_command(number: CaseNumberArgument) -> None:
    """Toon wat werkgever en werknemer afspraken: doel, activiteiten, en wat te laat is.

    Er staan persoonsgegevens op het scherm.
    """
    with open_record(), session() as reading:
        current = case_state_in(reading, normal_number(number))
        plan = agreed_plan(current.record.events)
        lines = plan_lines(plan, plan_words_of(reading, current, plan), current.on)
    print("\n".join(lines) or "Er zijn nog geen afspraken vastgelegd.")


@plan_app.command("record", cls=DutchCommand)
def record_plan_command(
    number: CaseNumberArgument,
    file: Annotated[
        Path, typer.Argument(metavar="BESTAND", help="De afspraken, als YAML of JSON.", show_default=False)
    ],
    by: OperatorOption,
) -> None:
    """Leg afspraken vast uit een bestand: voor een plan op papier, en voor wat daarna veranderde.

    Wat er niet in staat, blijft zoals het is. Alleen in termen van werk, niets medisch.
    """
    normal, given = normal_number(number), fields_of_file(file)
    record_and_wake(by, lambda writing: report_agreed(writing, normal, given, by))
