"""Every page of the desk, as each role sees it, by the rules of axe in a real Chromium."""

import re
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Page
from sqlmodel import Session
from support.desk.axe import grave_faults
from support.desk.crawling import Reached, crawl
from support.desk.desk_world import World, make_world
from support.desk_site import DeskClient, DeskSite, invite, link_in_mail
from support.prefect_browser import Browser

WIDTHS = ({"width": 1280, "height": 900}, {"width": 360, "height": 740})


@pytest.fixture
def world(desk: DeskSite, session: Session) -> World:
    """Make the world whose pages are looked at."""
    return make_world(session, desk)


def shape_of(answer: httpx.Response) -> str:
    """Return what a page is made of, without what it says; two of one shape are found to be alike by axe."""
    tags = re.findall(r"<(\w+)[^>]*?(class=\"[^\"]*\"|type=\"[^\"]*\")?[^>]*>", answer.text)
    return " ".join(dict.fromkeys("".join(tag) for tag in tags)) + str(answer.url.path.count("/"))


def pages_to_look_at(client: DeskClient, seen: set[str]) -> Iterator[str]:
    """Yield the addresses of the pages somebody reaches, one of each page and of each shape that was not seen yet."""
    paths: set[str] = set()
    found: list[tuple[Reached, httpx.Response | None]] = list(crawl(client).values())
    for reached, answer in found:
        if answer is None or not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        shape = f"{reached.page.path} {shape_of(answer)}"
        if answer.is_success and reached.page.path not in paths and shape not in seen:
            paths.add(reached.page.path)
            seen.add(shape)
            yield reached.address


def test_axe_finds_nothing_grave(desk: DeskSite, session: Session, world: World, browser_of_desk: Browser) -> None:
    """As each role, and as nobody, on every page of the table; at the width of a screen and of a phone."""
    page, seen, faults = browser_of_desk.context.new_page(), set[str](), list[str]()
    invite(session)
    strange = [link_in_mail(session), "/niet-hier", "/aanmelden?verlopen=1"]
    for role, account in {None: None, **world.accounts}.items():
        client = desk.client_of(account) if account else desk.visitor()
        browser_of_desk.context.clear_cookies()
        if account:
            cookie = {"name": "werkplek", "value": client.cookies["werkplek"], "url": desk.url}
            browser_of_desk.context.add_cookies([cookie])  # type: ignore[list-item]
        for address in [*pages_to_look_at(client, seen), *([] if account else strange)]:
            faults += look_at(page, f"{desk.url}{address}", f"{role} {address}")
    assert len(seen) > 15
    assert faults == []
    page.goto(f"{desk.url}/account")
    page.evaluate("document.querySelectorAll('label').forEach((each) => each.remove())")
    assert "label" in str(grave_faults(page)), "axe looks"


def look_at(page: Page, address: str, where: str) -> list[str]:
    """Open a page with everything in it that folds; return what is grave, and what is wider than the screen."""
    page.set_viewport_size(WIDTHS[0])
    page.goto(address)
    page.evaluate("document.querySelectorAll('details').forEach((each) => each.open = true)")
    faults = grave_faults(page)
    page.set_viewport_size(WIDTHS[1])
    if not page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"):
        faults.append("wider than a phone")
    return [f"{where}: {fault}" for fault in faults]
