"""Another user of this machine reaches the port and gets nothing: no reading, no writing, and no secret to find."""

import asyncio
import base64
import json
import os
from pathlib import Path

import httpx
import psutil
import pytest
from support.machine.other_users import as_nobody, needs_root
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Subprotocol

from flows.engine.runs import prefect_client
from spoorboek.platform.access_secret import access_file
from spoorboek.platform.up import Platform

ASKED = [
    ("GET", "/api/admin/settings", None),
    ("GET", "/api/admin/version", None),
    ("GET", "/api/csrf-token?client=x", None),
    ("GET", "/api/openapi.json", None),
    ("POST", "/api/flow_runs/filter", {}),
    ("POST", "/api/artifacts/filter", {}),
    ("POST", "/api/logs/filter", {}),
    ("POST", "/api/deployments/filter", {}),
    ("POST", "/api/flows/", {"name": "van nobody"}),
    ("POST", "/api/flow_runs/", {"flow_id": "0" * 8}),
    ("POST", "/api/variables/", {"name": "health", "value": 1}),
    ("GET", "/api/variables/name/health", None),
    ("GET", "/api/health/../admin/settings", None),
    ("GET", "/api//admin/settings", None),
    ("GET", "/api/%2e%2e/api/admin/settings", None),
    ("PUT", "/api/admin/storage", {"default_result_storage_block_id": "0" * 8}),
    ("POST", "/api/admin/database/clear", {"confirm": True}),
    ("PATCH", "/api/work_pools/spoorboek", {"is_paused": True}),
    ("DELETE", "/api/work_pools/spoorboek", None),
    ("GET", "/api/metrics", None),
]
GUESSES = {
    "nothing": None,
    "no words": "Basic",
    "an empty word": "Basic " + base64.b64encode(b":").decode(),
    "a usual word": "Basic " + base64.b64encode(b"admin:pass").decode(),
    "letters beyond ASCII": "Basic " + base64.b64encode("spoorboek:é".encode()).decode(),
    "no base64": "Basic é",
    "a key": "Bearer x",
}
SOCKETS = [
    "events/in",
    "events/out",
    "logs/out",
    "task_runs/subscriptions/scheduled",
    "work_pools/spoorboek/workers/connect",
]
REFUSED = {400, 401, 403, 404, 405, 422}


def curl(*arguments: str) -> tuple[int, str]:
    """Ask as nobody; return the status and the body."""
    answer = as_nobody("curl", "-s", "--path-as-is", "--max-time", "30", "-w", "\n%{http_code}", *arguments)
    body, _, status = answer.stdout.rpartition("\n")
    return int(status), body


def flows() -> set[str]:
    """Return the names of the flows the server knows."""
    with prefect_client() as prefect:
        return {flow.name for flow in prefect.read_flows()}


@needs_root
@pytest.mark.parametrize(("method", "path", "body"), ASKED)
def test_another_user_neither_reads_nor_writes(
    platform: Platform, method: str, path: str, body: dict[str, object] | None
) -> None:
    """Without the secret every request is refused, whatever its path looks like, and nothing changes."""
    known = flows()
    given = ["-d", json.dumps(body), "-H", "Content-Type: application/json"] if body is not None else []
    status, text = curl("-X", method, *given, f"{platform.url}{path}")
    assert status in REFUSED
    assert "postgresql" not in text.lower()
    assert flows() == known


@pytest.mark.parametrize("guess", GUESSES)
@pytest.mark.parametrize("path", ["/api/flows/filter", "/api/admin/settings"])
def test_a_guess_is_refused(platform: Platform, guess: str, path: str) -> None:
    """Whatever is sent in the place of the secret, the answer is 401 and no error of the server."""
    word = GUESSES[guess]
    headers = {"Authorization": word.encode("utf-8")} if word else {}
    method = "POST" if path.endswith("filter") else "GET"
    answer = httpx.request(method, f"{platform.url}{path}", headers=headers, json={} if method == "POST" else None)
    assert answer.status_code == 401


def test_the_secret_without_the_token_of_a_page_changes_nothing(platform: Platform) -> None:
    """Prefect's own protection against forged requests is on: credentials alone are not enough to write."""
    name, _, word = platform.access.secret.get_secret_value().partition(":")
    answer = httpx.post(f"{platform.url}/api/flows/", json={"name": "zonder"}, auth=(name, word))
    assert (answer.status_code, answer.json()) == (403, {"detail": "Missing CSRF token."})
    assert httpx.get(f"{platform.url}/api/admin/version", auth=(name, word)).status_code == 200


