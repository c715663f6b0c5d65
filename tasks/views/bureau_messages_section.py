"""The messages with bureaus as the dossier shows them, in and out: kinds, days and what became of each; no content."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sqlmodel import Session, col, select

from models.tables import Bureau, Case, Document, OutgoingMessage
from spoorboek.clock import AMSTERDAM
from tasks.channels.message_list import ListedMessage, list_messages
from tasks.channels.refusals import WORDS
from tasks.effects.questions import QUESTION_MESSAGE
from tasks.effects.referral_content import REFERRAL_MESSAGE
from tasks.outbox.mail_history import MadeMail
from tasks.views.markdown_words import markdown_words
from tasks.views.page_tables import page_table, short_day

TITLE, SHOWN = "Berichten met bureaus", 40
HINT = "Wat erin staat, en waarom de zaak iets weigerde, toont `spoorboek referral messages {number}`."
BUREAU, NOTHING = "bureau", "—"
KIND_OF_DOCUMENT = {QUESTION_MESSAGE: "uitvraag", REFERRAL_MESSAGE: "aanmelding"}


class ShownMessage(NamedTuple):
    """A message as people see it: its day, whether it came in, the bureau (a code), kind, way, and its state."""

    on: date
    way_in: bool
    bureau: str
    kind: str
    channel: str
    outcome: str


def bureau_messages(
    reading: Session, case: Case, mails: Iterable[MadeMail], bureaus: Mapping[int, str]
) -> list[ShownMessage]:
    """List the messages of a case, the newest first: what came in, and what went by mail and to end points.

    `bureaus`: the code of the bureau of each referral, by its number.
    """
    came = (_came(each) for each in list_messages(reading, case.number))
    went = (_mailed(each, bureaus) for each in mails if each.role == BUREAU)
    return sorted((*came, *went, *_brought(reading, case)), key=lambda each: each.on, reverse=True)


def messages_section(number: str, messages: Sequence[ShownMessage]) -> Iterator[str]:
    """Yield the section; nothing when no message was exchanged."""
    if messages:
        rows = [
            (
                short_day(each.on),
                "in" if each.way_in else "uit",
                *map(markdown_words, (each.bureau, each.kind, each.channel, each.outcome)),
            )
            for each in messages[:SHOWN]
        ]
        table = page_table(("dag", "in of uit", "bureau", "soort", "weg", "stand"), rows)
        yield from (f"## {TITLE}", HINT.format(number=number), table)


def _came(message: ListedMessage) -> ShownMessage:
    why = f": {WORDS[message.reason]}" if message.reason else ""
    on = message.received_at.astimezone(AMSTERDAM).date()
    kind, bureau = message.kind or NOTHING, message.bureau or NOTHING
    return ShownMessage(on, True, bureau, kind, message.channel, f"{message.outcome}{why}")


def _mailed(mail: MadeMail, bureaus: Mapping[int, str]) -> ShownMessage:
    number = int(mail.key.name) if mail.key.name.isdecimal() else 0
    return ShownMessage(mail.on, False, bureaus.get(number, NOTHING), mail.subject, "mail", mail.outcome)


def _brought(reading: Session, case: Case) -> Iterator[ShownMessage]:
    """Yield what was brought to the end point of a bureau, or waits for that."""
    query = select(OutgoingMessage, Document.template, Bureau.code)
    query = query.join(Document, col(Document.id) == col(OutgoingMessage.document_id))
    query = query.join(Bureau, col(Bureau.id) == col(OutgoingMessage.bureau_id))
    for row, template, code in reading.exec(query.where(OutgoingMessage.case_id == case.id)):
        on = row.queued_at.astimezone(AMSTERDAM).date()
        outcome = f"{row.status}: {row.last_error}" if row.last_error else row.status
        with_bsn = ", met burgerservicenummer" if row.bsn_sent_at else ""
        yield ShownMessage(on, False, code, KIND_OF_DOCUMENT.get(template, template), "https", f"{outcome}{with_bsn}")
