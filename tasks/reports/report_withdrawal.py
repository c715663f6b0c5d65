"""Withdraw an earlier report of a case that was wrong, by its number in the dossier."""

from collections.abc import Mapping

from sqlmodel import Session, select

from models.case_lookup import find_case, lock_case
from models.tables import CLOSED, Case, CaseEvent
from spoorboek.errors import InputError
from spoorboek.statute.agenda.record_index import REFERRAL_EVENTS, REFERRAL_KINDS, RecordIndex
from spoorboek.statute.agenda.referral_timing import DECLINED
from spoorboek.statute.days.calendar import dutch_date
from spoorboek.statute.errors import FactsError
from spoorboek.statute.events import Event, EventKind
from spoorboek.statute.referrals.arrows import PRODUCT
from spoorboek.statute.reports.referral_moves import MOVED
from spoorboek.statute.reports.withdrawn_events import (
    FOLLOWS,
    WITH,
    WITHDRAWAL,
    find_withdrawable,
    unnamed_move,
    withdrawn_numbers,
)
from tasks.case_state import CaseState, case_state_in
from tasks.outbox.recall.calling_back import hold_what_follows
from tasks.reports.dropped_mail import DROPPED_BECAUSE, requeue_mail
from tasks.reports.fact_reports import refuse_followed_case
from tasks.reports.report_base import closed_error, record_report
from tasks.reports.report_wording import event_phrase

WITHDRAW_ACTION = "Melding intrekken"
VERSIONS: tuple[EventKind, ...] = ("trajectory_planned", "trajectory_ended")  # of which a later one takes the place
# What judges a report, by which names both are about the same, and what to say of it.
LATER: Mapping[EventKind, tuple[EventKind, tuple[str, ...], str]] = {
    "offer_recorded": ("offer_approved", ("referral", "offer"), "de offerte is daarna goedgekeurd"),
    "invoice_recorded": ("invoice_settled", ("invoice",), "de factuur is daarna beoordeeld"),
}
AFTER_ANSWER = (
    "na dit antwoord is al een volgend bureau gekozen (verwijzing {number}). Leg vast wat het bureau wel antwoordde."
)


def withdraw_report(writing: Session, number: str, seq: int, actor: str) -> str:
    """Record that an earlier report was wrong, so that it is ignored from now on; return a message in Dutch.

    In a closed case only a report whose withdrawal reopens it can be withdrawn. Raises InputError when there is no such
    report, it cannot be withdrawn (any more), or the remaining reports contradict each other.
    """
    case = lock_case(writing, find_case(writing, number))
    closed = closed_error(case) if case.status == CLOSED else None
    refuse_followed_case(writing, case)
    current = case_state_in(writing, number)
    event = find_withdrawable(seq, current.record.events, current.version + 1, withdrawn_numbers(current.record.events))
    _refuse_own_move(writing, case, event)
    _refuse_what_came_with(current, event)
    _refuse_acted_on(current, event)
    moved = _unnamed_move(current, event)
    said = {"report": seq} | ({WITH: [moved.seq]} if moved else {})
    try:
        after = record_report(writing, current, WITHDRAWAL, said, actor)
    except FactsError as error:
        raise _more_follows(event, error) from error
    if closed and after.agenda.next_wake is None:
        raise closed
    if event.kind in DROPPED_BECAUSE:
        requeue_mail(writing, case, DROPPED_BECAUSE[event.kind])
    hold_what_follows(writing, case, [seq], actor)
    return f"Dossier {current.number}: melding {seq} ({event_phrase(current, event.kind, event.data)}) is ingetrokken."


def _refuse_acted_on(current: CaseState, event: Event) -> None:
    """Raise InputError for what was reported of a referral, after which more was done already."""
    if event.kind in LATER and (later := _later(current, event)):
        raise InputError(
            f"Melding {event.seq} kan niet worden ingetrokken: {LATER[event.kind][2]}. Trek eerst melding {later} in."
        )
    if event.kind in VERSIONS and (later := _rests_on_its_state(current, event)):
        raise InputError(
            f"Melding {event.seq} kan niet worden ingetrokken: ook melding {later} rust op de stand die erbij kwam. "
            f"Trek eerst melding {later} in, en leg haar daarna opnieuw vast."
        )
    if event.kind in (*REFERRAL_EVENTS, MOVED) and (why := _acted_on(current, event)):
        raise InputError(f"Melding {event.seq} kan niet worden ingetrokken: {why}")