def test_anybody_may_ask_whether_the_server_lives_and_no_more(platform: Platform) -> None:
    """Health and the page that asks for the secret; the description of the API, seconds of work, is not served."""
    assert httpx.get(f"{platform.url}/api/health").json() is True
    assert httpx.get(f"{platform.url}/ui-settings").json()["auth"] == "BASIC"
    for path in ("/openapi.json", "/docs", "/redoc"):
        assert "flow_runs" not in httpx.get(f"{platform.url}{path}").text


@pytest.mark.parametrize("host", ["evil.example", f"evil.example:{80}", "", "127.0.0.1.evil.example"])
@pytest.mark.parametrize("path", ["/", "/api/health", "/api/admin/settings", "/ui-settings"])
def test_under_another_name_the_server_answers_nothing(platform: Platform, host: str, path: str) -> None:
    """Not even with the secret: a name that is not ours is somebody's trick."""
    name, _, word = platform.access.secret.get_secret_value().partition(":")
    answer = httpx.get(f"{platform.url}{path}", headers={"host": host}, auth=(name, word))
    assert (answer.status_code, "Invalid host" in answer.text or answer.text == "") == (400, True)


@pytest.mark.parametrize("path", SOCKETS)
@pytest.mark.parametrize("token", [None, "", "admin:pass", 5, {"a": 1}])
def test_no_socket_opens_without_the_secret(platform: Platform, path: str, token: object) -> None:
    """Events, logs, task runs and the line of the worker: each wants the secret in its first message."""
    assert asyncio.run(_listen(platform, path, token)) == "closed"


@pytest.mark.parametrize("path", SOCKETS)
@pytest.mark.parametrize("headers", [{"Origin": "http://evil.example"}, {"Origin": "null"}])
def test_no_socket_opens_for_a_page_of_another_origin(platform: Platform, path: str, headers: dict[str, str]) -> None:
    """Not even with the secret."""
    secret = platform.access.secret.get_secret_value()
    assert asyncio.run(_listen(platform, path, secret, headers)) == 403


async def _listen(platform: Platform, path: str, token: object, headers: dict[str, str] | None = None) -> str | int:
    address = f"{platform.url.replace('http', 'ws')}/api/{path}"
    try:
        async with connect(address, subprotocols=[Subprotocol("prefect")], additional_headers=headers) as socket:
            await socket.send(json.dumps({"type": "auth", "token": token}))
            return str(await asyncio.wait_for(socket.recv(), 30))
    except InvalidStatus as refused:
        return refused.response.status_code
    except ConnectionClosed:
        return "closed"


@needs_root
def test_another_user_finds_the_secret_nowhere(platform: Platform) -> None:
    """Not in files, not in the environment of a process, not in its arguments, not in a log."""
    secret, home = platform.access.secret.get_secret_value(), platform.settings.home
    word = secret.partition(":")[2]
    file = access_file(home)
    assert file.read_text().strip() == secret
    assert as_nobody("cat", file).returncode != 0
    assert as_nobody("ls", home).returncode != 0
    assert word not in as_nobody("grep", "-rs", word, home).stdout
    for pid in (psutil.Process().pid, *(child.pid for child in platform.children)):
        assert as_nobody("cat", f"/proc/{pid}/environ").stdout == ""
    seen = as_nobody("sh", "-c", "cat /proc/[0-9]*/cmdline | tr '\\0' ' '").stdout
    assert "platform.prefect_server" in seen
    assert word not in seen


def test_the_secret_is_in_no_log_and_in_no_file_but_its_own(platform: Platform) -> None:
    """Server, worker and database write it nowhere, nor does Prefect in its folder or its tables."""
    home = platform.settings.home
    secret = platform.access.secret.get_secret_value()
    words = [secret.encode(), base64.b64encode(secret.encode())]
    files = [path for path in home.rglob("*") if path.is_file() and home / "postgres" not in path.parents]
    assert len(files) > 5
    assert [str(each) for each in files if _holds(each, words)] == [str(access_file(home))]


def _holds(path: Path, words: list[bytes]) -> bool:
    content = path.read_bytes()
    return any(word in content for word in words)


def test_an_unreadable_guess_leaves_no_traceback_in_the_log(platform: Platform) -> None:
    """Nobody fills the log from outside."""
    before = platform.child("server").log.read_text().count("Traceback")
    for word in GUESSES.values():
        httpx.get(f"{platform.url}/api/admin/settings", headers={"Authorization": (word or "").encode()})
    assert platform.child("server").log.read_text().count("Traceback") == before


def test_a_test_that_asks_for_no_platform_finds_none() -> None:
    """After tests of the shared platform, another sees no folder, no database and no API of it."""
    shown = {name for name in os.environ if name.startswith(("SPOORBOEK_", "PREFECT_API"))}
    assert shown <= {"SPOORBOEK_DESK_PORT"}
