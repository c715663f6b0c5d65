"""What an operator sees and does in the Prefect UI, in a real Chromium."""

import re
from collections.abc import Mapping
from datetime import date

import pytest
from playwright.sync_api import expect
from support.operator_actions import ended, events, rows
from support.prefect_browser import Browser, Ui

from flows.engine.runs import prefect_client
from models.case_lookup import find_case
from models.connection import session
from models.tables import Document
from spoorboek.platform.up import Platform

pytestmark = pytest.mark.timeout(300)
Cases = Mapping[str, str]


def run_of(number: str) -> str:
    """Return the address of the page of a case's run."""
    with session() as reading:
        return f"/runs/flow-run/{find_case(reading, number).flow_run_id}"


def wakes(number: str) -> int:
    """Return how often a case woke, as Prefect counts."""
    with session() as reading, prefect_client() as prefect:
        run_id = find_case(reading, number).flow_run_id
        assert run_id is not None
        return prefect.read_flow_run(run_id).run_count


def documents(number: str) -> int:
    """Count the documents of a case."""
    with session() as reading:
        return len(rows(reading, Document, number))


def test_a_case_is_one_run_that_names_its_next_step(ui: Ui, cases: Cases) -> None:
    """In the list a case is one run, named by number, next step and date, however often it woke."""
    number = cases["op tijd"]
    ui.open("/runs")
    ui.choose_view("Lopende dossiers")
    ui.search_runs(number)
    ui.see(re.compile("^1 run$"))
    expect(ui.run_link(number)).to_have_text(re.compile(rf"^{number} · Plan van aanpak · \d\d-\d\d-\d{{4}}$"))


def test_a_sleeping_case_shows_its_many_wakes(ui: Ui, cases: Cases) -> None:
    """The page of its run tells how often it woke and what comes next, and lists what was done by name."""
    number = cases["op tijd"]
    assert wakes(number) > 5
    ui.open(run_of(number))
    ui.open_tab("Details")
    ui.see(re.compile(r"^Volgende stap: Plan van aanpak, week 8 \("))
    expect(ui.page.locator(".p-key-value", has_text="Run Count")).to_contain_text(str(wakes(number)))
    ui.open_tab("Task Runs")
    ui.see("plan_van_aanpak · brief")
    ui.see("probleemanalyse · mail verzoek_probleemanalyse")


