"""The page of one's own account: what was done with it, another password, other recovery codes."""

from http import HTTPStatus

from models.accounts.accounts import CODES_RENEWED, acts_of, change_password, note_act
from models.accounts.attempts import attempt_key, begin_attempt, forget_attempts
from models.accounts.passwords import is_password, unfit_password
from models.accounts.second_factor import new_recovery_codes, recovery_codes_left
from models.tables import Account
from spoorboek import clock
from spoorboek.desk.account_mail import mail_news
from spoorboek.desk.link_pages import CHOSEN_NEWS, UNLIKE
from spoorboek.desk.permissions import Permission
from spoorboek.desk.visit import DeskPage, GoTo, PageAnswer, ShownPage, Visit

PATH = "/account"
NOT_YOURS = "Het wachtwoord van nu klopt niet. Er is niets gewijzigd."
RENEWED_NEWS = "Voor uw account in Spoorboek zijn nieuwe herstelcodes gemaakt; de oude werken niet meer."


def show_account(visit: Visit) -> PageAnswer:
    """Show the account of who looks."""
    return _account_page(visit)


def take_account(visit: Visit) -> PageAnswer:
    """Take another password, or make other recovery codes; both only from who knows the password of now."""
    account, now = visit.record.get_one(Account, visit.viewer.account), clock.now()
    key = attempt_key(visit.record, account.code, PATH)  # who found a screen open guesses no faster than a stranger
    if wait := begin_attempt(visit.record, key, now):
        return _account_page(visit, f"Er is te vaak een verkeerd wachtwoord gegeven. Wacht {wait} seconden.")
    if not is_password(account.password, visit.secret("huidig")):
        return _account_page(visit, NOT_YOURS)
    forget_attempts(visit.record, key, now)
    if visit.text("wat") == "herstelcodes":
        codes = new_recovery_codes(visit.record, account)
        note_act(visit.record, account, CODES_RENEWED, account.code)
        mail_news(visit.record, account, RENEWED_NEWS, now)
        return ShownPage("werkplek/herstelcodes.html", {"codes": codes})
    password = visit.secret("wachtwoord")
    unlike = "" if password == visit.secret("nogmaals") else UNLIKE
    if wrong := unlike or unfit_password(password, account.name, account.email):
        return _account_page(visit, wrong)
    change_password(visit.record, account, password, but=visit.token)
    mail_news(visit.record, account, CHOSEN_NEWS, now)
    return GoTo(f"{PATH}?gewijzigd=1")


def _account_page(visit: Visit, wrong: str = "") -> ShownPage:
    account = visit.record.get_one(Account, visit.viewer.account)
    data = {
        "wrong": wrong,
        "told": "Uw wachtwoord is gewijzigd. Elders bent u afgemeld." if "gewijzigd" in visit.query else "",
        "email": account.email or "",
        "roles": [str(role) for role in visit.viewer.roles],
        "left": recovery_codes_left(visit.record, account),
        "acts": acts_of(visit.record, account),
    }
    return ShownPage("werkplek/account.html", data, HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK)


ACCOUNT_PAGES = (DeskPage(PATH, "Mijn account", Permission.OWN_ACCOUNT, show_account, take_account, in_menu=True),)
