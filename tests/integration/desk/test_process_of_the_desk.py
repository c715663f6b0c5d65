"""The desk as a process of its own with TLS, as `up` starts it."""

import os
import signal
import ssl
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
from support.platforms import free_port

from spoorboek.demo.bureau.certificate import certificate
from spoorboek.platform.platform_children import DESK, MODULES, make_children
from spoorboek.settings import Settings

PATIENCE = 60.0  # seconds; the machine may be busy


def answer_of(client: httpx.Client, path: str) -> httpx.Response:
    """Ask for a page as soon as somebody answers."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return client.get(path)
        except httpx.ConnectError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


@pytest.mark.usefixtures("session")
def test_a_process_with_tls(tmp_path: Path) -> None:
    """The cookie goes over TLS alone, the log names no path and no token, and it ends when it is asked to."""
    certificate(tmp_path)
    port, pem = free_port(), str(tmp_path / "server.pem")
    own = {
        "SPOORBOEK_DESK_PORT": str(port),
        "SPOORBOEK_DESK_CERTIFICATE": pem,
        "SPOORBOEK_DESK_CERTIFICATE_KEY": pem,
    }
    command = [sys.executable, "-P", "-m", MODULES[DESK]]
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(command, env={**os.environ, **own}, stdout=log, stderr=log)
    trusted = ssl.create_default_context(cafile=pem)
    try:
        with httpx.Client(base_url=f"https://127.0.0.1:{port}", verify=trusted) as client:
            answer = answer_of(client, "/begin/geheime-link")
            [cookie] = answer.headers.get_list("set-cookie")
            assert answer.status_code == 404
            assert cookie.startswith("__Host-werkplek=")
            assert {"Secure", "HttpOnly", "Path=/"} <= set(cookie.split("; "))
            assert answer.headers["strict-transport-security"].startswith("max-age=")
    finally:
        process.send_signal(signal.SIGTERM)
        ended = process.wait(PATIENCE)
    written = (tmp_path / "log").read_text()
    assert ended in (0, -signal.SIGTERM)
    assert "GET 404" in written
    assert not [word for word in ("geheime-link", cookie[16:40], "Traceback", "127.0.0.1") if word in written]


def test_up_has_a_desk_unless_it_is_switched_off(tmp_path: Path) -> None:
    """One process more, which knows no other database; none with port 0."""
    on, off = (
        {child.name: child for child in make_children(Settings(home=tmp_path, desk_port=port), None, {})}
        for port in (4281, 0)
    )
    assert on.keys() - off.keys() == {DESK}
    assert on[DESK].environment["SPOORBOEK_DESK_PORT"] == "4281"
    assert not on[DESK].receives("SPOORBOEK_OWNER_DATABASE_URL")
