"""Papers at the desk: brought in, named, looked at, put apart, let in, done away with; and what hostile files do."""

import stat
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlmodel import Session, col, select
from support.desk.desk_cases import assign
from support.desk_site import DeskClient, DeskSite, text_of
from support.hostile.papers import HOSTILE, pdf, picture
from support.papers.filled_forms import by_pypdf

from models.record import append_event, write_effect
from models.tables import Case, CaseEvent, Document, Message, ReceivedPaper, WaitingUpload
from models.tables.paper_tables import QUARANTINED, RECEIVED, TURNED_AWAY
from models.verification import verify_record
from spoorboek import clock
from spoorboek.statute.actions import Action
from spoorboek.statute.facts import StepRef
from tasks.case_state import case_state_in
from tasks.effects.documents import create_document

TODAY = clock.today()
SIGNED = TODAY - timedelta(3)
PLAN = "plan_van_aanpak"
PLAN_FIELDS = {
    "einddoel_uren": "32",
    "werkgever_1_wat": "Taken <b>aanpassen</b>",
    "datum_ondertekening_werkgever": f"{SIGNED:%d-%m-%Y}",
    "datum_ondertekening_werknemer": f"{SIGNED:%d-%m-%Y}",
}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fresh: Callable[[], None]) -> Path:
    """Give the installation a folder of its own."""
    monkeypatch.setenv("SPOORBOEK_HOME", str(tmp_path))
    fresh()
    return tmp_path


@pytest.fixture
def case(session: Session, make_case: Callable[..., Case]) -> Case:
    """Return a case whose plan is to be made, with the form that was sent."""
    made = make_case(TODAY - timedelta(60), name="Tamar Kanarie", bsn="111222333")
    done = {"step": "probleemanalyse", "occurrence": 1, "on": TODAY - timedelta(20), "evidence": None}
    append_event(session, made, "step_done", TODAY, done, "operator-1")
    action = Action(TODAY, "document", PLAN, 1, PLAN)
    effect = write_effect(session, made, action)
    assert effect is not None
    create_document(session, made, effect, case_state_in(session, made.number), action)
    session.commit()
    return made


@pytest.fixture
def manager(desk: DeskSite, case: Case) -> DeskClient:
    """Return a casemanager who is logged in."""
    return desk.log_in("casemanager", everyone=True)


def papers(session: Session) -> list[ReceivedPaper]:
    """List what came in, in order."""
    session.expire_all()
    return list(session.exec(select(ReceivedPaper).order_by(col(ReceivedPaper.id))).all())


def bring(client: DeskClient, case: Case, content: bytes, name: str = "scan.pdf", **fields: str) -> str:
    """Bring in a paper; return what the page says on which one lands."""
    answer = client.send_file(f"/zaak/{case.number}/stukken", name, content, actie="opnemen", **fields)
    if answer.status_code != 303:
        return f"{answer.status_code} {text_of(answer)}"
    path = answer.headers["location"]
    return f"{path} {text_of(client.get(path))}"


def test_a_form_of_ours_comes_home_in_two_pages(session: Session, case: Case, manager: DeskClient) -> None:
    """It says itself what it is; what was filled in stands beside what was sent; a person's look completes the step."""
    sent = session.exec(select(Document.content).where(Document.case_id == case.id)).one()
    landed = bring(manager, case, by_pypdf(sent, PLAN_FIELDS), "../../etc/Plan\x07 ‮van.exe")
    assert landed.startswith(f"/zaak/{case.number}/stukken/1 ")
    page = manager.get(f"/zaak/{case.number}/stukken/1")
    assert "Taken &lt;b&gt;aanpassen" in page.text
    assert "Taken <b>" not in page.text
    form = {"formulier": str(uuid4()), "handtekening-werkgever": "getekend", "handtekening-werknemer": "getekend"}
    for left_out in ({"handtekening-werknemer": ""}, {"handtekening-werkgever": "misschien"}):
        refused = manager.send_form(f"/zaak/{case.number}/stukken/1", **form | left_out)
        assert refused.status_code == 422
        assert "Kies bij elke handtekening wat u op het stuk ziet" in text_of(refused)
        assert StepRef(PLAN) not in case_state_in(session, case.number).plan.facts.done
    for again in (False, True):
        answer = manager.send_form(f"/zaak/{case.number}/stukken/1", **form)
        assert answer.status_code == 303
        told = text_of(manager.get(answer.headers["location"]))
        assert ("Dit was al vastgelegd" if again else "Vastgelegd bij") in told
    session.expire_all()
    assert case_state_in(session, case.number).plan.facts.done[StepRef(PLAN)] == SIGNED
    (paper,) = papers(session)
    assert (paper.way, paper.actor, paper.file_name) == ("bureaublad", "mens-" + paper.actor[5:], "Plan%07 van.exe")
    listed = text_of(manager.get(f"/zaak/{case.number}/stukken"))
    assert "stuk 1" in listed
    assert "nog na te kijken" not in listed
    assert manager.get(f"/zaak/{case.number}/ontvangen/1").content == paper.content
    assert verify_record(session) == []


