"""Build the MIME mail of a row of the outbox."""

import re
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from hashlib import sha256

from sqlmodel import Session, col, select

from models.tables import CaseEffect, Document, Message
from spoorboek.clock import AMSTERDAM, wake_moment
from spoorboek.errors import InputError, PlatformError
from spoorboek.outside.plain_words import harm_in
from spoorboek.settings import settings

SAFE_MESSAGE_ID = re.compile(r"<[\w.-]{1,100}@[^<>]+>")  # its local part is also the name of a file

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
    """Build the mail of a row: UTF-8 text, its documents attached, the Message-ID of the row; always the same bytes.

    A header holds what is in the row and nothing else: the library decodes encoded words, line breaks too, so a text
    with one never reaches it. Raises UnusableAddress, without quoting it, when name or address are not fit for a mail
    header; UnusableEnclosure when a document is not there, is of another case or is not what was made; UnusableMail
    when the row has no Message-ID, or its subject or the name of a file is not fit for a mail header.
    """
    if not SAFE_MESSAGE_ID.fullmatch(message.message_id) or harm_in(message.subject):
        raise UnusableMail
    mail = EmailMessage(policy=SMTP)
    mail["From"] = sender()
    mail["To"] = mail_address(message.recipient_name, message.recipient)
    mail["Subject"] = message.subject
    mail["Date"] = _written_at(reading, message)
    mail["Message-ID"] = message.message_id
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.body, cte="quoted-printable")
    for document in _documents(reading, message):
        if harm_in(document.file_name):
            raise UnusableMail
        kind, _, subtype = document.media_type.partition("/")
        mail.add_attachment(document.content, maintype=kind, subtype=subtype, filename=document.file_name)
    if mail.is_multipart():
        mail.set_boundary(f"=_{message.message_id.strip('<>')}")
    mail.as_bytes()  # what cannot be written out is found here, before anything is sent
    return mail


def sender() -> Address:
    """Return the address mail is sent from; raises PlatformError when the setting is no address."""
    try:
        return mail_address("Spoorboek", settings().mail_from)
    except UnusableAddress:
        raise PlatformError(
            "SPOORBOEK_MAIL_FROM is geen e-mailadres; verwacht bijvoorbeeld verzuim@bedrijf.nl."
        ) from None


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
    """Return when the mail was written, not when it is sent; in a time-lapse the wake time of the virtual day."""
    if message.effect_id is None or (effect := reading.get(CaseEffect, message.effect_id)) is None:
        return message.next_attempt_at
    recorded = effect.recorded_at.astimezone(AMSTERDAM)
    return recorded if recorded.date() == effect.on_day else wake_moment(effect.on_day)


def _documents(reading: Session, message: Message) -> list[Document]:
    """Read the documents of a mail in the order of `document_ids`; only those of its own case are ever attached."""
    query = select(Document).where(col(Document.id).in_(message.document_ids), Document.case_id == message.case_id)
    found = {document.id: document for document in reading.exec(query)}
    if not found.keys() >= set(message.document_ids):
        raise UnusableEnclosure
    if any(sha256(document.content).hexdigest() != document.sha256 for document in found.values()):
        raise UnusableEnclosure
    return [found[document_id] for document_id in message.document_ids]
