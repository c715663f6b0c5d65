"""Build the MIME mail of a row of the outbox."""

import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from hashlib import sha256

from sqlalchemy import and_, func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from models.addressees import CASE_MANAGER, addressee_in_role
from models.tables import Case, CaseEffect, DigestLine, Document, Message
from spoorboek.clock import AMSTERDAM, wake_moment
from spoorboek.errors import InputError
from spoorboek.outside.plain_words import harm_in
from spoorboek.settings import settings
from tasks.case_state import current_day
from tasks.outbox.mail_digests import in_digest
from tasks.outbox.reply_codes import PAPER_CODE
from templates.mail.digest_text import DigestItem, DigestUrgency, digest_text
from templates.mail_texts import MailText

SAFE_MESSAGE_ID = re.compile(r"<[\w.-]{1,100}@[^<>]+>")  # its local part is also the name of a file

LONGEST_THREAD = 10  # Message-IDs in References
LONGEST_ID = 76  # characters: what does not fit on a line, the library encodes, and no program reads it back
SENDER_NAME, BUREAU = "Spoorboek", "bureau"
UNUSABLE_NAME = "de naam van de ontvanger bevat tekens die geen tekst zijn; verbeter haar en maak de mail opnieuw"


class UnusableMail(InputError):
    """bericht is niet te lezen; zet het opnieuw klaar"""


class UnusableAddress(UnusableMail):
    """Het e-mailadres is niet bruikbaar."""


class UnusableEnclosure(UnusableMail):
    """een bijlage ontbreekt of is beschadigd; zet het bericht opnieuw klaar"""


class AlteredMail(UnusableMail):
    """klopt niet met het grootboek; niet verstuurd, kijk na met `spoorboek verify`"""


def compose_mail(reading: Session, message: Message) -> EmailMessage:
    """Build the mail of a row: UTF-8 text, its documents attached, the Message-ID of the row; the same bytes each time.

    A header holds what is in the row and nothing else: the library decodes encoded words, line breaks too, so a text
    with one never reaches it. Raises UnusableAddress, without quoting it, when name or address are not fit for a mail
    header; UnusableEnclosure when a document is not there, is of another case or is not what was made; UnusableMail
    when the row has no Message-ID, or its subject or the name of a file is not fit for a mail header.
    """
    if not SAFE_MESSAGE_ID.fullmatch(message.message_id) or harm_in(message.subject):
        raise UnusableMail
    to, text = mail_address(message.recipient_name, message.recipient), MailText(message.subject, message.body)
    mail = _mail(message.message_id, to, text, _written_at(reading, message))
    _set_reply_headers(reading, mail, message)
    for document in _documents(reading, message):
        if harm_in(document.file_name):
            raise UnusableMail
        kind, _, subtype = document.media_type.partition("/")
        mail.add_attachment(document.content, maintype=kind, subtype=subtype, filename=document.file_name)
    if mail.is_multipart():
        mail.set_boundary(f"=_{message.message_id.strip('<>')}")
    mail.as_bytes()  # what cannot be written out is found here, before anything is sent
    return mail


def compose_digest(reading: Session, goes_as: str, messages: Sequence[Message]) -> EmailMessage:
    """Build the one mail of several to one colleague: a subject that counts, and what each says, by urgency.

    The same bytes each time, for which mails it is of never changes once it may have been sent. It belongs to no
    thread. Raises what `compose_mail` raises, and AlteredMail when they are not for one address.
    """
    first, *others = messages
    if any(other.recipient.casefold() != first.recipient.casefold() for other in others):
        raise AlteredMail
    shared = any(other.recipient_name != first.recipient_name for other in others)  # a mailbox of several people
    to = mail_address("" if shared else first.recipient_name, first.recipient)
    mail = _mail(goes_as, to, _digest_text(reading, messages, to), max(_written_at(reading, each) for each in messages))
    manager, *managers = (_manager(reading, message.case_id) for message in messages if message.case_id)
    same = all(each == manager for each in managers)
    if manager and same and manager.addr_spec.casefold() != to.addr_spec.casefold():
        mail["Reply-To"] = manager
    mail.as_bytes()
    return mail


def _digest_text(reading: Session, messages: Sequence[Message], to: Address) -> MailText:
    lines = reading.exec(select(DigestLine).where(col(DigestLine.mail_id).in_([each.id for each in messages])))
    items = [DigestItem(DigestUrgency(line.urgency), line.on_day, line.ask, line.text) for line in lines]
    effects = [reading.get_one(CaseEffect, each.effect_id) for each in messages if each.effect_id]
    reports = [item.on for item in items if item.urgency is DigestUrgency.DAY]
    today = max([effect.on_day for effect in effects] + reports)
    return digest_text(items, {effect.kind for effect in effects}, to.display_name or None, today)


