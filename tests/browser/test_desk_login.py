"""The desk in a real Chromium: begin, log in and out with the keyboard alone, on a screen and on a phone."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import Session, select
from support.desk.openid_site import RunningProvider
from support.desk_site import ADDRESS, PASSWORD, DeskSite, Phone, invite, link_in_mail
from support.prefect_browser import chromium

from models.tables import DeskSession

PHONE, SCREEN = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
COOKIE = "werkplek"


@pytest.fixture
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """Open an empty page; afterwards nothing outside this machine was asked anything, and no page broke a rule."""
    with chromium(tmp_path_factory.mktemp("chromium")) as browser:
        opened, broken = browser.context.new_page(), []
        opened.on("console", lambda message: broken.append(message.text) if "Security Policy" in message.text else None)
        yield opened
        assert (browser.strangers, broken) == (set(), [])


def heading(page: Page, text: str) -> None:
    """Wait for a page, which fits the width of the screen and has one heading."""
    expect(page.get_by_role("heading", level=1)).to_have_text(text)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert page.locator("html").get_attribute("lang") == "nl"


def type_in(page: Page, *texts: str) -> None:
    """Fill in the fields of a page in their order and send them, with the keyboard alone."""
    page.locator("main input:not([type=hidden])").first.focus()
    for text in texts:
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")


def log_in(page: Page, phone: Phone) -> None:
    """Log in on the page to log in."""
    type_in(page, ADDRESS, PASSWORD)
    heading(page, "Code van uw telefoon")
    type_in(page, phone.code())


def test_a_day_at_the_door(page: Page, desk: DeskSite, session: Session) -> None:
    """From the mail to the start page, out, a wrong password, in again on a phone, a session that ended, a form."""
    invite(session)
    page.set_viewport_size(SCREEN)
    page.goto(desk.url + link_in_mail(session))
    heading(page, "Begin met uw account")
    expect(page.get_by_role("img", name=re.compile("QR-code"))).to_be_visible()
    phone = Phone(page.locator("p code").inner_text().replace(" ", ""))
    type_in(page, PASSWORD, PASSWORD, phone.code())
    heading(page, "Bewaar uw herstelcodes")
    assert page.locator(".codes code").count() == 8
    page.get_by_role("link", name="Ik heb ze bewaard").press("Enter")
    heading(page, "Vandaag")
    [cookie] = page.context.cookies()
    assert (cookie["name"], cookie["httpOnly"], cookie["sameSite"]) == (COOKIE, True, "Lax")
    assert page.evaluate("document.cookie") == ""
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Naar de inhoud")).to_be_focused()
    page.get_by_role("button", name="Afmelden").press("Enter")
    heading(page, "Aanmelden")
    expect(page.get_by_role("status")).to_have_text("U bent afgemeld.")
    page.go_back()
    heading(page, "Aanmelden")  # nothing was kept
    type_in(page, ADDRESS, "een ander wachtwoord")
    expect(page.get_by_role("alert")).to_have_text("E-mailadres of wachtwoord klopt niet.")
    page.set_viewport_size(PHONE)
    heading(page, "Aanmelden")
    page.get_by_label("E-mailadres").fill("")
    log_in(page, phone)
    heading(page, "Vandaag")
    leave_open(page, desk, session)


def leave_open(page: Page, desk: DeskSite, session: Session) -> None:
    """Come back to a page whose session ended, and to a form whose token is another's."""
    page.evaluate("document.querySelector('[name=csrf]').value = 'x'")
    page.get_by_role("button", name="Afmelden").click()
    heading(page, "Dit formulier geldt niet meer")
    page.goto(desk.url)
    heading(page, "Vandaag")
    for row in session.exec(select(DeskSession)).all():
        row.seen_at -= timedelta(hours=2)
        session.add(row)
    session.commit()
    page.get_by_role("button", name="Afmelden").click()
    heading(page, "Aanmelden")
    expect(page.get_by_role("status")).to_contain_text("niet meer aangemeld")
    page.get_by_role("link", name="Wachtwoord vergeten").click()
    heading(page, "Wachtwoord vergeten")
    type_in(page, ADDRESS)
    expect(page.get_by_role("status")).to_contain_text("is er een mail onderweg")


def test_an_account_elsewhere(page: Page, desk: DeskSite, session: Session, provider: RunningProvider) -> None:
    """With the keyboard alone: bound by the link in the mail, in by one button, out here and at the provider."""
    invite(session)
    page.goto(desk.url + link_in_mail(session))
    button = re.compile("Aanmelden met het account van uw organisatie")
    page.get_by_role("button", name=button).press("Enter")
    log_in_elsewhere(page)
    heading(page, "Vandaag")
    page.get_by_role("button", name="Afmelden").press("Enter")
    page.get_by_role("button", name="Ja, afmelden").press("Enter")
    heading(page, "Aanmelden")
    expect(page.get_by_role("status")).to_have_text("U bent afgemeld.")
    page.goto(f"{desk.url}/account")
    page.get_by_role("button", name=button).press("Enter")
    log_in_elsewhere(page)
    heading(page, "Mijn account")
    page.go_back()
    heading(page, re.compile("Organisatie|Aanmelden|Mijn account"))  # what was used up there leads nowhere else


def log_in_elsewhere(page: Page) -> None:
    """Log in on the page of the provider."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Organisatie")
    page.get_by_label("Wie").fill("anna")
    page.keyboard.press("Enter")
