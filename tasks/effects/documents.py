"""Make documents and keep them in the record."""

from hashlib import sha256

from sqlmodel import Session, col, func, select

from models.tables import Case, CaseEffect, Document
from spoorboek.statute.actions import Action
from tasks.case_state import Situation
from tasks.effects.document_data import document_context, numbered
from templates.document_context import DocumentContext
from templates.document_maker import html_of, make_document
from templates.form_fields import FieldSheet
from templates.plain_text import plain
from templates.template_catalogue import template


def make(writing: Session, case: Case, effect: int, here: Situation, action: Action) -> None:
    """Make the document an action asks for, in the transaction of its effect."""
    keep(writing, case, effect, action.name, document_context(writing, case, here, action, action.name))


def keep(writing: Session, case: Case, effect: int, key: str, context: DocumentContext) -> Document:
    """Make one document from its context, number it within the case and keep it.

    Raises InputError when the template needs what the record does not know; the transaction then keeps nothing.
    """
    number = f"{case.number}-{_count(writing, case) + 1:04d}"
    made = make_document(key, numbered(context, number))
    document = Document(
        case_id=case.id,
        effect_id=effect,
        number=number,
        version=context.version,
        template=key,
        template_version=str(made.template_version),
        rules=context.rules,
        file_name=made.file_name,
        media_type=made.media_type,
        size=len(made.content),
        sha256=sha256(made.content).hexdigest(),
        content=made.content,
    )
    writing.add(document)
    writing.flush()
    return document


def letter_text(reading: Session, case: Case, here: Situation, action: Action, letter: Document) -> str:
    """Return the words of a letter, for a mail body: the same template and context, without the paper."""
    context = numbered(document_context(reading, case, here, action, letter.template), letter.number)
    return plain(html_of(template(letter.template), context, FieldSheet()))


def newest(reading: Session, case: Case, action: Action) -> Document:
    """Find the newest document of the action's name that its step made, no newer than the attempt of the action."""
    wanted = (
        select(Document)
        .join(CaseEffect, col(CaseEffect.id) == col(Document.effect_id))
        .where(
            Document.case_id == case.id,
            CaseEffect.step == action.step,
            CaseEffect.occurrence == action.occurrence,
            CaseEffect.attempt <= action.attempt,
            Document.template == action.name,
        )
    )
    return reading.exec(wanted.order_by(col(Document.id).desc()).limit(1)).one()


def _count(reading: Session, case: Case) -> int:
    return reading.exec(select(func.count()).select_from(Document).where(Document.case_id == case.id)).one()
