"""The desk as browsers reach it: a real server on a free port, accounts, and a client that is logged in.

- `desk`: a `DeskSite` on the database of this test; `desk.log_in("casemanager")` returns a client of somebody new.
"""

import itertools
import re
import threading
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import uvicorn
from sqlmodel import Session
from support.platforms import free_port

from models.accounts.sessions import begin_session
from models.operators import operator_codes
from models.tables import Account, OperatorAct
from models.tables.operator_tables import ADDED
from spoorboek import clock
from spoorboek.desk.app import desk_app
from spoorboek.desk.forms import csrf_token
from spoorboek.desk.permissions import CHANGES_CASES, permissions_of
from spoorboek.desk.surroundings import Surroundings
from spoorboek.platform.port import bind_server

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


class DeskSite:
    """A running desk: its address, and people who log in."""

    def __init__(self, url: str, record: Session) -> None:
        self.url, self.record = url, record

    def visitor(self) -> DeskClient:
        """Return a client of somebody who is not logged in."""
        return DeskClient(base_url=self.url)

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
        client.cookies.set("werkplek", token)
        return client


def _role(name: str) -> Any:
    from models.accounts.account_roles import AccountRole

    return AccountRole(name)


def text_of(answer: httpx.Response) -> str:
    """Return what a page says, without its marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


@pytest.fixture
def desk(session: Session) -> Iterator[DeskSite]:
    """Serve the desk on a free port for one test."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    app = desk_app(Surroundings(frozenset({url}), False, frozenset()))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", access_log=False, lifespan="off"))
    bound = bind_server(port)
    bound.listen()
    thread = threading.Thread(target=server.run, args=([bound],), daemon=True)
    thread.start()
    yield DeskSite(url, session)
    server.should_exit = True
    thread.join()
