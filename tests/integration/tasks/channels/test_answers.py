"""Answers of bureaus by mail: from a folder and from a real IMAP server over TLS, honest and hostile."""

import io
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader, PdfWriter
from sqlmodel import Session, select
from support.bureaus.referred_cases import add_referral, as_bytes, bureau_message, referred_case
from support.mailboxes.imap_server import ImapServer

from models.record import load_record
from models.tables import Case, Employee, IncomingMessage, Message, Referral
from models.verification import verify_record
from tasks.channels.answers import AnswerRound
from tasks.channels.content import PDF
from tasks.channels.message_list import list_messages, message_as_it_came
from tasks.outbox.reply_codes import reply_code
from tasks.outbox.return_box import ANSWERS, MOST_BYTES, OTHERS
from tasks.outbox.returned_mail import ReturnRound, read_returned_mail
from templates.document_maker import make_document
from templates.samples.sample_cases import full

pytestmark = pytest.mark.usefixtures("working_day")
File = tuple[str, bytes]
FORM = "aanmelding_spoor_2"


@pytest.fixture
def case(session: Session, make_case: Callable[..., Case]) -> Case:
    """Return a case that was referred to a bureau."""
    return referred_case(session, session.get_one(Employee, make_case(name="Tamar Kanarie").employee_id))


@pytest.fixture
def box(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fresh: Callable[[], None]) -> Path:
    """Set that mail comes back to a folder."""
    (tmp_path / "retour").mkdir()
    monkeypatch.setenv("SPOORBOEK_RETURNS", str(tmp_path / "retour"))
    fresh()
    return tmp_path / "retour"


def code_of(session: Session, case: Case, number: int = 1) -> str:
    """Return the code of an answer about a referral."""
    row = session.exec(select(Referral).where(Referral.case_id == case.id, Referral.number == number)).one()
    return reply_code(session, case, row)


