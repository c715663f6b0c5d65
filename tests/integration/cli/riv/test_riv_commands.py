"""`spoorboek riv …`: what UWV would ask about a dossier of the record, in Dutch, as JSON, and by its exit code."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session
from support.command_in_process import Said

from models.case_lookup import find_case
from models.record import append_event, write_effect
from models.tables import SENT, Case, Message
from spoorboek import clock
from spoorboek.statute.actions import Action
from spoorboek.statute.facts import StepRef
from tasks.case_state import case_state_in
from tasks.dossiers.reading import dossier_findings, read_dossiers
from tasks.papers.receiving import IncomingPaper, receive_paper
from tasks.views.dossier_page import dossier_page

Typed = Callable[..., Said]
MakeCase = Callable[..., Case]
TODAY = clock.today()
NAME, BSN = "Tamar Kanarie", "111222333"


@pytest.fixture
def case(session: Session, make_case: MakeCase) -> Case:
    """Return a case of sixty days in which the analysis was done on time, as somebody said, and nothing since."""
    made = make_case(TODAY - timedelta(60), name=NAME, bsn=BSN)
    done = {"step": "probleemanalyse", "occurrence": 1, "on": TODAY - timedelta(25), "evidence": None}
    append_event(session, made, "step_done", TODAY, done, "operator-1")
    session.commit()
    return made


def test_a_dossier_with_findings_ends_with_one(typed: Typed, case: Case) -> None:
    """Each finding says since when, until when it helps, who can repair it, how, and what it rests on; no name."""
    said = typed("riv", "check", case.number)
    assert said.code == 1
    assert "[geen_plan_van_aanpak, ernstig]" in said.out
    assert "[geen_stuk, vraag]" in said.out
    assert "Herstel helpt tot en met" in said.out
    assert "Aan zet: werkgever." in said.out
    assert NAME not in said.out
    assert BSN not in said.out


def test_the_same_as_json(typed: Typed, case: Case) -> None:
    """JSON has the codes, days and counts."""
    said = typed("riv", "check", case.number.lower(), "--json")
    told = json.loads(said.out)
    assert said.code == 1
    assert told["in_order"] is False
    assert told["counts"] == {"ernstig": 1, "vraag": 1, "licht": 0}
    plan = told["findings"][0]
    assert plan["code"] == "geen_plan_van_aanpak"
    assert plan["since"] == (TODAY - timedelta(10)).isoformat()
    assert plan["quote"]


def test_an_earlier_day_is_judged_by_what_was_recorded_then(typed: Typed, case: Case) -> None:
    """Before anything was recorded there is nothing to judge, and that is said."""
    said = typed("riv", "check", case.number, "--on", f"{TODAY - timedelta(90):%d-%m-%Y}")
    assert said.code == 2
    assert "nog niets vastgelegd" in said.err


def test_a_new_case_is_in_order(typed: Typed, make_case: MakeCase) -> None:
    """Of a case of two weeks UWV has nothing to ask."""
    said = typed("riv", "check", make_case(TODAY - timedelta(14)).number)
    assert said.code == 0
    assert "UWV heeft nu niets te vragen" in said.out


def test_a_paper_in_quarantine_is_a_finding(session: Session, case: Case) -> None:
    """A damaged paper is named until a good one of its kind came."""
    paper = IncomingPaper(b"%PDF-1.7 broken", "probleemanalyse", sender="bedrijfsarts")
    receipt = receive_paper(session, case.number, paper, "operator-1")
    codes = {(each.code, each.subject) for each in dossier_findings(session, case_state_in(session, case.number))}
    assert ("stuk_onbruikbaar", f"stuk {receipt.number}") in codes


def test_the_record_tells_what_is_known_and_what_was_sent(session: Session, case: Case) -> None:
    """What nobody entered is missing, what is there is not; a copy of the report counts once it went."""
    current = case_state_in(session, case.number)
    record = read_dossiers(session, {case.id: current.record.events})[case.id]
    assert {"opleiding", "bedrijfsarts"} <= record.missing_data
    assert "bsn" not in record.missing_data
    assert record.sent == {}
    action = Action(TODAY, "mail", "re_integratieverslag", 1, "re_integratieverslag", detail={"to": "werknemer"})
    effect = write_effect(session, find_case(session, case.number), action)
    about = {"message_id": "<a@b>", "to_role": "werknemer", "subject": "x", "recipient": "a@b.nl"}
    session.add(Message(case_id=case.id, effect_id=effect, status=SENT, recipient_name="x", body="x", **about))
    session.flush()
    again = read_dossiers(session, {case.id: current.record.events})[case.id]
    assert again.sent == {("re_integratieverslag", "werknemer"): TODAY}


def test_the_page_of_the_case_has_the_check(session: Session, case: Case) -> None:
    """The dossier shows the findings in a table, by codes and days, and no name."""
    current = case_state_in(session, case.number)
    page = dossier_page(current, findings=dossier_findings(session, current))
    assert "## Re-integratieverslag: controle" in page
    assert "Er is geen plan van aanpak" in page
    assert NAME not in page
    assert current.plan.facts.done == {StepRef("probleemanalyse"): TODAY - timedelta(25)}


def test_a_daily_wage_gives_every_factor_and_is_called_an_estimate(typed: Typed, case: Case) -> None:
    """Wage, percentage, days, weeks and their sum stand in the answer; without a wage it says what is missing."""
    assert "Zonder dagloon is er geen bedrag" in typed("riv", "check", case.number).out
    said = typed("riv", "check", case.number, "--daily-wage", "200", "--maximum", "300").out
    assert "Schatting, geen voorspelling" in said
    assert "€ 200,00 per dag, ten hoogste het maximumdagloon van € 300,00, × 70% × 5 dagen = € 700,00 per week" in said
    assert "2 (gemiste inspanning inhalen, [geen_plan_van_aanpak]" in said
    assert "11 weken × € 700,00 = € 7.700,00" in said
    assert "Ten hoogste: 52 weken × € 700,00 = € 36.400,00" in said
    told = json.loads(typed("riv", "check", case.number, "--daily-wage", "400", "--maximum", "300", "--json").out)
    assert told["exposure"]["counted_daily_wage"] == 300
    assert told["exposure"]["euro"] == 11550


@pytest.mark.parametrize("wage", ["nul", "0", "-5", "1e9", "12,345"])
def test_a_wage_that_cannot_be_is_refused(typed: Typed, case: Case, wage: str) -> None:
    """One clear message, no traceback."""
    said = typed("riv", "check", case.number, f"--daily-wage={wage}")
    assert said.code == 2
    assert "Dagloon" in said.err
    assert "Traceback" not in said.err


def test_the_portfolio_is_worst_first(typed: Typed, case: Case, make_case: MakeCase, tmp_path: Path) -> None:
    """Cases with findings by severity, those in order counted; with a file of wages also euros; CSV and JSON too."""
    worse, sound = make_case(TODAY - timedelta(400)), make_case(TODAY - timedelta(3))
    file = tmp_path / "loon.csv"
    file.write_text(f"Zaak;Dagloon\n{worse.number};200\n{case.number};\n")
    said = typed("riv", "portfolio", "--wages", str(file))
    assert said.code == 0
    assert said.out.index(worse.number) < said.out.index(case.number)
    assert sound.number not in said.out
    assert "2 met bevindingen, 1 in orde" in said.out
    assert "van 1 van de 2 zaken" in said.out
    told = json.loads(typed("riv", "portfolio", "--json").out)
    assert [each["number"] for each in told["cases"]] == [worse.number, case.number]
    assert told["cases"][0]["exposure"]["euro"] is None
    lines = typed("riv", "portfolio", "--csv", "--wages", str(file)).out.splitlines()
    assert lines[0].startswith("zaak;werkgever;ernstig;vraag;licht;eerste_bevinding")
    assert len(lines) == 3


@pytest.mark.parametrize(
    ("text", "expected"),
    [("zaak\n", "kolom dagloon"), ("zaak;dagloon\nZ-1;5\n", "regel 2"), ("zaak;dagloon\nZ-7K3Q9;x\n", "regel 2")],
)
def test_a_file_of_wages_that_does_not_fit_is_refused(typed: Typed, tmp_path: Path, text: str, expected: str) -> None:
    """The row and what was expected are named."""
    file = tmp_path / "loon.csv"
    file.write_text(text)
    said = typed("riv", "portfolio", "--wages", str(file))
    assert said.code == 2
    assert expected in said.err
