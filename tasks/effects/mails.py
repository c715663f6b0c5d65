"""Write the mails of an effect, and put them in the outbox in its transaction."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlmodel import Session

from models.addressees import Addressee, addressee, addressee_in_role
from models.case_lookup import find_referral
from models.tables import Case, Document, Referral
from spoorboek.errors import SpoorboekError
from spoorboek.settings import settings
from spoorboek.statute.actions import Action
from spoorboek.statute.explain.plan_text import milestone_label
from spoorboek.statute.facts import StepRef
from spoorboek.statute.policy.lead_times import LeadTime
from tasks.case_state import CaseState
from tasks.desk_links import case_path, desk_page
from tasks.effects.document_data import milestone_of
from tasks.effects.documents import document_to_mail, newest_number
from tasks.outbox.end_points import queue_for_end_point
from tasks.outbox.mail_digests import add_line
from tasks.outbox.mail_queue import queue_mail
from tasks.outbox.reply_codes import newest_referral_to, paper_code, reply_code
from templates.channel_texts import with_reply_code
from templates.document_context import DocumentDates
from templates.mail.digest_text import digest_item
from templates.mail_texts import AskedStep, Enclosed, MailContext, MailKey, make_mail
from templates.paper_texts import with_paper_code
from templates.party_texts import greeting
from templates.plan_dates import step_dates
from templates.template_catalogue import find_template

ANNOUNCEMENTS: dict[str, MailKey] = {
    "reminder": "herinnering",
    "escalation": "escalatie",
    "question": "vraag",
    "warning": "waarschuwing",
    "budget": "budget",
    "withdrawal": "ingetrokken",
}
GATHERED_KINDS = frozenset({"reminder", "escalation", "question", "warning"})
QUESTION_TO = "casemanager"
DOSSIER_LABEL = "Dossier"


class DocumentMissing(SpoorboekError):
    """Het stuk van deze mail is nog niet gemaakt; de mail wacht erop."""


def mail_document(writing: Session, case: Case, effect: int, current: CaseState, action: Action) -> None:
    """Mail a document to the role the house policy names; the text of a letter to the employee is in the mail body.

    Raises DocumentMissing while this attempt has no such document.
    """
    document, role = document_to_mail(writing, case, action), str(action.detail["to"])
    if document is None:
        raise DocumentMissing
    to = addressee(writing, case, role, current.on)
    if role == "werknemer" and to.code == "werknemer" and document.text is not None and not _is_form(document):
        context = _context(current, action, to, role, documents=(_enclosed(document),), letter=document.text)
        queue_mail(writing, case, effect, to, make_mail("brief", context), [document.id], role)
    else:
        mail_with_documents(writing, case, effect, current, action, to, role, [document])


def mail_with_documents(
    writing: Session,
    case: Case,
    effect: int,
    current: CaseState,
    action: Action,
    to: Addressee,
    role: str,
    documents: Sequence[Document],
    replaced: str | None = None,
) -> None:
    """Queue a covering mail with documents attached; one to a bureau carries the code its answer is known by.

    `replaced`: the number of the document that they take the place of.
    """
    context = _context(current, action, to, role, documents=tuple(map(_enclosed, documents)), replaced=replaced)
    text = make_mail("document", context)
    if role == "bureau" and (referral := newest_referral_to(writing, case, to.code)):
        text = with_reply_code(text, reply_code(writing, case, referral))
        queue_for_end_point(writing, case, referral.bureau_id, documents)
    elif role != "bureau" and settings().answers_mail and any(map(_is_form, documents)):
        text = with_paper_code(text, paper_code(writing, case.number))
    queue_mail(writing, case, effect, to, text, [document.id for document in documents], role)


def mail_question(
    writing: Session,
    case: Case,
    effect: int,
    current: CaseState,
    to: Addressee,
    documents: Sequence[Document],
    answer_by: date,
) -> None:
    """Queue the question to a bureau, with the code its answer is known by; it names nobody."""
    context = _nobody(current, to, documents=tuple(map(_enclosed, documents)), expected=answer_by)
    text = make_mail("uitvraag", context)
    if referral := newest_referral_to(writing, case, to.code):
        text = with_reply_code(text, reply_code(writing, case, referral))
        queue_for_end_point(writing, case, referral.bureau_id, documents)
    queue_mail(writing, case, effect, to, text, [document.id for document in documents], "bureau")


def mail_change(
    writing: Session,
    case: Case,
    effect: int,
    current: CaseState,
    to: Addressee,
    documents: Sequence[Document],
    referral: Referral,
    answer_by: date | None,
) -> None:
    """Queue what a bureau at work must know of a changed capability, by mail and for its end point; it names nobody."""
    enclosed = tuple(map(_enclosed, documents))
    context = _nobody(current, to, documents=enclosed, referral=referral.number, expected=answer_by)
    text = make_mail("wijziging", context)
    text = with_reply_code(text, reply_code(writing, case, referral))
    queue_for_end_point(writing, case, referral.bureau_id, documents)
    queue_mail(writing, case, effect, to, text, [document.id for document in documents], "bureau")


def mail_question_over(
    writing: Session, case: Case, effect: int, current: CaseState, action: Action, to: Addressee, *, chosen_other: bool
) -> None:
    """Queue the mail that a question is over, with the code of that question; it names nobody."""
    text = make_mail("vraag_vervalt", _nobody(current, to, chosen_other=chosen_other))
    if referral := find_referral(writing, case, int(action.name)):
        text = text._replace(subject=f"{text.subject} · {reply_code(writing, case, referral)}")
    queue_mail(writing, case, effect, to, text, [], "bureau")


def _nobody(current: CaseState, to: Addressee, **more: Any) -> MailContext:
    """Build the context of a mail to a bureau that is only asked: no step, no dates and nobody of the case."""
    recipient = greeting(to.name, to.salutation)
    return MailContext(
        case_number=current.number, step_label="", today=current.on, to_role="bureau", recipient=recipient, **more
    )


def mail_announcement(writing: Session, case: Case, effect: int, current: CaseState, action: Action) -> None:
    """Mail a reminder, escalation or warning, a question about an adopted case, or the retraction of one of these.

    To a colleague it may go together with others of the same morning; a retraction goes alone.
    """
    role = str(action.detail.get("to", QUESTION_TO))
    to = addressee(writing, case, role, current.on)
    context = _context(current, action, to, role, **_kind_fields(current, action))
    if "document" in action.detail:
        context = replace(context, reference=newest_number(writing, case, action))
    manager = addressee_in_role(writing, case, QUESTION_TO, current.on)
    if manager is not None and manager.code == to.code:  # has several roles, or does the work of an absent colleague
        context = replace(context, to_role=QUESTION_TO)
    key = _announcement(action)
    message = queue_mail(writing, case, effect, to, make_mail(key, context), [], role)
    if action.kind in GATHERED_KINDS and "by" not in action.detail and role in current.edition.house.digest:
        add_line(writing, case, message, digest_item(key, context))


def _announcement(action: Action) -> MailKey:
    """Return the mail that an action is told by."""
    if action.kind == "escalation" and "asks" in action.detail:
        return "onbeantwoord"
    if action.kind == "reminder" and "asked" in action.detail:
        return "herinnering_verzoek"
    return ANNOUNCEMENTS[action.kind]


def mail_questions(writing: Session, case: Case, effect: int, current: CaseState, action: Action) -> None:
    """Mail all questions that are asked together; do nothing when the mail of another question holds this one."""
    if "asks" in action.detail:
        mail_announcement(writing, case, effect, current, action)


def mail_retraction(writing: Session, case: Case, effect: int, current: CaseState, action: Action) -> None:
    """Mail the recipient of an earlier message that it no longer holds; do nothing when it had no recipient."""
    if "to" in action.detail:
        mail_announcement(writing, case, effect, current, action)


def _kind_fields(current: CaseState, action: Action) -> dict[str, Any]:
    """Return the fields of the mail context that depend on the kind of the action."""
    detail = action.detail
    if action.kind == "warning":
        lead = LeadTime(detail["role"], detail["days"], detail["unit"], detail["observations"])
        earliest = date.fromisoformat(detail["earliest"])
        return {"asked_of": current.edition.house.roles[lead.role], "lead": lead.words, "earliest": earliest}
    if action.kind == "budget":
        referral, percent = map(int, action.name.split(":"))
        return {"referral": referral, "percent": percent, "used": detail["used"], "budget": detail["budget"]}
    if action.kind == "withdrawal":
        earlier, now = detail["told"], detail["now"]
        return {"told": date.fromisoformat(earlier), "holds": date.fromisoformat(now) if now else None}
    if "expected" in detail:
        return {"asked": date.fromisoformat(detail["asked"]), "expected": date.fromisoformat(detail["expected"])}
    fields = {name: detail[name] for name in ("before", "rung") if name in detail}
    days = detail.get("days_late", detail.get("days_asked"))
    if "date" in detail:  # the days there are: the policy's own may have moved
        days = (date.fromisoformat(detail["date"]) - action.on).days
    return (
        fields
        | ({"days": days} if days is not None else {})
        | ({"questions": _asked_steps(current, detail["asks"])} if "asks" in detail else {})
    )


def _asked_steps(current: CaseState, asks: Sequence[Sequence[Any]]) -> tuple[AskedStep, ...]:
    """Return the steps that are asked about with their dates; one that the plan lost meanwhile is left out."""
    milestones = filter(None, (milestone_of(current, StepRef(*ref)) for ref in asks))
    return tuple(
        AskedStep(milestone_label(each, current.edition.rules), step_dates(current.plan.facts, each))
        for each in milestones
    )


def mail_no_bureau(writing: Session, case: Case, effect: int, current: CaseState, action: Action) -> None:
    """Mail the casemanager that no suitable bureau is left to ask."""
    to = addressee(writing, case, QUESTION_TO, current.on)
    queue_mail(
        writing, case, effect, to, make_mail("geen_bureau", _context(current, action, to, QUESTION_TO)), [], QUESTION_TO
    )


def mail_referral_waits(writing: Session, case: Case, effect: int, current: CaseState, action: Action) -> None:
    """Mail the casemanager that a referral waits for a yes: its number, and how to see what it holds."""
    to = addressee(writing, case, QUESTION_TO, current.on)
    asks = current.edition.house.shortlist.asks if current.plan.watches_referrals else 0
    text = make_mail("akkoord", _context(current, action, to, QUESTION_TO, referral=int(action.name), asks=asks))
    queue_mail(writing, case, effect, to, text, [], QUESTION_TO)


def _context(current: CaseState, action: Action, to: Addressee, role: str, **more: Any) -> MailContext:
    """Build the mail context: the step, its dates, who acts, and the legal basis."""
    ref, to_role = StepRef(action.step, action.occurrence), to.stands_in or role
    milestone = milestone_of(current, ref)
    path = case_path(current.number, ref if milestone and len(more.get("questions", ())) < 2 else None)
    rule = current.edition.rules.rows.get(action.step)
    basis = rule.basis[0] if rule and rule.basis else None
    roles = current.edition.house.roles
    return MailContext(
        case_number=current.number,
        step_label=rule.label if rule else DOSSIER_LABEL,
        today=current.on,
        recipient=greeting(to.name, to.salutation),
        to_role=to_role,
        desk_url=desk_page(path, to_role),
        instead_of=roles.get(role, role) if to.stands_in else None,
        who=tuple(roles.get(code, code) for code in rule.who) if rule else (),
        force=rule.force if rule else "information",
        moment=step_dates(current.plan.facts, milestone) if milestone else DocumentDates(),
        note=milestone.reason if milestone and milestone.status == "gepland" else None,
        article=basis.article if basis else None,
        quote=basis.quote if basis else None,
        **more,
    )


def _is_form(document: Document) -> bool:
    return find_template(document.template).family == "formulier"


def _enclosed(document: Document) -> Enclosed:
    return Enclosed(find_template(document.template), document.number, document.file_name)