def _mail(message_id: str, to: Address, text: MailText, written_at: datetime) -> EmailMessage:
    mail = EmailMessage(policy=SMTP)
    mail["From"] = sender()
    mail["To"] = to
    mail["Subject"] = text.subject
    mail["Date"] = written_at
    mail["Message-ID"] = message_id
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(text.body, cte="quoted-printable")
    return mail


def sender() -> Address:
    """Return whom mail is from, by the name of the setting, else `Spoorboek`."""
    who = settings().sender
    return mail_address(who.name or SENDER_NAME, who.address)


def mail_address(name: str, mail: str) -> Address:
    """Return an address for a header; raises UnusableAddress, without quoting it, when it is not valid there."""
    if harm_in(name):
        raise UnusableAddress(UNUSABLE_NAME)
    if harm_in(mail):
        raise UnusableAddress
    try:
        address = Address(" ".join(name.split()), addr_spec=mail)
    except (ValueError, IndexError, MessageError):
        raise UnusableAddress from None
    if not (mail.isascii() and address.username and address.domain):
        raise UnusableAddress
    return address


def _written_at(reading: Session, message: Message) -> datetime:
    """Return when the mail was written, not when it is sent; in a time-lapse the wake time of the virtual day.

    One that is sent once more is of the moment somebody decided so.
    """
    effect = reading.get(CaseEffect, message.effect_id) if message.effect_id and message.resend_of is None else None
    if effect is None:
        return message.created_at.astimezone(AMSTERDAM)
    recorded = effect.recorded_at.astimezone(AMSTERDAM)
    return recorded if recorded.date() == effect.on_day else wake_moment(effect.on_day)


def _set_reply_headers(reading: Session, mail: EmailMessage, message: Message) -> None:
    """Let an answer go to the casemanager, and mails about one step to one person stand together.

    That of a bureau, and a form that comes home, go to the mailbox that is read, where there is one.

    Both are left out where there is nothing to name: mail about no case, a casemanager without a usable address, the
    first mail about a step. Source: RFC 5322 section 3.6.4.
    """
    if to := _answers_to(reading, message):
        mail["Reply-To"] = to
    if message.case_id and (earlier := _earlier_in_thread(reading, message)):
        mail["In-Reply-To"], mail["References"] = earlier[-1], " ".join(earlier)


def _answers_to(reading: Session, message: Message) -> Address | None:
    is_read = message.to_role == BUREAU or PAPER_CODE.search(message.subject)
    read = settings().answers_mail if is_read else None
    if read:
        return mail_address("", read)
    return None if _names_nobody(reading, message) else _manager(reading, message.case_id)


def _names_nobody(reading: Session, message: Message) -> bool:
    """Return whether a mail is to a bureau that is only asked, so that nobody of the case stands in its headers."""
    effect = reading.get(CaseEffect, message.effect_id) if message.effect_id else None
    return message.to_role == BUREAU and effect is not None and effect.kind in ("referral_asked", "referral_dropped")


def _manager(reading: Session, case_id: int | None) -> Address | None:
    """Return the casemanager of a case; None without one who has a usable address."""
    case = reading.get(Case, case_id) if case_id else None
    manager = addressee_in_role(reading, case, CASE_MANAGER, current_day(reading)) if case else None
    with suppress(UnusableAddress):
        return mail_address(manager.name, manager.email) if manager else None
    return None


def _earlier_in_thread(reading: Session, message: Message) -> list[str]:
    """Return the Message-IDs of the last earlier mails about the same step to the same role, digests left out."""
    own, other = aliased(CaseEffect), aliased(CaseEffect)
    same = (col(getattr(own, name)) == col(getattr(other, name)) for name in ("case_id", "step", "occurrence"))
    query = (
        select(Message.message_id)
        .join(other, col(other.id) == col(Message.effect_id))
        .join(own, and_(*same))
        .outerjoin(DigestLine, col(DigestLine.mail_id) == col(Message.id))
        .where(~func.coalesce(in_digest(), False))
        .where(col(own.id) == message.effect_id, col(Message.id) < message.id, Message.to_role == message.to_role)
    )
    if message.to_role == BUREAU:  # each bureau has the thread of its own referral, and never learns of another
        query = query.where(col(own.name) == col(other.name))
    newest = reading.exec(query.order_by(col(Message.id).desc()).limit(LONGEST_THREAD)).all()
    return [each for each in reversed(newest) if SAFE_MESSAGE_ID.fullmatch(each) and len(each) <= LONGEST_ID]


def _documents(reading: Session, message: Message) -> list[Document]:
    """Read the documents of a mail in the order of `document_ids`; only those of its own case are ever attached."""
    query = select(Document).where(col(Document.id).in_(message.document_ids), Document.case_id == message.case_id)
    found = {document.id: document for document in reading.exec(query)}
    if not found.keys() >= set(message.document_ids):
        raise UnusableEnclosure
    if any(sha256(document.content).hexdigest() != document.sha256 for document in found.values()):
        raise UnusableEnclosure
    return [found[document_id] for document_id in message.document_ids]
