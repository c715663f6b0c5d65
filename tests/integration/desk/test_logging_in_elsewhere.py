"""Logging in with an account elsewhere, at a real OpenID provider, and everything that must not work."""

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from sqlmodel import Session, col, select
from support.desk.openid_site import BACK, LOGIN, RunningProvider, come_back, way_back, way_there
from support.desk_site import PASSWORD, DeskSite, invite, link_in_mail, text_of

from models.accounts.accounts import close_account, has_administrator
from models.accounts.passwords import hash_password
from models.tables import Account, AccountAct, DeskSession, Message, OutsideSession, PendingLogin
from models.verification import verify_record
from spoorboek import clock
from spoorboek.desk.first_account import first_link_text

ANNA, MALLORY = "8d1f-anna", "77aa-mallory"


@pytest.fixture
def anna(desk: DeskSite, provider: RunningProvider, session: Session) -> Account:
    """Let somebody who was invited begin by who she is at the provider."""
    account = invite(session)
    provider.steer(who=ANNA)
    client = desk.visitor()
    client.get("/aanmelden")
    link = link_in_mail(session)
    assert come_back(client, f"{link}/elders").headers["location"] == "/"
    session.expire_all()
    return account


def test_a_life_with_an_account_elsewhere(
    desk: DeskSite, provider: RunningProvider, session: Session, anna: Account
) -> None:
    """Bound once by the link, told by mail; in again to the page that was wanted; out here and there."""
    news = session.exec(select(Message).order_by(col(Message.id).desc())).first()
    assert news is not None
    assert "gekoppeld" in news.body
    client = desk.visitor()
    assert "Of met een wachtwoord" in client.get("/aanmelden").text
    assert come_back(client, naar="/account").headers["location"] == "/account"
    assert "Dat is gekoppeld aan dit account" in client.get("/account").text
    out = client.send_form("/afmelden")
    assert client.get("/account").headers["location"].startswith("/aanmelden")
    there = way_there(out)
    asked = parse_qs(urlsplit(there).query)
    assert asked["post_logout_redirect_uri"] == [f"{desk.url}/afgemeld"]
    browser = httpx.Client(timeout=60)
    confirm = browser.get(there)
    secret = re.search(r'name="xsrf" value="([^"]+)"', confirm.text)
    assert secret, confirm.text
    left = browser.post(f"{provider.url}/session/end/confirm", data={"xsrf": secret[1], "logout": "yes"})
    assert left.headers["location"] == f"{desk.url}/afgemeld"
    assert "U bent afgemeld." in text_of(client.get("/aanmelden?afgemeld=1"))
    session.expire_all()
    kinds = session.exec(select(AccountAct.kind).order_by(col(AccountAct.id))).all()
    assert kinds == ["aangemaakt", "uitgenodigd", "elders gekoppeld", "aangemeld", "aangemeld", "afgemeld"]
    assert session.exec(select(PendingLogin)).all() == []
    assert verify_record(session) == []
    for table in (Account, AccountAct, OutsideSession, Message):
        raw = str(session.connection().exec_driver_sql(f"select t::text from {table.__tablename__} t").all())
        assert not [each for each in (ANNA, ANNA.encode().hex(), "eyJ") if each in raw]


def test_who_has_a_password_binds_it_too(desk: DeskSite, provider: RunningProvider, session: Session) -> None:
    """Under Mijn account, for who knows the password of now; other sessions end, and the password goes on to work."""
    account = desk.account("casemanager", password=hash_password(PASSWORD), email="carla@bakkerij.example")
    client, elsewhere = desk.client_of(account), desk.client_of(account)
    provider.steer(who="carla")
    refused = client.send_form("/account/elders", huidig="een ander wachtwoord")
    assert (refused.status_code, "klopt niet" in text_of(refused)) == (422, True)
    back = client.get(way_back(way_there(client.send_form("/account/elders", huidig=PASSWORD))))
    assert back.headers["location"] == "/account?gekoppeld=1"
    assert "Gekoppeld. U kunt zich nu ook daarmee" in text_of(client.get("/account?gekoppeld=1"))
    assert elsewhere.get("/account").headers["location"].startswith("/aanmelden")
    assert client.send_form("/account", huidig=PASSWORD, wat="herstelcodes").status_code == 200
    assert come_back(desk.visitor()).headers["location"] == "/"
    assert desk.visitor().get("/account/elders").status_code == 405


