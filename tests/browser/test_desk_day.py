"""A working day at the desk in a real Chromium, from the invitation to the yes of a second person on a referral.

Everything is done through the pages; between them the cases are woken by hand, as their runs would.
"""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import Session, col, select
from support.desk.adopted_cases import adopt_case
from support.desk.desk_browser import SCREEN, page_of_person, row_of, sound
from support.desk.desk_cases import ON, assign, live_case, wake_by_hand
from support.desk.pictures import take_picture
from support.desk.referral_cases import second_track_case
from support.desk_site import PASSWORD, DeskSite, Phone, invite, link_in_mail
from support.papers.filled_forms import by_pypdf
from support.prefect_browser import Browser

from models.case_lookup import find_case
from models.tables import HELD, Case, CaseEvent, Message
from models.verification import verify_record
from spoorboek import clock
from spoorboek.desk.work.engine_bar import ENGINE_BAR
from tasks.case_state import read_case_state
from tasks.outbox.mail_queue import send_due

NAME, NEW, ADOPTED = "Zoë van den Berg", "Nora Nieuwenhuis", ("Ada Aalders", "Bea Beets")
ANALYSIS, PLAN = "Probleemanalyse", "Plan van aanpak"
SIGNED = ON - timedelta(1)
FILLED = {
    "einddoel_uren": "32",
    "datum_ondertekening_werkgever": f"{SIGNED:%d-%m-%Y}",
    "datum_ondertekening_werknemer": f"{SIGNED:%d-%m-%Y}",
}
PREPARATION = {
    "Onderzoek vastleggen": {"Wat is er": "onderzoek_beide"},
    "Haalbaarheid vastleggen": {"Wat is er": "haalbaarheid_werkgever", "Uitkomst": "haalbaar"},
    "Profiel overnemen": {
        "Bron": "izp",
        "Datum van de bron": ON.isoformat(),
        "Uren per week": "20",
        "Wat kan, in termen van werk": "Zittend werk met afwisseling",
        "Wat niet kan, in termen van werk": "Tillen tot 5 kilo",
    },
    "Gesprek vastleggen": {"Dag van het gesprek": (ON - timedelta(1)).isoformat()},
    "Zoekgegevens vastleggen": {
        "Postcode, eerste twee cijfers": "10",
        "Uren per week": "20",
        "Werk- en denkniveau": "mbo_4",
        "Telefoon van de werknemer": "06 12345678",
    },
}


@pytest.fixture
def numbers(session: Session, make_case: Callable[..., Case]) -> list[str]:
    """Live a case of six weeks, adopt two, and have the second track of a fourth begin; their numbers in this order."""
    done = {"step": "ziekmelding_arbodienst", "occurrence": 1, "on": (ON - timedelta(38)).isoformat()}
    lived = live_case(session, make_case, 40, ("step_done", done), name=NAME, email="zoe@bakkerij.example")
    made = [lived, *(adopt_case(session, make_case, name=name) for name in ADOPTED)]
    made.append(second_track_case(session, make_case, prepared=False, on=ON))
    send_due()
    return made


def told(session: Session, number: str) -> list[str]:
    """List the kinds of what was recorded in a case after it was opened."""
    session.expire_all()
    query = select(CaseEvent.kind).where(CaseEvent.case_id == find_case(session, number).id, CaseEvent.seq > 1)
    return list(session.exec(query.order_by(col(CaseEvent.id))))


