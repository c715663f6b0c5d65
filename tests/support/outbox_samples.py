"""Mails in the outbox of an invented case, for tests."""

from datetime import date, datetime, timedelta
from hashlib import sha256

from sqlmodel import Session, select

from models.addressees import Addressee
from models.record import write_effect
from models.tables import Case, Document, Message
from spoorboek import clock
from spoorboek.statute.actions import Action
from tasks.outbox.mail_queue import queue_mail
from templates.mail_texts import MailText

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


def reread(session: Session, message: Message) -> Message:
    """Read a row as it stands now."""
    session.expire_all()
    return session.exec(select(Message).where(Message.id == message.id)).one()


def later(minutes: float) -> datetime:
    """Return a moment in the future."""
    return clock.now() + timedelta(minutes=minutes)
