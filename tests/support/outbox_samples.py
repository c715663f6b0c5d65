"""Mails in the outbox of an invented case, for tests."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Literal

from sqlmodel import Session, select
from support.mail_samples import PLAN

from models.addressees import Addressee
from models.record import write_effect
from models.tables import Case, Document, Message
from spoorboek import clock
from spoorboek.statute.actions import Action
from tasks.outbox.digest_list import noted_digests
from tasks.outbox.mail_digests import add_line
from tasks.outbox.mail_queue import queue_mail
from templates.document_context import DocumentDates
from templates.mail.digest_text import digest_item
from templates.mail_texts import MailKey, MailText, make_mail

MAIL_KEYS: dict[str, MailKey] = {"reminder": "herinnering", "escalation": "escalatie", "question": "vraag"}
PDF = b"%PDF-1.7 " + bytes(range(256)) * 40
TO = Addressee("Renée de Vries, BA", "renee.kanarie@acme.example", "c-1")
SAID = MailText("Z-00000 · Plan van aanpak", "Beste Renée,\n\nVóór 2 maart 2026 – zie bijlage.\n.\nEinde\n")


def queue(
    session: Session,
    case: Case,
    name: str = "plan_van_aanpak",
    to: Addressee = TO,
    on: date | None = None,
    attempt: int = 1,
    file_name: str | None = None,
) -> Message:
    """Write one effect with a document and its mail, as a task does."""
    effect = write_effect(session, case, Action(on or clock.today(), "mail", "plan_van_aanpak", 1, name, attempt))
    assert effect is not None
    document = Document(
        case_id=case.id, effect_id=effect, number=f"{case.number}-{effect}", template="t", template_version="1",
        rules="r", file_name=f"{case.number}_v1.pdf" if file_name is None else file_name,
        sha256=sha256(PDF).hexdigest(), size=len(PDF), content=PDF,
    )  # fmt: skip
    session.add(document)
    session.flush()
    message = queue_mail(session, case, effect, to, SAID, [document.id], "leidinggevende")
    session.commit()
    return message


def remind(
    session: Session,
    case: Case,
    step: str = "plan_van_aanpak",
    kind: Literal["reminder", "escalation", "question"] = "reminder",
    to: Addressee = TO,
    role: str = "casemanager",
    name: str = "een",
) -> Message:
    """Write one effect with a mail to a colleague that may go together with others, as a task does."""
    detail = {"to": role, "before": "due_on", "days": 7, "rung": 1, "days_late": 2}
    effect = write_effect(session, case, Action(clock.today(), kind, step, 1, name, detail=detail))
    assert effect is not None
    key = MAIL_KEYS[kind]
    late = DocumentDates(target_on=PLAN.today - timedelta(days=9), due_on=PLAN.today - timedelta(days=2))
    moment = late if kind == "escalation" else PLAN.moment
    about = replace(PLAN, case_number=case.number, step_label=step, to_role=role, moment=moment, questions=())
    message = queue_mail(session, case, effect, to, make_mail(key, about), [], role)
    add_line(session, case, message, digest_item(key, about))
    session.commit()
    return message


def mails_in(sent: Iterable[str], home: Path) -> list[str]:
    """Return the Message-ID of every mail that was sent, in the place of a digest those of its mails."""
    parts: dict[str, list[str]] = defaultdict(list)
    for mail, digests in noted_digests(home).items():
        for digest in digests:
            parts[digest].append(mail)
    return [mail for each in sent for mail in parts.get(each, [each])]


def reread(session: Session, message: Message) -> Message:
    """Read a row as it stands now."""
    session.expire_all()
    return session.exec(select(Message).where(Message.id == message.id)).one()


def later(minutes: float) -> datetime:
    """Return a moment in the future."""
    return clock.now() + timedelta(minutes=minutes)
