"""Copies of signed papers: mailed locked the same day, or asked of a person; what became of each is recorded."""

import io
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pypdf import PdfReader
from sqlmodel import Session, select
from support.dossier.whole_dossier import filled
from support.hostile.papers import picture, word
from support.mail_server import Post
from support.mailboxes.returned_mail import FAILED, OURS

from models.case_lookup import find_case
from models.record import append_event, load_record, open_case, write_effect
from models.tables import Case, Contact, Document, Employee, EmployerRole, Message
from models.verification import verify_record
from spoorboek import clock
from spoorboek.errors import InputError
from spoorboek.statute.actions import Action
from spoorboek.statute.dossier.paper_copies import owed_copies
from tasks.case_state import case_state_in
from tasks.dossiers.reading import dossier_findings
from tasks.effects.documents import create_document
from tasks.outbox.mail_history import mail_history
from tasks.outbox.mail_queue import send_due
from tasks.outbox.returned_mail import read_returned_mail
from tasks.outbox.undelivered import mark_elsewhere, undelivered_mail
from tasks.papers.confirming import Confirmation, confirm_paper
from tasks.papers.copying import report_paper_copy
from tasks.papers.paper_passwords import case_password
from tasks.papers.receiving import IncomingPaper, receive_paper
from tasks.reports.report_withdrawal import withdraw_report
from tasks.views.dossier_page import dossier_page

MakeCase = Callable[..., Case]
TODAY = clock.today()
FIRST, SIGNED = TODAY - timedelta(60), TODAY - timedelta(3)
KEY, BSN, BOTH = "plan_van_aanpak", "111222333", ("werkgever", "werknemer")
VALUES = {
    "werknemer_bsn": BSN,
    "werkgever_1_wat": "Taken aanpassen",
    **{f"datum_ondertekening_{party}": f"{SIGNED:%d-%m-%Y}" for party in BOTH},
}
BY = "operator-1"


@pytest.fixture
def case(session: Session, make_case: MakeCase) -> Case:
    """Return a case whose plan is to be made, with the form that was sent, and a bedrijfsarts."""
    made = make_case(FIRST, name="Tamar Kanarie", bsn=BSN, function="Bakker", email="tamar@kanarie.example")
    employee = session.get_one(Employee, made.employee_id)
    doctor = Contact(code="arts", name="A. de Arts", email="arts@arbo.example")
    session.add(doctor)
    session.flush()
    session.add(EmployerRole(employer_id=employee.employer_id, role="bedrijfsarts", contact_id=doctor.id))
    done = {"step": "probleemanalyse", "occurrence": 1, "on": TODAY - timedelta(20), "evidence": None}
    append_event(session, made, "step_done", TODAY, done, BY)
    action = Action(TODAY, "document", KEY, 1, KEY)
    effect = write_effect(session, made, action)
    assert effect is not None
    create_document(session, made, effect, case_state_in(session, made.number), action)
    session.commit()
    return made


def bring(session: Session, case: Case, content: bytes | None = None, **told: Any) -> int:
    """Let a paper come in, by default the form as both filled it in; return its number."""
    sent = session.exec(select(Document.content).where(Document.case_id == case.id, Document.template == KEY)).one()
    receipt = receive_paper(session, case.number, IncomingPaper(content or filled(sent, **VALUES), **told), BY)
    assert receipt.reason is None, receipt.message
    return receipt.number


def confirm(session: Session, case: Case, paper: int, *parties: str, **said: Any) -> str:
    """Say who signed."""
    message, _ = confirm_paper(session, case.number, paper, Confirmation(BY, parties, **said), BY)
    session.commit()
    return message


def wanting(session: Session, case: Case, days: int = 8) -> list[str]:
    """Return the subjects of copies that nothing shows, some days from now."""
    session.expire_all()
    found = dossier_findings(session, case_state_in(session, case.number), TODAY + timedelta(days))
    return [each.subject for each in found if each.code == "geen_afschrift_stuk"]


def page(session: Session, case: Case) -> str:
    """Return the dossier as people see it."""
    session.expire_all()
    return dossier_page(case_state_in(session, case.number), {}, mails=mail_history(session, case.id))


