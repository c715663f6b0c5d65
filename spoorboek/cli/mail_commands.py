"""The commands `spoorboek mail …`: mails that were not delivered, and what a person decides about them."""

import json
from collections.abc import Callable
from typing import Annotated

import typer
from sqlmodel import Session

from models.connection import session
from spoorboek.cli.shared.dutch import DutchCommand
from spoorboek.cli.shared.options import FormatOption, OperatorOption, OutputFormat, read_code, read_date
from spoorboek.cli.shared.report_recording import record_and_wake
from spoorboek.platform.record_access import open_record
from tasks.outbox.mail_trouble import standing_trouble
from tasks.outbox.resending import send_again
from tasks.outbox.server_replies import reason_in_words
from tasks.outbox.undelivered import (
    DROP_REASONS,
    UndeliveredMail,
    drop_by_hand,
    mark_delivered,
    mark_elsewhere,
    undelivered_mail,
)

mail_app = typer.Typer()
MailArgument = Annotated[
    int, typer.Argument(metavar="NR", min=1, help="Het nummer dat `spoorboek mail list` toont.", show_default=False)
]


@mail_app.command("list", cls=DutchCommand)
def mail_list_command(shape: FormatOption = OutputFormat.table) -> None:
    """Toon de berichten die niet bezorgd zijn, en waarom."""
    with open_record(), session() as reading:
        mails, trouble = undelivered_mail(reading), standing_trouble(reading)
    if shape == "json":
        print(json.dumps([mail._asdict() for mail in mails], ensure_ascii=False, indent=2))
        return
    if trouble:
        print(f"{trouble.sentence} Alle mail wacht; niets is geweigerd.")
    if mails:
        print("\n".join(map(_mail_line, mails)))
    elif not trouble:
        print("Alle berichten zijn bezorgd of nog onderweg.")


@mail_app.command("again", cls=DutchCommand)
def mail_again_command(mail: MailArgument, by: OperatorOption) -> None:
    """Verstuur een bericht dat niet aankwam nog eens, naar het adres zoals het nu is."""
    _settle(mail, by, send_again, "wordt nog eens verstuurd")


@mail_app.command("delivered", cls=DutchCommand)
def mail_delivered_command(mail: MailArgument, by: OperatorOption) -> None:
    """Leg vast dat een bericht toch is aangekomen."""
    _settle(mail, by, mark_delivered, "staat nu als bezorgd")


@mail_app.command("elsewhere", cls=DutchCommand)
def mail_elsewhere_command(
    mail: MailArgument,
    by: OperatorOption,
    on: Annotated[str, typer.Option("--on", metavar="DATUM", help="De dag waarop het bezorgd is.", show_default=False)],
) -> None:
    """Leg vast dat de ontvanger een bericht op een andere manier kreeg, en op welke dag."""
    day = read_date(on)
    _settle(mail, by, lambda writing, nr, actor: mark_elsewhere(writing, nr, actor, day), "staat nu als anders bezorgd")


@mail_app.command("drop", cls=DutchCommand)
def mail_drop_command(
    mail: MailArgument,
    by: OperatorOption,
    reason: Annotated[str, typer.Option("--reason", metavar="CODE", help="Waarom.", show_default=False)],
) -> None:
    """Laat een bericht dat wacht of niet aankwam vervallen, en zeg waarom."""
    why = read_code(reason, DROP_REASONS, "Onbekende reden")
    _settle(mail, by, lambda writing, nr, actor: drop_by_hand(writing, nr, why, actor), "gaat niet (meer) uit")


def _settle(mail: int, by: str, decide: Callable[[Session, int, str], str | None], outcome: str) -> None:

    def record(writing: Session) -> tuple[str, list[str]]:
        number = decide(writing, mail, by)
        of_case = f" van zaak {number}" if number else ""
        return f"Bericht {mail}{of_case} {outcome}.", [number] if number else []

    record_and_wake(by, record)


def _mail_line(mail: UndeliveredMail) -> str:
    return f"{mail.id}  {mail.subject}  aan {mail.role}: {reason_in_words(mail.error)}"
