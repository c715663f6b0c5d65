"""An operator is logged in, and opens a page of somebody else: that page reads and changes nothing."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from support.prefect_browser import Ui, chromium

from flows.engine.runs import prefect_client
from spoorboek.platform.up import Platform

pytestmark = pytest.mark.timeout(300)
EVIL = "evil.example"
FETCH = """async ([address, options]) => {
    try {
        const answer = await fetch(address, options);
        return [answer.type, answer.status, await answer.text()];
    } catch (error) {
        return ["error", 0, String(error)];
    }
}"""
LISTEN = """address => new Promise(resolve => {
    const socket = new WebSocket(address, "prefect");
    socket.onopen = () => resolve("open");
    socket.onclose = () => resolve("closed");
})"""
FORM = """address => {
    const form = document.createElement("form");
    Object.assign(form, {method: "POST", action: address, enctype: "text/plain"});
    form.append(Object.assign(document.createElement("input"), {name: '{"name": "van evil", "x": "', value: '"}'}));
    document.body.append(form);
    form.submit();
}"""
WRITE = {"name": "van evil"}
ATTEMPTS: dict[str, dict[str, Any]] = {
    "as a form": {"method": "POST", "body": '{"name": "van evil"}'},
    "as text": {"method": "POST", "headers": {"Content-Type": "text/plain"}, "body": '{"name": "van evil"}'},
    "as json": {"method": "POST", "headers": {"Content-Type": "application/json"}, "body": '{"name": "van evil"}'},
    "without type": {"method": "POST", "body": None},
    "blindly": {"method": "POST", "mode": "no-cors", "body": '{"name": "van evil"}'},
    "with what the browser knows": {"method": "POST", "credentials": "include", "body": '{"name": "van evil"}'},
    "with a guess": {"method": "POST", "headers": {"Authorization": "Basic YTpi"}, "body": '{"name": "van evil"}'},
    "as a deletion": {"method": "DELETE"},
}


class _Page(BaseHTTPRequestHandler):
    """The page of somebody else."""

    def do_GET(self) -> None:
        """Answer every address with an empty page."""
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>evil</title><body>kijk hier</body>")

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@pytest.fixture(scope="module")
def evil_port() -> Iterator[int]:
    """Serve the page of somebody else on this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def page(platform: Platform, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """Open a page in the browser of an operator who is logged in; `evil.example` leads to this machine."""
    profile = tmp_path_factory.mktemp("operator")
    with chromium(profile, f"--host-resolver-rules=MAP {EVIL} 127.0.0.1") as browser:
        opened = browser.context.new_page()
        Ui(opened, platform.url).log_in(platform.access.secret.get_secret_value())
        yield opened


@pytest.fixture(params=[EVIL, "127.0.0.1"])
def stranger(page: Page, evil_port: int, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Open the page of somebody else in a tab of its own, by a name of its own or on another port of this machine."""
    tab = page.context.new_page()  # a form of the attack before may still be on its way in another
    tab.goto(f"http://{request.param}:{evil_port}/")
    expect(tab.get_by_text("kijk hier")).to_be_visible()
    yield tab
    tab.close()


@pytest.fixture(autouse=True)
def _nothing_changed(platform: Platform) -> Iterator[None]:
    before = _flows()
    yield
    assert _flows() == before


def _flows() -> set[str]:
    with prefect_client() as prefect:
        return {flow.name for flow in prefect.read_flows()}


@pytest.mark.parametrize("how", ATTEMPTS)
def test_another_page_writes_nothing(platform: Platform, stranger: Page, how: str) -> None:
    """A request that needs no permission, and one that asks for it: neither is carried out, no answer is read."""
    kind, status, text = stranger.evaluate(FETCH, [f"{platform.url}/api/flows/", ATTEMPTS[how]])
    assert (kind, status, text) in (("error", 0, "TypeError: Failed to fetch"), ("opaque", 0, ""))


@pytest.mark.parametrize("path", ["/api/admin/settings", "/api/health", "/ui-settings", "/"])
def test_another_page_reads_nothing(platform: Platform, stranger: Page, path: str) -> None:
    """Not even whether the server lives."""
    assert stranger.evaluate(FETCH, [f"{platform.url}{path}", {}])[:2] == ["error", 0]


def test_a_form_of_another_page_writes_nothing(platform: Platform, stranger: Page) -> None:
    """A form that is JSON in disguise needs no permission of CORS; the door refuses its origin."""
    address = f"{platform.url}/api/flows/"
    with stranger.expect_navigation(url=address) as arrived:  # until it is there: a tab on its way may never close
        stranger.evaluate(FORM, address)
    assert arrived.value is not None
    assert arrived.value.status == 403


@pytest.mark.parametrize("path", ["events/out", "events/in", "logs/out", "task_runs/subscriptions/scheduled"])
def test_another_page_does_not_listen(platform: Platform, stranger: Page, path: str) -> None:
    """Websockets know no CORS."""
    assert stranger.evaluate(LISTEN, f"{platform.url.replace('http', 'ws')}/api/{path}") == "closed"


def test_a_name_that_was_made_to_point_here_is_answered_nothing(platform: Platform, page: Page) -> None:
    """DNS rebinding: the page and the server then have one origin, and only the name gives it away."""
    port = platform.settings.port
    answer = page.goto(f"http://{EVIL}:{port}/")
    assert answer is not None
    assert (answer.status, answer.text()) == (400, "Invalid host header")
    for path in ("/api/health", "/api/admin/settings", "/ui-settings"):
        assert page.evaluate(FETCH, [path, {}]) == ["basic", 400, "Invalid host header"]
    for options in ATTEMPTS.values():
        assert page.evaluate(FETCH, ["/api/flows/", options])[1] in (0, 400)
    assert page.evaluate(LISTEN, f"ws://{EVIL}:{port}/api/events/out") == "closed"


def test_our_own_page_listens_and_writes(platform: Platform, page: Page) -> None:
    """The proof that the attempts above would have come through: from our own page they reach Prefect."""
    page.goto(f"{platform.url}/dashboard")
    assert page.evaluate(LISTEN, f"{platform.url.replace('http', 'ws')}/api/events/out") == "open"
    kind, status, text = page.evaluate(FETCH, ["/api/flows/", ATTEMPTS["as json"]])
    assert (kind, status) == ("basic", 401)
    assert "Unauthorized" in text


def test_a_wrong_secret_does_not_let_in(platform: Platform, page: Page) -> None:
    """Who types something else stays outside, and is told; nothing of the dossiers is on the page."""
    page.goto(f"{platform.url}/dashboard")
    secret = page.evaluate("localStorage.getItem('prefect-password')")
    page.evaluate("localStorage.removeItem('prefect-password')")
    try:
        page.goto(f"{platform.url}/runs")
        page.get_by_placeholder("admin:pass").fill("spoorboek:geraden-woord")
        page.get_by_role("button", name="Login").click()
        expect(page.get_by_text("Authentication failed.").first).to_be_visible()
        expect(page.get_by_placeholder("admin:pass")).to_be_visible()
    finally:
        page.evaluate("secret => localStorage.setItem('prefect-password', secret)", secret)
