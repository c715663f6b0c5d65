"""A Chromium for a whole file of tests of the desk, in which people log in by their cookie, one after another."""

import re

from playwright.sync_api import Locator, Page, expect
from support.desk_site import DeskSite
from support.prefect_browser import Browser

from models.tables import Account

SCREEN, PHONE = {"width": 1280, "height": 1000}, {"width": 360, "height": 740}
# Every field has a label (a mark in a row of a list one that is read out), every table headings, every page one first
# heading; nothing has the id of another.
UNSOUND = """() => [
    ...[...document.querySelectorAll('main input:not([type=hidden]), main select')]
        .filter((e) => !e.labels.length && !e.ariaLabel),
    ...[...document.querySelectorAll('main table')].filter((e) => !e.caption || !e.querySelector('th[scope=col]')),
    ...[...document.querySelectorAll('main a, main button, main summary')].filter((e) => !e.textContent.trim()),
    ...[...document.querySelectorAll('[id]')].filter((e) => document.querySelectorAll(`[id="${e.id}"]`).length > 1),
].map((e) => e.outerHTML.slice(0, 120))"""


def page_of_person(browser: Browser, desk: DeskSite, account: Account) -> Page:
    """Open a page in which somebody is logged in; who was so before in this browser no longer is."""
    browser.context.clear_cookies()
    cookie = {"name": "werkplek", "value": desk.client_of(account).cookies["werkplek"], "url": desk.url}
    browser.context.add_cookies([cookie])  # type: ignore[list-item]
    page = browser.context.new_page()
    page.set_viewport_size(SCREEN)  # type: ignore[arg-type]
    return page


def sound(page: Page, heading: str | re.Pattern[str]) -> None:
    """Wait for a page with this heading; it fits the width of the screen, and is usable without seeing it."""
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert page.evaluate(UNSOUND) == []


def row_of(page: Page, name: str, step: str) -> Locator:
    """Return the row of a step of somebody."""
    return page.get_by_role("row").filter(has_text=name).filter(has_text=step).first


def tab_to(page: Page, wanted: Locator, most: int = 60) -> None:
    """Press Tab until something has the focus, as who has no mouse does."""
    handle = wanted.element_handle()
    for _ in range(most):
        if handle.evaluate("(element) => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"not reached by {most} times Tab")
