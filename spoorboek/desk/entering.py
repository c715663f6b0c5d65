"""The pages to log in and out: a password, then the second factor; or both elsewhere (`oidc`)."""

from http import HTTPStatus
from urllib.parse import urlencode, urlsplit

from models.accounts.accounts import LOGGED_OUT, find_by_code, note_act
from models.accounts.logging_in import SecondStep, give_code, give_password
from models.accounts.outside_login import outside_proof
from models.accounts.sessions import end_session, new_token
from spoorboek import clock
from spoorboek.desk.account_mail import mail_news
from spoorboek.desk.oidc.provider import openid_provider
from spoorboek.desk.permissions import Permission
from spoorboek.desk.visit import (
    LOGIN_PATH,
    NOBODY,
    DeskPage,
    GoTo,
    PageAnswer,
    PageFunction,
    Refused,
    ShownPage,
    Visit,
)
from spoorboek.settings import settings

CODE_PATH = f"{LOGIN_PATH}/code"
LOGGED_OUT_PATH = "/afgemeld"
WRONG = "E-mailadres of wachtwoord klopt niet."
WRONG_CODE = (
    "Deze code klopt niet. Wacht op de volgende code van de app, en kijk of de klok van uw telefoon gelijk loopt."
)
LAPSED = (
    "Er is te vaak een verkeerde code gegeven. Uw wachtwoord geldt niet meer: vraag hieronder een nieuw aan met "
    "‘Wachtwoord vergeten’."
)
NO_PASSWORDS = "Op deze werkplek meldt iedereen zich aan met het account van de organisatie."
LAPSED_NEWS = (
    "Bij uw account in Spoorboek is na het goede wachtwoord te vaak een verkeerde code gegeven. Het wachtwoord is "
    "daarom vervallen. Kies een nieuw, dat u nergens anders gebruikt, met ‘Wachtwoord vergeten’ op de pagina om aan te "
    "melden."
)
TOLD = {
    "verlopen": "U was niet meer aangemeld, en wat u verstuurde is niet vastgelegd. Meld u aan en doe het opnieuw.",
    "afgemeld": "U bent afgemeld.",
    "elders": (
        "U bent afgemeld van Spoorboek, maar niet waar u zich aanmeldde: sluit op een gedeelde computer de browser."
    ),
    "gewijzigd": "Uw wachtwoord is gewijzigd. Meld u nu aan.",
}


def show_login(visit: Visit) -> PageAnswer:
    """Ask for address and password; who is logged in goes on."""
    if visit.viewer.account:
        return GoTo(local_path(visit.query.get("naar", "")))
    return login_page(visit, told=next((text for name, text in TOLD.items() if name in visit.query), ""))


def take_login(visit: Visit) -> PageAnswer:
    """Take address and password."""
    step = give_password(visit.record, visit.text("email"), visit.secret("wachtwoord"), visit.source, clock.now())
    if step.wait_seconds:
        wait = f"Er is te vaak geprobeerd met dit adres vanaf uw verbinding. Wacht {step.wait_seconds} seconden."
        return login_page(visit, wrong=wait, status=HTTPStatus.TOO_MANY_REQUESTS)
    if not step.token:
        return login_page(visit, wrong=WRONG, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return GoTo(_with_way(CODE_PATH, visit.text("naar")), step.token)


def show_code(visit: Visit) -> PageAnswer:
    """Ask for the second factor of somebody whose password was right just now."""
    if visit.halfway is None:
        return GoTo("/" if visit.viewer.account else LOGIN_PATH)
    return ShownPage("werkplek/code.html", {"wrong": "", "way": visit.query.get("naar", "")})


def take_code(visit: Visit) -> PageAnswer:
    """Take the second factor."""
    account = visit.halfway
    if account is None:
        return GoTo(f"{LOGIN_PATH}?verlopen=1")
    now = clock.now()
    begun = give_code(visit.record, account, visit.text("code"), now)
    if begun is SecondStep.LAPSED:
        mail_news(visit.record, account, LAPSED_NEWS, now)
        return login_page(visit, wrong=LAPSED, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if isinstance(begun, SecondStep):
        data = {"wrong": WRONG_CODE, "way": visit.text("naar")}
        return ShownPage("werkplek/code.html", data, HTTPStatus.UNPROCESSABLE_ENTITY)
    end_session(visit.record, visit.token)
    return GoTo(local_path(visit.text("naar")), begun)


def take_logout(visit: Visit) -> PageAnswer:
    """End the session, in the record too; who logged in elsewhere goes on to log out there."""
    proof = outside_proof(visit.record, visit.token)
    end_session(visit.record, visit.token)
    note_act(visit.record, find_by_code(visit.record, visit.viewer.code), LOGGED_OUT, visit.viewer.code)
    if proof is None:
        return GoTo(f"{LOGIN_PATH}?afgemeld=1", new_token())
    if way := openid_provider().logout_address(proof, f"{settings().desk_origins[0]}{LOGGED_OUT_PATH}"):
        told = "U bent afgemeld van Spoorboek. Meld u daar ook af: anders komt de volgende op deze computer zo binnen."
        return going_on(way, told, new_token())
    return GoTo(f"{LOGIN_PATH}?elders=1", new_token())


def show_logged_out(_: Visit) -> PageAnswer:
    """Go to the page to log in, for who comes back from logging out elsewhere."""
    return GoTo(f"{LOGIN_PATH}?afgemeld=1")


def going_on(address: str, told: str = "", token: str = "") -> ShownPage:
    """Show that one goes on at the provider; a form is not led there, for our own policy lets it go nowhere else."""
    data = {"address": address, "told": told, "viewer": NOBODY}
    return ShownPage("werkplek/doorgaan.html", data, token=token)


def with_passwords(function: PageFunction) -> PageFunction:
    """Answer with a page where people log in with passwords; elsewhere there is none."""

    def answer(visit: Visit) -> PageAnswer:
        if not settings().desk_passwords:
            raise Refused(HTTPStatus.NOT_FOUND, "Niet met een wachtwoord", NO_PASSWORDS, LOGIN_PATH)
        return function(visit)

    return answer


def local_path(way: str) -> str:
    """Return a path of ours that somebody wanted to go to; the start page for anything else."""
    parts = urlsplit(way)
    harmless = way.startswith("/") and not way.startswith("//") and way.isprintable() and "\\" not in way
    return way if harmless and not parts.scheme and not parts.netloc else "/"


def login_page(visit: Visit, told: str = "", wrong: str = "", status: HTTPStatus = HTTPStatus.OK) -> ShownPage:
    """Show the page to log in, with what there is to say."""
    way = visit.text("naar") or visit.query.get("naar", "")
    ways = {"passwords": settings().desk_passwords, "elsewhere": settings().oidc_name if settings().oidc_issuer else ""}
    data = {"told": told, "wrong": wrong, "email": visit.text("email"), "way": way, **ways}
    return ShownPage("werkplek/aanmelden.html", data, status)


def _with_way(path: str, way: str) -> str:
    return f"{path}?{urlencode({'naar': way})}" if way else path


ENTERING_PAGES = (
    DeskPage(LOGIN_PATH, "Aanmelden", Permission.ANYBODY, show_login, with_passwords(take_login)),
    DeskPage(CODE_PATH, "Code van uw telefoon", Permission.ANYBODY, show_code, with_passwords(take_code)),
    DeskPage(LOGGED_OUT_PATH, "Afgemeld", Permission.ANYBODY, show_logged_out),
    DeskPage("/afmelden", "Afmelden", Permission.OWN_ACCOUNT, None, take_logout),
)
