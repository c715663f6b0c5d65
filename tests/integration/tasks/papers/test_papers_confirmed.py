"""Forms that come home: their fields beside what was sent, a person's look, and the step that follows."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select
from support.hostile.papers import picture
from support.papers.browser_viewer import by_browser
from support.papers.filled_forms import PROGRAMS, by_pypdf

from models.record import append_event, load_record, write_effect
from models.tables import Case, Document
from models.verification import verify_record
from spoorboek import clock
from spoorboek.errors import InputError
from spoorboek.statute.actions import Action
from spoorboek.statute.facts import StepRef
from tasks.case_state import case_state_in
from tasks.effects.documents import create_document
from tasks.effects.riv_inventory import riv_inventory
from tasks.papers.confirming import Confirmation, confirm_paper, read_paper
from tasks.papers.receiving import IncomingPaper, receive_paper
from tasks.views.dossier_page import dossier_page

MakeCase = Callable[..., Case]
TODAY = clock.today()
FIRST = TODAY - timedelta(60)
ANALYSED, SIGNED = TODAY - timedelta(20), TODAY - timedelta(3)
KEY = "plan_van_aanpak"
VALUES = {
    "einddoel_uren": "32",
    "werkgever_1_wat": "Taken aanpassen",
    "datum_ondertekening_werkgever": f"{SIGNED:%d-%m-%Y}",
    "datum_ondertekening_werknemer": f"{SIGNED + timedelta(1):%d-%m-%Y}",
}


@pytest.fixture
def case(session: Session, make_case: MakeCase) -> Case:
    """Return a case whose plan is to be made, with the form that was sent."""
    made = make_case(FIRST, name="Tamar Kanarie", bsn="111222333", function="Bakker")
    done = {"step": "probleemanalyse", "occurrence": 1, "on": ANALYSED, "evidence": None}
    append_event(session, made, "step_done", TODAY, done, "operator-1")
    action = Action(TODAY, "document", KEY, 1, KEY)
    effect = write_effect(session, made, action)
    assert effect is not None
    create_document(session, made, effect, case_state_in(session, made.number), action)
    session.commit()
    return made


def sent(session: Session, case: Case) -> bytes:
    """Return the form as it was sent."""
    return session.exec(select(Document.content).where(Document.case_id == case.id)).one()


def come_home(session: Session, case: Case, content: bytes, **told: Any) -> int:
    """Let a paper come in; return its number."""
    receipt = receive_paper(session, case.number, IncomingPaper(content, **told), "operator-1")
    session.commit()
    assert receipt.reason is None
    return receipt.number


def confirm(session: Session, case: Case, paper: int, **said: Any) -> str:
    """Say what is on a paper, as an operator."""
    message, _ = confirm_paper(session, case.number, paper, Confirmation("operator-2", **said), "operator-1")
    session.commit()
    return message


def confirmations(session: Session, case: Case) -> list[dict[str, Any]]:
    """List what the events tell of papers that were looked at."""
    session.expire_all()
    return [dict(each.data) for each in load_record(session, case).events if each.kind == "document_confirmed"]


FILLERS = [
    *(pytest.param(each, id=name) for name, each in PROGRAMS.items()),
    pytest.param(by_browser, id="browser", marks=pytest.mark.drill),
]


@pytest.mark.parametrize("fill", FILLERS)
def test_a_form_comes_home_and_completes_its_step(
    session: Session, case: Case, fill: Callable[[bytes, dict[str, str]], bytes]
) -> None:
    """Whoever filled it in: it says itself what it is, its fields are shown, and its dates become those of the step."""
    paper = come_home(session, case, fill(sent(session, case), VALUES))
    read = read_paper(session, case.number, paper)
    assert {each.field.name: each.field.value for each in read.changes} == VALUES
    message = confirm(session, case, paper, signed_by=("werkgever", "werknemer"))
    assert "Iedereen die tekent, tekende of weigerde." in message
    (told,) = confirmations(session, case)
    days = {"werkgever": SIGNED.isoformat(), "werknemer": (SIGNED + timedelta(1)).isoformat()}
    assert (told["signed"], told["on"], told["looked"]) == (days, days["werknemer"], "operator-2")
    current = case_state_in(session, case.number)
    assert current.plan.facts.done[StepRef(KEY)] == SIGNED + timedelta(1)
    row = next(each for each in riv_inventory(current) if each.title == "Plan van aanpak")
    assert (row.signed, row.dated) == (True, SIGNED + timedelta(1))
    assert verify_record(session) == []


def test_a_form_that_nobody_filled_in_is_not_taken(session: Session, case: Case) -> None:
    """The same bytes as were sent say nothing."""
    receipt = receive_paper(session, case.number, IncomingPaper(sent(session, case)), "operator-1")
    assert (receipt.stand, receipt.reason) == ("geweigerd", "oningevuld")


def test_a_scan_is_signed_when_a_person_says_so_of_each_signer(session: Session, case: Case) -> None:
    """It has no fields: the date and who looked are told; one signature is not all."""
    paper = come_home(session, case, picture("PNG"), kind=KEY)
    with pytest.raises(InputError, match="Op welke dag"):
        confirm(session, case, paper, signed_by=("werkgever",))
    assert "Nog niet getekend: de werknemer." in confirm(session, case, paper, signed_by=("werkgever",), on=SIGNED)
    current = case_state_in(session, case.number)
    assert current.plan.facts.done[StepRef(KEY)] == SIGNED
    assert next(each for each in riv_inventory(current) if each.title == "Plan van aanpak").signed is None
    confirm(session, case, paper, signed_by=("werknemer",), on=SIGNED)
    row = next(each for each in riv_inventory(case_state_in(session, case.number)) if each.title == "Plan van aanpak")
    assert row.signed is True
    assert "al vastgelegd" in confirm(session, case, paper, signed_by=("werknemer",), on=SIGNED)
    assert len(confirmations(session, case)) == 2


def test_a_refusal_to_sign_counts_with_its_reason_and_day(session: Session, case: Case) -> None:
    """The paper is whole when the other signed; the report says who refused. Both refusing is no signed paper."""
    paper = come_home(session, case, picture("PNG"), kind=KEY)
    with pytest.raises(InputError, match="Zeg met --reason waarom"):
        confirm(session, case, paper, refused_by="werknemer", on=SIGNED)
    confirm(session, case, paper, signed_by=("werkgever",), refused_by="werknemer", reason="oneens", on=SIGNED)
    current = case_state_in(session, case.number)
    row = next(each for each in riv_inventory(current) if each.title == "Plan van aanpak")
    assert (row.signed, row.note) == (True, "De werknemer weigerde te tekenen.")
    assert "werknemer weigerde" in dossier_page(current)


def test_what_somebody_said_of_a_signature_is_told_as_such(session: Session, case: Case) -> None:
    """Evidence without a file is no signature."""
    done = {"step": KEY, "occurrence": 1, "on": SIGNED, "evidence": "ondertekend_document"}
    append_event(session, case, "step_done", TODAY, done, "operator-1")
    row = next(each for each in riv_inventory(case_state_in(session, case.number)) if each.title == "Plan van aanpak")
    assert (row.signed, row.claimed) == (None, True)


@pytest.mark.parametrize(
    ("values", "said", "expected"),
    [
        ({"datum_ondertekening_werkgever": "31-02-2026"}, {"signed_by": ("werkgever",)}, "geen bestaande dag"),
        ({"datum_ondertekening_werkgever": "01-01-2020"}, {"signed_by": ("werkgever",)}, "vóór de eerste ziektedag"),
        ({"datum_ondertekening_werkgever": "01-01-2099"}, {"signed_by": ("werkgever",)}, "ligt in de toekomst"),
        ({"einddoel_uren": "32"}, {}, "Welke datum staat er op het stuk"),
        ({"einddoel_uren": "32"}, {"signed_by": ("bedrijfsarts",), "on": SIGNED}, "door werkgever en werknemer"),
        ({"einddoel_uren": "32"}, {"reason": "oneens", "on": SIGNED}, "hoort bij wie weigert"),
    ],
)  # fmt: skip
def test_what_is_not_clear_records_nothing(
    session: Session, case: Case, values: dict[str, str], said: dict[str, Any], expected: str
) -> None:
    """A day that is none, too early or too late, a party that does not sign: one message, and the step stays open."""
    paper = come_home(session, case, by_pypdf(sent(session, case), values))
    with pytest.raises(InputError, match=expected):
        confirm(session, case, paper, **said)
    session.rollback()
    assert confirmations(session, case) == []
    assert StepRef(KEY) not in case_state_in(session, case.number).plan.facts.done
