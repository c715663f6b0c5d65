"""Logging in: from an invitation to a session, and everything that must not work."""

import re
from pathlib import Path

import httpx
import pytest
from sqlmodel import Session, col, select
from support.desk_site import ADDRESS, PASSWORD, DeskClient, DeskSite, Phone, invite, link_in_mail, text_of

from models.accounts.accounts import close_account
from models.operators import operator_codes
from models.tables import Account, AccountAct, AccountLink, DeskSession, LoginAttempt, Message, RecoveryCode
from models.verification import verify_record
from spoorboek import clock
from spoorboek.settings import settings
from tasks.outbox.mail_queue import send_due


def begin(client: DeskClient, path: str, **other: str) -> tuple[httpx.Response, Phone]:
    """Follow an invitation and fill in what it asks."""
    page = client.get(path)
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", page.text)
    assert secret
    phone = Phone(secret[1].replace(" ", ""))
    given = {"wachtwoord": PASSWORD, "nogmaals": PASSWORD, "code": phone.code()}
    return client.send_form(path, **{**given, **other}), phone


def log_in(client: DeskClient, code: str, password: str = PASSWORD, address: str = ADDRESS) -> httpx.Response:
    """Give address and password, and then the code."""
    client.get("/aanmelden")
    answer = client.send_form("/aanmelden", email=address, wachtwoord=password, naar="/account")
    return client.send_form("/aanmelden/code", code=code, naar="/account") if answer.status_code == 303 else answer


@pytest.fixture
def begun(desk: DeskSite, session: Session) -> tuple[Account, Phone]:
    """Return an account that was begun, and the phone of its owner."""
    account = invite(session)
    answer, phone = begin(desk.visitor(), link_in_mail(session))
    assert answer.status_code == 200, text_of(answer)
    session.expire_all()
    return account, phone


