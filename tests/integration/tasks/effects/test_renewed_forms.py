"""A form that people still work on follows its case: a next version where its content changed, and nothing else."""

import io
import os
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader
from sqlmodel import Session, col, select
from support.dossier.whole_dossier import filled, wake

from models.record import append_event
from models.tables import Case, Contact, Document, Employee, EmployerRole, Message
from models.verification import verify_record
from models.virtual_calendar import set_virtual_day
from models.wake_basis import watched_case
from spoorboek.statute.actions import Action
from tasks.case_state import read_case_state
from tasks.effects.documents import document_to_mail
from tasks.papers.receiving import IncomingPaper, receive_paper
from tasks.report_bundle.bundling import store_renewed
from tasks.reports.report_wording import effect_sentence

MakeCase = Callable[..., Case]
FIRST, KEY, BY = date(2026, 1, 5), "plan_van_aanpak", "operator-1"
DAY_42 = FIRST + timedelta(42)


@pytest.fixture
def case(session: Session, make_case: MakeCase) -> Case:
    """Return a case of which the plan was made and mailed to its casemanager."""
    made = make_case(FIRST, name="Tamar Kanarie", function="Bakker")
    manager = Contact(code="cm", name="Iris de Boer", email="iris@huis.example")
    session.add(manager)
    session.flush()
    employer = session.get_one(Employee, made.employee_id).employer_id
    session.add(EmployerRole(employer_id=employer, role="casemanager", contact_id=manager.id))
    set_virtual_day(session, DAY_42)
    done = {"step": "probleemanalyse", "occurrence": 1, "on": FIRST + timedelta(38), "evidence": None}
    append_event(session, made, "step_done", DAY_42, done, BY)
    session.commit()
    wake(made.number)
    return made


def versions(session: Session, case: Case) -> list[Document]:
    """Let the case come to the end of a wake; return the versions of its plan."""
    session.commit()
    store_renewed(read_case_state(case.number))
    session.expire_all()
    of_plan = (Document.case_id == case.id, Document.template == KEY)
    return list(session.exec(select(Document).where(*of_plan).order_by(col(Document.id))))


def text(document: Document) -> str:
    """Return what a reader sees of it."""
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(document.content)).pages)


def test_an_open_form_follows_its_case_until_it_comes_home(session: Session, case: Case) -> None:
    """Of people, of the employer and of dates; once; mailed to who had it; what nothing prints is no version."""
    (first,) = versions(session, case)
    before = (first.content, first.number)
    assert not watched_case(session, case.number).to_wake
    employee = session.get_one(Employee, case.employee_id)
    employee.function = "Magazijnmedewerker"
    session.commit()
    assert watched_case(session, case.number).to_wake  # whoever changed it, the case is woken for it
    kept, second = versions(session, case)
    assert (kept.content, kept.number) == before
    assert second.version == 2
    assert "Magazijnmedewerker" in text(second)
    assert "Vervangt versie 1 van 16 februari 2026." in text(second)
    mail = session.exec(select(Message).order_by(col(Message.id).desc())).first()
    assert mail is not None
    assert (mail.to_role, mail.recipient, mail.document_ids) == ("casemanager", "iris@huis.example", [second.id])
    assert f"Dit vervangt document {first.number}" in mail.body
    if folder := os.environ.get("SPOORBOEK_LOOK"):
        Path(folder, "bijgewerkt.txt").write_text(mail.body)
        Path(folder, "bijgewerkt.pdf").write_bytes(second.content)
    assert len(versions(session, case)) == 2
    moved = {"first_sick_day": FIRST - timedelta(3)}
    append_event(session, case, "first_day_corrected", DAY_42, moved, BY)
    newest = versions(session, case)[-1]
    assert newest.version == 3
    current = read_case_state(case.number)
    told = [effect_sentence(current, each) for each in current.record.effects.values()]
    assert "Plan van aanpak: stuk 'Plan van aanpak' bijgewerkt" in told
    again = Action(DAY_42, "mail", KEY, 1, KEY, 1, {"to": "casemanager"})
    assert document_to_mail(session, case, again) == newest  # a mail of the first attempt never brings an old version
    # It came home: what people filled in is not replaced, whatever changes.
    home = IncomingPaper(filled(newest.content, werkgever_1_wat="Taken aanpassen"))
    assert receive_paper(session, case.number, home, BY).reason is None
    session.get_one(Employee, case.employee_id).function = "Chauffeur"
    assert versions(session, case)[-1].id == newest.id
    assert verify_record(session) == []


def test_what_no_form_prints_makes_no_version(session: Session, case: Case) -> None:
    """A mail address stands on no plan; and a form of before its data were kept is looked at from now on."""
    session.get_one(Employee, case.employee_id).email = "tamar@elders.example"
    (only,) = versions(session, case)
    kept = only.made_of
    only.made_of = None
    session.get_one(Employee, case.employee_id).function = "Chauffeur"
    (only,) = versions(session, case)
    assert only.made_of not in (None, kept)
    session.get_one(Employee, case.employee_id).function = "Metselaar"
    assert [each.version for each in versions(session, case)] == [1, 2]
