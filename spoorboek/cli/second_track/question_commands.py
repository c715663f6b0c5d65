"""The commands `spoorboek referral ask`, `choose` and `pass-on`: a yes to what goes to bureaus, and their offers."""

from typing import Annotated

import typer

from models.bureau_choice import case_shortlist
from models.case_lookup import find_case
from models.case_numbers import normal_number
from models.connection import session
from spoorboek.cli.shared.dutch import DutchCommand
from spoorboek.cli.shared.options import CaseNumberArgument, OperatorOption, read_code
from spoorboek.cli.shared.report_recording import record_and_wake
from spoorboek.errors import InputError
from spoorboek.platform.record_access import open_record
from tasks.capability_approval import pass_on_capability, preview_change
from tasks.case_state import case_state_in
from tasks.effects.questions import question_text
from tasks.referral_approval import approve_question, question_that_waits
from tasks.reports.referral_reports import CHOICE_REASONS, choose_offer

question_app = typer.Typer()
WhoOption = Annotated[str, typer.Option("--door", metavar="CODE", envvar="SPOORBOEK_DOOR", help="Wie ja zegt.")]
YesOption = Annotated[bool, typer.Option("--yes", help="Zeg ja; zonder: alleen tonen wat er weggaat.")]


@question_app.command("ask", cls=DutchCommand)
def referral_ask_command(number: CaseNumberArgument, by: WhoOption = "", yes: YesOption = False) -> None:
    """Toon de vraag zonder naam aan de eerste bureaus van de shortlist; met --yes gaat zij weg."""
    normal = normal_number(number)
    _require_who(by, yes=yes)
    if yes:
        record_and_wake(by, lambda writing: (approve_question(writing, normal, by), [normal]))
        return
    with open_record(), session() as reading:
        current = case_state_in(reading, normal)
        case, waits = find_case(reading, normal), question_that_waits(reading, current)
        text = question_text(reading, case, current, waits)
        first = case_shortlist(reading, case).order[: current.edition.house.shortlist.asks - 1]
    others = ", ".join(first) or "geen ander"
    print(f"Nog niet gevraagd. Na een ja gaat dit naar het voorbereide bureau, en naar: {others}.")
    print(f"\n{text}\nZeg ja met: spoorboek referral ask {normal} --yes --door CODE")


@question_app.command("choose", cls=DutchCommand)
def referral_choose_command(
    number: CaseNumberArgument,
    by: OperatorOption,
    referral: Annotated[int, typer.Option("--referral", metavar="NUMMER", min=1, help="Welke verwijzing.")],
    reason: Annotated[str, typer.Option("--reason", metavar="CODE", help="Waarom niet de eerste van de lijst.")] = "",
) -> None:
    """Kies het aanbod van een bureau; een ander keurt de offerte daarna goed met approve-offer."""
    normal = normal_number(number)
    code = read_code(reason, CHOICE_REASONS, "Onbekende reden") if reason else None
    record_and_wake(by, lambda writing: (choose_offer(writing, normal, by, referral, code), [normal]))


@question_app.command("pass-on", cls=DutchCommand)
def referral_pass_on_command(
    number: CaseNumberArgument,
    by: WhoOption = "",
    yes: YesOption = False,
    referral: Annotated[
        int, typer.Option("--referral", metavar="NUMMER", min=0, help="Welke verwijzing; 0: die loopt.")
    ] = 0,
) -> None:
    """Toon wat een bureau hoort over een gewijzigde belastbaarheid; met --yes gaat het weg."""
    normal = normal_number(number)
    _require_who(by, yes=yes)
    if yes:
        record_and_wake(by, lambda writing: (pass_on_capability(writing, normal, by, referral=referral), [normal]))
        return
    with open_record(), session() as reading:
        text = preview_change(reading, find_case(reading, normal), case_state_in(reading, normal), referral)
    print(f"Nog niet verstuurd. Na een ja gaat dit naar het bureau.\n\n{text}")
    print(f"Zeg ja met: spoorboek referral pass-on {normal} --yes --door CODE")


def _require_who(by: str, *, yes: bool) -> None:
    if yes and not by:
        raise InputError("Noem met --door wie ja zegt.")
