"""What happens to people at the desk, in a real Chromium: another was first, twice is once, too late, the wrong role.

The world is lived once for all of it; each part is a function of its own, so that a page that comes later has a place.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import NamedTuple

import pypdfium2
import pytest
from playwright.sync_api import Page, expect
from sqlmodel import Session, select
from support.desk.desk_browser import PHONE, page_of_person, row_of, sound, tab_to
from support.desk.desk_cases import assign, live_case
from support.desk_site import DeskSite
from support.prefect_browser import Browser

from models.tables import Account, Case, CaseEvent, DeskSession

NAME, STEP, NEXT = "Zoë van den Berg", "Probleemanalyse", "Plan van aanpak"


class People(NamedTuple):
    """Who works at the desk: the casemanager of a case, a colleague who sees it too, and who may only read."""

    number: str
    manager: Account
    colleague: Account
    reader: Account


@pytest.fixture
def people(desk: DeskSite, session: Session, make_case: Callable[..., Case]) -> People:
    """Live a case of six weeks, and let three people have to do with it."""
    number = live_case(session, make_case, 40, name=NAME)
    manager = desk.account("casemanager", everyone=True)
    assign(session, manager, "Casper Manager", number)
    return People(number, manager, desk.account("hr", everyone=True), desk.account("auditor", everyone=True))


def recorded(session: Session) -> list[str]:
    """List the kinds of what was recorded beside the sick report."""
    session.expire_all()
    query = select(CaseEvent.kind).where(CaseEvent.kind != "sick_reported").order_by(CaseEvent.id)
    return list(session.exec(query))


def test_people_at_the_desk(desk: DeskSite, session: Session, browser_of_desk: Browser, people: People) -> None:
    """By keyboard alone, twice at once, after another, after the session ended, without the right, and on paper."""
    page = page_of_person(browser_of_desk, desk, people.manager)
    by_keyboard_alone(page, desk, session)
    twice_at_once(page, desk, session)
    after_a_colleague(page, desk, session, people)
    after_the_session_ended(page, desk, session, people)
    on_paper(page_of_person(browser_of_desk, desk, people.manager), desk, people)
    without_the_right(page_of_person(browser_of_desk, desk, people.reader), desk, session, people)


def by_keyboard_alone(page: Page, desk: DeskSite, session: Session) -> None:
    """From the start page to a step that is done, with Tab, Enter and the arrows; the result is read out."""
    page.goto(desk.url)
    sound(page, "Vandaag")
    row = row_of(page, NAME, STEP)
    tab_to(page, row.get_by_text("Gedaan op …"))
    page.keyboard.press("Enter")
    day = row.get_by_label("Gedaan op", exact=True)
    tab_to(page, day)
    page.keyboard.press("ArrowDown")  # the part of the day that has the focus, whichever comes first here
    page.keyboard.press("ArrowUp")
    expect(day).to_have_value("2026-11-23")
    tab_to(page, row.get_by_role("button", name="Vastleggen"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Probleemanalyse: gedaan op 23-11-2026.")
    assert recorded(session) == ["step_done"]


def twice_at_once(page: Page, desk: DeskSite, session: Session) -> None:
    """Who clicks twice, or goes back and sends the same form again, records once and is told so."""
    page.goto(f"{desk.url}/vandaag?wie=mij")
    row = row_of(page, NAME, "Ziekmelding")
    row.get_by_text("Gedaan op …").click()
    row.get_by_role("button", name="Vastleggen").dblclick()
    expect(page.get_by_role("status")).to_contain_text("astgelegd bij")
    assert recorded(session) == ["step_done", "step_done"]


def after_a_colleague(page: Page, desk: DeskSite, session: Session, people: People) -> None:
    """Two people have the same step before them: the second is told what the first did, and nothing is doubled."""
    path = f"/zaak/{people.number}/stap/plan_van_aanpak/1"
    page.goto(desk.url + path)
    sound(page, NEXT)
    other = desk.client_of(people.colleague)
    form = re.search(r'name="formulier" value="([^"]+)"', other.get(path).text)
    assert form
    sent = {"formulier": form[1], "actie": "gedaan", "datum": "2026-11-20"}
    assert other.send_form(path, **sent).status_code == 303
    before = recorded(session)
    page.get_by_role("button", name="Vastleggen").first.click()
    expect(page.get_by_role("alert")).to_contain_text("Niet vastgelegd.")
    assert recorded(session) == before


def after_the_session_ended(page: Page, desk: DeskSite, session: Session, people: People) -> None:
    """What was sent is not recorded, and that is said; logging in leads back to the page of the form."""
    path = f"/zaak/{people.number}/stap/contactmoment/1"
    page.goto(desk.url + path)
    for row in session.exec(select(DeskSession).where(DeskSession.account_id == people.manager.id)).all():
        row.seen_at -= timedelta(hours=2)
        session.add(row)
    session.commit()
    before = recorded(session)
    page.get_by_role("button", name="Vastleggen").first.click()
    sound(page, "Aanmelden")
    expect(page.get_by_role("status")).to_contain_text("is niet vastgelegd")
    assert page.locator("input[name=naar]").first.get_attribute("value") == path
    assert recorded(session) == before


def on_paper(page: Page, desk: DeskSite, people: People) -> None:
    """A case is printed on a page or two, without forms, menus or links that say nothing on paper."""
    page.goto(f"{desk.url}/zaak/{people.number}")
    printed = pypdfium2.PdfDocument(BytesIO(page.pdf(format="A4", print_background=True)))
    words = " ".join(sheet.get_textpage().get_text_range() for sheet in printed)
    assert len(printed) <= 4
    for shown in (NAME, people.number, STEP, NEXT, "Uiterlijk"):
        assert shown in words
    for hidden in ("Vastleggen", "Dezelfde weken", "Afmelden", "Gedaan op …", "Naar de inhoud"):
        assert hidden not in words


def without_the_right(page: Page, desk: DeskSite, session: Session, people: People) -> None:
    """Who may only read finds no form; a page of another role says so, and leads back; a phone shows it too."""
    before = recorded(session)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto(f"{desk.url}/zaak/{people.number}")
    sound(page, re.compile(NAME))
    assert page.locator("main form").count() == 0
    for path in ("/accounts", "/accounts/nieuw"):
        page.goto(desk.url + path)
        sound(page, "Geen toegang")
    page.get_by_role("link", name="Naar de startpagina").click()
    sound(page, "Vandaag")
    assert recorded(session) == before
