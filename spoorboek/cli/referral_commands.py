"""The commands `spoorboek referral …`: prepare what a bureau must know, look at it, confirm, approve, and move it.

A preview shows personal data on the screen of who asks for it, and nowhere else.
"""

from pathlib import Path
from typing import Annotated, cast

import typer

from models.case_lookup import find_case
from models.case_numbers import normal_number
from models.connection import session
from spoorboek.cli.shared.dutch import DutchCommand
from spoorboek.cli.shared.field_files import fields_of_file
from spoorboek.cli.shared.options import CaseNumberArgument, OperatorOption, read_code, read_date
from spoorboek.cli.shared.report_recording import record_and_wake
from spoorboek.errors import InputError
from spoorboek.outside.suggestions import meant_or_known
from spoorboek.platform.record_access import open_record
from spoorboek.statute.referrals.arrows import state_label
from spoorboek.statute.referrals.referral import STATES, ReferralState
from tasks.case_state import case_state_in
from tasks.referral_approval import approve_referral, confirm_referral, preview_referral
from tasks.reports.preparation_content import CONTENT_REPORTS
from tasks.reports.referral_reports import (
    REPORTABLE_STATES,
    ReportedMove,
    find_state,
    history_lines,
    next_line,
    report_referral_move,
)
from tasks.views.dossier_json import bureau_codes

ReferralOption = Annotated[
    int, typer.Option("--referral", metavar="NUMMER", min=0, help="Welke verwijzing; 0: die op akkoord wacht.")
]
NumberOption = Annotated[
    int, typer.Option("--referral", metavar="NUMMER", min=0, help="Welke verwijzing; 0: die loopt.")
]

referral_app = typer.Typer()


@referral_app.command("preview", cls=DutchCommand)
def referral_preview_command(number: CaseNumberArgument, referral: ReferralOption = 0) -> None:
    """Toon wat er naar het bureau gaat, woord voor woord, en wat nog ontbreekt.

    Het scherm toont dan persoonsgegevens.
    """
    with open_record(), session() as reading:
        unsent = preview_referral(reading, normal_number(number), referral)
        code, row, content = unsent.bureau.code, unsent.row.number, unsent.content
    print(
        f"Verwijzing {row} aan bureau {code}: nog niet verstuurd. Dit gaat weg als u bevestigt en een ander goedkeurt."
    )
    print(f"\n=== Formulier ===\n\n{content.form}\n=== Bericht (JSON) ===\n\n{content.message}")
    print("=== Ontbreekt (blijft leeg op het formulier) ===\n")
    print("\n".join(f"- {label}" for label in content.missing) or "Niets.")


@referral_app.command("prepare", cls=DutchCommand)
def referral_prepare_command(
    number: CaseNumberArgument,
    what: Annotated[str, typer.Argument(metavar="functioneel_profiel|zoekgegevens", help="Wat u vastlegt.")],
    by: OperatorOption,
    file: Annotated[
        Path | None, typer.Option("--file", metavar="BESTAND", help="De velden, als YAML of JSON.", show_default=False)
    ] = None,
    field: Annotated[
        list[str] | None, typer.Option("--field", metavar="NAAM=WAARDE", help="Een veld.", show_default=False)
    ] = None,
) -> None:
    """Leg het functionele profiel of de zoekgegevens vast, met hun inhoud.

    Alleen in termen van werk, niets medisch. Een volgende keer vervangt de vorige; die blijft bewaard.
    """
    record = CONTENT_REPORTS.get(what.replace("-", "_"))
    if record is None:
        raise InputError(f"Onbekend: '{what}'. {meant_or_known(what, CONTENT_REPORTS)}")
    normal, given = (
        normal_number(number),
        {**(fields_of_file(file) if file else {}), **dict(map(_typed_field, field or ()))},
    )
    record_and_wake(by, lambda writing: (record(writing, normal, given, by), [normal]))


