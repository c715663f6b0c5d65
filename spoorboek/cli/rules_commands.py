"""The commands `spoorboek rules …`: which rules are in force, what others would change, and putting them in force."""

import json
from typing import Annotated

import typer

from models.case_numbers import normal_number
from models.connection import reading_session
from models.edition_history import edition_history, edition_in_force, edition_texts_in_force
from models.operators import require_operator
from models.tables import HOUSE, RULES
from spoorboek.cli.shared.dutch import DutchCommand
from spoorboek.cli.shared.edition_choice import known_edition_text, requested_edition
from spoorboek.cli.shared.options import FormatOption, OperatorOption, OutputFormat
from spoorboek.cli.shared.rules_text import (
    edition_diff_json,
    edition_diff_lines,
    edition_history_text,
    edition_names_text,
    lead_times_json,
    lead_times_text,
    quote_warnings,
    request_dates_text,
)
from spoorboek.errors import InputError
from spoorboek.platform.record_access import open_record
from tasks.case_state import case_state_in, planning_today
from tasks.edition_change import apply_edition, edition_proposals

rules_app = typer.Typer()
RulesOption = Annotated[
    str,
    typer.Option("--rules", metavar="BESTAND|VERSIE", help="Andere regels: een bestand, of een versie die gold."),
]
HouseOption = Annotated[
    str,
    typer.Option("--house", metavar="BESTAND|VERSIE", help="Ander huisbeleid: een bestand, of een versie die gold."),
]


@rules_app.command("diff", cls=DutchCommand)
def rules_diff_command(
    rules: RulesOption = "", house: HouseOption = "", shape: FormatOption = OutputFormat.table
) -> None:
    """Toon wat andere regels voor elke open zaak veranderen; schrijft niets.

    Zonder --rules en --house: de regels die met deze versie van Spoorboek meekomen.
    """
    with open_record(), reading_session() as reading:
        new, _ = requested_edition(reading, rules, house)
        old = edition_in_force(reading)
        proposals = list(edition_proposals(reading, new))
    if shape == "json":
        print(json.dumps(edition_diff_json(old, new, proposals), ensure_ascii=False, indent=2))
    else:
        print(*edition_diff_lines(old, new, proposals), sep="\n")


@rules_app.command("apply", cls=DutchCommand)
def rules_apply_command(
    by: OperatorOption,
    rules: RulesOption = "",
    house: HouseOption = "",
    accept_late: Annotated[
        bool, typer.Option("--accept-late", help="Ook als een stap daardoor meteen te laat is.")
    ] = False,
) -> None:
    """Pas andere regels toe op alle open zaken: wat gedaan is blijft, wat niet meer klopt wordt ingetrokken."""
    with open_record() as reach:
        with reading_session() as reading:
            require_operator(reading, by)
            new, texts = requested_edition(reading, rules, house)
            names = edition_names_text(new.names)
            old = edition_in_force(reading).names
            if new.names == old:
                raise InputError(f"{names} gelden al. Geef een bestand met een nieuwe `version`.")
        for warning in quote_warnings(old, new):
            print(warning)
        changed = apply_edition(new, texts, by, accept_late=accept_late)
        print(f"Van kracht: {names}. {len(changed)} {'zaak' if len(changed) == 1 else 'zaken'} gewijzigd.")
        if later := reach.wake([each.number for each in changed]):
            print(later)


@rules_app.command("list", cls=DutchCommand)
def rules_list_command() -> None:
    """Toon welke regels en welk huisbeleid sinds wanneer gelden, en wie dat vastlegde."""
    with open_record(), reading_session() as reading:
        text = edition_history_text(edition_history(reading))
    print(text)


@rules_app.command("show", cls=DutchCommand)
def rules_show_command(
    version: Annotated[str, typer.Argument(metavar="[VERSIE]", help="Leeg: die nu geldt.", show_default=False)] = "",
    house: Annotated[bool, typer.Option("--house", help="Het huisbeleid in plaats van de regels.")] = False,
) -> None:
    """Toon een versie zoals die is geschreven, om te bewaren of te wijzigen."""
    with open_record(), reading_session() as reading:
        in_force = edition_texts_in_force(reading)
        if version:
            text = known_edition_text(reading, HOUSE if house else RULES, version)
        else:
            text = in_force.house if house else in_force.rules
    print(text, end="")


@rules_app.command("leads", cls=DutchCommand)
def rules_leads_command(
    number: Annotated[
        str, typer.Argument(metavar="[ZAAK]", help="Leeg: alleen de doorlooptijden.", show_default=False)
    ] = "",
    shape: FormatOption = OutputFormat.table,
) -> None:
    """Toon hoe lang bedrijfsarts, arbeidsdeskundige en bureau erover doen, en wat in een zaak is aan te vragen."""
    with open_record(), reading_session() as reading:
        if number:
            current = case_state_in(reading, normal_number(number))
            edition, requests = current.edition, [state for state in current.agenda.steps if state.request_by]
        else:
            edition, requests = planning_today(reading).edition, None
    if shape == "json":
        print(json.dumps(lead_times_json(edition, requests), ensure_ascii=False, indent=2))
    else:
        print(lead_times_text(edition))
        if requests is not None:
            print("", request_dates_text(edition, requests), sep="\n")
