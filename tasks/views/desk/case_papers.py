"""The papers of a case on its page: what was made, to whom it went and whether it arrived, and what came in."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlmodel import Session, col

from models.edition_history import edition_in_force
from models.tables import Case, Document, Message
from spoorboek.clock import AMSTERDAM
from spoorboek.errors import InputError
from tasks.outbox.mail_history import mail_history
from tasks.views.document_files import plain_name
from templates.template_catalogue import catalogue

OTHER_FAMILY = "bericht"  # messages for bureaus: what the bedrijfsarts found of somebody stands in them


class MadePaper(NamedTuple):
    """A document as it was made. `sent`: to whom and what became of that, in Dutch; empty when it was not mailed."""

    number: str
    title: str
    version: int
    on: date
    media_type: str
    sent: Sequence[str]


def made_papers(reading: Session, case: Case, *, messages: bool) -> list[MadePaper]:
    """List the documents of a case, the newest first; `messages`: also those for bureaus."""
    columns: list[Any] = [Document.id, Document.number, Document.template, Document.version, Document.created_at]
    query = select(*columns, col(Document.media_type)).where(col(Document.case_id) == case.id)
    rows = reading.execute(query.order_by(col(Document.id).desc()))
    sent = _sent(reading, case)
    return [
        MadePaper(
            row.number,
            title_of_document(row.template),
            row.version,
            row.created_at.astimezone(AMSTERDAM).date(),
            row.media_type,
            sent.get(row.id, ()),
        )
        for row in rows
        if messages or not is_message(row.template)
    ]


def read_document(reading: Session, case: Case, number: str, *, messages: bool) -> Document:
    """Return a document of a case. Raises InputError when the case has none of that number that may be seen."""
    query = select(Document).where(col(Document.case_id) == case.id, col(Document.number) == number)
    found = reading.scalars(query).one_or_none()
    if found is None or (is_message(found.template) and not messages):
        raise InputError(f"Zaak {case.number} heeft geen document {plain_name(number)}.")
    return found


def title_of_document(template: str) -> str:
    """Return what people call a document; its key when the product makes it no more."""
    known = catalogue().get(template)
    return known.title if known else template.replace("_", " ").capitalize()


def is_message(template: str) -> bool:
    """Tell whether a document is a message for a bureau."""
    known = catalogue().get(template)
    return known is not None and known.family == OTHER_FAMILY


def _sent(reading: Session, case: Case) -> Mapping[int, list[str]]:
    roles = edition_in_force(reading).house.roles
    outcomes = {
        mail.id: f"{roles.get(mail.role, mail.role)}: {mail.outcome}" for mail in mail_history(reading, case.id)
    }
    query = select(col(Message.id), col(Message.document_ids)).where(col(Message.case_id) == case.id)
    sent: dict[int, list[str]] = defaultdict(list)
    for id_, documents in reading.execute(query.order_by(col(Message.id))):
        for document in documents:
            sent[document].append(outcomes.get(id_, ""))
    return sent
