"""The page of one's own account: what was done with it, another password, other recovery codes."""

from datetime import datetime
from http import HTTPStatus

from models.accounts.accounts import CODES_RENEWED, acts_of, change_password, note_act
from models.accounts.attempts import attempt_key, begin_attempt, forget_attempts
from models.accounts.passwords import is_password, unfit_password
from models.accounts.second_factor import new_recovery_codes, recovery_codes_left
from models.tables import Account
from spoorboek import clock
from spoorboek.desk.account_mail import mail_news
from spoorboek.desk.entering import with_passwords
from spoorboek.desk.link_pages import CHOSEN_NEWS, UNLIKE
from spoorboek.desk.permissions import Permission
from spoorboek.desk.visit import DeskPage, GoTo, PageAnswer, ShownPage, Visit
from spoorboek.settings import settings

ACCOUNT_PATH = "/account"
NOT_YOURS = "Het wachtwoord van nu klopt niet. Er is niets gewijzigd."
TOLD_HERE = {
    "gewijzigd": "Uw wachtwoord is gewijzigd. Elders bent u afgemeld.",
    "gekoppeld": "Gekoppeld. U kunt zich nu ook daarmee aanmelden.",
}
RENEWED_NEWS = "Voor uw account in Spoorboek zijn nieuwe herstelcodes gemaakt; de oude werken niet meer."


def show_account(visit: Visit) -> PageAnswer:
    """Show the account of who looks."""
    return account_page(visit)


def take_account(visit: Visit) -> PageAnswer:
    """Take another password, or make other recovery codes; both only from who knows the password of now."""
    account, now = visit.record.get_one(Account, visit.viewer.account), clock.now()
    if refusal := wrong_password(visit, account, now):
        return account_page(visit, refusal)
    if visit.text("wat") == "herstelcodes":
        codes = new_recovery_codes(visit.record, account)
        note_act(visit.record, account, CODES_RENEWED, account.code)
        mail_news(visit.record, account, RENEWED_NEWS, now)
        return ShownPage("werkplek/herstelcodes.html", {"codes": codes})
    password = visit.secret("wachtwoord")
    unlike = "" if password == visit.secret("nogmaals") else UNLIKE
    if wrong := unlike or unfit_password(password, account.name, account.email):
        return account_page(visit, wrong)
    change_password(visit.record, account, password, but=visit.token)
    mail_news(visit.record, account, CHOSEN_NEWS, now)
    return GoTo(f"{ACCOUNT_PATH}?gewijzigd=1")


def wrong_password(visit: Visit, account: Account, now: datetime) -> str:
    """Return why the password of now, which a form sends, is not taken; empty when it is the right one."""
    key = attempt_key(
        visit.record, account.code, ACCOUNT_PATH
    )  # who found a screen open guesses no faster than a stranger
    if wait := begin_attempt(visit.record, key, now):
        return f"Er is te vaak een verkeerd wachtwoord gegeven. Wacht {wait} seconden."
    if not is_password(account.password, visit.secret("huidig")):
        return NOT_YOURS
    forget_attempts(visit.record, key, now)
    return ""


def account_page(visit: Visit, wrong: str = "") -> ShownPage:
    """Show the account of who looks, and what was wrong with what was sent."""
    account = visit.record.get_one(Account, visit.viewer.account)
    data = {
        "wrong": wrong,
        "told": next((text for name, text in TOLD_HERE.items() if name in visit.query), ""),
        "email": account.email or "",
        "roles": [str(role) for role in visit.viewer.roles],
        "left": recovery_codes_left(visit.record, account),
        "acts": acts_of(visit.record, account),
        "has_password": account.password is not None and settings().desk_passwords,
        "elsewhere": settings().oidc_name if settings().oidc_issuer else "",
        "is_bound": account.identity_hash is not None and account.identity_issuer == settings().oidc_issuer,
    }
    return ShownPage("werkplek/account.html", data, HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK)


ACCOUNT_PAGES = (
    DeskPage(
        ACCOUNT_PATH, "Mijn account", Permission.OWN_ACCOUNT, show_account, with_passwords(take_account), in_menu=True
    ),
)