def answer(subject: str, *files: File, text: str = "Zie de bijlage.", **headers: str) -> bytes:
    """Write a mail as a person at a bureau sends it."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "planner@bureau.example", "antwoord@bedrijf.example", subject
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    for name, content in files:
        mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return mail.as_bytes()


def come_in(box: Path, *mails: bytes) -> tuple[ReturnRound, AnswerRound]:
    """Let mails come in, and read the mailbox once."""
    for mail in mails:
        (box / f"{len(list(box.rglob('*.eml')))}.eml").write_bytes(mail)
    round_ = AnswerRound()
    return read_returned_mail(round_.take), round_


def answers(session: Session, case: Case) -> list[str]:
    """List what was recorded of the answers of bureaus."""
    session.expire_all()
    return [e.data["answer"] for e in load_record(session, case).events if e.kind == "bureau_answered"]


def reasons(session: Session) -> list[str | None]:
    """List why messages were refused, the oldest first; None for one that was accepted."""
    return [each.reason for each in reversed(list_messages(session))]


def test_an_answer_with_its_message_is_recorded(session: Session, case: Case, box: Path) -> None:
    """By the code in the subject, whatever a mail program puts around it; the mail is kept in a folder of its own."""
    content = as_bytes(bureau_message(case, "weigering"))
    subject = f"Antw: RE: [extern] {code_of(session, case).lower()} stukken"
    found, round_ = come_in(box, answer(subject, ("antwoord.json", content)))
    assert found == ReturnRound(answers=1)
    assert round_.to_wake == {case.number}
    assert answers(session, case) == ["geweigerd"]
    assert [each.name for each in (box / ANSWERS).iterdir()] == ["0.eml"]
    assert session.exec(select(Message)).all() == []
    assert verify_record(session) == []


def test_an_answer_is_read_from_a_real_server_over_tls(
    session: Session, case: Case, imap: ImapServer, fresh: Callable[[], None]
) -> None:
    """The same mail twice acts once; an absence and noise are no answers, and stand apart."""
    fresh()
    mail = answer(code_of(session, case), ("a.json", as_bytes(bureau_message(case, "weigering")))).decode()
    absent = answer(f"Afwezig: {code_of(session, case)}", Auto_Submitted="auto-replied").decode()
    imap.deliver(mail, mail, absent, answer("Goedkope leads!").decode())
    assert read_returned_mail(AnswerRound().take) == ReturnRound(answers=2, others=2)
    assert answers(session, case) == ["geweigerd"]
    assert [imap.ids(folder) for folder in (ANSWERS, OTHERS, "INBOX")] == [2, 2, 0]
    assert sorted(each.outcome for each in list_messages(session)) == ["aanvaard", "herhaald"]


def filled(**values: str) -> bytes:
    """Fill in our own form, as a PDF program does."""
    writer = PdfWriter(PdfReader(io.BytesIO(make_document(FORM, full(FORM)).content)))
    for page in writer.pages:
        writer.update_page_form_field_values(page, values, auto_regenerate=False)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_form_that_was_filled_in_is_an_answer(session: Session, case: Case, box: Path) -> None:
    """The form the bureau got, filled in and sent back: an offer, its dates and its price in cents, once."""
    values = {"intake_mogelijk_op": "20-01-2027", "start_op": "01-02-2027", "prijs_in_centen": "€ 3.250,00"}
    form = filled(antwoord="/aanbod", **values)
    mail = answer(code_of(session, case), ("formulier.pdf", form))
    found, _ = come_in(box, mail, mail)
    assert found.answers == 2
    assert answers(session, case) == ["akkoord"]
    rows = session.exec(select(IncomingMessage)).all()
    assert {(each.kind, each.media_type) for each in rows} == {("aanbod", PDF)}
    assert sorted(each.outcome for each in list_messages(session)) == ["aanvaard", "herhaald"]
    refusal = filled(antwoord="/weigering", reden="/geen_plaats")
    empty, wrong = filled(), filled(antwoord="/aanbod", **{**values, "start_op": "31-02-2027"})
    come_in(box, *(answer(code_of(session, case), ("f.pdf", each)) for each in (refusal, empty, wrong)))
    assert answers(session, case) == ["akkoord", "geweigerd"]
    assert reasons(session)[2:] == [None, "zonder_antwoord", "zonder_antwoord"]


def _zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("antwoord.json", "{}")
    return out.getvalue()


HOSTILE: dict[str, tuple[Any, str]] = {
    "no file": ((), "zonder_antwoord"),
    "an archive": ((("antwoord.zip", _zip()),), "zonder_antwoord"),
    "a PDF of something else": ((("offerte.pdf", b"%PDF-1.7\n%%EOF"),), "zonder_antwoord"),
    "a program that is called a form": ((("formulier.pdf", b"MZ\x90"),), "zonder_antwoord"),
    "deep": ((("a.json", b'{"a":' * 5000),), "onleesbaar"),
    "twice the same key": ((("a.json", b'{"soort": "aanbod", "soort": "weigering"}'),), "onleesbaar"),
    "no number": ((("a.json", b'{"soort": NaN}'),), "onleesbaar"),
    "another charset": ((("a.json", '{"soort": "één"}'.encode("latin-1")),), "onleesbaar"),
    "utf-16": ((("a.json", '{"soort": "aanbod"}'.encode("utf-16")),), "onleesbaar"),
    "large": ((("a.json", b'"' + b"x" * 1_000_000 + b'"'),), "te_groot"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_cannot_be_understood_is_shown_the_same_day(session: Session, case: Case, box: Path, kind: str) -> None:
    """Nothing is recorded of it; the casemanager gets one mail of codes, and can see what came."""
    files, reason = HOSTILE[kind]
    mail = answer(code_of(session, case), *files, text="Wij hebben Kanarie gesproken.")
    come_in(box, mail, mail)
    assert answers(session, case) == []
    assert reasons(session) == [reason, reason]
    (told,) = session.exec(select(Message)).all()
    assert told.subject == f"{case.number} · onleesbaar antwoord van een bureau over verwijzing 1"
    assert "Kanarie" not in told.body
    if not files:
        assert "Kanarie gesproken" in message_as_it_came(session, case.number, 1)[1]


def test_a_mail_of_html_alone_is_shown_as_its_text(session: Session, case: Case, box: Path) -> None:
    """Nothing of it is run or fetched; a person reads what it says."""
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "planner@bureau.example", code_of(session, case)
    mail.set_content("<script>alert(1)</script><p>Wij hebben plaats.</p>", subtype="html")
    come_in(box, mail.as_bytes())
    assert reasons(session) == ["zonder_antwoord"]
    assert "Wij hebben plaats." in message_as_it_came(session, case.number, 1)[1]


def test_a_mail_that_is_cut_off_by_its_size_is_refused_as_too_large(session: Session, case: Case, box: Path) -> None:
    """Of ten million bytes only the first are read, and half a message is no message."""
    come_in(box, answer(code_of(session, case), ("a.json", b"x" * (2 * MOST_BYTES))))
    assert reasons(session) == ["te_groot"]
    assert answers(session, case) == []


def test_two_answers_that_contradict_each_other_are_none(session: Session, case: Case, box: Path) -> None:
    """A person asks the bureau; two that go together are both taken."""
    offer, refusal = (as_bytes(bureau_message(case, kind)) for kind in ("aanbod", "weigering"))
    come_in(box, answer(code_of(session, case), ("a.json", offer), ("b.json", refusal)))
    assert (answers(session, case), reasons(session)) == ([], ["tegenstrijdig"])
    report = as_bytes(bureau_message(case, "voortgang"))
    come_in(box, answer(code_of(session, case), ("a.json", offer), ("b.json", report)))
    assert (answers(session, case), reasons(session)[1:]) == (["akkoord"], [None, None])


def test_who_has_not_had_the_mail_cannot_answer_it(session: Session, case: Case, box: Path) -> None:
    """A code with another proof is forged; one of another referral acts on that one alone."""
    add_referral(session, case, "tweede", 2)
    session.commit()
    content = as_bytes(bureau_message(case, "weigering"))
    forged = f"{code_of(session, case)[:-8]}AAAAAAAA"
    come_in(box, answer(forged, ("a.json", content)))
    come_in(box, answer(code_of(session, case, 2), ("a.json", content)))
    assert answers(session, case) == []
    assert reasons(session) == ["vervalst", "andere_zaak"]
    rows = session.exec(select(IncomingMessage).order_by("id")).all()
    assert (rows[0].case_id, rows[0].content) == (None, None)


def test_an_answer_without_its_code_is_shown_and_never_acted_on(session: Session, case: Case, box: Path) -> None:
    """A Message-ID can be worked out by who knows the case; so what merely answers a mail proves nothing."""
    sent = Message(
        case_id=case.id, message_id="<a@b.example>", to_role="bureau", recipient="x", recipient_name="x",
        subject="x", body="x", status="verzonden",
    )  # fmt: skip
    session.add(sent)
    session.commit()
    content = as_bytes(bureau_message(case, "weigering"))
    come_in(box, answer("RE: uw vraag", ("a.json", content), In_Reply_To="<a@b.example>"))
    assert (answers(session, case), reasons(session)) == ([], ["zonder_code"])
    assert len(session.exec(select(Message)).all()) == 2


@pytest.mark.parametrize(
    "mail",
    [
        answer("Goedkope leads!", ("a.json", b"{}")),
        answer("", text=""),
        b"",
        b"\xff\xfe\x00",
        b"Subject: =?utf-8?q?kapot\r\n\r\n",
        answer("Nieuwsbrief", List_Id="<nieuws.example>"),
        answer("RE: iets", In_Reply_To="<niet@van.ons>"),
    ],
)
def test_what_is_no_answer_is_left_for_a_person(session: Session, case: Case, box: Path, mail: bytes) -> None:
    """Nothing is recorded; the mail stands in the folder for all else."""
    assert come_in(box, mail)[0] == ReturnRound(others=1)
    assert list_messages(session) == []


def test_an_answer_of_a_machine_with_a_code_is_no_answer(session: Session, case: Case, box: Path) -> None:
    """An absence quotes the subject, and may even return the attachment."""
    content = as_bytes(bureau_message(case, "weigering"))
    for headers in ({"Auto_Submitted": "auto-replied"}, {"Precedence": "bulk"}, {"X_Autoreply": "yes"}):
        found, _ = come_in(box, answer(code_of(session, case), ("a.json", content), **headers))
        assert found == ReturnRound(others=1)
    assert answers(session, case) == []
