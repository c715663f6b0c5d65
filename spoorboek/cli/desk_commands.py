"""The commands `spoorboek desk …`: who has an account of the desk, and who may see what there."""

import json
from typing import Annotated

import typer
from sqlmodel import Session, col, select

from models.accounts.account_roles import AccountRole
from models.accounts.accounts import (
    Scope,
    all_accounts,
    can_log_in,
    change_scope,
    close_account,
    find_by_code,
    free_code,
    make_account,
)
from models.connection import session
from models.operators import require_operator
from models.tables import Account, Bureau, Employer
from spoorboek import clock
from spoorboek.cli.shared.dutch import DutchCommand
from spoorboek.cli.shared.options import FormatOption, OperatorOption, OutputFormat
from spoorboek.errors import InputError
from spoorboek.outside.suggestions import meant_or_known
from spoorboek.platform.record_access import RecordAccess, open_record

desk_app = typer.Typer()
AccountArgument = Annotated[
    str, typer.Argument(metavar="CODE", help="De code van het account, zoals casemanager-1.", show_default=False)
]
RolesOption = Annotated[
    list[AccountRole], typer.Option("--role", help="Een rol; meer rollen: nog eens --role.", show_default=False)
]
EmployersOption = Annotated[
    list[str] | None,
    typer.Option("--employer", metavar="CODE", help="Van welke werkgever iemand de zaken ziet.", show_default=False),
]
EveryoneOption = Annotated[bool, typer.Option("--all-employers", help="Van alle werkgevers, ook van nieuwe.")]
BureauOption = Annotated[
    str, typer.Option("--bureau", metavar="CODE", help="Van welk bureau iemand is, bij de rol bureau.")
]


@desk_app.command("begin", cls=DutchCommand)
def desk_begin_command() -> None:
    """Maak de link waarmee de eerste beheerder begint; daarna nodigt die anderen uit."""
    from spoorboek.desk.first_account import first_link_text

    with open_record(), session() as writing:
        print(first_link_text(writing, clock.now()))


@desk_app.command("list", cls=DutchCommand)
def desk_list_command(shape: FormatOption = OutputFormat.table) -> None:
    """Toon wie een account heeft: code, rollen, en of iemand zich kan aanmelden. Geen namen."""
    with open_record(), session() as reading:
        rows = [_line(account) for account in all_accounts(reading)]
    if shape == "json":
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        print(f"{row['code']:<24} {row['rollen']:<40} {row['stand']}")


@desk_app.command("invite", cls=DutchCommand)
def desk_invite_command(
    by: OperatorOption,
    roles: RolesOption,
    name: Annotated[str, typer.Option("--name", help="Hoe iemand heet.", show_default=False)],
    email: Annotated[str, typer.Option("--mail", help="Waarmee iemand zich aanmeldt.", show_default=False)],
    employers: EmployersOption = None,
    everyone: EveryoneOption = False,
    bureau: BureauOption = "",
    code: Annotated[str, typer.Option("--code", help="De code in het dossier; leeg: rol en nummer.")] = "",
) -> None:
    """Nodig iemand uit: een mail met een link om een wachtwoord te kiezen en een telefoon te koppelen."""
    from spoorboek.desk.account_mail import mail_invitation

    with open_record() as reach, session() as writing:
        require_operator(writing, by)
        scope = _scope(writing, roles, employers or [], bureau, everyone=everyone)
        account = make_account(writing, code or free_code(writing, roles[0]), name, email, scope, by)
        mail_invitation(writing, account, by, clock.now())
        writing.commit()
        print(f"Uitgenodigd: {account.code}. De mail gaat met de eerstvolgende post weg.{_told_forms(reach)}")


@desk_app.command("again", cls=DutchCommand)
def desk_again_command(code: AccountArgument, by: OperatorOption) -> None:
    """Stuur iemand een nieuwe uitnodiging: voor wie telefoon en herstelcodes kwijt is, of de link liet verlopen."""
    from spoorboek.desk.account_mail import mail_invitation

    with open_record(), session() as writing:
        require_operator(writing, by)
        account = find_by_code(writing, code)
        if not account.active or account.email is None:
            raise InputError(f"Account '{code}' is gesloten of nog van niemand; er is niets verstuurd.")
        mail_invitation(writing, account, by, clock.now())
        print(f"Uitgenodigd: {code}. Tot de link gebruikt is, blijft het wachtwoord van nu gelden.")


@desk_app.command("roles", cls=DutchCommand)
def desk_roles_command(
    code: AccountArgument,
    by: OperatorOption,
    roles: RolesOption,
    employers: EmployersOption = None,
    everyone: EveryoneOption = False,
    bureau: BureauOption = "",
) -> None:
    """Geef een account andere rollen of een ander bereik; wie is aangemeld, meldt zich opnieuw aan."""
    with open_record() as reach, session() as writing:
        require_operator(writing, by)
        scope = _scope(writing, roles, employers or [], bureau, everyone=everyone)
        change_scope(writing, find_by_code(writing, code), scope, by)
        writing.commit()
        print(f"Account '{code}' heeft nu de rollen: {', '.join(sorted(scope.roles))}.{_told_forms(reach)}")


@desk_app.command("close", cls=DutchCommand)
def desk_close_command(code: AccountArgument, by: OperatorOption) -> None:
    """Sluit een account: wie is aangemeld, is dat niet meer. Wat ermee is vastgelegd, blijft staan."""
    with open_record() as reach, session() as writing:
        require_operator(writing, by)
        close_account(writing, find_by_code(writing, code), by)
        writing.commit()
        print(f"Account '{code}' is gesloten.{_told_forms(reach)}")


def _scope(reading: Session, roles: list[AccountRole], employers: list[str], bureau: str, *, everyone: bool) -> Scope:
    from spoorboek.desk.permissions import account_scope

    known = dict(reading.exec(select(Employer.code, Employer.id)).all())
    if unknown := [each for each in employers if each not in known]:
        raise InputError(f"Onbekende werkgever '{unknown[0]}'. {meant_or_known(unknown[0], known)}")
    bureau_id = reading.exec(select(Bureau.id).where(col(Bureau.code) == bureau)).one_or_none() if bureau else None
    if bureau and bureau_id is None:
        raise InputError(f"Onbekend bureau '{bureau}'. `spoorboek bureau list` toont ze.")
    return account_scope(roles, everyone=everyone, employers=[known[each] for each in employers], bureau=bureau_id)


def _line(account: Account) -> dict[str, str]:
    stand = "gesloten" if not account.active else "kan zich aanmelden" if can_log_in(account) else "uitgenodigd"
    return {"code": account.code, "rollen": ", ".join(account.roles), "stand": stand}


def _told_forms(reach: RecordAccess) -> str:
    return "" if reach.update_operator_forms() else " De formulieren volgen bij de volgende start van `spoorboek up`."
