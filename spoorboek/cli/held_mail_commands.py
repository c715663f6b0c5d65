"""The commands `spoorboek mail held`, `release` and `sent`: mail that waits for a person after a restore."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich import box
from rich.console import Console
from rich.table import Table
from sqlmodel import Session

from models.case_lookup import find_case
from models.connection import session
from models.edition_history import edition_in_force
from spoorboek.cli.shared.dutch import DutchCommand
from spoorboek.cli.shared.options import OperatorOption
from spoorboek.cli.shared.report_recording import record_and_wake
from spoorboek.errors import InputError
from spoorboek.platform.record_access import open_record
from tasks.outbox.held_mail import ALREADY_SENT, FOLLOWS, RELEASED, HeldMail, decide_held_mail, held_mail
from tasks.outbox.sent_evidence import read_mail_log, sent_evidence, why_held

CasesArgument = Annotated[
    list[str] | None, typer.Argument(metavar="[ZAAK]...", help="Alleen van deze zaken.", show_default=False)
]
AllOption = Annotated[bool, typer.Option("--all", help="Van alle zaken.")]
RowsOption = Annotated[
    list[int] | None, typer.Option("--nr", metavar="NUMMER", help="Alleen dit bericht; mag vaker.", show_default=False)
]
LogOption = Annotated[
    list[Path] | None,
    typer.Option("--log", metavar="LOGBOEK", help="Logboek van de mailserver; mag vaker.", show_default=False),
]

held_app = typer.Typer()


@held_app.command("held", cls=DutchCommand)
def mail_held_command(cases: CasesArgument = None, logs: LogOption = None) -> None:
    """Toon de post die na het terugzetten van een reservekopie op een besluit wacht."""
    logged = _logged(logs)
    with open_record(), session() as reading:
        mails, roles = _of_cases(reading, cases or ()), edition_in_force(reading).house.roles
    if not mails:
        print("Er is geen aangehouden post.")
        return
    found = sent_evidence((mail.message_id for mail in mails), logged)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in ("nr", "mail", "aan", "dag", "waarom"):
        table.add_column(heading, no_wrap=heading in ("nr", "dag"))
    for mail in mails:
        to = roles.get(mail.role, mail.role)
        table.add_row(str(mail.id), mail.subject, to, f"{mail.on:%d-%m-%Y}", why_held(mail, found))
    Console().print(table)
    print("Versturen: spoorboek mail release; niet nog eens versturen: spoorboek mail sent (met --all, ZAAK of --nr).")


@held_app.command("release", cls=DutchCommand)
def mail_release_command(
    by: OperatorOption, cases: CasesArgument = None, all_: AllOption = False, rows: RowsOption = None
) -> None:
    """Geef aangehouden post vrij: die wordt alsnog verstuurd."""
    _refuse_no_choice(cases, all_, rows)
    _decide(RELEASED, by, cases or (), rows or ())


@held_app.command("sent", cls=DutchCommand)
def mail_sent_command(
    by: OperatorOption,
    cases: CasesArgument = None,
    all_: AllOption = False,
    rows: RowsOption = None,
    found: Annotated[bool, typer.Option("--found", help="Alleen wat in mailmap of logboek staat.")] = False,
    logs: LogOption = None,
) -> None:
    """Merk aangehouden post aan als al verstuurd: die gaat niet nog eens."""
    _refuse_no_choice(cases, all_, rows, found)
    _decide(ALREADY_SENT, by, cases or (), rows or (), _logged(logs) if found else None)


def _decide(decision: str, by: str, cases: Sequence[str], rows: Sequence[int], logged: set[str] | None = None) -> None:
    """Decide on the mails chosen; `logged`: only those of which there is evidence, in the folder or among these."""

    def record(writing: Session) -> tuple[str, list[str]]:
        mails = _chosen(_of_cases(writing, cases), rows)
        if logged is not None:
            proven = sent_evidence((mail.message_id for mail in mails), logged)
            mails = [mail for mail in mails if mail.message_id in proven]
        count = decide_held_mail(writing, mails, decision, by)
        left = len(held_mail(writing))
        return f"{count} {_words(decision)}; {left} nog aangehouden.", sorted({mail.number for mail in mails})

    record_and_wake(by, record)


def _words(decision: str) -> str:
    return "vrijgegeven" if decision == RELEASED else "aangemerkt als al verstuurd"


def _of_cases(reading: Session, cases: Sequence[str]) -> list[HeldMail]:
    if not cases:
        return held_mail(reading)
    ids = dict.fromkeys(find_case(reading, number).id for number in cases)  # one case may be written twice
    return [mail for case_id in ids for mail in held_mail(reading, case_id)]


def _chosen(mails: Sequence[HeldMail], rows: Sequence[int]) -> list[HeldMail]:
    """Return what can be decided: all but followers, or the rows named. Raises InputError for another row."""
    open_mails = {mail.id: mail for mail in mails if mail.because != FOLLOWS}
    if strange := [row for row in rows if row not in open_mails]:
        raise InputError(
            f"Hierover valt niets te besluiten: {', '.join(map(str, strange))}. Geef nummers uit `spoorboek mail held`"
            "; wat op andere post volgt, gaat vanzelf mee."
        )
    return [open_mails[row] for row in rows] if rows else list(open_mails.values())


def _logged(logs: Sequence[Path] | None) -> set[str]:
    return {message_id for path in logs or () for message_id in read_mail_log(path)}


def _refuse_no_choice(cases: Sequence[str] | None, all_: bool, rows: Sequence[int] | None, found: bool = False) -> None:
    some = bool(cases or rows)
    if all_ == some and not (found and not all_):
        raise InputError("Kies welke post: --all, een of meer zaken, of --nr met een nummer uit `spoorboek mail held`.")
