"""Mail to operations about the installation itself: queued without a case, once a day for each subject."""

import json
from collections.abc import Sequence
from datetime import date
from hashlib import sha256

from sqlalchemy import func
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from models.addressees import OPERATIONS, Addressee, operations
from models.tables import Message
from tasks.outbox.message_ids import ID_DIGITS, mail_domain
from templates.mail_texts import MailText

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
    to = to or operations()
    message = Message(
        message_id=f"{begin}{digest}@{mail_domain()}>",
        to_role=role,
        recipient=to.email,
        recipient_name=to.name,
        subject=text.subject,
        body=text.body,
    )
    try:
        with writing.begin_nested():
            writing.add(message)
            writing.flush()
    except IntegrityError:  # its Message-ID is there
        return False
    return True