def test_who_was_not_bound_does_not_come_in(
    desk: DeskSite, provider: RunningProvider, session: Session, anna: Account
) -> None:
    """Not by the address of somebody else, not by a closed account; no account is made, none is bound twice."""
    provider.steer(who=MALLORY, email="anna@bakkerij.example")
    client = desk.visitor()
    refused = come_back(client)
    assert (refused.status_code, "hoort bij niemand" in text_of(refused)) == (403, True)
    assert client.get("/account").headers["location"].startswith("/aanmelden")
    invite(session, "casemanager-8", "bert@bakkerij.example")
    provider.steer(who=ANNA)
    taken = come_back(desk.visitor(), f"{link_in_mail(session)}/elders")
    assert (taken.status_code, "al gekoppeld aan een ander" in text_of(taken)) == (422, True)
    close_account(session, anna, "operator-1")
    session.commit()
    assert come_back(desk.visitor()).status_code == 403
    session.expire_all()
    assert [each.identity_hash for each in session.exec(select(Account)).all()] == [None, None]
    assert session.exec(select(DeskSession)).all() == []


def test_an_answer_counts_once_and_in_one_browser(
    desk: DeskSite, provider: RunningProvider, session: Session, anna: Account
) -> None:
    """Sent on to somebody else, sent twice, invented, abandoned, of another issuer: nobody is logged in by it."""
    own, other = desk.visitor(), desk.visitor()
    for client in (own, other):
        client.get("/aanmelden")
    path = way_back(way_there(own.send_form(LOGIN)))
    assert other.get(path).status_code == 422  # who is sent the answer of another comes in as nobody
    assert own.get(path).status_code == 303
    assert own.get(path).status_code == 422
    tried = [BACK, f"{BACK}?state=x&code=y", f"{BACK}?error=access_denied&error_description=%3Cb%3E"]
    state = parse_qs(urlsplit(way_there(other.send_form(LOGIN))).query)["state"][0]
    tried += [f"{BACK}?state={state}&code=verzonnen", f"{BACK}?state={state}&code=verzonnen"]
    answers = [other.get(each) for each in tried]
    assert [each.status_code for each in answers] == [422, 422, 422, 502, 422]
    assert not [each for each in answers if "<b>" in each.text]
    provider.steer(who="niemand")
    left = come_back(other)
    assert (left.status_code, "afgebroken" in text_of(left)) == (422, True)
    provider.steer(who=ANNA)
    path = way_back(way_there(other.send_form(LOGIN)))
    assert other.get(re.sub(r"iss=[^&]+", "iss=https%3A%2F%2Fevil.example", path)).status_code == 422
    assert other.send_form(f"{LOGIN}", csrf="x").status_code == 403
    elsewhere = come_back(other, naar="//evil.example/x")
    assert elsewhere.headers["location"] == "/"


def test_a_second_factor_is_asked_there(
    desk: DeskSite,
    provider: RunningProvider,
    anna: Account,
    monkeypatch: pytest.MonkeyPatch,
    fresh: Callable[[], None],
) -> None:
    """Without one that the settings demand nobody comes in, however right the rest is."""
    answers = []
    for ways in (["pwd"], None, ["pwd", "mfa"]):
        provider.steer(amr=ways)
        answers.append(come_back(desk.visitor()))
    assert [each.status_code for each in answers] == [403, 403, 303]
    assert "zonder tweede factor" in text_of(answers[0])
    monkeypatch.setenv("SPOORBOEK_OIDC_AMR", "")
    monkeypatch.setenv("SPOORBOEK_OIDC_ACR", "2, 3")
    fresh()
    levels = []
    for level in ("1", "2"):
        provider.steer(amr=None, acr=level)
        levels.append(come_back(desk.visitor()).status_code)
    assert levels == [403, 303]


