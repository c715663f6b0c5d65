"""The commands `spoorboek referral …`: look at what would go to a bureau, confirm it, approve it.

A preview shows personal data on the screen of who asks for it, and nowhere else.
"""

from typing import Annotated

import typer

from models.case_numbers import normal_number
from models.connection import session
from spoorboek.cli.shared.dutch import DutchCommand
from spoorboek.cli.shared.options import CaseNumberArgument, OperatorOption
from spoorboek.cli.shared.report_recording import record_and_wake
from spoorboek.platform.record_access import open_record
from tasks.referral_approval import approve_referral, confirm_referral, preview_referral

ReferralOption = Annotated[
    int, typer.Option("--referral", metavar="NUMMER", min=0, help="Welke verwijzing; 0: die op akkoord wacht.")
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
