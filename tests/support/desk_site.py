"""The desk as browsers reach it: a real server on a free port, accounts, and a client that is logged in.

- `desk`: a `DeskSite` on the database of this test; `desk.log_in("casemanager")` returns a client of somebody new;
- `invite`, `link_in_mail`, `Phone`: an invitation as people get it, and the app on their phone.
"""

import itertools
import re
import ssl
import threading
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx
import pyotp
import pytest
from sqlmodel import Session, col, select
from support.platforms import free_port

from models.accounts.account_roles import AccountRole
from models.accounts.accounts import make_account
from models.accounts.sessions import begin_session
from models.operators import operator_codes
from models.tables import Account, Message, OperatorAct
from models.tables.operator_tables import ADDED
from spoorboek import clock
from spoorboek.desk.account_mail import mail_invitation
from spoorboek.desk.app import desk_app
from spoorboek.desk.forms import csrf_token
from spoorboek.desk.permissions import CHANGES_CASES, account_scope, permissions_of
from spoorboek.desk.process import desk_server
from spoorboek.desk.surroundings import Surroundings
from spoorboek.platform.port import bind_server
from spoorboek.settings import Settings
from tasks.outbox.recall import waiting

PASSWORD = "vier woorden op een rij"
ADDRESS = "anna@bakkerij.example"
NO_AUTHORITIES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # made once; reading those of the machine takes long
_people = itertools.count(1)


class DeskClient(httpx.Client):
    """A browser without a screen: it keeps cookies and follows nothing."""

    @property
    def csrf(self) -> str:
        """Return what a form of this client must carry."""
        return csrf_token(self.cookies["werkplek"])

    def send_form(self, path: str, **fields: Any) -> httpx.Response:
        """Send a form as a page of ours does."""
        return self.post(path, data={"csrf": self.csrf, **fields}, headers={"Sec-Fetch-Site": "same-origin"})

    def send_file(self, path: str, name: str, content: bytes, **fields: Any) -> httpx.Response:
        """Send a form with a file in the field `bestand` as a page of ours does."""
        sent = {"csrf": self.csrf, "formulier": str(uuid4()), **fields}
        files = {"bestand": (name, content, "application/octet-stream")}
        return self.post(path, data=sent, files=files, headers={"Sec-Fetch-Site": "same-origin"})


class DeskSite:
    """A running desk: its address, and people who log in."""

    def __init__(self, url: str, record: Session) -> None:
        self.url, self.record = url, record

    def visitor(self) -> DeskClient:
        """Return a client of somebody who is not logged in."""
        return DeskClient(base_url=self.url, timeout=60, verify=NO_AUTHORITIES)  # seconds; the machine may be busy

    def account(self, *roles: str, **columns: Any) -> Account:
        """Make an account with these roles, an operator when it may record; commits."""
        number = next(_people)
        account = Account(code=f"mens-{number}", roles=list(roles), name=f"Mens {number}", **columns)
        self.record.add(account)
        may_record = permissions_of(map(_role, roles)) & CHANGES_CASES
        if may_record and account.code not in operator_codes(self.record):
            self.record.add(OperatorAct(kind=ADDED, code=account.code, actor="operator-1"))
        self.record.commit()
        return account

    def log_in(self, *roles: str, **columns: Any) -> DeskClient:
        """Return a client of somebody new with these roles, whose session is whole."""
        return self.client_of(self.account(*roles, **columns))

    def client_of(self, account: Account) -> DeskClient:
        """Return a client of an account, whose session is whole."""
        token = begin_session(self.record, account, clock.now(), whole=True)
        self.record.commit()
        client = self.visitor()
        client.cookies.set("werkplek", token, domain="127.0.0.1")  # as the desk sets it, so another takes its place
        return client


def _role(name: str) -> Any:
    from models.accounts.account_roles import AccountRole

    return AccountRole(name)


def text_of(answer: httpx.Response) -> str:
    """Return what a page says, without its marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


class Phone:
    """An app for codes, which never gives one twice."""

    def __init__(self, secret: str) -> None:
        self._totp, self._given = pyotp.TOTP(secret), 0

    def code(self) -> str:
        """Return the code of now, or the next one."""
        step = max(int(clock.now().timestamp()) // 30, self._given + 1)
        self._given = step
        return self._totp.generate_otp(step)


def invite(record: Session, code: str = "casemanager-7", address: str = ADDRESS) -> Account:
    """Invite a casemanager of all employers by mail."""
    scope = account_scope([AccountRole.CASE_MANAGER], everyone=True)
    account = make_account(record, code, "Anna de Wit", address, scope, "operator-1")
    mail_invitation(record, account, "operator-1", clock.now())
    record.commit()
    return account


def link_in_mail(record: Session) -> str:
    """Return the path of the link in the newest mail."""
    newest = record.exec(select(Message).order_by(col(Message.id).desc())).first()
    assert newest is not None
    found = re.search(r"http\S+?(/(?:begin|wachtwoord)/\S+)", newest.body)
    assert found
    assert "Anna" not in newest.subject
    return found[1]


@pytest.fixture
def desk(session: Session, monkeypatch: pytest.MonkeyPatch) -> Iterator[DeskSite]:
    """Serve the desk on a free port for one test, at whatever hour: it is noon for the mail that waits."""
    monkeypatch.setattr(waiting, "goes_today", lambda _: True)
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    app = desk_app(Surroundings(frozenset({url}), False, frozenset()))
    server = desk_server(app, Settings(desk_port=port))
    bound = bind_server(port)
    bound.listen()
    thread = threading.Thread(target=server.run, args=([bound],), daemon=True)
    thread.start()
    yield DeskSite(url, session)
    server.should_exit = True
    thread.join()