def test_other_keys_and_a_clock_that_is_off(desk: DeskSite, provider: RunningProvider, anna: Account) -> None:
    """A new key is asked for at once; a minute of difference is let be, five are not."""
    provider.steer(rotate=True)
    assert come_back(desk.visitor()).status_code == 303
    answers = []
    for seconds in (60, -60, 300):
        provider.steer(skew=seconds, rotate=False)
        answers.append(come_back(desk.visitor()).status_code)
    assert answers == [303, 303, 502]


def test_a_provider_that_is_silent(
    desk: DeskSite,
    provider: RunningProvider,
    anna: Account,
    monkeypatch: pytest.MonkeyPatch,
    fresh: Callable[[], None],
) -> None:
    """It is said, with the other way when there is one; who is logged in goes on, and can log out."""
    inside, waiting = desk.visitor(), desk.visitor()
    come_back(inside)
    waiting.get("/aanmelden")
    path = way_back(way_there(waiting.send_form(LOGIN)))
    provider.stop()
    silent = waiting.get(path)
    assert (silent.status_code, "antwoordt niet" in text_of(silent)) == (503, True)
    assert "Meld u aan met uw wachtwoord" in text_of(silent)
    monkeypatch.setenv("SPOORBOEK_DESK_PASSWORDS", "false")
    monkeypatch.setenv("SPOORBOEK_OIDC_ACR", "2")  # settings of a provider that was not asked anything yet
    fresh()
    alone = waiting.send_form(LOGIN)
    assert (alone.status_code, "bel de beheerder" in text_of(alone)) == (503, True)
    assert inside.get("/account").status_code == 200
    assert inside.send_form("/afmelden").headers["location"] == "/aanmelden?elders=1"


def test_no_passwords_at_all(
    desk: DeskSite,
    provider: RunningProvider,
    session: Session,
    monkeypatch: pytest.MonkeyPatch,
    fresh: Callable[[], None],
) -> None:
    """With the provider alone no page takes a password, and the first administrator begins there too."""
    monkeypatch.setenv("SPOORBOEK_DESK_PASSWORDS", "false")
    fresh()
    client = desk.visitor()
    assert "wachtwoord" not in client.get("/aanmelden").text.casefold()
    taken = [client.send_form(path).status_code for path in ("/aanmelden", "/wachtwoord-vergeten", "/wachtwoord/x")]
    assert taken == [404] * 3
    said = re.search(r"/begin/\S+", first_link_text(session, clock.now()))
    session.commit()
    assert said
    link = said[0]
    assert "wachtwoord" not in client.get(link).text.casefold()
    assert client.send_form(link, naam="Bea Heer", email="bea@bedrijf.example").status_code == 404
    assert "Vul uw naam" in text_of(client.send_form(f"{link}/elders"))
    provider.steer(who="bea")
    wrong = come_back(desk.visitor(), f"{link}/elders", naam="Bea Heer", email="geen adres")
    assert (wrong.status_code, "e-mailadres" in text_of(wrong)) == (422, True)
    begun = come_back(client, f"{link}/elders", naam="Bea Heer", email="bea@bedrijf.example")
    assert begun.headers["location"] == "/"
    assert client.get("/").headers["location"] == "/toestand"
    assert "Bea Heer" in text_of(client.get("/toestand"))
    assert 'name="huidig"' not in client.get("/account").text
    assert client.send_form("/account", huidig="x").status_code == 404
    session.expire_all()
    assert has_administrator(session)