def test_what_nobody_can_tell_is_asked_and_forgotten(session: Session, case: Case, manager: DeskClient) -> None:
    """A file that is no form of ours waits sealed for who sent it, is proposed by its name, and is gone once used."""
    landed = bring(manager, case, pdf(), "Gespreksverslag werknemer.pdf", datum=TODAY.isoformat())
    path, _, words = landed.partition(" ")
    assert "/stukken/soort/" in path
    assert "Gespreksverslag werknemer.pdf is geen formulier van ons. Klopt dit?" in words
    page = manager.get(path).text
    assert '<option value="gespreksverslag" selected>' in page
    assert '<option value="werknemer" selected>' in page
    assert f'value="{TODAY.isoformat()}"' in page
    other = manager.__class__(base_url=manager.base_url, cookies=dict(manager.cookies))
    assert papers(session) == []
    refused = manager.send_form(path, actie="opnemen", formulier=str(uuid4()), soort="", datum="2026-02-31")
    assert (refused.status_code, "bestaat niet" in text_of(refused)) == (422, True)
    named = {
        "actie": "opnemen",
        "formulier": str(uuid4()),
        "soort": "gespreksverslag",
        "datum": "",
        "stap": f"{PLAN}:1",
    }
    assert manager.send_form(path, **named).headers["location"].endswith("/stukken/1")
    assert "er niet meer" in text_of(other.get(path))
    assert [(paper.kind, paper.step, paper.stand) for paper in papers(session)] == [("gespreksverslag", PLAN, RECEIVED)]
    assert session.exec(select(WaitingUpload)).all() == []


def test_a_medical_paper_is_refused_and_nothing_of_it_kept(session: Session, case: Case, manager: DeskClient) -> None:
    """The page says where it belongs; neither its kind, its name nor its content is anywhere."""
    told = bring(manager, case, pdf("Diagnose"), "Brief van de oncoloog.pdf", soort="brief_specialist")
    assert "mag de werkgever niet hebben" in told
    (paper,) = papers(session)
    assert (paper.kind, paper.stand, paper.content, paper.file_name) == ("medisch", TURNED_AWAY, None, None)
    assert session.exec(select(WaitingUpload)).all() == []


@pytest.mark.parametrize("name", ["nothing", "docx_bomb", "program", "pdf_script_at_opening", "pdf_cut_off", "page"])
def test_a_hostile_file_comes_nowhere(session: Session, case: Case, manager: DeskClient, name: str) -> None:
    """Bombs, programs, scripts, nothing: told in plain words; with a kind they stand apart, and nobody gets them."""
    reason, make = HOSTILE[name]
    assert bring(manager, case, make(), "verslag.pdf").startswith("422 ")
    assert papers(session) == []
    told = bring(manager, case, make(), "verslag.pdf", soort="gespreksverslag")
    assert "niet aangenomen" in told
    (paper,) = papers(session)
    assert (paper.reason, paper.stand in (QUARANTINED, TURNED_AWAY)) == (reason, True)
    assert manager.get(f"/zaak/{case.number}/ontvangen/1").status_code == 422
    assert manager.get(f"/zaak/{case.number}/stukken/1").status_code == 404
    if paper.stand == QUARANTINED:
        path, form = f"/zaak/{case.number}/stukken", {"stuk": "1", "formulier": str(uuid4())}
        assert manager.send_form(path, actie="vrijgeven", **form).status_code == 422
        assert manager.send_form(path, actie="wegdoen", **form).status_code == 303
        assert papers(session)[0].content is None
    assert verify_record(session) == []


def test_a_picture_with_another_name_is_what_it_is(session: Session, case: Case, manager: DeskClient) -> None:
    """The content decides, not the name; the same file twice is told of, and taken once."""
    assert "/stukken/1 " in bring(manager, case, picture("JPEG"), "verslag.pdf", soort="gespreksverslag")
    assert "al ontvangen" in bring(manager, case, picture("JPEG"), "ander.pdf", soort="gespreksverslag")
    assert [(paper.media_type, paper.stand) for paper in papers(session)] == [
        ("image/jpeg", RECEIVED),
        ("image/jpeg", TURNED_AWAY),
    ]
    assert manager.get(f"/zaak/{case.number}/ontvangen/1").headers["content-type"] == "image/jpeg"


