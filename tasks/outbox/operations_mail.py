"""Mail about no case: to operations about the installation, once a day for each subject, and to who has an account."""

import json
from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from secrets import token_hex

from sqlalchemy import func
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from models.addressees import OPERATIONS, Addressee, operations
from models.tables import Message
from tasks.outbox.message_ids import ID_DIGITS, mail_domain
from templates.mail_texts import MailText

ACCOUNT = "account"  # the role of who has an account, as the outbox names it
MOST_A_DAY = 10  # of one kind, whatever the number of subjects


def queue_operations_mail(
    writing: Session,
    kind: str,
    subject: Sequence[str],
    text: MailText,
    on: date,
    to: Addressee | None = None,
    role: str = OPERATIONS,
) -> bool:
    """Put a mail to operations in the outbox; return False when one of this kind and subject was queued that day.

    `to`, `role`: another colleague of the house, who hears of several cases at once, and in which role.

    `kind`: a word of letters, part of the Message-ID. Of one kind at most ten are queued a day, so that nobody can
    flood the mailbox with subjects of their own.
    """
    begin = f"<{kind}.{on.isoformat()}."
    queued = select(func.count()).select_from(Message).where(col(Message.message_id).startswith(begin, autoescape=True))
    if writing.exec(queued).one() >= MOST_A_DAY:
        return False
    digest = sha256(json.dumps(list(subject)).encode()).hexdigest()[:ID_DIGITS]
    message = _message(f"{begin}{digest}", to or operations(), role, text)
    try:
        with writing.begin_nested():
            writing.add(message)
            writing.flush()
    except IntegrityError:  # its Message-ID is there
        return False
    return True


def queue_account_mail(writing: Session, to: Addressee, text: MailText) -> None:
    """Put a mail about an account of the desk in the outbox; the caller sees to it that they are not too many."""
    writing.add(_message(f"<{ACCOUNT}.{token_hex(ID_DIGITS)}", to, ACCOUNT, text))
    writing.flush()


def _message(begin: str, to: Addressee, role: str, text: MailText) -> Message:
    return Message(
        message_id=f"{begin}@{mail_domain()}>",
        to_role=role,
        recipient=to.email,
        recipient_name=to.name,
        subject=text.subject,
        body=text.body,
    )
