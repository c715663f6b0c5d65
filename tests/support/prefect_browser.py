"""Drive the Prefect UI in a real Chromium, as an operator does: look, choose, fill in, submit.

- `chromium()`: a browser with an empty profile; it knows every address it asked anything of;
- `Ui`: one page of it. Waiting is done by Playwright, for what must appear; nothing here sleeps.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

from playwright.sync_api import BrowserContext, Locator, Page, expect, sync_playwright

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-software-rasterizer",  # without a graphics card the timeline of a run would keep a core busy
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PAGES_OF_A_LIST = 60
PATIENCE = 30_000  # milliseconds; the machine may be busy
# What Prefect answered, to who is let in: its runs, or that there is none yet, as just after a start.
DASHBOARD = re.compile("Flow Runs|Run a task or flow to get started")
OURS = {"127.0.0.1", ""}  # the host of data: and blob: is empty


class Browser:
    """A running Chromium and the addresses it asked anything of."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.asked: list[str] = []
        context.set_default_timeout(PATIENCE)
        context.on("request", lambda request: self.asked.append(request.url))

    @property
    def strangers(self) -> set[str]:
        """Name the hosts outside this machine that were asked anything."""
        return {urlsplit(url).hostname or "" for url in self.asked} - OURS


@contextmanager
def chromium(profile: Path, *flags: str) -> Iterator[Browser]:
    """Start a Chromium with an empty profile, on a screen of 1280 by 1200, in the Dutch time zone; `flags`: more."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            profile,
            executable_path=CHROMIUM,
            args=[*FLAGS, *flags],
            viewport={"width": 1280, "height": 1200},
            timezone_id="Europe/Amsterdam",
        )
        try:
            yield Browser(context)
        finally:
            context.close()


class Ui:
    """One page of the UI of a platform."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url = page, url

    def open(self, path: str) -> None:
        """Go to a page."""
        self.page.goto(f"{self.url}{path}")

    def log_in(self, secret: str) -> None:
        """Log in as a person does: the page that asks for the secret, and then the one that was wanted."""
        self.open("/dashboard")
        self.page.get_by_placeholder("admin:pass").fill(secret)
        self.page.get_by_role("button", name="Login").click()
        self.page.wait_for_url(f"{self.url}/dashboard")  # the page of the secret names it too, after a question mark
        self.see(DASHBOARD)

    def see(self, text: str | re.Pattern[str]) -> Locator:
        """Wait until a text is on the page; return where."""
        found = self.page.get_by_text(text).first
        expect(found).to_be_visible()
        return found

    def run_link(self, number: str) -> Locator:
        """Point at the runs of a case in a list."""
        return self.page.get_by_role("link", name=re.compile(f"^{number} · "))

    def choose_view(self, name: str) -> None:
        """Choose one of the saved views above the run list."""
        self.page.locator(".saved-filters__select .p-select-button__icon").click()
        self._option(name).click()

    def choose_tag(self, tag: str) -> None:
        """Filter the run list by a tag."""
        self.page.get_by_text("All tags").click()
        self.page.keyboard.type(tag)
        self._option(tag).click()
        self.page.keyboard.press("Escape")

    def search_runs(self, text: str) -> None:
        """Search the run list by name."""
        self.page.get_by_role("searchbox", name="Search by flow run name").last.fill(text)

    def open_tab(self, name: str) -> None:
        """Open a tab of the page."""
        self.page.locator(".p-tabs-trigger, .p-tab").filter(has_text=re.compile(f"^{name}$")).click()

    def run_form(self, action: str) -> None:
        """Open the run form of an operator action from the list of deployments, by its menu of custom runs."""
        self.open("/deployments")
        self.page.get_by_placeholder("Search deployments").fill(action)
        self.see(re.compile("^1 Deployment$"))
        self.page.locator("a[href*='/deployments/deployment/']", has_text=action).first.click()
        self.page.wait_for_url(re.compile("/deployments/deployment/"))
        self.page.get_by_role("button", name="Run", exact=True).click()
        self._option("Custom run").click()

    def fill(self, name: str, text: str) -> None:
        """Type into a field of the run form."""
        self._field(name).locator("textarea, input").first.fill(text)

    def choose(self, name: str, value: str) -> None:
        """Choose from a drop-down of the run form."""
        self._field(name).locator(".p-select-button__icon, .p-combobox__icon").last.click()
        option = self._option(value)
        self.page.locator(".p-pop-over-content").last.hover()
        for _ in range(PAGES_OF_A_LIST):
            if option.count():
                break
            self.page.mouse.wheel(0, 200)  # a long list shows what is in sight alone
            self.page.wait_for_timeout(50)
        option.click()

    def pick(self, name: str, day: date) -> None:
        """Pick a day with the date picker of the run form."""
        self._field(name).locator(".p-date-input button, button").last.click()
        picker = self.page.locator(".p-date-picker")
        picker.locator("input[type=date]").fill(day.isoformat())
        picker.get_by_role("button", name="Apply").click()

    def leave_empty(self, name: str) -> None:
        """Choose that a field of the run form has no value."""
        self._field(name).get_by_role("button", name="None", exact=True).click()

    def submit(self) -> UUID:
        """Submit the run form and go to the page of the run it started; return its id."""
        run = self.submit_and_stay()
        self.open(f"/runs/flow-run/{run}")
        return run

    def submit_and_stay(self) -> UUID:
        """Submit the run form and stay where that leads, at the runs of the action; return the id of the run."""
        with self.page.expect_response(re.compile("/create_flow_run$")) as answer:
            self.page.get_by_role("button", name="Submit").click()
        run = UUID(answer.value.json()["id"])
        self.page.wait_for_url(re.compile("/deployments/deployment/[^/]+$|tab=Runs"))
        return run

    def _field(self, name: str) -> Locator:
        label = self.page.locator(".schema-form-property__label", has_text=re.compile(f"^{name}( |$)"))
        return self.page.locator(".schema-form-property").filter(has=label)

    def _option(self, text: str) -> Locator:
        return self.page.locator(".p-pop-over-content").get_by_text(text, exact=True).last