def test_a_signed_plan_goes_locked_to_who_must_have_it(
    session: Session, case: Case, post: Post, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fresh: Callable[[], None]
) -> None:
    """Not before both signed; once; with the password of the case alone; a bounce is seen, and settled by a person."""
    paper = bring(session, case)
    assert "Afschrift" not in confirm(session, case, paper, "werkgever")
    assert owed_copies(load_record(session, case).events) == ()
    said = confirm(session, case, paper, "werknemer")
    assert "Afschrift gemaild, op slot, aan de werknemer en de bedrijfsarts" in said
    assert "spoorboek document password" in said
    assert "al vastgelegd" in confirm(session, case, paper, "werknemer")
    assert wanting(session, case) == [f"stuk {paper} bedrijfsarts", f"stuk {paper} werknemer"]  # nothing went yet
    assert send_due().delivered == 2
    mails = {mail["To"].addresses[0].addr_spec: mail for mail in post.office.mails}
    mail = mails["tamar@kanarie.example"]
    assert mail["Subject"] == f"{case.number} · Afschrift: Plan van aanpak"
    password = case_password(session, case.number)
    body = mail.get_body(("plain",)).get_content()
    assert "Tamar Kanarie" in body
    for mailed in mails.values():
        assert password not in mailed.as_string()
        assert BSN not in mailed.as_string()
    (attached,) = mail.iter_attachments()
    locked = attached.get_content()
    if folder := os.environ.get("SPOORBOEK_LOOK"):
        Path(folder, "afschrift.txt").write_text(body)
        Path(folder, "afschrift.pdf").write_bytes(locked)
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(io.BytesIO(locked))
    fields = PdfReader(io.BytesIO(locked), password=password).get_fields() or {}
    assert fields["werkgever_1_wat"]["/V"] == "Taken aanpassen"
    assert wanting(session, case) == []
    assert f"werknemer: verstuurd op {TODAY:%d-%m-%Y}" in page(session, case)
    # It comes back: the casemanager hears, the dossier says so, and a person says how it was delivered.
    (tmp_path / "retour").mkdir()
    monkeypatch.setenv("SPOORBOEK_RETURNS", str(tmp_path / "retour"))
    fresh()
    (tmp_path / "retour" / "0.eml").write_text(FAILED["postfix"][0].replace(OURS, str(mail["Message-ID"])))
    assert read_returned_mail().returned == 1
    assert wanting(session, case) == [f"stuk {paper} werknemer"]
    assert "werknemer: teruggekomen" in page(session, case)
    (returned,) = undelivered_mail(session)
    mark_elsewhere(session, returned.id, BY, TODAY)
    session.commit()
    assert wanting(session, case) == []
    assert verify_record(session) == []


def test_what_cannot_go_by_mail_is_given_by_hand(session: Session, case: Case, post: Post) -> None:
    """No address, or no lock: the casemanager is asked, without the paper; what a person then did stands as proof."""
    session.get_one(Employee, case.employee_id).email = None
    paper = bring(session, case)
    said = confirm(session, case, paper, *BOTH)
    assert "voor de werknemer kon niet worden gemaild" in said
    wordy = bring(session, case, word("<w:p><w:r><w:t>Evaluatie</w:t></w:r></w:p>"), kind="evaluatie")
    assert "Afschrift gemaild" not in confirm(session, case, wordy, *BOTH, on=SIGNED)
    send_due()
    asked = [mail for mail in post.office.mails if "Afschrift geven" in mail["Subject"]]
    assert len(asked) == 2
    assert not any(list(mail.iter_attachments()) for mail in asked)
    body = asked[0].get_body(("plain",)).get_content()
    assert "er is geen mailadres bekend" in " ".join(body.split())
    assert f"spoorboek document copy {case.number} {paper} --to werknemer" in " ".join(body.split())
    if folder := os.environ.get("SPOORBOEK_LOOK"):
        Path(folder, "afschrift_zelf.txt").write_text(body)
    assert wanting(session, case) == [f"stuk {paper} werknemer", f"stuk {wordy} werknemer"]
    assert "werknemer: nog te geven" in page(session, case)
    for role, way, day, why in (
        ("uwv", "overhandigd", TODAY, "Onbekend"),
        ("werknemer", "mail", TODAY, "Onbekend"),
        ("werknemer", "overhandigd", TODAY + timedelta(1), "toekomst"),
        ("werknemer", "overhandigd", TODAY - timedelta(1), "niet van voor die dag"),
    ):
        with pytest.raises(InputError, match=why):
            report_paper_copy(session, case.number, paper, role, way, day, BY)
    for number in (paper, wordy):
        report_paper_copy(session, case.number, number, "werknemer", "overhandigd", TODAY, BY)
    assert report_paper_copy(session, case.number, paper, "werknemer", "overhandigd", TODAY, BY)[1] == []
    session.commit()
    assert wanting(session, case) == []
    assert f"werknemer: overhandigd op {TODAY:%d-%m-%Y}" in page(session, case)
    # Taken back, it shows nothing any more.
    last = next(each.seq for each in load_record(session, case).events if each.kind == "paper_copy_given")
    withdraw_report(session, case.number, last, BY)
    session.commit()
    assert wanting(session, case) == [f"stuk {paper} werknemer"]
    assert verify_record(session) == []


def test_nobody_gets_a_copy_of_what_was_signed_before(session: Session, case: Case) -> None:
    """A confirmation that owes nothing, or a paper of before the case came here, is no finding and sends nothing."""
    employee = session.get_one(Employee, case.employee_id)
    taken_over = open_case(session, employee, TODAY, {"first_sick_day": FIRST, "adopted_on": TODAY}, BY)
    receipt = receive_paper(session, taken_over.number, IncomingPaper(picture("PNG"), kind=KEY), BY)
    confirm(session, taken_over, receipt.number, *BOTH, on=SIGNED)
    assert owed_copies(load_record(session, taken_over).events) == ()
    paper = bring(session, case)
    signed = {party: SIGNED.isoformat() for party in BOTH}
    data = {"paper": paper, "type": KEY, "on": SIGNED, "signed": signed, "refused": {}, "looked": BY}
    append_event(session, find_case(session, case.number), "document_confirmed", TODAY, data, BY)
    session.commit()
    assert wanting(session, case) == []
    assert session.exec(select(Message)).all() == []
