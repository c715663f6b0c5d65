"""The command `spoorboek timeline`: the plan for the facts in a file."""

import json
from pathlib import Path
from typing import Annotated

import typer

from spoorboek.cli.shared.dutch import DutchCommand
from spoorboek.cli.shared.options import FormatOption, OutputFormat
from spoorboek.outside.files import read_outside_text
from spoorboek.statute.explain.explanation_text import explanation_text, requests_text
from spoorboek.statute.explain.plan_text import timeline_json, timeline_text
from spoorboek.statute.policy.policy_reader import house_policy
from spoorboek.statute.reports.facts_json import facts_from_text
from spoorboek.statute.timeline.timeline import timeline

timeline_app = typer.Typer()


@timeline_app.command("timeline", cls=DutchCommand)
def timeline_command(
    facts: Annotated[Path, typer.Argument(metavar="FACTS.json", help="De feiten van één zaak.", show_default=False)],
    shape: FormatOption = OutputFormat.table,
) -> None:
    """Toon het plan bij gegeven feiten."""
    plan = timeline(facts_from_text(read_outside_text(facts, "een FACTS.json")))
    if shape == "json":
        print(json.dumps(timeline_json(plan), ensure_ascii=False, indent=2))
    else:
        parts = (timeline_text(plan), requests_text(plan, house_policy()), explanation_text(plan))
        print(*filter(None, parts), sep="\n\n")
