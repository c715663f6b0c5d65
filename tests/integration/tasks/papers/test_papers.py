"""Papers that come in: kept once, sealed, with their event; what is refused stands apart, or nowhere."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import Session, select
from support.hostile.papers import HOSTILE, SOUND, pdf, word

from models.record import load_record
from models.tables import Case, CaseEvent, ReceivedPaper
from models.tables.paper_tables import BY_DESK
from models.verification import verify_record
from spoorboek import clock
from spoorboek.errors import InputError
from tasks.case_state import case_state_in
from tasks.papers.paper_list import list_papers, paper_file
from tasks.papers.receiving import IncomingPaper, PaperReceipt, receive_paper
from tasks.papers.refusals import NOT_KEPT
from tasks.reports.report_withdrawal import withdraw_report
from tasks.views.dossier_page import dossier_page

MakeCase = Callable[..., Case]
TODAY = clock.today()


@pytest.fixture
def case(make_case: MakeCase) -> Case:
    """Return a case in its tenth week."""
    return make_case(TODAY - timedelta(70), name="Tamar Kanarie")


def receive(session: Session, case: Case, content: bytes, **told: Any) -> PaperReceipt:
    """Receive a file as an operator does."""
    paper = IncomingPaper(content, **{"kind": "gespreksverslag", **told})
    receipt = receive_paper(session, case.number, paper, "operator-1")
    session.commit()
    return receipt


def events(session: Session, case: Case) -> list[dict[str, Any]]:
    """List what the events tell of papers."""
    session.expire_all()
    return [dict(each.data) for each in load_record(session, case).events if each.kind == "document_received"]


def rows(session: Session) -> list[ReceivedPaper]:
    """List what was registered, in order."""
    session.expire_all()
    return list(session.exec(select(ReceivedPaper).order_by("number")))  # type: ignore[arg-type]


@pytest.mark.parametrize("name", SOUND)
def test_a_paper_is_kept_sealed_with_its_event(session: Session, case: Case, name: str) -> None:
    """One row, one event of codes and days, the same bytes back; the ledger agrees and the database shows nothing."""
    content = SOUND[name]()
    told = {"sender": "werknemer", "dated": TODAY - timedelta(2), "file_name": "Tamar Kanarie.pdf"}
    receipt = receive(session, case, content, **told)
    assert (receipt.stand, receipt.reason, receipt.to_wake) == ("ontvangen", None, [case.number])
    (event,) = events(session, case)
    assert event == {
        "paper": 1,
        "type": "gespreksverslag",
        "step": "evaluatie",
        "occurrence": 1,
        "on": TODAY.isoformat(),
        "from": "werknemer",
        "hash": rows(session)[0].digest,
        "dated": (TODAY - timedelta(2)).isoformat(),
    }
    assert paper_file(session, case.number, 1)[1] == content
    assert verify_record(session) == []
    shown = session.connection().execute(text("select row_to_json(p)::text from received_paper p")).scalar_one()
    assert "Kanarie" not in shown
    assert content[:40].hex() not in shown


@pytest.mark.parametrize("name", [each for each in HOSTILE if HOSTILE[each][0] not in NOT_KEPT])
def test_an_unfit_file_stands_in_quarantine(session: Session, case: Case, name: str) -> None:
    """No event, nothing in the dossier; the file is kept apart, and comes out only for who asks for it as such."""
    reason, make = HOSTILE[name]
    content = make()
    receipt = receive(session, case, content)
    assert (receipt.reason, receipt.to_wake) == (reason, [])
    assert receipt.stand == ("quarantaine" if content else "geweigerd")
    assert receipt.message.startswith(f"Niet aangenomen in dossier {case.number}: ")
    assert events(session, case) == []
    if content:
        with pytest.raises(InputError, match="quarantaine"):
            paper_file(session, case.number, 1)
        assert paper_file(session, case.number, 1, quarantined=True)[1] == content
        assert receive(session, case, content).stand == "geweigerd"  # a second time it is not kept again
    assert verify_record(session) == []


def test_the_same_file_counts_once(session: Session, case: Case) -> None:
    """Whatever it is called and whoever brings it; after a withdrawal it may come in again, elsewhere."""
    receive(session, case, pdf())
    again = receive(session, case, pdf(), kind="probleemanalyse", file_name="anders.pdf")
    assert (again.stand, again.reason) == ("geweigerd", "dubbel")
    assert f"al ontvangen op {TODAY:%d-%m-%Y}, als stuk 1 (Verslag van een gesprek)" in again.message
    assert [each.content is None for each in rows(session)] == [False, True]
    withdraw_report(session, case.number, 2, "operator-1")
    anew = receive(session, case, pdf(), kind="probleemanalyse")
    assert (anew.stand, anew.number) == ("ontvangen", 3)
    assert [each["type"] for each in events(session, case)] == ["gespreksverslag", "probleemanalyse"]
    current = case_state_in(session, case.number)
    assert [each.stand for each in list_papers(session, current)] == ["ingetrokken", "geweigerd", "ontvangen"]
    assert receive(session, case, pdf()).reason == "dubbel"


def test_a_paper_of_one_case_is_none_of_another(session: Session, case: Case, make_case: MakeCase) -> None:
    """By the number that our own papers print, in a PDF and in Word; another case may get the same file."""
    other = make_case(TODAY - timedelta(70))
    foot = f"Zaak {other.number} · document {other.number}-0001 versie 1"
    for content in (pdf(foot.replace("·", "-")), word(f"<w:p><w:r><w:t>{foot}</w:t></w:r></w:p>")):
        assert receive(session, case, content).reason == "andere_zaak"
        assert receive(session, other, content).reason is None
    assert receive(session, case, pdf()).reason is None
    assert receive(session, other, pdf()).reason is None
    assert verify_record(session) == []


@pytest.mark.parametrize(
    ("kind", "where"), [("fml_medisch", "bedrijfsarts"), ("brief_specialist", "bedrijfsarts"),
                        ("medische_informatie_uwv", "werknemer stuurt dit zelf aan UWV")]
)  # fmt: skip
def test_a_medical_paper_is_not_kept(session: Session, case: Case, kind: str, where: str) -> None:
    """Not its content, name or kind: only that it came, from whom, and a hash; and where it belongs is said."""
    receipt = receive(session, case, pdf("Diagnose"), kind=kind, sender="werknemer", file_name="diagnose.pdf")
    (row,) = rows(session)
    assert (receipt.stand, receipt.reason, row.content, row.file_name) == ("geweigerd", "medisch", None, None)
    assert (row.kind, row.step) == ("medisch", "")
    assert (row.sender, len(row.digest)) == ("werknemer", 64)
    assert where in receipt.message
    assert events(session, case) == []


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"kind": "evalutie"}, "Bedoelde u evaluatie"),
        ({"kind": ""}, "Zeg welk soort stuk het is"),
        ({"kind": "evaluatie", "step": "eindevaluatie"}, "hoort bij evaluatie"),
        ({"kind": "evaluatie", "occurrence": 99}, "kent de stap evaluatie 99 niet"),
        ({"sender": "buurman"}, "Onbekende afzender"),
        ({"dated": TODAY + timedelta(1)}, "ligt in de toekomst"),
        ({"dated": TODAY - timedelta(99)}, "vóór de eerste ziektedag"),
    ],
)
def test_what_cannot_be_told_of_a_paper_registers_nothing(
    session: Session, case: Case, told: dict[str, Any], expected: str
) -> None:
    """One Dutch message, and no row."""
    with pytest.raises(InputError, match=expected):
        receive(session, case, pdf(), **told)
    assert rows(session) == []


def test_the_desk_uses_the_same_way_in(session: Session, case: Case) -> None:
    """One function, whatever the way."""
    assert receive(session, case, pdf(), way=BY_DESK).stand == "ontvangen"
    assert rows(session)[0].way == BY_DESK


def test_the_dossier_lists_the_papers(session: Session, case: Case) -> None:
    """Number, day, kind, step and from whom; not what was refused, and no name."""
    receive(session, case, pdf(), sender="bedrijfsarts")
    receive(session, case, b"tekst")
    page = dossier_page(case_state_in(session, case.number))
    assert "## Ontvangen stukken" in page
    assert "Verslag van een gesprek" in page
    assert "ander_soort" not in page
    assert "Kanarie" not in page


def test_the_role_of_the_application_cannot_remove_a_paper(session: Session, case: Case) -> None:
    """The rights of the database keep it, and what it holds is in the ledger."""
    receive(session, case, pdf())
    with pytest.raises(Exception, match="permission denied"):
        session.connection().execute(text("delete from received_paper"))
    session.rollback()
    session.connection().execute(text("update received_paper set sender = 'uwv'"))
    session.commit()
    assert any("ontvangen stuk" in each for each in verify_record(session))
    assert session.exec(select(CaseEvent)).all()
