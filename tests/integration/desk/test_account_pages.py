"""Managing accounts on the desk, and one's own account: what each may change, and what nobody may."""

import re
from collections.abc import Callable

import pytest
from sqlmodel import Session, col, select
from support.desk_site import PASSWORD, DeskSite, Phone, invite, link_in_mail, text_of

from models.accounts.passwords import is_password
from models.operators import operator_codes
from models.tables import Account, AccountAct, Case, CaseReading, Employer, Message
from models.verification import verify_record
from spoorboek import clock


def test_an_administrator_invites_changes_and_closes(
    desk: DeskSite, session: Session, make_case: Callable[..., Case]
) -> None:
    """From an invitation to the end, with what is wrong told beside what was filled in, and a trace of each."""
    make_case()
    client, employer = desk.log_in("beheer"), session.exec(select(Employer)).one()
    given = {"naam": "Jan Smit", "email": "jan@bedrijf.example", "rol": ["leidinggevende"]}
    for wrong, told in (
        ({"email": "geen adres"}, "e-mailadres in"),
        ({"naam": "", "email": ""}, "naam en een e-mailadres"),
        ({"rol": []}, "Kies ten minste één rol"),
        ({"rol": ["auditor", "hr"]}, "geen tweede rol"),
        ({"rol": ["bedrijfsarts", "hr"], "alle": "ja"}, "geen tweede rol"),
        ({"rol": ["werkgever"], "alle": "ja"}, "nooit alle"),
        ({"rol": ["bureau"]}, "één bureau"),
        ({"werkgever": "weg"}, "bestaat niet meer"),
        ({"code": "Jan Smit"}, "kan geen code zijn"),
    ):
        answer = client.send_form("/accounts/nieuw", **(given | wrong))
        assert (answer.status_code, told in text_of(answer)) == (422, True), text_of(answer)
    assert session.exec(select(Message)).all() == []
    made = client.send_form("/accounts/nieuw", **given)
    assert made.headers["location"] == "/accounts/leidinggevende-1?gedaan=uitgenodigd"
    assert "leidinggevende-1" in operator_codes(session)
    assert "al bij een ander" in text_of(client.send_form("/accounts/nieuw", **given))
    path = "/accounts/leidinggevende-1"
    assert "Jan Smit" in text_of(client.get(path))
    changed = client.send_form(path, wat="rollen", rol=["auditor"], werkgever=employer.code)
    assert changed.headers["location"] == f"{path}?gedaan=gewijzigd"
    session.expire_all()
    assert "leidinggevende-1" not in operator_codes(session)
    assert session.exec(select(Account).where(col(Account.code) == "leidinggevende-1")).one().employer_ids
    first = link_in_mail(session)
    assert client.send_form(path, wat="uitnodigen").status_code == 303
    session.expire_all()
    assert desk.visitor().get(first).status_code == 404
    assert desk.visitor().get(link_in_mail(session)).status_code == 200
    assert "vinkje" in text_of(client.send_form(path, wat="sluiten"))
    assert client.send_form(path, wat="sluiten", zeker="ja").status_code == 303
    assert desk.visitor().get(link_in_mail(session)).status_code == 404
    assert "is gesloten" in text_of(client.send_form(path, wat="rollen", rol=["hr"]))
    kinds = session.exec(select(AccountAct.kind, AccountAct.detail).order_by(col(AccountAct.id))).all()
    assert [kind for kind, _ in kinds] == ["aangemaakt", "uitgenodigd", "gewijzigd", "uitgenodigd", "gesloten"]
    assert not re.search("Jan|bedrijf", str(kinds))
    assert verify_record(session) == []


def test_nobody_gives_oneself_anything(desk: DeskSite, session: Session) -> None:
    """An administrator changes neither the roles of the own account nor closes it; there is always another to ask."""
    account = desk.account("beheer")
    client, path = desk.client_of(account), f"/accounts/{account.code}"
    for fields in ({"wat": "rollen", "rol": ["casemanager"], "alle": "ja"}, {"wat": "sluiten", "zeker": "ja"}):
        answer = client.send_form(path, **fields)
        assert (answer.status_code, "een andere beheerder" in text_of(answer)) == (422, True)
    session.refresh(account)
    assert (account.roles, account.active) == (["beheer"], True)
    assert client.get("/account").status_code == 200


