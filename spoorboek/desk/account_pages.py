"""The pages of who manages the accounts: who has one, invite somebody, other roles, close; no page of a person."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from sqlmodel import Session, col, select

from models.accounts.account_roles import AccountRole
from models.accounts.accounts import (
    Scope,
    acts_of,
    all_accounts,
    can_log_in,
    change_scope,
    close_account,
    find_by_code,
    free_code,
    make_account,
)
from models.tables import Account, Bureau, Employer
from spoorboek import clock
from spoorboek.desk.account_mail import mail_invitation
from spoorboek.desk.permissions import Permission, account_scope
from spoorboek.desk.visit import DeskPage, GoTo, PageAnswer, Refused, ShownPage, Visit
from spoorboek.errors import InputError

LIST_PATH, NEW_PATH = "/accounts", "/accounts/nieuw"
TOLD = {
    "uitgenodigd": "De uitnodiging gaat met de eerstvolgende post weg.",
    "gewijzigd": "Gewijzigd. Wie met dit account was aangemeld, meldt zich opnieuw aan.",
    "gesloten": "Het account is gesloten.",
}
STANDS = {True: "kan zich aanmelden", False: "uitgenodigd"}


def show_accounts(visit: Visit) -> PageAnswer:
    """List every account."""
    rows = [_row(account) for account in all_accounts(visit.record)]
    return ShownPage("werkplek/accounts.html", {"rows": rows, "new": NEW_PATH})


def show_new(visit: Visit) -> PageAnswer:
    """Ask whom to invite."""
    return _form(visit, "")


def take_new(visit: Visit) -> PageAnswer:
    """Invite somebody."""
    by, roles = visit.viewer.code, _roles(visit)
    try:
        code = visit.text("code") or (free_code(visit.record, roles[0]) if roles else "")
        with visit.record.begin_nested():
            account = make_account(
                visit.record, code, visit.text("naam"), visit.text("email"), _scope(visit, roles), by
            )
            if account.email is None:
                raise InputError("Vul een naam en een e-mailadres in.")
    except InputError as error:
        return _form(visit, str(error))
    mail_invitation(visit.record, account, by, clock.now())
    return GoTo(f"{LIST_PATH}/{quote(code)}?gedaan=uitgenodigd")


def show_one(visit: Visit) -> PageAnswer:
    """Show one account, and what can be done with it."""
    return _one(visit, "")


def take_one(visit: Visit) -> PageAnswer:
    """Change, close or invite anew."""
    account, by, what = _account(visit), visit.viewer.code, visit.text("wat")
    try:
        with visit.record.begin_nested():
            done = _do(visit, account, by, what)
    except InputError as error:
        return _one(visit, str(error))
    return GoTo(f"{LIST_PATH}/{quote(account.code)}?gedaan={done}")


def _do(visit: Visit, account: Account, by: str, what: str) -> str:
    if what == "sluiten":
        if visit.text("zeker") != "ja":
            raise InputError("Zet het vinkje bij ‘Ja, sluit dit account’. Er is niets gewijzigd.")
        close_account(visit.record, account, by)
        return "gesloten"
    if not account.active:
        raise InputError("Dit account is gesloten. Nodig deze persoon opnieuw uit, met een nieuwe code.")
    if what == "uitnodigen":
        if not account.email:
            raise InputError(
                "Dit account heeft geen e-mailadres. Sluit het, en nodig deze persoon uit met een nieuwe code."
            )
        mail_invitation(visit.record, account, by, clock.now())
        return "uitgenodigd"
    if what != "rollen":
        raise InputError("Dit formulier is niet volledig. Er is niets gewijzigd.")
    change_scope(visit.record, account, _scope(visit, _roles(visit)), by)
    return "gewijzigd"


def _account(visit: Visit) -> Account:
    try:
        return find_by_code(visit.record, visit.path["code"])
    except InputError:
        raise Refused(HTTPStatus.NOT_FOUND, "Niet gevonden", "Dit account bestaat niet.", LIST_PATH) from None


def _roles(visit: Visit) -> list[AccountRole]:
    ticked = set(visit.form.get("rol", ()))
    return [role for role in AccountRole if role in ticked]


def _scope(visit: Visit, roles: list[AccountRole]) -> Scope:
    """Read what an account is for; what is chosen from a list was on it, or it is refused."""
    employers = _codes(visit.record, Employer, visit.form.get("werkgever", ()))
    bureaus = _codes(visit.record, Bureau, [visit.text("bureau")] if visit.text("bureau") else [])
    everyone = visit.text("alle") == "ja"
    return account_scope(roles, everyone=everyone, employers=employers, bureau=next(iter(bureaus), None))


def _codes(reading: Session, table: type[Employer] | type[Bureau], chosen: Sequence[str]) -> list[int]:
    ids = _known(reading, table, chosen)
    if len(ids) != len(set(chosen)):
        raise InputError("Een werkgever of bureau van de lijst bestaat niet meer. Laad de pagina opnieuw.")
    return ids


def _form(visit: Visit, wrong: str) -> ShownPage:
    data = {"wrong": wrong, **_choices(visit.record), **_filled(visit)}
    return ShownPage("werkplek/account_nieuw.html", data, _status(wrong))


def _one(visit: Visit, wrong: str) -> ShownPage:
    account = _account(visit)
    chosen = {
        "chosen_roles": account.roles,
        "everyone": account.everyone,
        "chosen_employers": account.employer_ids,
        "chosen_bureau": account.bureau_id or 0,
    }
    data = {
        "wrong": wrong,
        "told": TOLD.get(visit.query.get("gedaan", ""), ""),
        "row": _row(account),
        "is_own": account.code == visit.viewer.code,
        "acts": acts_of(visit.record, account),
        **_choices(visit.record),
        **chosen,
    }
    return ShownPage("werkplek/account_beheer.html", data, _status(wrong))


def _row(account: Account) -> dict[str, str]:
    """Return what stands of an account in a list."""
    return {
        "code": account.code,
        "path": f"{LIST_PATH}/{account.code}",
        "name": account.name or "(nog niemand)",
        "email": account.email or "",
        "roles": ", ".join(account.roles),
        "stand": STANDS[can_log_in(account)] if account.active else "gesloten",
    }


def _choices(reading: Session) -> dict[str, Any]:
    """Return what can be chosen: roles, employers and bureaus, by code."""
    return {
        "roles": [str(role) for role in AccountRole],
        "employers": reading.exec(select(Employer.id, Employer.code).order_by(col(Employer.code))).all(),
        "bureaus": reading.exec(select(Bureau.id, Bureau.code).order_by(col(Bureau.code))).all(),
    }


def _filled(visit: Visit) -> dict[str, Any]:
    """Return what was filled in, to show it again beside what is wrong with it."""
    return {
        "name": visit.text("naam"),
        "email": visit.text("email"),
        "code": visit.text("code"),
        "chosen_roles": list(visit.form.get("rol", ())),
        "everyone": visit.text("alle") == "ja",
        "chosen_employers": _known(visit.record, Employer, visit.form.get("werkgever", ())),
        "chosen_bureau": next(iter(_known(visit.record, Bureau, [visit.text("bureau")])), 0),
    }


def _known(reading: Session, table: type[Employer] | type[Bureau], chosen: Sequence[str]) -> list[int]:
    return list(reading.exec(select(table.id).where(col(table.code).in_(chosen))).all())


def _status(wrong: str) -> HTTPStatus:
    return HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK


ACCOUNTS_PAGES = (
    DeskPage(LIST_PATH, "Accounts", Permission.MANAGE_ACCOUNTS, show_accounts, in_menu=True),
    DeskPage(NEW_PATH, "Iemand uitnodigen", Permission.MANAGE_ACCOUNTS, show_new, take_new),
    DeskPage(f"{LIST_PATH}/{{code}}", "Account", Permission.MANAGE_ACCOUNTS, show_one, take_one),
)
