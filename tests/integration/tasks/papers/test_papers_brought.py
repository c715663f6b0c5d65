"""Papers by folder and by mail: the name, a code or the paper itself says where each belongs."""

import os
import time
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlmodel import Session, select
from support.hostile.papers import HOSTILE, pdf, picture
from support.mailboxes.imap_server import ImapServer

from models.tables import Case, Message, ReceivedPaper
from models.verification import verify_record
from spoorboek import clock
from spoorboek.settings import settings
from tasks.channels.answers import AnswerRound
from tasks.outbox.reply_codes import paper_code
from tasks.outbox.returned_mail import ReturnRound, read_returned_mail
from tasks.papers.inbox import APART, InboxRound, take_inbox
from tasks.papers.paper_names import NamedPaper, named_paper

MakeCase = Callable[..., Case]


@pytest.fixture
def case(make_case: MakeCase) -> Case:
    """Return a case in its tenth week, of somebody with an address."""
    return make_case(clock.today() - timedelta(70), name="Tamar Kanarie", email="tamar@kanarie.test")


@pytest.fixture
def inbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fresh: Callable[[], None], database_url: str) -> Path:
    """Give the process a data directory of its own, with a folder for papers."""
    monkeypatch.setenv("SPOORBOEK_HOME", str(tmp_path / "var"))
    fresh()
    folder = settings().home / "inbox"
    folder.mkdir(parents=True, mode=0o700)
    return folder


def put(inbox: Path, name: str, content: bytes, *, seconds: float = 60) -> Path:
    """Put a file into the folder, written so long ago."""
    (inbox / name).write_bytes(content)
    os.utime(inbox / name, (time.time() - seconds,) * 2)
    return inbox / name


def rows(session: Session) -> list[ReceivedPaper]:
    """List what was registered, in order."""
    session.expire_all()
    return list(session.exec(select(ReceivedPaper).order_by("id")))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Z-7K3Q9_2026-03-02_plan-van-aanpak_v1.pdf", NamedPaper("Z-7K3Q9", "plan_van_aanpak")),
        ("Z-7K3Q9_2026-03-02_evaluatie-2_v1 (1).pdf", NamedPaper("Z-7K3Q9", "evaluatie", 2)),
        ("z-7k3q9 Eindevaluatie werknemer getekend.PDF", NamedPaper("Z-7K3Q9", "eindevaluatie", 0, "werknemer")),
        ("bijstelling plan van aanpak Z-7K3Q9.docx", NamedPaper("Z-7K3Q9", "bijstelling_plan_van_aanpak")),
        ("Z-7K3Q9 oordeel werknemer.pdf", NamedPaper("Z-7K3Q9", "oordeel_werknemer")),
        ("Z-7K3Q9 fml_medisch.pdf", NamedPaper("Z-7K3Q9", "fml_medisch")),
        ("Z-7K3Q9 en Z-7K3QA evaluatie.pdf", NamedPaper(None, "evaluatie")),
        ("scan0001.pdf", NamedPaper(None)),
        ("XZ-7K3Q9A evaluaties.pdf", NamedPaper(None)),
    ],
)  # fmt: skip
def test_the_name_of_a_file_tells(name: str, expected: NamedPaper) -> None:
    """The case, the kind, which occurrence, from whom; and nothing where it does not."""
    assert named_paper(name) == expected


def test_a_file_in_the_folder_becomes_a_paper(session: Session, case: Case, inbox: Path) -> None:
    """It is sealed in the record and gone from the folder; a second time nothing happens."""
    put(inbox, f"{case.number} gespreksverslag werknemer.pdf", pdf())
    assert take_inbox() == InboxRound(1, to_wake=(case.number,))
    (row,) = rows(session)
    assert (row.kind, row.sender, row.way, row.actor, row.stand) == (
        "gespreksverslag", "werknemer", "map", "map", "ontvangen",
    )  # fmt: skip
    assert list(inbox.iterdir()) == []
    assert take_inbox() == InboxRound()
    put(inbox, f"{case.number} gespreksverslag.pdf", pdf())
    assert take_inbox() == InboxRound(refused=1)
    assert session.exec(select(Message)).all() == []  # that it is here already, nobody needs to hear
    assert verify_record(session) == []


def test_what_nobody_can_place_is_put_apart(session: Session, case: Case, inbox: Path) -> None:
    """No case, no kind, a case that is not known: nothing is lost, and operations hears how many, without a name."""
    for name in ("Tamar Kanarie.pdf", f"{case.number}.pdf", "Z-ZZZZZ evaluatie.pdf"):
        put(inbox, name, pdf())
    assert take_inbox().unplaced == 3
    assert len(list((inbox / APART).iterdir())) == 3
    assert rows(session) == []
    (mail,) = session.exec(select(Message)).all()
    assert "3 bestanden" in mail.subject
    assert "Kanarie" not in mail.subject + mail.body


