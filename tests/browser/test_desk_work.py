"""A working day at the desk in a real Chromium: find the work, do it in two clicks, see the result, read a case."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import Session, select
from support.desk.desk_browser import PHONE, SCREEN, row_of, sound
from support.desk.desk_cases import ON, assign, live_case
from support.desk.pictures import take_picture
from support.desk_site import DeskSite
from support.prefect_browser import chromium

from models.accounts.sessions import begin_session
from models.tables import Account, Case, CaseEvent
from spoorboek import clock
from spoorboek.desk.work.engine_bar import ENGINE_BAR

NAMES = ("Zoë van den Berg", "Jan Jansen")
STEP, REASONS = "Probleemanalyse", "Waarom deze datum?"


@pytest.fixture
def numbers(session: Session, make_case: Callable[..., Case]) -> list[str]:
    """Live two cases: of six weeks, and of more than a year, of which nearly nothing was reported."""
    done = {"step": "ziekmelding_arbodienst", "occurrence": 1, "on": (ON - timedelta(38)).isoformat()}
    return [
        live_case(session, make_case, 40, ("step_done", done), name=NAMES[0], personnel_number="0012345"),
        live_case(session, make_case, 400, name=NAMES[1]),
    ]


@pytest.fixture
def account(desk: DeskSite, session: Session, numbers: list[str]) -> Account:
    """Make the casemanager of the first case, who sees those of the employer as well."""
    made = desk.account("casemanager", everyone=True)
    made.name = "Casper Manager"
    assign(session, made, "Casper Manager", numbers[0])
    return made


@pytest.fixture
def page(
    desk: DeskSite, account: Account, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Page]:
    """Open a page in which the casemanager is logged in; afterwards no stranger was asked, and no rule was broken."""
    monkeypatch.setattr(ENGINE_BAR, "lines", tuple)  # there is no engine beside this desk
    token = begin_session(session, account, clock.now(), whole=True)
    session.commit()
    with chromium(tmp_path / "chromium") as browser:
        browser.context.add_cookies([{"name": "werkplek", "value": token, "url": desk.url}])
        opened, broken = browser.context.new_page(), []
        opened.on("console", lambda message: broken.append(message.text) if "Security Policy" in message.text else None)
        opened.set_viewport_size(SCREEN)
        yield opened
        assert (browser.strangers, broken) == (set(), [])


def reports(session: Session) -> list[str]:
    """List the kinds of what was reported beside the sick reports."""
    session.expire_all()
    query = select(CaseEvent.kind).where(CaseEvent.kind != "sick_reported").order_by(CaseEvent.id)
    return list(session.exec(query))


def test_a_working_day(page: Page, desk: DeskSite, session: Session, numbers: list[str]) -> None:
    """Two clicks from the start page a step is done and its result seen; then the search, a case, a document."""
    page.goto(desk.url)
    sound(page, "Vandaag")
    row = row_of(page, NAMES[0], STEP)
    expect(row).to_contain_text("bedrijfsarts")
    expect(row).to_contain_text("25-11-2026week 6")
    assert page.get_by_text(NAMES[1]).count() == 0
    row.get_by_text("Gedaan op …").click()
    take_picture(page, "werkplek-vandaag", 860)
    row.get_by_role("button", name="Vastleggen").click()
    expect(page.get_by_role("status")).to_contain_text("Probleemanalyse: gedaan op 23-11-2026.")
    expect(row_of(page, NAMES[0], "Plan van aanpak")).to_be_visible()
    assert reports(session) == ["step_done", "step_done"]
    page.go_back()  # to the form as it was: the second time it records nothing
    page.get_by_text("Gedaan op …").first.wait_for()
    read_a_case(page, numbers)
    on_a_phone_by_keyboard(page, desk, session)


def read_a_case(page: Page, numbers: list[str]) -> None:
    """Look at the work of the team, search somebody, read the case, why a day is what it is, and a document."""
    page.get_by_role("link", name="Team").click()
    expect(row_of(page, NAMES[1], STEP)).to_contain_text("dagen te laat")
    page.get_by_role("link", name="Zaken").click()
    sound(page, re.compile(r"^Zaken 2$"))
    page.get_by_role("searchbox").fill("jans")
    page.keyboard.press("Enter")
    sound(page, re.compile(r"^Zaken 1$"))
    page.get_by_role("link", name=NAMES[1]).click()
    sound(page, re.compile(f"^{NAMES[1]}.*{numbers[1]}$"))
    expect(page.get_by_role("img", name=re.compile("Week 58 van 104"))).to_be_visible()
    take_picture(page, "werkplek-zaak")
    page.get_by_text("Dezelfde weken als lijst").click()
    expect(
        page.get_by_role("listitem").filter(has_text="Probleemanalyse: te laat, uiterlijk 30 november 2025 (week 6)")
    ).to_be_visible()
    page.get_by_role("link", name=re.compile(f"waarom deze datum ?: {STEP}")).click()
    expect(page.get_by_role("heading", name=REASONS)).to_be_visible()
    expect(page.get_by_text("binnen zes weken na de eerste dag").first).to_be_visible()
    page.go_back()
    page.get_by_role("link", name="Plan van aanpak", exact=True).last.click()
    sound(page, "Plan van aanpak")
    file = page.request.get(page.url + "/bestand")
    assert file.body().startswith(b"%PDF")


def on_a_phone_by_keyboard(page: Page, desk: DeskSite, session: Session) -> None:
    """Postpone a step with the keyboard alone; a day that is too late is refused in words, and kept in the form."""
    page.set_viewport_size(PHONE)
    page.goto(f"{desk.url}/vandaag?wie=mij")
    sound(page, "Vandaag")
    row_of(page, NAMES[0], "Plan van aanpak").get_by_role("link", name="Plan van aanpak", exact=True).press("Enter")
    sound(page, "Plan van aanpak")
    page.get_by_text("Uitstellen …").press("Enter")
    page.get_by_label("Nieuwe streefdatum").fill("2026-12-01")
    page.get_by_role("combobox", name="Waarom").select_option("in_overleg")
    page.get_by_role("button", name="Uitstellen").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("uitgesteld tot 01-12-2026")
    sound(page, re.compile(NAMES[0]))
    assert reports(session)[-1] == "step_postponed"
    page.emulate_media(media="print")
    assert not page.get_by_text("Gedaan op …").first.is_visible()
    expect(page.get_by_role("img")).to_be_visible()
