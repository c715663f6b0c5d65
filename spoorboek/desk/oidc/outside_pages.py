"""The pages to log in elsewhere: go there, come back, and bind who one is there to an account."""

from http import HTTPStatus
from typing import NamedTuple

from models.accounts.outside_login import (
    OutsidePerson,
    Purpose,
    account_of_person,
    begin_outside_login,
    bind_person,
    enter_from_outside,
    use_outside_login,
)
from models.accounts.sessions import end_session
from models.tables import Account, PendingLogin
from models.tables.account_tables import INVITATION
from spoorboek import clock
from spoorboek.desk.account_mail import PATHS, mail_news
from spoorboek.desk.entering import going_on, local_path, login_page
from spoorboek.desk.link_pages import account_of_link, begin_page
from spoorboek.desk.oidc.id_token import UnsoundTokenError, WeakLoginError
from spoorboek.desk.oidc.provider import CodeRefusedError, ProviderSilentError, openid_provider
from spoorboek.desk.own_account import ACCOUNT_PATH, account_page, wrong_password
from spoorboek.desk.permissions import Permission
from spoorboek.desk.visit import LOGIN_PATH, DeskPage, GoTo, PageAnswer, Refused, ShownPage, Visit
from spoorboek.errors import InputError
from spoorboek.settings import settings

ELSEWHERE_PATH = f"{LOGIN_PATH}/elders"
RETURN_PATH = f"{ELSEWHERE_PATH}/terug"
BOUND_NEWS = "Aan uw account in Spoorboek is een account van elders gekoppeld, waarmee u zich voortaan kunt aanmelden."
LAPSED_WAY = "Dit aanmelden is verlopen, of begon in een andere browser. Begin opnieuw."
ABANDONED = "Het aanmelden is daar afgebroken. Begin opnieuw."
UNKNOWN = (
    "U bent aangemeld, maar dat account hoort bij niemand in Spoorboek. Open de link uit uw uitnodiging en koppel het "
    "daar; vraag anders de beheerder van Spoorboek om een uitnodiging."
)
NOT_SET = "Aanmelden met een account van elders is hier niet ingesteld."


class FailedLogin(NamedTuple):
    """What to say of a login that failed at the provider, and with which status."""

    text: str
    status: HTTPStatus


def take_elsewhere(visit: Visit) -> PageAnswer:
    """Begin to log in elsewhere, to go on to the page that was wanted."""
    _require_provider()
    return _go(visit, Purpose(way=local_path(visit.text("naar"))))


def take_begin_elsewhere(visit: Visit) -> PageAnswer:
    """Begin with an account by who one is elsewhere: the invitation is used when one comes back."""
    _require_provider()
    found = account_of_link(visit, INVITATION)
    account, link = found
    name, email = visit.text("naam"), visit.text("email")
    if account.email is None and not (name and email):
        return begin_page(visit, found, "Vul uw naam en e-mailadres in.")
    person = {"name": name, "email": email} if account.email is None else {}
    return _go(visit, Purpose(account_id=account.id, link=link.digest, way="/", **person))


def take_bind(visit: Visit) -> PageAnswer:
    """Bind who one is elsewhere to one's own account, for who knows its password."""
    _require_provider()
    account = visit.record.get_one(Account, visit.viewer.account)
    if wrong := wrong_password(visit, account, clock.now()):
        return account_page(visit, wrong)
    return _go(visit, Purpose(account_id=account.id, way=f"{ACCOUNT_PATH}?gekoppeld=1"))


def show_return(visit: Visit) -> PageAnswer:
    """Take who comes back from the provider; nothing that goes wrong there can be used a second time."""
    _require_provider()
    now, query = clock.now(), visit.query
    pending = use_outside_login(visit.record, query.get("state", ""), visit.token, now)
    if pending is None:
        return _failed(visit, FailedLogin(LAPSED_WAY, HTTPStatus.UNPROCESSABLE_ENTITY))
    if "code" not in query or query.get("iss", settings().oidc_issuer) != settings().oidc_issuer:
        return _failed(visit, FailedLogin(ABANDONED, HTTPStatus.UNPROCESSABLE_ENTITY))
    try:
        person = openid_provider().logged_in_person(query["code"], pending.nonce, pending.verifier, _way_back(), now)
    except (ProviderSilentError, CodeRefusedError, UnsoundTokenError) as error:
        return _failed(visit, _trouble(error))
    return _entered(visit, pending, person)


def _entered(visit: Visit, pending: PendingLogin, person: OutsidePerson) -> PageAnswer:
    """Log in who came back, once bound where that was asked."""
    record, now = visit.record, clock.now()
    if pending.account_id is None:
        account = account_of_person(record, person)
        if account is None:
            return _failed(visit, FailedLogin(UNKNOWN, HTTPStatus.FORBIDDEN))
    else:
        try:
            with record.begin_nested():
                account = bind_person(record, pending, person, now)
        except InputError as error:
            return _failed(visit, FailedLogin(str(error), HTTPStatus.UNPROCESSABLE_ENTITY))
        mail_news(record, account, BOUND_NEWS, now)
    end_session(record, visit.token)
    return GoTo(local_path(pending.way), enter_from_outside(record, account, person, now))


def _go(visit: Visit, purpose: Purpose) -> PageAnswer:
    begun = begin_outside_login(visit.record, visit.token, purpose, clock.now())
    try:
        return going_on(openid_provider().login_address(begun, _way_back()))
    except ProviderSilentError as error:
        return _failed(visit, _trouble(error))


def _trouble(error: Exception) -> FailedLogin:
    other = " Meld u aan met uw wachtwoord, of probeer het straks opnieuw." if settings().desk_passwords else ""
    if isinstance(error, ProviderSilentError):
        again = other or " Probeer het straks opnieuw, of bel de beheerder."
        return FailedLogin(f"De aanmelddienst antwoordt niet.{again}", HTTPStatus.SERVICE_UNAVAILABLE)
    if isinstance(error, WeakLoginError):
        text = "U bent daar aangemeld zonder tweede factor. Zet die daar aan, en begin opnieuw."
        return FailedLogin(text, HTTPStatus.FORBIDDEN)
    text = "Het antwoord van de aanmelddienst klopt niet, dus u bent niet aangemeld. Begin opnieuw."
    return FailedLogin(text, HTTPStatus.BAD_GATEWAY)


def _failed(visit: Visit, trouble: FailedLogin) -> ShownPage:
    return login_page(visit, wrong=trouble.text, status=trouble.status)


def _way_back() -> str:
    return f"{settings().desk_origins[0]}{RETURN_PATH}"


def _require_provider() -> None:
    if not settings().oidc_issuer:
        raise Refused(HTTPStatus.NOT_FOUND, "Niet ingesteld", NOT_SET, LOGIN_PATH)


OUTSIDE_PAGES = (
    DeskPage(ELSEWHERE_PATH, "Elders aanmelden", Permission.ANYBODY, None, take_elsewhere),
    DeskPage(RETURN_PATH, "Terug van elders", Permission.ANYBODY, show_return),
    DeskPage(f"{PATHS[INVITATION]}/{{link}}/elders", "Beginnen", Permission.ANYBODY, None, take_begin_elsewhere),
    DeskPage(f"{ACCOUNT_PATH}/elders", "Account koppelen", Permission.OWN_ACCOUNT, None, take_bind),
)