def test_ones_own_account(desk: DeskSite, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another password and other codes only with the password of now; elsewhere one is logged out, here not."""
    account, here = invite(session), desk.visitor()
    path = link_in_mail(session)
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", here.get(path).text)
    assert secret
    code = Phone(secret[1].replace(" ", "")).code()
    here.send_form(path, wachtwoord=PASSWORD, nogmaals=PASSWORD, code=code)
    elsewhere, new = desk.client_of(account), "weer een heel andere zin"
    wanted = {"wat": "wachtwoord", "wachtwoord": new, "nogmaals": new}
    assert "klopt niet" in text_of(here.send_form("/account", huidig="geraden woord", **wanted))
    assert "klopt niet" in text_of(here.send_form("/account", huidig="", wat="herstelcodes"))
    assert "niet gelijk" in text_of(here.send_form("/account", huidig=PASSWORD, **(wanted | {"nogmaals": "x"})))
    assert here.send_form("/account", huidig=PASSWORD, **wanted).headers["location"] == "/account?gewijzigd=1"
    assert "is gewijzigd" in text_of(here.get("/account?gewijzigd=1"))
    assert elsewhere.get("/account").headers["location"].startswith("/aanmelden")
    session.refresh(account)
    assert is_password(account.password, new)
    codes = here.send_form("/account", huidig=new, wat="herstelcodes")
    assert len(re.findall(r"<code>[a-z2-9-]{14}</code>", codes.text)) == 8
    assert "U hebt er nog 8" in text_of(here.get("/account"))
    moment = clock.now()
    monkeypatch.setattr(clock, "now", lambda: moment)
    guesses = [text_of(here.send_form("/account", huidig="geraden woord", wat="herstelcodes")) for _ in range(7)]
    assert ["seconden" in guess for guess in guesses] == [False] * 5 + [True] * 2


def test_who_comes_back_is_invited_at_the_same_address(desk: DeskSite, session: Session) -> None:
    """An address is taken while its account is open; a closed one gives it up, and is found by it no more."""
    admin = desk.log_in("beheer")
    sent = {"naam": "Jo Terug", "email": "jo@bedrijf.example", "rol": "hr"}
    first = admin.send_form("/accounts/nieuw", **sent).headers["location"].partition("?")[0]
    assert "hoort al bij een ander account" in text_of(admin.send_form("/accounts/nieuw", **sent))
    odd = admin.send_form(first, wat="anders", rol="teamleider")
    assert (odd.status_code, "Er is niets gewijzigd" in text_of(odd)) == (422, True)
    assert admin.send_form(first, wat="sluiten", zeker="ja").status_code == 303
    again = admin.send_form("/accounts/nieuw", **{**sent, "email": "JO@bedrijf.example"})
    assert again.status_code == 303
    assert again.headers["location"].partition("?")[0] != first
    found = session.exec(select(Account).where(col(Account.email_hash).is_not(None))).all()
    assert [(account.active, account.name) for account in found] == [(True, "Jo Terug")]


def test_who_looked_and_what_nobody_sees(desk: DeskSite, session: Session, make_case: Callable[..., Case]) -> None:
    """A reading stands in the trail before it is shown; a case outside the reach does not exist; none goes unseen."""
    case = make_case(name="Tamar Kanarie")
    leader, blind = desk.log_in("teamleider", everyone=True), desk.log_in("teamleider")
    path = f"/zaak/{case.number}/inzage"
    trail = leader.get(path)
    assert f'href="/zaak/{case.number}"' in trail.text
    assert re.search(r"Mens \d+ mens-\d+ , teamleider Wie keek in deze zaak", text_of(trail))
    hidden, absent = blind.get(path), blind.get("/zaak/Z-00000/inzage")
    assert (hidden.status_code, hidden.text) == (404, absent.text)
    readings = session.exec(select(CaseReading)).all()
    assert [(reading.case_id, reading.page) for reading in readings] == [(case.id, "Wie keek in deze zaak")]
    alone = text_of(desk.log_in("beheer").get("/ongezien"))
    assert case.number in alone  # these leaders have no password yet: they cannot log in by themselves
    assert "Kanarie" not in alone.replace("Bakkerij Kanarie", "")
    acting = desk.account("casemanager", everyone=True, password="x")
    assert case.number not in text_of(leader.get("/ongezien"))
    acting.active = False
    session.add(acting)
    session.commit()
    assert case.number in text_of(leader.get("/ongezien"))
    assert verify_record(session) == []
