"""The door before the server: which Host and which Origin pass, for requests and websockets."""

from base64 import b64encode

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from spoorboek.platform.door import guarded
from spoorboek.settings import Settings

SECRET = "spoorboek:een-lang-geheim"
KNOWN = {"Authorization": "Basic " + b64encode(SECRET.encode()).decode()}
SOCKET = "ws://127.0.0.1:4200/api/events"
OWN = Settings(port=4200, origins="https://spoorboek.bedrijf.nl, http://intern:8080").own_origins
PATHS = ["/api", "/api/flows/", "/api/health/x", "/api/healthy", "/api/variables/name/health", "/apidocs"]
OPEN = ["/api/health", "/api/ready", "/", "/ui-settings", "/dashboard"]
OTHERS = [
    "http://evil.example",
    "http://127.0.0.1",
    "http://127.0.0.1:4201",
    "https://127.0.0.1:4200",
    "http://127.0.0.1:4200.evil.example",
    "http://spoorboek.bedrijf.nl",
    "https://spoorboek.bedrijf.nl.evil.example",
    "null",
    "",
    "*",
    "file://",
]


async def _answer(_request: Request) -> PlainTextResponse:
    return PlainTextResponse("binnen")


async def _listen(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.send_text("binnen")
    await websocket.close()


@pytest.fixture(scope="module")
def client() -> TestClient:
    """Make an app behind the door; no request has a host or an origin of itself."""
    methods = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"]
    pages = [Route(path, _answer, methods=methods) for path in (*PATHS, *OPEN)]
    app = Starlette(routes=[*pages, WebSocketRoute("/api/events", _listen)])
    return TestClient(guarded(app, OWN, SECRET), base_url="http://127.0.0.1:4200", headers=KNOWN)


@pytest.mark.parametrize(
    "host", ["127.0.0.1:4200", "localhost:4200", "LOCALHOST", "spoorboek.bedrijf.nl", "intern:8080"]
)
def test_our_own_names_pass(client: TestClient, host: str) -> None:
    """The number and name of this machine, and those that were set; the port does not matter."""
    assert client.post("/api", headers={"host": host}).text == "binnen"


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:4200", "127.0.0.1.evil.example", "spoorboek.bedrijf.nl.", "[::1]:4200", "", "*"],
)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS"])
def test_another_name_for_this_machine_does_not_pass(client: TestClient, host: str, method: str) -> None:
    """DNS rebinding: a page of evil.example whose name points here is answered nothing."""
    assert client.request(method, "/api", headers={"host": host}).status_code == 400
    with pytest.raises(WebSocketDisconnect), client.websocket_connect(SOCKET, headers={"host": host}):
        pass


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "QUERY"])
@pytest.mark.parametrize("origin", OTHERS)
def test_a_page_of_another_origin_changes_nothing(client: TestClient, method: str, origin: str) -> None:
    """A different scheme or port is another origin too, as browsers see it."""
    assert client.request(method, "/api", headers={"origin": origin}).status_code == 403


@pytest.mark.parametrize("origin", OTHERS)
def test_a_page_of_another_origin_does_not_listen(client: TestClient, origin: str) -> None:
    """A websocket knows no CORS: only the server can refuse it."""
    with pytest.raises(WebSocketDisconnect), client.websocket_connect(SOCKET, headers={"origin": origin}):
        pass


@pytest.mark.parametrize("origin", OWN)
def test_our_own_pages_pass(client: TestClient, origin: str) -> None:
    """Under every address that is ours."""
    assert client.post("/api", headers={"origin": origin}).text == "binnen"
    with client.websocket_connect(SOCKET, headers={"origin": origin}) as heard:
        assert heard.receive_text() == "binnen"


def test_a_program_passes_and_a_form_of_another_site_without_origin_does_not(client: TestClient) -> None:
    """Programs send no origin; a browser that leaves it out still says that the page is of another site."""
    assert client.post("/api").text == "binnen"
    assert client.post("/api", headers={"sec-fetch-site": "cross-site"}).status_code == 403
    with client.websocket_connect(SOCKET) as heard:
        assert heard.receive_text() == "binnen"


def test_two_origins_pass_only_when_both_are_ours(client: TestClient) -> None:
    """A second header smuggles nothing in."""
    headers = [("origin", OWN[0]), ("origin", "http://evil.example")]
    assert client.post("/api", headers=headers).status_code == 403


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "DELETE"])
@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "word",
    [
        "",
        "Basic ",
        "Basic",
        "Bearer x",
        SECRET,
        KNOWN["Authorization"].removeprefix("Basic "),
        KNOWN["Authorization"] + "=",
        KNOWN["Authorization"][:-1],
        "Basic " + b64encode(b"spoorboek:").decode(),
        "Basic é\x80",
    ],
)
def test_the_api_is_for_who_knows_the_secret(client: TestClient, method: str, path: str, word: str) -> None:
    """Nothing that resembles it passes, and no guess is an error of the server."""
    answer = client.request(method, path, headers={"authorization": word.encode("latin-1")})  # type: ignore[dict-item]
    assert answer.status_code == 401
    assert client.request(method, path).status_code == 200


@pytest.mark.parametrize("path", OPEN)
def test_health_and_the_pages_that_ask_for_it_are_open(client: TestClient, path: str) -> None:
    """A browser needs the page to log in on; who watches the server needs no secret."""
    assert client.get(path, headers={"authorization": ""}).text == "binnen"


def test_a_browser_may_ask_what_is_allowed(client: TestClient) -> None:
    """A preflight has no credentials; what it allows is the concern of CORS."""
    assert client.options("/api", headers={"authorization": "", "origin": OWN[0]}).text == "binnen"