def test_a_life_of_an_account(
    desk: DeskSite, session: Session, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Invited, begun, logged in, out and in again: each leaves a trace, and the ledger is whole."""
    monkeypatch.setattr(settings(), "home", tmp_path)
    account, visitor = invite(session), desk.visitor()
    assert send_due().delivered == 1
    (sent,) = settings().mail_folder.iterdir()
    assert f"To: Anna de Wit <{ADDRESS}>" in sent.read_text()
    assert account.code in operator_codes(session)
    path = link_in_mail(session)
    wrong, _ = begin(visitor, path, nogmaals="iets anders dan dat")
    assert "niet gelijk" in text_of(wrong)
    assert "12 tekens" in text_of(begin(visitor, path, wachtwoord="kort", nogmaals="kort")[0])
    assert "klopt niet" in text_of(begin(visitor, path, code="000000x")[0])
    begun, phone = begin(visitor, path)
    codes = re.findall(r"<code>([a-z2-9-]{14})</code>", begun.text)
    assert len(codes) == 8
    assert "Anna de Wit" in text_of(visitor.get("/vandaag"))
    assert visitor.get(path).status_code == 404
    again = desk.visitor()
    assert again.get(path).status_code == 404
    assert log_in(again, phone.code()).headers["location"] == "/account"
    assert again.get("/account").status_code == 200
    out = again.send_form("/afmelden")
    assert out.headers["location"] == "/aanmelden?afgemeld=1"
    assert again.get("/").headers["location"] == "/aanmelden"
    assert log_in(again, codes[0].replace("-", " ").upper()).headers["location"] == "/account"
    assert log_in(desk.visitor(), codes[0]).status_code == 422
    session.expire_all()
    kinds = session.exec(select(AccountAct.kind).order_by(col(AccountAct.id))).all()
    told = ["aangemaakt", "uitgenodigd", "begonnen", "aangemeld", "aangemeld", "afgemeld"]
    assert kinds == [*told, "herstelcode gebruikt", "aangemeld"]
    assert len(session.exec(select(RecoveryCode)).all()) == 7
    assert verify_record(session) == []


def test_nothing_secret_stands_readable_in_the_record(
    desk: DeskSite, session: Session, begun: tuple[Account, Phone]
) -> None:
    """Neither password, address, secret of the phone, nor the token of a cookie or link is found in any row."""
    client = desk.client_of(begun[0])
    secret = begun[0].totp_secret or ""
    for table in (Account, AccountAct, AccountLink, DeskSession, RecoveryCode, LoginAttempt, Message):
        raw = str(session.connection().exec_driver_sql(f"select t::text from {table.__tablename__} t").all())
        assert not [each for each in (PASSWORD, ADDRESS, "Anna", secret, client.cookies["werkplek"]) if each in raw]


def test_a_code_is_used_once(desk: DeskSite, begun: tuple[Account, Phone]) -> None:
    """Who looks over a shoulder cannot use the code again, not even in the same half minute."""
    code = begun[1].code()
    assert log_in(desk.visitor(), code).status_code == 303
    again = log_in(desk.visitor(), code)
    assert (again.status_code, "klopt niet" in text_of(again)) == (422, True)


def test_nobody_learns_who_has_an_account(desk: DeskSite, session: Session, begun: tuple[Account, Phone]) -> None:
    """A wrong password, an unknown address, a closed and an invited account get the very same answer."""
    invite(session, "casemanager-8", "bert@bakkerij.example")
    closed = desk.account("casemanager")
    close_account(session, closed, "operator-1")
    session.commit()
    answers = set()
    for address in (ADDRESS, "niemand@bakkerij.example", "bert@bakkerij.example"):
        client = desk.visitor()
        client.get("/aanmelden")
        answer = client.send_form("/aanmelden", email=address, wachtwoord="niet dit wachtwoord")
        answers.add((answer.status_code, text_of(answer)))
        forgotten = client.send_form("/wachtwoord-vergeten", email=address)
        answers.add((forgotten.status_code, text_of(forgotten)))
    assert len(answers) == 2
    assert begun


def test_a_guesser_waits_and_the_owner_does_not(
    desk: DeskSite, session: Session, begun: tuple[Account, Phone], monkeypatch: pytest.MonkeyPatch
) -> None:
    """After some wrong passwords of one source it waits, ever longer, for a known and an unknown address alike."""
    moment = clock.now()
    monkeypatch.setattr(clock, "now", lambda: moment)
    for address in (ADDRESS, "niemand@bakkerij.example"):
        client = desk.visitor()
        client.get("/aanmelden")
        statuses = [
            client.send_form("/aanmelden", email=address, wachtwoord="geraden wachtwoord").status_code for _ in range(7)
        ]
        assert statuses == [422] * 5 + [429] * 2
    code = begun[1].code()
    assert "seconden" in text_of(log_in(desk.visitor(), code))  # the same source, even with the right password
    for row in session.exec(select(LoginAttempt)).all():
        session.delete(row)
        session.flush()
        session.add(LoginAttempt(**row.model_dump() | {"attempt_key": f"{row.attempt_key}-elsewhere"}))
    session.commit()  # as if they had come from another address of the internet
    assert log_in(desk.visitor(), code).status_code == 303


def test_a_password_lapses_when_somebody_else_has_it(
    desk: DeskSite, session: Session, begun: tuple[Account, Phone]
) -> None:
    """Ten wrong codes after the right password: it is known to another, so it ends; its owner is told and goes on."""
    inside = desk.client_of(begun[0])
    thief = desk.visitor()
    thief.get("/aanmelden")
    thief.send_form("/aanmelden", email=ADDRESS, wachtwoord=PASSWORD)
    answers = [text_of(thief.send_form("/aanmelden/code", code="000000")) for _ in range(10)]
    assert ["te vaak" in answer for answer in answers] == [False] * 9 + [True]
    assert inside.get("/").headers["location"] == "/aanmelden"
    assert log_in(desk.visitor(), begun[1].code()).status_code == 422
    news = session.exec(select(Message).order_by(col(Message.id).desc())).first()
    assert news is not None
    assert "vervallen" in news.body


def test_another_password_by_mail(desk: DeskSite, session: Session, begun: tuple[Account, Phone]) -> None:
    """The link works once, ends all sessions, and still leaves the second factor to be given; three an hour."""
    inside, client = desk.client_of(begun[0]), desk.visitor()
    client.get("/aanmelden")
    for _ in range(5):
        client.send_form("/wachtwoord-vergeten", email=ADDRESS.upper())
    await_mails(session, 4)
    path, new = link_in_mail(session), "heel andere woorden nu"
    assert client.get(path).status_code == 200
    assert "uw naam" in text_of(client.send_form(path, wachtwoord="anna de wit 1234", nogmaals="anna de wit 1234"))
    assert client.send_form(path, wachtwoord=new, nogmaals=new).headers["location"] == "/aanmelden?gewijzigd=1"
    assert client.get(path).status_code == 404
    assert client.get("/").headers["location"] == "/aanmelden"
    assert inside.get("/").headers["location"] == "/aanmelden"
    code = begun[1].code()
    assert log_in(desk.visitor(), code).status_code == 422
    assert log_in(desk.visitor(), code, new).headers["location"] == "/account"


def await_mails(record: Session, count: int) -> None:
    """Look until so many mails stand in the outbox; they are written after the answer left."""
    for _ in range(100):
        record.rollback()
        if len(record.exec(select(Message.id)).all()) >= count:
            break
    assert len(record.exec(select(Message.id)).all()) == count