def test_what_is_not_a_whole_file_waits(session: Session, case: Case, inbox: Path) -> None:
    """A file that is still written, a hidden one, a link out of the folder, a folder."""
    put(inbox, f"{case.number} gespreksverslag.pdf", pdf(), seconds=0)
    put(inbox, f"{case.number} evaluatie.pdf.part", pdf())
    put(inbox, f".{case.number} evaluatie.pdf", pdf())
    (inbox / f"{case.number} evaluatie.pdf").symlink_to("/etc/passwd")
    assert take_inbox() == InboxRound()
    assert rows(session) == []


def test_an_unfit_file_in_the_folder_is_told_of(session: Session, case: Case, inbox: Path) -> None:
    """In quarantine, gone from the folder, and the casemanager hears why; a medical one is not kept at all."""
    put(inbox, f"{case.number} evaluatie.pdf", HOSTILE["pdf_script_at_opening"][1]())
    put(inbox, f"{case.number} brief_specialist werknemer.pdf", pdf("Diagnose"))
    assert take_inbox() == InboxRound(refused=2)
    assert sorted((each.stand, each.reason, each.content is None) for each in rows(session)) == [
        ("geweigerd", "medisch", True),
        ("quarantaine", "met_script", False),
    ]
    assert list(inbox.iterdir()) == []
    mails = session.exec(select(Message)).all()
    assert [each.subject for each in mails] == [f"{case.number} · een stuk is niet aangenomen"] * 2
    assert not any("specialist" in each.body for each in mails)


def mail(words: str, *files: tuple[str, bytes], sender: str = "tamar@kanarie.test") -> bytes:
    """Write a mail with files as a person sends it."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = f"Tamar Kanarie <{sender}>", "stukken@bedrijf.example", words
    made.set_content("Hierbij het stuk.")
    for name, content in files:
        made.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return made.as_bytes()


def test_a_mail_with_the_code_of_a_case_brings_its_papers(
    session: Session, case: Case, imap: ImapServer, fresh: Callable[[], None]
) -> None:
    """From a real server over TLS: each file by its name, from the employee by the address the case knows."""
    fresh()
    code = paper_code(session, case.number)
    files = (("gespreksverslag.pdf", pdf()), ("evaluatie.jpg", picture("JPEG")))
    imap.deliver(mail(f"Re: {code.lower()} formulier", *files).decode())
    round_ = AnswerRound()
    assert read_returned_mail(round_.take) == ReturnRound(answers=1)
    assert round_.to_wake == {case.number}
    assert [(each.kind, each.sender, each.way, each.address, each.stand) for each in rows(session)] == [
        ("gespreksverslag", "werknemer", "mail", "tamar@kanarie.test", "ontvangen"),
        ("evaluatie", "werknemer", "mail", "tamar@kanarie.test", "ontvangen"),
    ]
    assert verify_record(session) == []


@pytest.mark.parametrize("words", ["Hierbij", "{number}", "{number}-S-00000000", "{code} {other}"])
def test_a_mail_without_the_code_brings_nothing(session: Session, case: Case, make_case: MakeCase, words: str) -> None:
    """Anybody could have written it: no code, a number alone, a code somebody made up, the codes of two cases."""
    other = make_case(clock.today() - timedelta(70))
    codes = {"code": paper_code(session, case.number), "other": paper_code(session, other.number)}
    raw = mail(words.format(number=case.number, **codes), ("evaluatie.pdf", pdf()))
    assert AnswerRound().take(raw) is False
    assert rows(session) == []


def test_who_mails_a_medical_paper_hears_where_it_belongs(session: Session, case: Case) -> None:
    """The sender hears what and where to; the casemanager only that it came, and nothing of it is kept."""
    raw = mail(paper_code(session, case.number), ("brief specialist.pdf", pdf("Diagnose")))
    assert AnswerRound().take(raw) is True
    assert AnswerRound().take(raw) is True
    assert [(each.content, each.file_name, each.kind) for each in rows(session)] == [(None, None, "medisch")] * 2
    to_sender, to_manager = session.exec(select(Message).order_by("id")).all()  # type: ignore[arg-type]
    assert to_sender.recipient == "tamar@kanarie.test"
    assert "hoort bij de bedrijfsarts" in " ".join(to_sender.body.split())
    assert "specialist" not in to_manager.body
    assert to_manager.recipient != "tamar@kanarie.test"


def test_a_file_of_an_unknown_kind_is_told_to_the_casemanager(session: Session, case: Case) -> None:
    """It is not registered; the mail is kept, and who must look hears so once."""
    raw = mail(paper_code(session, case.number), ("scan.pdf", pdf()), ("gespreksverslag.pdf", pdf("Ander")))
    assert AnswerRound().take(raw) is True
    assert [each.kind for each in rows(session)] == ["gespreksverslag"]
    (told,) = session.exec(select(Message)).all()
    assert "Zeg welk soort stuk het is" in told.body
