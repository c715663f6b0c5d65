"""The pages behind links that work once: begin with an account, ask for another password, choose it."""

from functools import partial
from http import HTTPStatus

import segno
from markupsafe import Markup

from models.accounts.account_links import find_link
from models.accounts.accounts import begin_account, change_password, set_person
from models.accounts.logging_in import enter
from models.accounts.passwords import unfit_password
from models.accounts.second_factor import matching_step, new_recovery_codes, totp_address
from models.connection import session
from models.tables import Account, AccountLink
from models.tables.account_tables import INVITATION, PASSWORD_RESET
from spoorboek import clock
from spoorboek.desk.account_mail import PATHS, mail_news, mail_password_reset
from spoorboek.desk.entering import with_passwords
from spoorboek.desk.permissions import Permission
from spoorboek.desk.visit import LOGIN_PATH, DeskPage, GoTo, PageAnswer, Refused, ShownPage, Visit
from spoorboek.errors import InputError
from spoorboek.settings import settings

LINK = "link"
GONE = (
    "Deze link werkt niet (meer): hij is gebruikt, of te oud. Vraag een nieuwe: een wachtwoord met ‘Wachtwoord "
    "vergeten’, een uitnodiging bij de beheerder van Spoorboek."
)
UNLIKE = "De twee wachtwoorden zijn niet gelijk. Typ ze nog eens."
OTHER_CODE = "De code uit de app klopt niet. Kijk of u de QR-code hebt gescand, en neem de code die er nu staat."
CHOSEN_NEWS = "Voor uw account in Spoorboek is een nieuw wachtwoord gekozen."


def show_begin(visit: Visit) -> PageAnswer:
    """Show what somebody needs to begin: a password to choose, and the QR code for an app."""
    return begin_page(visit, account_of_link(visit, INVITATION))


def take_begin(visit: Visit) -> PageAnswer:
    """Begin with an account, all at once: name and address where they are not known, password, second factor."""
    account, link = account_of_link(visit, INVITATION)
    now, password = clock.now(), visit.secret("wachtwoord")
    name, email = account.name or visit.text("naam"), account.email or visit.text("email")
    wrong = _unlike(visit, password) or unfit_password(password, name, email)
    step = matching_step(link.totp_secret or "", visit.text("code"), now)
    if wrong or step is None:
        return begin_page(visit, (account, link), wrong or OTHER_CODE)
    if account.email is None:
        try:
            set_person(visit.record, account, name, email)
        except InputError as error:
            return begin_page(visit, (account, link), str(error))
    begin_account(visit.record, account, password, link.totp_secret or "", step)
    codes = new_recovery_codes(visit.record, account)
    return ShownPage("werkplek/herstelcodes.html", {"codes": codes}, token=enter(visit.record, account, now))


def show_forgotten(_: Visit) -> PageAnswer:
    """Ask for the address of who forgot a password."""
    return ShownPage("werkplek/vergeten.html", {"sent": False})


def take_forgotten(visit: Visit) -> PageAnswer:
    """Say that a mail is on its way if the address is known; whether it is, is looked up after that was said."""
    return ShownPage("werkplek/vergeten.html", {"sent": True}, after=partial(_send_reset, visit.text("email")))


def show_choose(visit: Visit) -> PageAnswer:
    """Ask for another password."""
    account_of_link(visit, PASSWORD_RESET)
    return ShownPage("werkplek/kiezen.html", {"wrong": ""})


def take_choose(visit: Visit) -> PageAnswer:
    """Take another password; every session of the account ends."""
    account, _ = account_of_link(visit, PASSWORD_RESET)
    password = visit.secret("wachtwoord")
    if wrong := _unlike(visit, password) or unfit_password(password, account.name, account.email):
        return ShownPage("werkplek/kiezen.html", {"wrong": wrong}, HTTPStatus.UNPROCESSABLE_ENTITY)
    change_password(visit.record, account, password)
    mail_news(visit.record, account, CHOSEN_NEWS, clock.now())
    return GoTo(f"{LOGIN_PATH}?gewijzigd=1")


def _send_reset(email: str) -> None:
    with session() as writing:
        mail_password_reset(writing, email, clock.now())


def account_of_link(visit: Visit, kind: str) -> tuple[Account, AccountLink]:
    """Return the account of the link in the path; a link that works no more is refused."""
    link = find_link(visit.record, visit.path[LINK], kind, clock.now())
    account = visit.record.get_one(Account, link.account_id) if link else None
    if link is None or account is None or not account.active:
        raise Refused(HTTPStatus.NOT_FOUND, "Deze link werkt niet", GONE, LOGIN_PATH)
    return account, link


def begin_page(visit: Visit, found: tuple[Account, AccountLink], wrong: str = "") -> ShownPage:
    """Show how somebody begins with an account, and what was wrong with what was filled in."""
    account, link = found
    secret = link.totp_secret or ""
    drawn = segno.make(totp_address(secret, account.code), micro=False).svg_inline(border=4, omitsize=True)
    data = {
        "wrong": wrong,
        "code": account.code,
        "asks_person": account.email is None,
        "name": account.name or visit.text("naam"),
        "email": account.email or visit.text("email"),
        "qr": Markup(drawn),
        "own_path": f"{PATHS[INVITATION]}/{visit.path[LINK]}",
        "passwords": settings().desk_passwords,
        "elsewhere": settings().oidc_name if settings().oidc_issuer else "",
        "secret": " ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
    }
    return ShownPage("werkplek/begin.html", data, HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK)


def _unlike(visit: Visit, password: str) -> str:
    return "" if password == visit.secret("nogmaals") else UNLIKE


LINK_PAGES = (
    DeskPage(f"{PATHS[INVITATION]}/{{link}}", "Beginnen", Permission.ANYBODY, show_begin, with_passwords(take_begin)),
    DeskPage(
        "/wachtwoord-vergeten",
        "Wachtwoord vergeten",
        Permission.ANYBODY,
        with_passwords(show_forgotten),
        with_passwords(take_forgotten),
    ),
    DeskPage(
        f"{PATHS[PASSWORD_RESET]}/{{link}}",
        "Nieuw wachtwoord",
        Permission.ANYBODY,
        with_passwords(show_choose),
        with_passwords(take_choose),
    ),
)