def test_the_dossier_is_a_page_in_dutch(ui: Ui, cases: Cases) -> None:
    """The dossier is an artifact of the run: headings and tables, no codes; a step links to its filled-in form."""
    number = cases["te laat"]
    ui.open(run_of(number))
    ui.open_tab("Artifacts")
    ui.see(f"dossier-{number.lower()}").click()
    for heading in (f"Dossier {number}", "Te laat", "Komt eraan", "Gedaan", "Laatst uitgevoerd"):
        expect(ui.page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
    late = ui.page.get_by_role("row", name=re.compile("^Probleemanalyse"))
    expect(late.get_by_role("link", name="afronden")).to_have_attribute(
        "href", re.compile(f"run.parameters=.*{number}")
    )
    expect(ui.page.get_by_role("article").last).not_to_contain_text(re.compile("[a-z]_[a-z]"))


def test_late_cases_are_found_by_tag(ui: Ui, cases: Cases) -> None:
    """The tag `te-laat` finds the case that is late, and not the one that is on time."""
    ui.open("/runs")
    ui.choose_tag("te-laat")
    expect(ui.run_link(cases["te laat"])).to_be_visible()
    expect(ui.run_link(cases["op tijd"])).to_have_count(0)


def test_the_view_of_late_cases_finds_them_too(ui: Ui, cases: Cases) -> None:
    """The view `Te laat` shows late cases however long ago they were opened."""
    ui.open("/runs")
    ui.choose_view("Te laat")
    expect(ui.run_link(cases["te laat"])).to_be_visible()
    expect(ui.run_link(cases["op tijd"])).to_have_count(0)
    assert "type=span" in ui.page.url


def test_a_step_is_triggered_again_through_the_form(ui: Ui, cases: Cases) -> None:
    """`Stap opnieuw uitvoeren` sends what did not change again, as it is; the event names who did it."""
    number = cases["te laat"]
    before, woken = documents(number), wakes(number)
    ui.run_form("Stap opnieuw uitvoeren")
    ui.fill("zaaknummer", number)
    ui.choose("stap", "probleemanalyse")
    ui.choose("wijze", "opnieuw")
    ui.choose("door", "operator-3")
    run = ui.submit()
    ui.see("· vastgelegd")
    ended(run)
    last = events(number)[-1]
    assert (last.kind, last.actor, last.data["mode"]) == ("step_retriggered", "operator-3", "opnieuw")
    assert (documents(number), wakes(number)) == (before, woken + 1)


def test_a_step_is_marked_done_through_the_form(ui: Ui, cases: Cases, today: date) -> None:
    """`Stap afronden` with drop-downs and date picker: the record has the event, the case woke, the dossier tells."""
    number = cases["op tijd"]
    woken = wakes(number)
    ui.run_form("Stap afronden")
    ui.fill("zaaknummer", number)
    ui.choose("stap", "plan_van_aanpak")
    ui.pick("gedaan_op", today)
    ui.choose("door", "operator-2")
    run = ui.submit()
    ui.see("· vastgelegd")
    ended(run)
    last = events(number)[-1]
    assert (last.kind, last.actor, last.data["step"]) == ("step_done", "operator-2", "plan_van_aanpak")
    assert last.data["on"] == today.isoformat()
    assert wakes(number) == woken + 1
    ui.open(run_of(number))
    expect(ui.page.get_by_role("banner")).to_contain_text(re.compile(f"{number} · (?!Plan van aanpak)"))


def test_a_fact_is_recorded_and_taken_away_through_the_form(ui: Ui, cases: Cases, today: date) -> None:
    """A choice and a day; where no day belongs `None` is chosen beside the date picker. The dossier tells both."""
    number = cases["te laat"]
    for what, day in (("aow_leeftijd", today), ("geen_aow_leeftijd", None)):
        ui.run_form("Einde dienstverband of AOW")
        ui.fill("zaaknummer", number)
        ui.choose("wat", what)
        ui.pick("datum", day) if day else ui.leave_empty("datum")
        ui.choose("door", "operator-2")
        run = ui.submit()
        ui.see("· vastgelegd")
        ended(run)
        last = events(number)[-1]
        assert (last.kind, last.actor, last.data) == ("aow_set", "operator-2", {"on": day.isoformat() if day else None})
    ui.open(run_of(number))
    ui.open_tab("Artifacts")
    ui.see(f"dossier-{number.lower()}").click()
    ui.see(f"AOW-leeftijd op {today:%d-%m-%Y}")
    ui.see("De dag van de AOW-leeftijd is niet bekend")


def test_a_refused_action_says_why_in_dutch(ui: Ui, cases: Cases, today: date) -> None:
    """A step that is not open is refused: the run is named so and opens with the reason; nothing is recorded."""
    number = cases["te laat"]
    known = len(events(number))
    ui.run_form("Stap afronden")
    ui.fill("zaaknummer", number)
    ui.choose("stap", "eindevaluatie")
    ui.pick("gedaan_op", today)
    ui.choose("door", "operator-1")
    ui.submit()
    ui.see("· geweigerd")
    ui.see(re.compile("is nog niet open; die opent op"))
    assert len(events(number)) == known


def test_a_link_of_the_dossier_opens_a_filled_in_form(ui: Ui, cases: Cases) -> None:
    """Who follows `afronden` beside a step finds case, step and number filled in."""
    number = cases["te laat"]
    ui.open(run_of(number))
    ui.open_tab("Artifacts")
    ui.see(f"dossier-{number.lower()}").click()
    link = ui.page.get_by_role("row", name=re.compile("^Probleemanalyse")).get_by_role("link", name="afronden")
    ui.open(str(link.get_attribute("href")))
    expect(ui.page.locator(".schema-form-property textarea").first).to_have_value(number)
    ui.see("probleemanalyse")


@pytest.mark.parametrize("path", ["/", "/dashboard", "/deployments", "/flows", "/work-pools", "/settings", "/v2/runs"])
def test_no_page_asks_anything_of_another_machine(ui: Ui, browser: Browser, platform: Platform, path: str) -> None:
    """Every page stays on this machine, and whoever comes by the second UI is led back to the first."""
    ui.open(path)
    ui.see("Deployments")
    expect(ui.page).not_to_have_url(re.compile("/v2/"))
    assert any(url.startswith(f"{platform.url}/api") for url in browser.asked)
    assert browser.strangers == set()
