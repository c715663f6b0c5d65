"""A real OpenID provider that is certified (`oidc-provider` of npm) on loopback, and people who log in there.

- `provider`: running, and named by the settings of this process, for the desk of this test;
- `come_back`: follow the way of a browser from the desk to the provider, and back.
"""

import re
import subprocess
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest
from support.desk_site import DeskClient, DeskSite
from support.machine.npm_packages import MODULES, node_program, npm_module
from support.platforms import free_port

SCRIPT = Path(__file__).with_name("openid_provider.mjs")
SECRET = "geheim:met+tekens%".ljust(40, "x")
LOGIN, BACK = "/aanmelden/elders", "/aanmelden/elders/terug"


class RunningProvider:
    """A provider on loopback: `steer` says who logs in there, and how; `stop` ends it."""

    def __init__(self, desk: str) -> None:
        npm_module("oidc-provider")
        self.desk, self.port = desk, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._start()

    def _start(self) -> None:
        command = [node_program(), str(SCRIPT), str(MODULES), str(self.port), self.desk]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        assert self._process.stdout
        assert self._process.stdout.readline() == b"luistert\n"

    def steer(self, **told: Any) -> None:
        """Say who logs in (`who`), in which ways (`amr`, `acr`), by which clock (`skew`), or that it has a new key."""
        httpx.post(f"{self.url}/stuur", json=told, timeout=60).raise_for_status()

    def stop(self) -> None:
        """End the provider."""
        self._process.kill()
        self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()


@pytest.fixture
def provider(
    desk: DeskSite, monkeypatch: pytest.MonkeyPatch, fresh: Callable[[], None], tmp_path: Path
) -> Iterator[RunningProvider]:
    """Start a provider, and let the desk of this test know it."""
    secret = tmp_path / "oidc-geheim"
    secret.write_text(f"{SECRET}\n")
    running = RunningProvider(desk.url)
    monkeypatch.setenv("SPOORBOEK_DESK_PORT", desk.url.rpartition(":")[2])
    monkeypatch.setenv("SPOORBOEK_OIDC_ISSUER", running.url)
    monkeypatch.setenv("SPOORBOEK_OIDC_CLIENT", "spoorboek")
    monkeypatch.setenv("SPOORBOEK_OIDC_SECRET_FILE", str(secret))
    fresh()
    yield running
    running.stop()


def way_there(answer: httpx.Response) -> str:
    """Return the address a page of ours leads on to."""
    found = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', answer.text)
    assert found, answer.text
    return unescape(found[1])


def way_back(address: str, browser: httpx.Client | None = None) -> str:
    """Log in at the provider, as it was steered, and return the path it sends the browser back to."""
    browser = browser or httpx.Client(timeout=60)
    for _ in range(6):
        answer = browser.get(address)
        assert answer.is_redirect, (answer.status_code, answer.text)
        address = str(answer.url.join(answer.headers["location"]))
        if BACK in address:
            return address[address.index(BACK) :]
    raise AssertionError(address)


def come_back(client: DeskClient, path: str = LOGIN, **fields: str) -> httpx.Response:
    """Log in elsewhere by a form of the desk; return what the desk answers to who comes back."""
    client.get("/aanmelden")
    return client.get(way_back(way_there(client.send_form(path, **fields))))