def test_a_working_day(
    desk: DeskSite, session: Session, browser_of_desk: Browser, numbers: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a casemanager does on a day is done through the pages, seen there at once, and stands in the record."""
    monkeypatch.setattr(ENGINE_BAR, "lines", tuple)  # there is no engine beside this desk
    lived, first, second, track = numbers
    page = begin_with_an_account(browser_of_desk, desk, session, numbers)
    report_somebody_sick(page, session)
    mark_a_step_done(page, desk, session, lived)
    take_in_a_paper(page, desk, session, lived)
    see_what_follows_and_call_it_back(page, desk, session, lived)
    answer_a_portfolio(page, desk, session, [first, second])
    prepare_a_referral(page, desk, session, track)
    approve_it(page_of_person(browser_of_desk, desk, desk.account("teamleider", everyone=True)), desk, session, track)
    assert verify_record(session) == []


def begin_with_an_account(browser_of_desk: Browser, desk: DeskSite, session: Session, numbers: list[str]) -> Page:
    """Follow the link in the mail of the invitation, to the start page."""
    assign(session, invite(session), "Anna de Wit", *numbers)
    page = browser_of_desk.context.new_page()
    page.set_viewport_size(SCREEN)  # type: ignore[arg-type]
    page.goto(desk.url + link_in_mail(session))
    sound(page, "Begin met uw account")
    take_picture(page, "eerste-dag-begin", width=640)
    phone = Phone(page.locator("p code").inner_text().replace(" ", ""))
    page.get_by_label("Wachtwoord", exact=True).fill(PASSWORD)
    page.get_by_label("Nog eens hetzelfde wachtwoord").fill(PASSWORD)
    page.get_by_label("Code uit de app").fill(phone.code())
    page.get_by_role("button", name="Beginnen").click()
    sound(page, "Bewaar uw herstelcodes")
    page.get_by_role("link", name="Ik heb ze bewaard").click()
    sound(page, "Vandaag")
    return page


def report_somebody_sick(page: Page, session: Session) -> None:
    """Search in vain, fill in what is known, and land on the case, which says what comes first."""
    page.get_by_role("link", name="Ziek melden").click()
    sound(page, "Ziek melden")
    page.get_by_role("searchbox").fill("Nieuwenhuis")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Nieuwe werknemer ziek melden").click()
    sound(page, "Nieuwe werknemer ziek melden")
    page.get_by_label("Eerste ziektedag").fill(ON.isoformat())
    page.get_by_label("Werkgever", exact=True).select_option("bakkerij")
    page.get_by_label("Naam", exact=True).fill(NEW)
    page.get_by_label("Personeelsnummer").fill("900")
    page.get_by_label(re.compile("^E-mailadres mag leeg")).fill("nora@bakkerij.example")
    take_picture(page, "eerste-dag-ziek-melden")
    page.get_by_role("button", name="Ziek melden").click()
    sound(page, re.compile(f"^{NEW}"))
    expect(page.get_by_role("status")).to_contain_text("Vastgelegd bij")
    expect(page.get_by_role("link", name=ANALYSIS, exact=True)).to_be_visible()
    take_picture(page, "eerste-dag-zaak", 680)
    newest = session.exec(select(Case).order_by(col(Case.id).desc())).first()
    assert newest is not None
    wake_by_hand(newest.number)


def mark_a_step_done(page: Page, desk: DeskSite, session: Session, number: str) -> None:
    """Two clicks from the start page: the row opens, the row is recorded, and the next step stands there."""
    page.goto(desk.url)
    sound(page, "Vandaag")
    row = row_of(page, NAME, ANALYSIS)
    row.get_by_text("Gedaan op …").click()
    row.get_by_role("button", name="Vastleggen").click()
    expect(page.get_by_role("status")).to_contain_text(f"{ANALYSIS}: gedaan op 23-11-2026.")
    expect(row_of(page, NAME, PLAN)).to_be_visible()
    assert told(session, number) == ["step_done", "step_done"]
    wake_by_hand(number)


def take_in_a_paper(page: Page, desk: DeskSite, session: Session, number: str) -> None:
    """Open the form that was made, and bring it home filled in: it says what it is; a look completes the step."""
    page.goto(f"{desk.url}/zaak/{number}")
    page.get_by_role("link", name=PLAN, exact=True).last.click()
    sound(page, PLAN)
    sent = page.request.get(page.url + "/bestand").body()
    page.goto(f"{desk.url}/zaak/{number}")
    page.get_by_role("link", name="Stukken", exact=True).click()
    paper = {"name": "plan.pdf", "mimeType": "application/pdf", "buffer": by_pypdf(sent, FILLED)}
    page.get_by_label("Bestand").set_input_files(paper)  # type: ignore[arg-type]
    page.get_by_role("button", name="Opnemen").click()
    sound(page, re.compile(f"^{PLAN}"))
    expect(page.get_by_role("radio", checked=True)).to_have_count(0)  # nobody has looked yet
    for party in ("werkgever", "werknemer"):
        page.get_by_role("group", name=f"Handtekening van de {party}").get_by_label("staat erop").check()
    page.get_by_role("button", name="Vastleggen").click()
    expect(page.get_by_role("status")).to_contain_text("Plan van aanpak: gedaan op 22-11-2026.")
    expect(page.get_by_text("Handtekening van")).to_have_count(0)
    wake_by_hand(number)


def see_what_follows_and_call_it_back(page: Page, desk: DeskSite, session: Session, number: str) -> None:
    """The preview names dates and mails and records nothing; what it announced waits, and is called back."""
    before = told(session, number)
    page.goto(f"{desk.url}/zaak/{number}")
    page.get_by_role("link", name="Acties").click()
    page.get_by_role("link", name="Re-integratie vastgelopen", exact=True).click()
    page.get_by_role("combobox").select_option("passend_werk")
    page.get_by_role("button", name="Bekijk wat erop volgt").click()
    sound(page, "Re-integratie vastgelopen: klopt dit?")
    expect(row_of(page, "Anna de Wit", "Aanvraag van een deskundigenoordeel")).to_contain_text("vandaag")
    expect(row_of(page, "Deskundigenoordeel UWV aanvragen", "vastgelopen")).to_contain_text("07-12-2026")
    take_picture(page, "eerste-dag-nakijken")
    assert told(session, number) == before
    page.get_by_role("button", name="Vastleggen").click()
    expect(page.get_by_role("status")).to_contain_text("Er gaat over 15 minuten: Aanvraag van een deskundigenoordeel")
    wake_by_hand(number)
    page.get_by_role("button", name="Post terugroepen").click()
    expect(page.get_by_role("button", name="Toch versturen")).to_have_count(2)
    send_due(clock.now() + timedelta(days=1))
    held = session.exec(select(Message.held_because).where(Message.status == HELD)).all()
    assert held == ["teruggeroepen", "teruggeroepen"]


def answer_a_portfolio(page: Page, desk: DeskSite, session: Session, numbers: list[str]) -> None:
    """Tick the rows of one step, fill in one day for all, and record them in one go."""
    page.goto(f"{desk.url}/overname?wie=team")
    page.get_by_text("Veel rijen tegelijk invullen").click()
    for name in ADOPTED:
        page.get_by_label(f"Aanvinken: {ANALYSIS}, {name}").check()
    page.get_by_label("Gedaan op", exact=True).fill(f"{ON - timedelta(270):%d-%m-%Y}")
    page.get_by_role("button", name="Invullen", exact=True).click()
    page.get_by_role("button", name="Vastleggen wat is ingevuld").click()
    expect(page.get_by_role("status")).to_contain_text("2 antwoorden vastgelegd")
    assert [told(session, number) for number in numbers] == [["step_done"], ["step_done"]]


def prepare_a_referral(page: Page, desk: DeskSite, session: Session, number: str) -> None:
    """Give the five things a bureau must know, each in its row; then confirm what would go, word for word."""
    path = f"{desk.url}/zaak/{number}/verwijzing"
    page.goto(path)
    sound(page, re.compile("^Tweede spoor"))
    for given, (title, fields) in enumerate(PREPARATION.items(), 1):
        form = page.get_by_role("group").filter(has=page.get_by_text(title, exact=True)).last
        form.get_by_text(title, exact=True).click()
        for label, value in fields.items():
            field = form.get_by_label(label).first
            if field.evaluate("each => each.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)
        form.get_by_role("button", name="Vastleggen").click()
        expect(page.get_by_role("heading", name=f"Voorbereiding {given} van 5")).to_be_visible()
    expect(page.get_by_text("Alles is er wat een bureau nodig heeft.")).to_be_visible()
    wake_by_hand(number)
    page.goto(path)
    page.get_by_text("Meld meteen aan, zonder vraag vooraf").click()
    page.get_by_role("button", name="Bevestigen").click()
    expect(page.get_by_text("Bevestigd door u op 23-11-2026.")).to_be_visible()
    assert page.get_by_role("button", name="Goedkeuren").count() == 0


def approve_it(page: Page, desk: DeskSite, session: Session, number: str) -> None:
    """The second person finds it on the own start page, reads what goes, and says yes; only then it goes."""
    page.goto(f"{desk.url}/vandaag?wie=team")
    page.get_by_role("link", name="Verwijzing 1").click()
    sound(page, re.compile("^Tweede spoor"))
    expect(page.get_by_text("Bevestigd door Anna de Wit op 23-11-2026.")).to_be_visible()
    page.get_by_text("Aanmelding, met naam: precies zoals zij weggaat").click()
    expect(page.locator(".papier").get_by_text("Zwaan Zwaluwstaart").first).to_be_visible()
    assert [each.state for each in read_case_state(number).plan.facts.referrals] == ["gereed"]
    page.get_by_role("button", name="Goedkeuren").click()
    expect(page.get_by_role("status")).to_contain_text("Vastgelegd bij")
    wake_by_hand(number)
    assert [each.state for each in read_case_state(number).plan.facts.referrals] == ["aangemeld"]
