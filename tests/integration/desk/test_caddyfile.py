"""The Caddyfile of the deployments: desk and Prefect under one name, each on two servers of which one may be away."""

import json
import shutil
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest
import uvicorn
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from support.desk.caddy import AROUND, STARTS_WITHIN
from support.machine.ways_to_run import DEPLOYMENTS
from support.platforms import free_port

from spoorboek.desk.app import desk_app
from spoorboek.desk.process import desk_server
from spoorboek.desk.surroundings import Surroundings
from spoorboek.platform.door import guarded
from spoorboek.platform.port import await_listener, bind_server
from spoorboek.settings import settings

NAME = "{$SPOORBOEK_SITE:spoorboek.bedrijf.nl}"
SECRET = "naam:geheim-van-een-proef"


Leave = Callable[[], None]


class Front(NamedTuple):
    """Caddy before two desks and two APIs: the ports of each site, and who signed its certificate."""

    desk: int
    prefect: int
    inner: int
    authority: Path
    desks: list[Leave]
    apis: list[Leave]

    def visitor(self) -> httpx.Client:
        """Return a client that trusts the certificate."""
        return httpx.Client(verify=ssl.create_default_context(cafile=str(self.authority)), timeout=30)


def echo(number: int) -> ASGIApp:
    """Return a stand-in for an API of Prefect, which says what it was asked, behind the door that Prefect has."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await JSONResponse({"api": number, "headers": dict(Request(scope).headers)})(scope, receive, send)

    return answer


def listening(server: uvicorn.Server, port: int) -> Leave:
    """Run a server on a port; return the way to stop it, which may be called again."""
    bound = bind_server(port)
    bound.listen()
    thread = threading.Thread(target=server.run, args=([bound],), daemon=True)
    thread.start()

    def leave() -> None:
        server.should_exit = True
        thread.join()

    return leave


def file_for(site: int, prefect: int, inner: int) -> str:
    """Return the Caddyfile on other ports of this machine, as it is in all else."""
    text = (DEPLOYMENTS / "Caddyfile").read_text(encoding="utf-8")
    text = text.replace(f"{NAME}:8443", f"https://localhost:{prefect}").replace(f"Host {NAME}", "Host localhost")
    return text.replace(NAME, f"https://localhost:{site}").replace("127.0.0.1:4200", f"127.0.0.1:{inner}")


@pytest.fixture
def front(
    session: Session, monkeypatch: pytest.MonkeyPatch, fresh: Callable[[], None], tmp_path: Path
) -> Iterator[Front]:
    """Run all of it."""
    program = shutil.which("caddy")
    assert program, "run `make browser` first: Caddy is missing"
    site, prefect, inner, *behind = (free_port() for _ in range(7))
    monkeypatch.setenv("SPOORBOEK_DESK_ADDRESS", f"https://localhost:{site}")
    monkeypatch.setenv("SPOORBOEK_DESK_PROXIES", "127.0.0.1")
    fresh()
    (tmp_path / "Caddyfile").write_text(AROUND.format(folder=tmp_path) + file_for(site, prefect, inner))
    given = [" ".join(f"127.0.0.1:{port}" for port in pair) for pair in (behind[:2], behind[2:])]
    environment = {"HOME": str(tmp_path), "SPOORBOEK_DESKS": given[0], "SPOORBOEK_APIS": given[1]}
    command = [program, "run", "--config", str(tmp_path / "Caddyfile"), "--adapter", "caddyfile"]
    apps = [guarded(echo(number), [f"https://localhost:{prefect}"], SECRET) for number in range(2)]
    with ExitStack() as stack, (tmp_path / "log").open("wb") as log:
        desks = [desk_server(desk_app(Surroundings.of(settings())), settings()) for _ in range(2)]
        apis = [uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off")) for app in apps]
        leaving = [listening(server, port) for server, port in zip([*desks, *apis], behind, strict=True)]
        for leave in leaving:
            stack.callback(leave)
        process = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
        stack.callback(process.wait)
        stack.callback(process.terminate)
        for port in (site, prefect, inner):
            assert await_listener(port, "127.0.0.1", STARTS_WITHIN), (tmp_path / "log").read_text()
        authority = tmp_path / "pki" / "authorities" / "local" / "root.crt"
        yield Front(site, prefect, inner, authority, leaving[:2], leaving[2:])


def test_caddy_finds_it_valid() -> None:
    """As it stands, without any variable, and as Caddy itself would write it."""
    program = shutil.which("caddy")
    assert program, "run `make browser` first: Caddy is missing"
    file = str(DEPLOYMENTS / "Caddyfile")
    ran = subprocess.run([program, "adapt", "--config", file, "--validate"], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout)["apps"]["http"]
    written = subprocess.run([program, "fmt", file], capture_output=True, text=True)
    assert written.stdout == Path(file).read_text(encoding="utf-8")


def test_a_desk_or_an_api_that_goes_away_is_not_noticed(front: Front) -> None:
    """Every request is answered while one of each is left; with both, both get their share."""
    addresses = {
        "desk": f"https://localhost:{front.desk}/aanmelden",
        "prefect": f"https://localhost:{front.prefect}/api/health",
        "own": f"http://127.0.0.1:{front.inner}/api/health",
    }
    with front.visitor() as client:
        assert [client.get(address).status_code for address in addresses.values()] == [200] * 3
        assert {client.get(addresses["own"]).json()["api"] for _ in range(8)} == {0, 1}
        front.desks[0]()
        front.apis[1]()
        assert [client.get(address).status_code for address in addresses.values() for _ in range(4)] == [200] * 12
        assert {client.get(addresses["own"]).json()["api"] for _ in range(8)} == {0}


def test_prefect_is_another_origin_under_the_same_name(front: Front) -> None:
    """It never gets a cookie of the desk; it asks for its secret; a name of somebody else gets nothing of either."""
    with front.visitor() as client:
        cookie = {"Cookie": "__Host-werkplek=van-een-ander"}
        told = client.get(f"https://localhost:{front.prefect}/api/health", headers=cookie).json()["headers"]
        assert "cookie" not in told
        assert told["host"] == f"localhost:{front.prefect}"
        assert client.get(f"https://localhost:{front.prefect}/api/flows").status_code == 401
        assert client.get(f"http://127.0.0.1:{front.inner}/api/flows").status_code == 401
        evil = {"Host": "evil.example"}
        for address in (f"https://localhost:{front.prefect}/api/health", f"http://127.0.0.1:{front.inner}/api/health"):
            assert client.get(address, headers=evil).text == ""
