"""The desk behind the proxy of the handbook: TLS, cookies, and who is believed about where somebody comes from."""

import ssl
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest
from sqlmodel import Session, select
from support.desk.caddy import caddy_before
from support.desk_site import ADDRESS, DeskClient, invite, link_in_mail
from support.platforms import free_port

from models.tables import LoginAttempt, Message
from spoorboek.desk.app import desk_app
from spoorboek.desk.forms import csrf_token
from spoorboek.desk.process import desk_server
from spoorboek.desk.surroundings import Surroundings
from spoorboek.platform.port import bind_server
from spoorboek.settings import settings

COOKIE = "__Host-werkplek"


class Behind(NamedTuple):
    """A desk and its proxy: the address people use, the authority to trust, and the port behind it."""

    url: str
    authority: Path
    port: int

    def visitor(self, host: str = "127.0.0.1") -> DeskClient:
        """Return a browser on an address of this machine, which trusts the proxy."""
        trusted = ssl.create_default_context(cafile=str(self.authority))
        way = httpx.HTTPTransport(verify=trusted, local_address=host)
        return DeskClient(base_url=self.url, transport=way, timeout=60)

    def neighbour(self, host: str) -> DeskClient:
        """Return a program on this machine that passes by the proxy, and says it is one."""
        said = {"Host": "localhost", "X-Forwarded-Proto": "https"}
        way = httpx.HTTPTransport(local_address=host)
        return DeskClient(base_url=f"http://127.0.0.1:{self.port}", transport=way, headers=said, timeout=60)


@pytest.fixture
def behind(
    session: Session, monkeypatch: pytest.MonkeyPatch, fresh: Callable[[], None], tmp_path: Path
) -> Iterator[Behind]:
    """Run the desk behind Caddy, both with what the handbook says."""
    port = free_port()
    with caddy_before(port, tmp_path) as (url, authority):
        monkeypatch.setenv("SPOORBOEK_DESK_PORT", str(port))
        monkeypatch.setenv("SPOORBOEK_DESK_ADDRESS", url)
        monkeypatch.setenv("SPOORBOEK_DESK_PROXIES", "127.0.0.1")
        fresh()
        server = desk_server(desk_app(Surroundings.of(settings())), settings())
        bound = bind_server(port)
        bound.listen()
        thread = threading.Thread(target=server.run, args=([bound],), daemon=True)
        thread.start()
        yield Behind(url, authority, port)
        server.should_exit = True
        thread.join()


def guess(client: DeskClient, times: int = 1, **headers: str) -> list[int]:
    """Guess a password some times; return the answers."""
    client.get("/aanmelden", headers=headers)
    token = next(cookie.value for cookie in client.cookies.jar if cookie.name == COOKIE)
    form = {"csrf": csrf_token(str(token)), "email": ADDRESS, "wachtwoord": "geraden wachtwoord"}
    cookie = {"Cookie": f"{COOKIE}={token}"}
    return [client.post("/aanmelden", data=form, headers=headers | cookie).status_code for _ in range(times)]


def test_a_desk_behind_caddy(behind: Behind, session: Session) -> None:
    """Within TLS alone: the cookie, HSTS, links in mails, and the only name that is answered."""
    client = behind.visitor()
    answer = client.get("/aanmelden")
    [cookie] = answer.headers.get_list("set-cookie")
    assert answer.status_code == 200
    assert cookie.startswith(f"{COOKIE}=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=lax"} <= set(cookie.split("; "))
    assert int(answer.headers["strict-transport-security"].removeprefix("max-age=")) >= 31536000
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    invite(session)
    link = link_in_mail(session)
    assert client.get(link).status_code == 200
    assert f"{behind.url}{link}" in session.exec(select(Message)).one().body
    assert client.get("/aanmelden", headers={"Host": "evil.example"}).text == ""  # it does not even come to the desk
    evil = client.post("/wachtwoord-vergeten", data={"csrf": "x"}, headers={"Origin": "https://evil.example"})
    assert evil.status_code == 403
    with pytest.raises(httpx.ConnectError, match="certificate verify failed"):
        httpx.get(behind.url)


def test_a_guesser_is_known_by_the_real_address(behind: Behind, session: Session) -> None:
    """Through the proxy each has an address of one's own, whatever is said of it; past the proxy nobody is believed."""
    guesser, owner = behind.visitor("127.0.0.2"), behind.visitor("127.0.0.3")
    forged = [guess(guesser, **{"X-Forwarded-For": f"203.0.113.{number}"})[0] for number in range(5)]
    assert forged == [422] * 5
    assert guess(guesser) == [429]
    assert guess(owner) == [422]
    past = behind.neighbour("127.0.0.4")
    assert [guess(past, **{"X-Forwarded-For": f"203.0.113.{number}"})[0] for number in range(6)] == [422] * 5 + [429]
    session.expire_all()
    assert len(session.exec(select(LoginAttempt)).all()) == 3
