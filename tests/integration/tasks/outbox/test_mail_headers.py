"""The headers by which people answer a mail and find it back: sender, Reply-To, References."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import Session, select
from support.outbox_samples import SAID, TO, queue, reread

from models.addressees import Addressee
from models.ledger.entries import record_outcome
from models.record import write_effect
from models.tables import REFUSED, Case, CaseRole, Contact, Message
from spoorboek import clock
from spoorboek.statute.actions import Action
from spoorboek.statute.facts import StepRef
from tasks.outbox.compose import compose_mail
from tasks.outbox.mail_queue import queue_mail
from tasks.outbox.resending import resend_of_step

MakeCase = Callable[..., Case]


@pytest.fixture
def case(session: Session, make_case: MakeCase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Case:
    """Open a case with a casemanager."""
    case = make_case()
    appoint(session, case, "Café Renée, HR", "renee@acme.example")
    return case


def appoint(session: Session, case: Case, name: str, mail: str) -> Contact:
    """Give a case a casemanager."""
    contact = Contact(code=f"c-{name}", name=name, email=mail)
    session.add(contact)
    session.flush()
    session.add(CaseRole(case_id=case.id, role="casemanager", contact_id=contact.id))
    session.commit()
    return contact


def about(session: Session, case: Case, step: str, role: str = "leidinggevende", name: str = "een") -> Message:
    """Queue a mail about a step to a role."""
    effect = write_effect(session, case, Action(clock.today(), "reminder", step, 1, name))
    assert effect is not None
    message = queue_mail(session, case, effect, TO, SAID, [], role)
    session.commit()
    return message


def headers(session: Session, message: Message) -> dict[str, str]:
    """Return the headers of a mail as they are written."""
    mail = compose_mail(session, reread(session, message))
    return {name.casefold(): " ".join(str(value).split()) for name, value in mail.items()}


def test_an_answer_goes_to_the_casemanager(session: Session, case: Case) -> None:
    """By name and address, in whatever letters; without a casemanager, or a usable address, there is no such header."""
    message = about(session, case, "probleemanalyse")
    assert headers(session, message)["reply-to"] == '"Café Renée, HR" <renee@acme.example>'
    raw = compose_mail(session, reread(session, message)).as_bytes()
    assert b"Reply-To: =?utf-8?" in raw


@pytest.mark.parametrize("name_and_mail", [None, ("Kanarie\u202e", "renee@acme.example"), ("Renée", "geen adres")])
def test_an_answer_to_nobody_holds_no_mail_back(
    session: Session, make_case: MakeCase, name_and_mail: tuple[str, str] | None
) -> None:
    """The mail goes without the header."""
    case = make_case()
    if name_and_mail:
        appoint(session, case, *name_and_mail)
    assert "reply-to" not in headers(session, about(session, case, "probleemanalyse"))


def test_mails_about_one_step_to_one_role_stand_together(session: Session, make_case: MakeCase, case: Case) -> None:
    """Each names the ones before it; another step, another role and another case stay apart."""
    first = about(session, case, "probleemanalyse")
    apart = [
        about(session, case, "evaluatie"),
        about(session, case, "probleemanalyse", role="hr", name="drie"),
        about(session, make_case(), "probleemanalyse"),
    ]
    second, third = (about(session, case, "probleemanalyse", name=name) for name in ("vier", "vijf"))
    assert not any("references" in headers(session, message) for message in (first, *apart))
    assert headers(session, second)["references"] == first.message_id
    found = headers(session, third)
    assert found["references"] == f"{first.message_id} {second.message_id}"
    assert found["in-reply-to"] == second.message_id


def test_a_mail_that_is_sent_again_stands_with_the_first_and_has_a_day_of_its_own(session: Session, case: Case) -> None:
    """It is dated when somebody decided so, not when the first was made."""
    message = queue(session, case, on=date(2026, 2, 2), to=Addressee("X", "x@acme.example", "x"))
    message.status = REFUSED
    session.add(message)
    record_outcome(session, case.id, message.id, REFUSED)
    session.commit()
    assert resend_of_step(session, case, StepRef("plan_van_aanpak", 1), "operator-1") == 1
    session.commit()
    again = session.exec(select(Message).where(Message.resend_of == message.id)).one()
    found = compose_mail(session, again)
    assert found["References"] == message.message_id
    assert found["Date"].datetime.date() == clock.today()


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("verzuim@bedrijf.example", "Spoorboek <verzuim@bedrijf.example>"),
        ("Verzuim <verzuim@bedrijf.example>", "Verzuim <verzuim@bedrijf.example>"),
        ('"Bakker, Zn" <verzuim@bedrijf.example>', '"Bakker, Zn" <verzuim@bedrijf.example>'),
    ],
)
def test_the_sender_is_who_the_setting_says(
    session: Session,
    case: Case,
    monkeypatch: pytest.MonkeyPatch,
    fresh: Callable[[], None],
    setting: str,
    said: str,
) -> None:
    """With its name, or that of the product; the domain of the Message-ID is that of the address alone."""
    monkeypatch.setenv("SPOORBOEK_MAIL_FROM", setting)
    fresh()
    found = headers(session, about(session, case, "probleemanalyse"))
    assert found["from"] == said
    assert found["message-id"].endswith("@bedrijf.example>")
