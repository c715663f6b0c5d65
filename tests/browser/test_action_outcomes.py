"""What became of a run form, in the list an operator lands on after *Submit*, and the way back to the dossier."""

import re
from collections.abc import Mapping
from datetime import date

import pytest
from playwright.sync_api import expect
from support.operator_actions import ended, events
from support.prefect_browser import Ui

pytestmark = pytest.mark.timeout(300)
Cases = Mapping[str, str]


def fill_in(ui: Ui, number: str, step: str, on: date) -> None:
    """Fill in that a step was done."""
    ui.run_form("Stap afronden")
    ui.fill("zaaknummer", number)
    ui.choose("stap", step)
    ui.pick("gedaan_op", on)
    ui.choose("door", "operator-2")


@pytest.mark.parametrize(
    ("step", "outcome", "state"),
    [("eindevaluatie", "geweigerd", "Cancelled"), ("plan_van_aanpak", "vastgelegd", "Completed")],
)
def test_the_list_after_submit_shows_the_outcome(
    ui: Ui, cases: Cases, today: date, step: str, outcome: str, state: str
) -> None:
    """By its name and state, under the filter Prefect sets by itself; nothing has to be chosen or opened."""
    number = cases["op tijd"]
    fill_in(ui, number, step, today)
    run = ui.submit_and_stay()
    ended(run)
    shown = ui.page.locator("a[href*='/runs/flow-run/']", has_text=f"{number} · {step} · {outcome}").first
    expect(shown).to_be_visible()
    expect(ui.page.get_by_text(state, exact=True).first).to_be_visible()


def test_the_run_leads_back_to_the_dossier(ui: Ui, cases: Cases, today: date) -> None:
    """Its artifact says what was recorded, with a link to the dossier that works."""
    number = cases["te laat"]
    fill_in(ui, number, "probleemanalyse", today)
    run = ui.submit()
    ended(run)
    ui.open_tab("Artifacts")
    ui.page.locator("a[href*='/artifacts/artifact/']").first.click()
    ui.see("Vastgelegd.")
    link = ui.page.get_by_role("link", name=f"Naar dossier {number}")
    ui.open(str(link.get_attribute("href")))
    expect(ui.page.get_by_role("heading", name=f"Dossier {number}", exact=True)).to_be_visible()
    ui.see(re.compile("gedaan op"))


def test_retry_of_a_recorded_action_records_nothing(ui: Ui, cases: Cases, today: date) -> None:
    """The button is there; the run ends as it was, and says that nothing was done again."""
    number = cases["te laat"]
    ui.run_form("Percentage wijzigen")
    ui.fill("zaaknummer", number)
    ui.fill("percentage", "40")
    ui.pick("vanaf", today)
    ui.choose("door", "operator-1")
    run = ui.submit()
    ended(run)
    known = len(events(number))
    ui.open(f"/runs/flow-run/{run}?tab=Details")
    ui.see("Vastgelegd: Dossier")
    ui.page.get_by_role("button", name="Retry").first.click()
    ui.page.get_by_role("button", name="Retry").last.click()
    ui.see(re.compile("Dit is al vastgelegd"))
    ended(run)
    assert len(events(number)) == known
