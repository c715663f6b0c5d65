"""Make documents and store them in the record."""

from dataclasses import fields, replace
from datetime import date
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import or_
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, func, select

from models.tables import Case, CaseEffect, Document
from spoorboek.statute.actions import Action
from tasks.case_state import CaseState
from tasks.effects.document_data import document_context, with_number
from tasks.effects.own_template_news import tell_unused_template
from templates.document_context import DocumentContext, EarlierVersion
from templates.document_maker import make_document

OF_A_VERSION = frozenset({"document_number", "version", "rules", "today", "replaces", "inventory"})
RENEWED_NAME = "bijgewerkt {document}"  # name of the effect that made a next version because the case changed


def create_document(writing: Session, case: Case, effect: int, current: CaseState, action: Action) -> None:
    """Make the document an action asks for, in the transaction of its effect.

    Asked for again, it is a next version where its content changed; else the version that is there stands. A paper
    about a day of its own is no version of another.
    """
    context = document_context(writing, case, current, action, action.name)
    if context.about_on:
        store_document(writing, case, effect, action.name, context)
    elif made_otherwise(writing, case, action, action.name, context):
        next_version(writing, case, effect, action, action.name, context)


def made_otherwise(reading: Session, case: Case, action: Action, key: str, context: DocumentContext) -> bool:
    """Tell whether the document of a step would have other content than its last version; also true without one."""
    earlier = _versions(reading, case, action, key)
    return not earlier or not _is_unchanged(earlier, key, context)


def next_version(
    writing: Session, case: Case, effect: int, action: Action, key: str, context: DocumentContext
) -> Document:
    """Make and store the next version of the document of a step, which names the one it replaces."""
    earlier = _versions(writing, case, action, key)
    if earlier:
        context = replace(context, version=earlier[-1].version + 1, replaces=_named(earlier[-1]))
    return store_document(writing, case, effect, key, context)


def last_version(reading: Session, case: Case, action: Action, key: str) -> "DocumentVersion | None":
    """Return the newest version of the document of a step; None without any."""
    return next(reversed(_versions(reading, case, action, key)), None)


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
        made_of=made_of(context),
        content=made.content,
        text=made.text,
        own_template=made.own.path if made.own else None,
        own_sha256=made.own.sha256 if made.own else None,
    )
    writing.add(document)
    writing.flush()
    tell_unused_template(writing, key, made, context.today)
    return document


def made_of(context: DocumentContext) -> str:
    """Return a name for what a document is made of, but for what names a version: another one asks for a look."""
    told = [(field.name, getattr(context, field.name)) for field in fields(context) if field.name not in OF_A_VERSION]
    plain = [(name, sorted(value.items()) if name == "dates" else value) for name, value in told]
    return sha256(repr(plain).encode()).hexdigest()


def document_to_mail(reading: Session, case: Case, action: Action) -> Document | None:
    """Find the document a mail is about, of the same name and step, as this attempt left it; None before it did."""
    of_step = (CaseEffect.step == action.step, CaseEffect.occurrence == action.occurrence)
    attempted = select(CaseEffect.id).where(
        CaseEffect.case_id == case.id,
        *of_step,
        CaseEffect.kind == "document",
        CaseEffect.name == action.name,
        CaseEffect.attempt == action.attempt,
    )
    if reading.exec(attempted).first() is None:
        return None
    query = select(Document).join(CaseEffect, col(CaseEffect.id) == col(Document.effect_id))
    query = query.where(Document.case_id == case.id, *of_step, Document.template == action.name)
    by_then = or_(col(CaseEffect.attempt) <= action.attempt, col(CaseEffect.name) != action.name)
    return reading.exec(query.where(by_then).order_by(col(Document.id).desc())).first()


def newest_number(reading: Session, case: Case, action: Action) -> str | None:
    """Return the number of the newest document an action is about; None when none was made."""
    of_step = (CaseEffect.step == action.step, CaseEffect.occurrence == action.occurrence)
    query = select(Document.number).join(CaseEffect, col(CaseEffect.id) == col(Document.effect_id))
    query = query.where(Document.case_id == case.id, *of_step, Document.template == action.detail["document"])
    return reading.exec(query.order_by(col(Document.id).desc()).limit(1)).first()


class DocumentVersion(NamedTuple):
    """A version of a document that is kept: what it was made with, and the hash of its content."""

    version: int
    number: str
    on: date
    rules: str
    sha256: str
    made_of: str | None = None


def _versions(reading: Session, case: Case, action: Action, key: str) -> list[DocumentVersion]:
    """Return the versions of the document of a step, the oldest first."""
    columns: list[Any] = [Document.version, Document.number, CaseEffect.on_day, Document.rules, Document.sha256]
    columns.append(Document.made_of)
    query = sql_select(*columns).join(CaseEffect, col(CaseEffect.id) == col(Document.effect_id))
    of_step = (col(CaseEffect.step) == action.step, col(CaseEffect.occurrence) == action.occurrence)
    query = query.where(col(Document.case_id) == case.id, *of_step, col(Document.template) == key)
    return [DocumentVersion(*row) for row in reading.execute(query.order_by(col(Document.id)))]


def _is_unchanged(earlier: list[DocumentVersion], key: str, context: DocumentContext) -> bool:
    """Tell whether a document would have the same content as its last version, but for what names a version.

    It is made once more with the number, the day and the rules of that one: the same inputs give the same bytes.
    """
    last, before = earlier[-1], earlier[-2] if len(earlier) > 1 else None
    as_then = replace(context, version=last.version, document_number=last.number, today=last.on, rules=last.rules)
    again = make_document(key, replace(as_then, replaces=_named(before) if before else None))
    return sha256(again.content).hexdigest() == last.sha256


def _named(version: DocumentVersion) -> EarlierVersion:
    return EarlierVersion(version.version, version.on)


def next_number(reading: Session, case: Case) -> str:
    """Return the number of the next document of a case."""
    count = reading.exec(select(func.count()).select_from(Document).where(Document.case_id == case.id)).one()
    return f"{case.number}-{count + 1:04d}"
