"""What follows from an accepted message: what it says is recorded, or its casemanager is told to look at it."""

from collections.abc import Sequence

from sqlmodel import Session, select

from models.addressees import CASE_MANAGER, addressee
from models.tables import Bureau, Case, IncomingMessage, Message
from tasks.case_state import current_day
from tasks.channels.meanings import fact_said
from tasks.outbox.message_ids import ID_DIGITS, mail_domain
from tasks.reports.fact_reports import report_fact
from tasks.reports.report_fields import GivenFields
from templates.bureau_messages import BureauMessage
from templates.channel_texts import MessageToLookAt, to_look_at_text

TO_LOOK_AT = "bureaubericht"  # kind of mail, part of a Message-ID


def act_on(writing: Session, case: Case, message: BureauMessage, row: IncomingMessage, actor: str) -> Sequence[str]:
    """Record what a message says; return the numbers of the cases to wake.

    Raises InputError when the case cannot take it as it stands; the caller then rolls back.
    """
    on = current_day(writing)
    code = fact_said(message)
    if code is not None:
        _, to_wake = report_fact(writing, case.number, code, GivenFields(on=on, referral=message.referral), actor)
        return to_wake
    tell_casemanager(writing, case, row, message.kind)
    return []


def tell_casemanager(writing: Session, case: Case, row: IncomingMessage, kind: str | None) -> None:
    """Mail the casemanager the same day that a message waits to be looked at; `kind` None: nobody can read it.

    Of the same content only once: a mail that is read again after a process ended tells nothing twice.
    """
    message_id = f"<{TO_LOOK_AT}.{case.number}.{row.digest[:ID_DIGITS]}@{mail_domain()}>"
    if writing.exec(select(Message.id).where(Message.message_id == message_id)).first() is not None:
        return
    on, bureau = current_day(writing), writing.get_one(Bureau, row.bureau_id)
    to = addressee(writing, case, CASE_MANAGER, on)
    text = to_look_at_text(MessageToLookAt(row.id, case.number, row.referral or 0, bureau.code, kind), to.name, on)
    message = Message(
        message_id=message_id,
        to_role=to.stands_in or CASE_MANAGER,
        recipient=to.email,
        recipient_name=to.name,
        subject=text.subject,
        body=text.body,
    )
    writing.add(message)
    writing.flush()