def scanner(home: Path, body: str) -> str:
    """Make a small command as a scanner is."""
    path = home / "scanner"
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def test_a_scanner_is_asked_and_believed(
    session: Session,
    case: Case,
    manager: DeskClient,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    fresh: Callable[[], None],
) -> None:
    """Clean comes in; infected and what it cannot tell stand apart and a person hears; asked again, it may come in."""
    seen = home / "gezien"
    ways = {
        "clean": "cat > /dev/null; exit 0",
        "infected": "grep -aq virus && exit 1 || exit 0",
        "silent": "sleep 30",
        "broken": "exit 2",
        "path": f'stat -c %a "$1" > {seen}; test -z "$SPOORBOEK_KEYS" || exit 2; exit 0',
    }

    def use(way: str, more: str = "") -> None:
        monkeypatch.setenv("SPOORBOEK_SCAN_COMMAND", scanner(home, ways[way]) + more)
        monkeypatch.setenv("SPOORBOEK_SCAN_SECONDS", "1")
        fresh()

    kind = {"soort": "gespreksverslag"}
    for number, (way, reason) in enumerate(
        [("infected", "besmet"), ("silent", "niet_gescand"), ("broken", "niet_gescand")], 1
    ):
        use(way)
        told = bring(manager, case, pdf(f"virus {number}", compress_streams=False), **kind)
        assert "niet aangenomen" in told
        assert (papers(session)[-1].reason, papers(session)[-1].stand) == (reason, QUARANTINED)
    assert len(session.exec(select(Message).where(col(Message.message_id).contains("stuk."))).all()) == 3
    path = f"/zaak/{case.number}/stukken"
    refused = manager.send_form(path, actie="vrijgeven", stuk="2", formulier=str(uuid4()))
    assert (refused.status_code, papers(session)[1].stand) == (422, QUARANTINED)
    use("path", " {bestand}")
    answer = manager.send_form(path, actie="vrijgeven", stuk="2", formulier=str(uuid4()))
    assert answer.headers["location"].endswith("/stukken/4")
    assert seen.read_text().strip() == "600"
    assert not any((home / "inkomend").iterdir())
    assert [(paper.stand, paper.reason) for paper in papers(session)] == [
        (QUARANTINED, "besmet"),
        (TURNED_AWAY, "vrijgegeven"),
        (QUARANTINED, "niet_gescand"),
        (RECEIVED, None),
    ]
    assert verify_record(session) == []


def test_papers_are_within_reach_alone(
    desk: DeskSite, session: Session, case: Case, make_case: Callable[..., Case]
) -> None:
    """Who may not record sees no form; a case out of reach does not exist; a waiting file is of who sent it."""
    account = desk.account("casemanager")
    own = make_case(date(2026, 9, 1))
    assign(session, account, "Casper", own.number)
    client = desk.client_of(account)
    path = f"/zaak/{case.number}/stukken"
    assert client.get(path).status_code == 404
    assert client.send_file(path, "a.pdf", pdf(), actie="opnemen", soort="gespreksverslag").status_code == 404
    auditor = desk.log_in("auditor", everyone=True)
    assert 'type="file"' not in auditor.get(path).text
    assert auditor.send_file(path, "a.pdf", pdf(), actie="opnemen").status_code == 403
    stranger = desk.visitor()
    stranger.get("/aanmelden")
    assert stranger.send_file(path, "a.pdf", pdf(), actie="opnemen").headers["location"].startswith("/aanmelden")
    waits = client.send_file(f"/zaak/{own.number}/stukken", "a.pdf", pdf(), actie="opnemen").headers["location"]
    key = waits.rpartition("/")[2]
    colleague = desk.log_in("casemanager", everyone=True)
    assert "er niet meer" in text_of(colleague.get(waits))
    assert "er niet meer" in text_of(colleague.get(f"{path}/soort/{key}"))
    assert "er niet meer" not in text_of(client.get(waits))
    row = session.exec(select(WaitingUpload)).one()
    row.ends_at = clock.now()
    session.add(row)
    session.commit()
    assert "er niet meer" in text_of(client.get(waits))
    assert session.exec(select(CaseEvent.kind).where(CaseEvent.actor == account.code)).all() == []
    assert papers(session) == []
