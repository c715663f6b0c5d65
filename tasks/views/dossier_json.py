"""One case as JSON for the command line, and the actors of its events."""

from datetime import date
from typing import Any

from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from models.identity.second_employment import cases_beside
from models.tables import Bureau, Case, CaseEvent, Document, Referral
from models.wake_trouble import trouble_of
from spoorboek.clock import AMSTERDAM
from tasks.case_state import CaseState
from tasks.dossiers.reading import dossier_findings
from tasks.outbox.held_mail import held_mail
from tasks.outbox.mail_history import mail_history
from tasks.outbox.undelivered import undelivered_mail
from tasks.papers.paper_list import list_papers
from tasks.views.dossier_check_section import check_json
from tasks.views.second_track_section import verdict_json


def dossier_json(reading: Session, case: Case, current: CaseState) -> dict[str, Any]:
    """Return a case as JSON: state, steps, events, documents and referrals. Without personal data."""
    return {
        "number": current.number,
        "status": case.status,
        "on": current.on.isoformat(),
        "first_sick_day": current.plan.facts.first_sick_day.isoformat(),
        "wait_ends_on": current.plan.wait_ends_on.isoformat(),
        "rules": current.plan.rules,
        "next_wake": _iso_date(current.agenda.next_wake),
        "closed_on": _iso_date(case.closed_on),
        "steps": [
            {
                "key": state.ref.key,
                "occurrence": state.ref.occurrence,
                "label": state.label,
                "status": state.status,
                "opens_on": _iso_date(state.opens_on),
                "target_on": _iso_date(state.target_on),
                "due_on": _iso_date(state.due_on),
                "agreed_on": _iso_date(state.agreed_on),
                "request_by": _iso_date(state.request_by),
                "reason": state.reason,
                "unanswered": state.unanswered,
            }
            for state in current.agenda.steps
        ],
        "events": [
            {"seq": each.seq, "kind": each.kind, "on": each.on_day.isoformat(), "by": each.actor, "data": each.data}
            for each in _events(reading, case)
        ],
        "documents": [
            {"number": each.number, "template": each.template, "version": each.version, "file": each.file_name}
            for each in _documents(reading, case)
        ],
        "received": _received(reading, current),
        "referrals": [
            {"number": referral.number, "bureau": code, "status": referral.status, "on": referral.opened_on.isoformat()}
            for referral, code in _referrals(reading, case)
        ],
        "referral_waits_on": [
            {"step": each.step, "role": each.role, "what": each.why, "by": _iso_date(each.by)}
            for each in current.agenda.held_back
        ],
        "second_track": verdict_json(current.verdict_on(current.on)),
        "riv_check": check_json(current.number, current.on, dossier_findings(reading, current)),
        "unsent_referrals": [int(each.key.name) for each in current.agenda.unsent],
        "other_employments": list(cases_beside(reading, case)),
        "trouble": trouble.reason if (trouble := trouble_of(reading, case.id)) else None,
        **_mail_json(reading, case),
    }


def _received(reading: Session, current: CaseState) -> list[dict[str, Any]]:
    """Return the papers that came in, also those that were refused."""
    return [
        {
            "number": each.number,
            "kind": each.kind,
            "step": each.step or None,
            "occurrence": each.occurrence,
            "status": each.stand,
            "reason": each.reason,
            "on": each.received_at.astimezone(AMSTERDAM).date().isoformat(),
            "dated": _iso_date(each.dated),
            "from": each.sender,
        }
        for each in list_papers(reading, current)
    ]


def event_actors(reading: Session, case: Case) -> dict[int, str]:
    """Return the code of the actor who recorded each event of a case, by number of the event."""
    return {each.seq: each.actor for each in _events(reading, case)}


def bureau_codes(reading: Session, case: Case) -> dict[int, str]:
    """Return the code of the bureau of each referral of a case, by the number of the referral."""
    return {referral.number: code for referral, code in _referrals(reading, case)}


def _mail_json(reading: Session, case: Case) -> dict[str, Any]:
    """Return the mails of a case: all, those that did not arrive, and those that are held."""
    return {
        "undelivered": [
            {
                "mail": each.id,
                "to": each.role,
                "subject": each.subject,
                "status": each.status,
                "error": each.error,
            }
            for each in undelivered_mail(reading, case.id)
        ],
        "held": [
            {"id": each.id, "to": each.role, "subject": each.subject, "on": each.on.isoformat(), "why": each.because}
            for each in held_mail(reading, case.id)
        ],
        "mails": [
            {
                "mail": each.id,
                "step": each.key.step,
                "occurrence": each.key.occurrence,
                "on": each.on.isoformat(),
                "to": each.role,
                "subject": each.subject,
                "status": each.status,
                "outcome": each.outcome,
                "digest": each.digest,
            }
            for each in mail_history(reading, case.id)
        ],
    }


def _events(reading: Session, case: Case) -> list[CaseEvent]:
    return list(reading.exec(select(CaseEvent).where(CaseEvent.case_id == case.id).order_by(col(CaseEvent.seq))))


def _documents(reading: Session, case: Case) -> list[Document]:
    content: Any = Document.content  # not needed here, and one that is damaged must not hide the rest
    query = select(Document).where(Document.case_id == case.id).order_by(col(Document.id))
    return list(reading.exec(query.options(defer(content))))


def _referrals(reading: Session, case: Case) -> list[tuple[Referral, str]]:
    query = select(Referral, Bureau.code).join(Bureau).where(Referral.case_id == case.id)
    return list(reading.exec(query.order_by(col(Referral.number))))


def _iso_date(day: date | None) -> str | None:
    return day.isoformat() if day else None
