"""Papers a person asks for: made once, mailed to whom they are for, about the day that was told."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlmodel import Session, col, select

from models.connection import session as own_session
from models.record import append_event
from models.tables import Case, CaseEffect, Document
from models.virtual_calendar import set_virtual_day
from spoorboek.errors import InputError
from tasks.case_state import read_case_state
from tasks.effects.perform import perform
from tasks.reports.fact_reports import report_fact
from tasks.reports.report_catalogue import PAPER_REQUESTS
from tasks.reports.report_fields import GivenFields
from tasks.reports.report_withdrawal import withdraw_report

D = date(2026, 1, 5)
SATURDAY = D + timedelta(days=12)
REPORTED = {"step": "ziekmelding_arbodienst", "occurrence": 1, "on": D, "evidence": None}


@pytest.fixture
def case(make_case: Callable[..., Case], session: Session) -> Case:
    """Open a case on a Saturday in its second week, with everything of those days done."""
    opened = make_case(D, email="werknemer@voorbeeld.example")
    set_virtual_day(session, SATURDAY)
    append_event(session, opened, "step_done", SATURDAY, REPORTED, "operator-1")
    session.commit()
    wake(opened.number)
    return opened


def wake(number: str) -> None:
    """Carry out what the case asks for now."""
    while actions := read_case_state(number).actions:
        for action in actions:
            perform.fn("", read_case_state(number), action)


def ask(number: str, code: str, on: date) -> str:
    """Ask for a paper as an operator, and let the case act."""
    with own_session() as writing:
        message, _ = report_fact(writing, number, code, GivenFields(on), "operator-1")
    wake(number)
    return message


def papers(session: Session) -> list[tuple[str, str, str]]:
    """Return file name, receiver and text of every paper of the case itself, in order."""
    session.rollback()
    mails = session.exec(select(CaseEffect).where(CaseEffect.kind == "mail", CaseEffect.step == "dossier")).all()
    to = {(mail.name, mail.attempt): str(mail.detail["to"]) for mail in mails}
    query = select(Document, CaseEffect).join(CaseEffect, col(CaseEffect.id) == col(Document.effect_id))
    made = session.exec(query.where(CaseEffect.step == "dossier").order_by(col(Document.id))).all()
    return [(paper.file_name, to[paper.template, effect.attempt], paper.text or "") for paper, effect in made]


def test_each_paper_is_made_and_sent_on_the_day_it_is_asked_for(case: Case, session: Session) -> None:
    """Asking is sending, also on a Saturday; each goes to whom it is for."""
    for code in PAPER_REQUESTS:
        ask(case.number, code, SATURDAY - timedelta(days=1))
    assert {name.split("_")[2]: to for name, to, _ in papers(session)} == {
        "gespreksverslag": "casemanager",
        "gemist-spreekuur": "werknemer",
        "verzoek-bijstelling-probleemanalyse": "bedrijfsarts",
        "verzoek-deskundigenoordeel": "casemanager",
        "zoekgegevens": "werknemer",
    }


def test_a_second_conversation_has_a_paper_of_its_own(case: Case, session: Session) -> None:
    """Each names its own day, and is the first version of itself; asking for the same again makes nothing."""
    first, second = SATURDAY - timedelta(days=3), SATURDAY - timedelta(days=1)
    ask(case.number, "gespreksverslag", first)
    ask(case.number, "gespreksverslag", second)
    with pytest.raises(InputError, match="verandert niets"):
        ask(case.number, "gespreksverslag", first)
    made = papers(session)
    assert [name.split("_", 2)[2] for name, _, _ in made] == ["gespreksverslag_v1.pdf", "gespreksverslag-2_v1.pdf"]
    assert ["woensdag 14 januari 2026" in text for _, _, text in made] == [True, False]
    assert ["vrijdag 16 januari 2026" in text for _, _, text in made] == [False, True]


def test_a_missed_consultation_threatens_nothing(case: Case, session: Session) -> None:
    """The letter asks to call, names no ground and no measure on the wage, and says what not to tell."""
    ask(case.number, "spreekuur_gemist", SATURDAY - timedelta(days=1))
    text = " ".join(papers(session)[0][2].split())
    for words in ("vrijdag 16 januari 2026", "uiterlijk 24 januari 2026", "hoeven en mogen wij niet weten"):
        assert words in text, words
    assert "Aan uw loon verandert door deze brief niets." in text
    for words in ("7:629", "opschort", "stoppen", "waarschuw"):
        assert words not in text, words


def test_a_withdrawn_request_keeps_its_number(case: Case, session: Session) -> None:
    """A paper asked for by mistake is not made again as another, and the next one gets a number of its own."""
    ask(case.number, "gespreksverslag", SATURDAY - timedelta(days=3))
    seq = read_case_state(case.number).record.events[-1].seq
    with own_session() as writing:
        withdraw_report(writing, case.number, seq, "operator-1")
    ask(case.number, "gespreksverslag", SATURDAY - timedelta(days=1))
    assert [name.split("_", 2)[2] for name, _, _ in papers(session)] == [
        "gespreksverslag_v1.pdf",
        "gespreksverslag-2_v1.pdf",
    ]


def test_a_day_that_is_still_to_come_is_refused(case: Case, session: Session) -> None:
    """Nobody missed a consultation of next week."""
    with pytest.raises(InputError):
        ask(case.number, "spreekuur_gemist", SATURDAY + timedelta(days=7))
    assert papers(session) == []