def _unnamed_move(current: CaseState, report: Event) -> Event | None:
    """Return the state of before that came with a report and does not name it, while both count."""
    events = current.record.events
    moved, gone = unnamed_move(report, events), withdrawn_numbers(events)
    return moved if moved and gone.isdisjoint({report.seq, moved.seq}) else None


def _refuse_what_came_with(current: CaseState, event: Event) -> None:
    """Raise InputError for a state of before that came with a report which still counts."""
    report = next((each for each in current.record.events if each.seq == event.seq - 1), None)
    if report and _unnamed_move(current, report) == event:
        raise InputError(
            f"Melding {event.seq} ({dutch_date(event.on)}) hoort bij melding {report.seq}. Trek die in; dan gaat deze "
            "mee."
        )


def _refuse_own_move(reading: Session, case: Case, event: Event) -> None:
    """Raise InputError for a state that the product recorded: what it did with it is done."""
    row = reading.exec(select(CaseEvent).where(CaseEvent.case_id == case.id, CaseEvent.seq == event.seq)).one()
    if event.kind == MOVED and row.actor == PRODUCT:
        raise InputError(
            f"Melding {event.seq} kan niet worden ingetrokken. Dat legde Spoorboek zelf vast; leg vast hoe de "
            "verwijzing er nu voor staat."
        )


def _later(current: CaseState, event: Event) -> int | None:
    """Return the number of the report that judged an offer or invoice; None while nobody did."""
    kind, names, _ = LATER[event.kind]
    gone = withdrawn_numbers(current.record.events)
    judged = (each for each in current.record.events if each.kind == kind and each.seq not in gone)
    return next((each.seq for each in judged if all(each.data[name] == event.data[name] for name in names)), None)


def _rests_on_its_state(current: CaseState, event: Event) -> int | None:
    """Return the number of a later version of a report that brought its referral to a state; None without one."""
    events, gone = current.record.events, withdrawn_numbers(current.record.events)
    if not any(each.data.get(FOLLOWS) == event.seq for each in events) and not _unnamed_move(current, event):
        return None
    same = (each for each in events[event.seq :] if each.kind == event.kind and each.seq not in gone)
    return next((each.seq for each in same if each.data["referral"] == event.data["referral"]), None)


def _more_follows(event: Event, error: FactsError) -> FactsError:
    """Return the error that says what to do when reports about a referral rest on the one to withdraw."""
    if "referral" not in event.data:
        return error
    return FactsError(
        f"Melding {event.seq} kan niet worden ingetrokken: wat daarna kwam, rust erop. {error} Trek eerst in wat "
        "daarna over de verwijzing is vastgelegd."
    )


def _acted_on(current: CaseState, event: Event) -> str | None:
    index, number = RecordIndex(current.record), int(event.data["referral"])
    referrals = {int(key.name): effect for key, effect in current.record.effects.items() if key.kind in REFERRAL_KINDS}
    if event.kind == MOVED and event.data["to"] not in DECLINED:
        return None
    if event.kind in ("bureau_answered", MOVED):
        return AFTER_ANSWER.format(number=max(referrals)) if max(referrals, default=0) > number else None
    if event.kind == "question_approved":
        return "de bureaus zijn al gevraagd." if number in index.asked_seq else None
    if number in referrals and index.sending(referrals[number]):
        return f"verwijzing {number} is al verstuurd."
    approved = index.approved.get(number)
    if event.kind == "referral_confirmed" and approved and approved.seq > event.seq:
        return f"verwijzing {number} is daarna goedgekeurd. Trek eerst melding {approved.seq} in."
    return None