def _typed_field(typed: str) -> tuple[str, str]:
    name, equals, value = typed.partition("=")
    if not equals:
        raise InputError(f"'{typed[:40]}' is geen veld. Schrijf NAAM=WAARDE.")
    return name.strip(), value.strip()


@referral_app.command("confirm", cls=DutchCommand)
def referral_confirm_command(number: CaseNumberArgument, by: OperatorOption, referral: ReferralOption = 0) -> None:
    """Bevestig wat er in een voorbereide verwijzing staat.

    Een ander keurt haar daarna goed.
    """
    normal = normal_number(number)
    record_and_wake(by, lambda writing: (confirm_referral(writing, normal, by, referral=referral), [normal]))


@referral_app.command("approve", cls=DutchCommand)
def referral_approve_command(
    number: CaseNumberArgument,
    by: OperatorOption,
    referral: ReferralOption = 0,
    reason: Annotated[str, typer.Option("--reason", metavar="CODE", help="Waarom een eigen akkoord.")] = "",
) -> None:
    """Keur een verwijzing goed die een ander bevestigde; zij gaat dan naar het bureau."""
    normal, code = normal_number(number), reason or None
    record_and_wake(
        by, lambda writing: (approve_referral(writing, normal, by, referral=referral, reason=code), [normal])
    )


@referral_app.command("move", cls=DutchCommand)
def referral_move_command(
    number: CaseNumberArgument,
    by: OperatorOption,
    to: Annotated[str, typer.Option("--to", metavar="STAND", help=f"Een van: {', '.join(REPORTABLE_STATES)}.")],
    on: Annotated[str, typer.Option("--on", metavar="DATUM", help="De dag waarop.")],
    referral: NumberOption = 0,
    at: Annotated[str, typer.Option("--at", metavar="DATUM", help="De dag van de intake.")] = "",
    starts_on: Annotated[
        str, typer.Option("--starts-on", metavar="DATUM", help="Eerste dag van het aanbod, of in nieuw werk.")
    ] = "",
    until: Annotated[str, typer.Option("--until", metavar="DATUM", help="De laatste dag van het traject.")] = "",
    reason: Annotated[str, typer.Option("--reason", metavar="CODE", help="Waarom.")] = "",
    result: Annotated[str, typer.Option("--result", metavar="CODE", help="De uitkomst, bij eindrapport.")] = "",
    price: Annotated[int | None, typer.Option("--price", metavar="EURO", min=1, help="Prijs van een aanbod.")] = None,
) -> None:
    """Leg vast hoe ver een verwijzing is, ook op het woord van het bureau.

    Een stand die van hier niet kan, wordt geweigerd, met wat er wel kan.
    """
    normal, state = normal_number(number), read_code(to, STATES, "Onbekende stand")
    named, first, last = (read_date(typed) if typed else None for typed in (at, starts_on, until))
    move = ReportedMove(
        cast(ReferralState, state), read_date(on), named, first, last, reason or None, result or None, price
    )
    record_and_wake(by, lambda writing: (report_referral_move(writing, normal, by, move, referral=referral), [normal]))


@referral_app.command("show", cls=DutchCommand)
def referral_show_command(number: CaseNumberArgument, referral: NumberOption = 0) -> None:
    """Toon hoe ver de verwijzingen van een zaak zijn: wat er was, wat er nu moet, en wie aan zet is."""
    with open_record(), session() as reading:
        current = case_state_in(reading, normal_number(number))
        known = [find_state(current, referral)] if referral else current.plan.facts.referrals
        codes = bureau_codes(reading, find_case(reading, current.number))
    if not known:
        print(f"Dossier {current.number} heeft nog geen verwijzing.")
    for each in known:
        name = f"Verwijzing {each.number} aan bureau {codes[each.number]}"
        print(f"{name}: {state_label(each.state)} sinds {each.since:%d-%m-%Y}. {next_line(current, each)}")
        print("\n".join(f"  {line}" for line in history_lines(each)))
