"""Make documents and store them in the record."""

from hashlib import sha256

from sqlmodel import Session, col, func, select

from models.tables import Case, CaseEffect, Document
from spoorboek.statute.actions import Action
from tasks.case_state import CaseState
from tasks.effects.document_data import document_context, with_number
from templates.document_context import DocumentContext
from templates.document_maker import make_document


def create_document(writing: Session, case: Case, effect: int, current: CaseState, action: Action) -> None:
    """Make the document an action asks for, in the transaction of its effect."""
    store_document(writing, case, effect, action.name, document_context(writing, case, current, action, action.name))


def store_document(writing: Session, case: Case, effect: int, key: str, context: DocumentContext) -> Document:
    """Make one document from its context, number it within the case and store it.

    Raises InputError when the record lacks something the template needs; the transaction is then rolled back.
    """
    number = next_number(writing, case)
    made = make_document(key, with_number(context, number))
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
        text=made.text,
    )
    writing.add(document)
    writing.flush()
    return document


def document_to_mail(reading: Session, case: Case, action: Action) -> Document | None:
    """Find the document a mail is about: of the same name, step and attempt; None while it is not made."""
    query = (
        select(Document)
        .join(CaseEffect, col(CaseEffect.id) == col(Document.effect_id))
        .where(
            Document.case_id == case.id,
            CaseEffect.step == action.step,
            CaseEffect.occurrence == action.occurrence,
            CaseEffect.attempt == action.attempt,
            Document.template == action.name,
        )
    )
    return reading.exec(query).one_or_none()


def newest_number(reading: Session, case: Case, action: Action) -> str | None:
    """Return the number of the newest document an action is about; None when none was made."""
    of_step = (CaseEffect.step == action.step, CaseEffect.occurrence == action.occurrence)
    query = select(Document.number).join(CaseEffect, col(CaseEffect.id) == col(Document.effect_id))
    query = query.where(Document.case_id == case.id, *of_step, Document.template == action.detail["document"])
    return reading.exec(query.order_by(col(Document.id).desc()).limit(1)).first()


def next_number(reading: Session, case: Case) -> str:
    """Return the number of the next document of a case."""
    count = reading.exec(select(func.count()).select_from(Document).where(Document.case_id == case.id)).one()
    return f"{case.number}-{count + 1:04d}"
