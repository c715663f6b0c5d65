"""Forms that people still work on follow their case: a next version where its content changed, and its mail.

Looked at when a case wakes. What a form was made of is kept with it, so that nothing is drawn while nothing changed.
"""

from collections.abc import Iterator
from datetime import datetime, time

from sqlalchemy import select, update
from sqlmodel import Session, col

from models.addressees import addressee
from models.case_lookup import find_case, lock_case
from models.connection import session
from models.record import write_effect
from models.tables import Case, CaseEffect, Document, Message
from spoorboek.clock import AMSTERDAM
from spoorboek.errors import SpoorboekError
from spoorboek.statute.actions import Action, EffectKey
from spoorboek.statute.days.calendar import DAY
from spoorboek.statute.days.mail_days import mail_day_from, mails_on
from spoorboek.statute.dossier.paper_kinds import RETURNS_AS
from spoorboek.statute.dossier.received_papers import received_papers
from spoorboek.statute.facts import StepRef
from tasks.case_state import CaseState
from tasks.effects.document_data import document_context
from tasks.effects.documents import RENEWED_NAME, last_version, made_of, made_otherwise, next_version
from tasks.effects.mails import mail_with_documents
from tasks.outbox.held_mail import hold_mail_of_effect
from templates.template_catalogue import catalogue

WORKED_ON = ("open", "te_laat", "afgeweken")
RENEWED_FAMILIES = ("formulier", "gegevensblad")  # a letter said what was so on its day; a bundle is renewed as such
MAIL_AT = time(7)


def renew_forms(current: CaseState) -> bool:
    """Make a next version of the open forms of a case whose content changed, and mail it; tell whether any was made.

    A form that came home, or of which a paper of its kind did, stays as it is. What cannot be made leaves the version
    of before standing.
    """
    made = [_renewed(current, key) for key in _open_forms(current)]
    return any(made)


def _open_forms(current: CaseState) -> Iterator[EffectKey]:
    """Yield the effects that made a form of a step people work on and of which nothing came back, the first of each."""
    working = {state.ref for state in current.agenda.steps if state.status in WORKED_ON}
    home = {(paper.kind, paper.step) for paper in received_papers(current.record.events)}
    for key in current.record.effects:
        template = catalogue().get(key.name)
        is_first = key.kind == "document" and key.attempt == 1
        if not is_first or template is None or template.family not in RENEWED_FAMILIES:
            continue
        ref = StepRef(key.step, key.occurrence)
        if ref in working and (RETURNS_AS.get(key.name, key.name), ref) not in home:
            yield key


def _renewed(current: CaseState, key: EffectKey) -> bool:
    try:
        with session() as writing:
            case = lock_case(writing, find_case(writing, current.number))
            if case.version != current.version:
                return False  # it is decided anew, and looked at then
            return _renew(writing, case, current, key)
    except SpoorboekError:
        return False


def _renew(writing: Session, case: Case, current: CaseState, key: EffectKey) -> bool:
    name = RENEWED_NAME.format(document=key.name)
    done = sum(each.kind == "document" and each.name == name and each[:2] == key[:2] for each in current.record.effects)
    action = Action(current.on, "document", key.step, key.occurrence, name, done + 1, {"document": key.name})
    context = document_context(writing, case, current, action, key.name)
    now_of, last = made_of(context), last_version(writing, case, action, key.name)
    if last is None or last.made_of == now_of:
        return False
    if last.made_of is None or not made_otherwise(writing, case, action, key.name, context):
        writing.execute(update(Document).where(col(Document.number) == last.number).values(made_of=now_of))
        return False
    effect = write_effect(writing, case, action)
    if effect is None:
        return False
    document = next_version(writing, case, effect, action, key.name, context)
    _mail(writing, case, effect, current, action, key, document, replaced=last.number)
    return True


def _mail(
    writing: Session,
    case: Case,
    effect: int,
    current: CaseState,
    action: Action,
    key: EffectKey,
    document: Document,
    *,
    replaced: str,
) -> None:
    """Mail the version to who got the one before, on a day on which the house mails; nothing where that did not go."""
    query = select(col(Message.to_role)).join(CaseEffect, col(CaseEffect.id) == col(Message.effect_id))
    of_step = (col(CaseEffect.step) == key.step, col(CaseEffect.occurrence) == key.occurrence)
    query = query.where(col(Message.case_id) == case.id, *of_step, col(CaseEffect.kind) == "mail")
    role = writing.scalar(query.where(col(CaseEffect.name) == key.name).order_by(col(Message.id).desc()).limit(1))
    if role is None:
        return
    to = addressee(writing, case, role, current.on)
    mail_with_documents(writing, case, effect, current, action, to, role, [document], replaced=replaced)
    hold_mail_of_effect(writing, effect, current, action.key)
    if not current.virtual and not mails_on(current.edition.house.mail_days, current.on):
        day = mail_day_from(current.edition.house.mail_days, current.on + DAY)
        at = datetime.combine(day, MAIL_AT, AMSTERDAM)
        writing.execute(update(Message).where(col(Message.effect_id) == effect).values(next_attempt_at=at))
