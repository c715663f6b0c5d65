"""Write the mails that go with an effect, and put them in the outbox in its transaction."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlmodel import Session

from models.addressees import Addressee, addressee
from models.tables import Case, Document
from spoorboek.statute.actions import Action
from spoorboek.statute.facts import StepRef
from spoorboek.statute.policy.lead_times import LeadTime
from tasks.case_state import CaseState
from tasks.effects.document_data import milestone_of
from tasks.effects.documents import letter_text, newest_document
from tasks.outbox.mail_queue import queue_mail
from templates.document_context import DocumentDates
from templates.mail_texts import Enclosed, MailContext, MailKey, make_mail
from templates.plan_dates import step_dates
from templates.template_catalogue import find_template

ANNOUNCEMENTS: dict[str, MailKey] = {
    "reminder": "herinnering",
    "escalation": "escalatie",
    "question": "vraag",
    "warning": "waarschuwing",
    "withdrawal": "ingetrokken",
}
QUESTION_TO = "casemanager"
DOSSIER_LABEL = "Dossier"


def mail_document(writing: Session, case: Case, effect: int, current: CaseState, action: Action) -> None:
    """Mail a document to the role the house policy names; a letter to the employee can be read in the mail itself."""
    paper, role = newest_document(writing, case, action), str(action.detail["to"])
    to = addressee(writing, case, role, current.on)
    if role == "werknemer" and to.code == "werknemer":
        words = letter_text(writing, case, current, action, paper)
        context = _context(current, action, to, role, documents=(_enclosed(paper),), letter=words)
        queue_mail(writing, case, effect, to, make_mail("brief", context), [paper.id], role)
    else:
        mail_with_documents(writing, case, effect, current, action, to, role, [paper])


def mail_with_documents(
    writing: Session,
    case: Case,
    effect: int,
    current: CaseState,
    action: Action,
    to: Addressee,
    role: str,
    papers: Sequence[Document],
) -> None:
    """Put a covering mail with documents in the outbox."""
    context = _context(current, action, to, role, documents=tuple(map(_enclosed, papers)))
    queue_mail(writing, case, effect, to, make_mail("document", context), [paper.id for paper in papers], role)


def mail_announcement(writing: Session, case: Case, effect: int, current: CaseState, action: Action) -> None:
    """Mail a reminder, an escalation, a warning, the question an adopted case asks, or that one of these was wrong."""
    role = str(action.detail.get("to", QUESTION_TO))
    to = addressee(writing, case, role, current.on)
    text = make_mail(ANNOUNCEMENTS[action.kind], _context(current, action, to, role, **_said(current, action)))
    queue_mail(writing, case, effect, to, text, [], role)


def mail_retraction(writing: Session, case: Case, effect: int, current: CaseState, action: Action) -> None:
    """Mail that what was told no longer holds, when somebody was told."""
    if "to" in action.detail:
        mail_announcement(writing, case, effect, current, action)


def _said(current: CaseState, action: Action) -> dict[str, Any]:
    """Return what the mail of an action says beside the step, by its name in the mail context."""
    detail = action.detail
    if action.kind == "warning":
        lead = LeadTime(detail["role"], detail["days"], detail["unit"], detail["observations"])
        earliest = date.fromisoformat(detail["earliest"])
        return {"asked_of": current.edition.house.roles[lead.role], "lead": lead.words, "earliest": earliest}
    if action.kind == "withdrawal":
        told_date, now = detail["told"], detail["now"]
        return {"told": date.fromisoformat(told_date), "holds": date.fromisoformat(now) if now else None}
    said = {name: detail[name] for name in ("before", "days", "rung") if name in detail}
    return said | ({"days": detail["days_late"]} if "days_late" in detail else {})


def mail_no_bureau(writing: Session, case: Case, effect: int, current: CaseState, action: Action) -> None:
    """Tell the casemanager that the register holds no bureau that fits and was not asked yet."""
    to = addressee(writing, case, QUESTION_TO, current.on)
    queue_mail(
        writing, case, effect, to, make_mail("geen_bureau", _context(current, action, to, QUESTION_TO)), [], QUESTION_TO
    )


def _context(current: CaseState, action: Action, to: Addressee, role: str, **more: Any) -> MailContext:
    """Tell what the mail is about: the step, its dates, who acts and what it rests on."""
    milestone = milestone_of(current, StepRef(action.step, action.occurrence))
    rule = current.edition.rules.rows.get(action.step)
    basis = rule.basis[0] if rule and rule.basis else None
    return MailContext(
        case_number=current.number,
        step_label=rule.label if rule else DOSSIER_LABEL,
        today=current.on,
        recipient=to.name,
        to_role=role,
        who=tuple(current.edition.house.roles.get(who, who) for who in rule.who) if rule else (),
        force=rule.force if rule else "information",
        moment=step_dates(current.plan.facts, milestone) if milestone else DocumentDates(),
        article=basis.article if basis else None,
        quote=basis.quote if basis else None,
        **more,
    )


def _enclosed(document: Document) -> Enclosed:
    return Enclosed(find_template(document.template), document.number, document.file_name)
