"""Merge two cases that were opened for one person in error: the later one ends as double, the other goes on."""

from collections.abc import Iterator, Mapping

from sqlalchemy import update
from sqlmodel import Session, col, select

from models.case_lookup import find_case, lock_case
from models.ledger.entries import record_outcome
from models.tables import CLOSED, DROPPED, HELD, WAITING, Case, CaseEvent, Employee, Message
from spoorboek.errors import InputError
from spoorboek.statute.events import DOUBLE
from spoorboek.statute.reports.withdrawn_events import WITHDRAWAL, withdrawn_numbers
from tasks.case_state import CaseState, case_state_in
from tasks.reports.report_base import numeric_date, record_report
from tasks.reports.report_wording import DOUBLE_REASONS, event_phrase

MERGE_ACTION = "Dubbel dossier"
NOT_MAILED = "het dossier is dubbel"
NOT_CARRIED_OVER = (DOUBLE, WITHDRAWAL, "sick_reported", "rules_changed", "held_mail_decided", "file_differs")


def merge_cases(writing: Session, one: str, other: str, reason: str, actor: str) -> tuple[str, list[str]]:
    """Record that two cases are one, so that the later one ends and nothing of it is mailed any more.

    `reason`: a code of DOUBLE_REASONS. Returns a message in Dutch, which tells what was recorded in the later case
    alone, and the numbers of the cases to wake. Raises InputError for cases that cannot be the same.
    """
    if reason not in DOUBLE_REASONS:
        raise InputError(f"Onbekende reden '{reason}'. Kies uit: {', '.join(DOUBLE_REASONS)}.")
    first, later = sorted((find_case(writing, one), find_case(writing, other)), key=lambda case: case.id)
    first, later = lock_case(writing, first), lock_case(writing, later)
    _refuse_other_than_double(writing, first, later)
    current, kept = case_state_in(writing, later.number), case_state_in(writing, first.number)
    record_report(writing, current, DOUBLE, {"of": first.number, "reason": reason}, actor)
    dropped = _drop_mail(writing, later)
    told = [f"Dossier {later.number} is dubbel en eindigt; {first.number} loopt door. Er wordt niets gemaild."]
    if dropped:
        told.append(f"Vervallen post die klaarstond: {dropped}.")
    if alone := list(_recorded_alone(writing, later, current, kept)):
        told.append(
            f"Alleen in {later.number} vastgelegd; leg zo nodig ook vast in {first.number}: {'; '.join(alone)}."
        )
    return " ".join(told), [later.number]


def _refuse_other_than_double(writing: Session, first: Case, later: Case) -> None:
    """Raise InputError unless both cases run and may be of one person of one employer."""
    if first.id == later.id:
        raise InputError(f"Dit is twee keer hetzelfde dossier: {first.number}. Geef de nummers van beide dossiers.")
    for case in (first, later):
        if case.status == CLOSED:
            on = f" op {numeric_date(case.closed_on)}" if case.closed_on else ""
            raise InputError(f"Dossier {case.number} is gesloten{on}. Alleen twee lopende dossiers zijn dubbel.")
    one, other = (writing.get_one(Employee, case.employee_id) for case in (first, later))
    values = {
        "een andere werkgever": (one.employer_id, other.employer_id),
        "een ander BSN": (one.bsn, other.bsn),
        "een andere geboortedatum": (one.birth_date, other.birth_date),
    }
    if different := [words for words, (left, right) in values.items() if left and right and left != right]:
        raise InputError(
            f"Dossiers {first.number} en {later.number} zijn niet van één persoon: {' en '.join(different)}. Er is "
            "niets gewijzigd. Klopt een gegeven niet, herstel dat dan eerst."
        )


def _drop_mail(writing: Session, case: Case) -> int:
    """Drop the mail of a case that was not sent yet; return how many. Each has its outcome in the ledger."""
    unsent = update(Message).where(col(Message.case_id) == case.id, col(Message.status).in_((WAITING, HELD)))
    dropping = unsent.values(status=DROPPED, last_error=NOT_MAILED).returning(col(Message.id))
    dropped = writing.execute(dropping).scalars().all()
    for message_id in dropped:
        record_outcome(writing, case.id, message_id, DROPPED)
    return len(dropped)


def requeue_mail(writing: Session, case: Case) -> None:
    """Put back the mail that was dropped because a case was double, when it turns out not to be."""
    dropped = select(Message).where(
        Message.case_id == case.id, Message.status == DROPPED, Message.last_error == NOT_MAILED
    )
    for message in writing.exec(dropped).all():
        message.status, message.last_error = (HELD if message.held_because else WAITING), None
        writing.add(message)
        record_outcome(writing, case.id, message.id, message.status)


def _recorded_alone(writing: Session, later: Case, current: CaseState, kept: CaseState) -> Iterator[str]:
    """Yield in words what people recorded in the later case and not in the one that goes on."""
    known = {(event.kind, str(event.data)) for event in kept.record.events}
    withdrawn = withdrawn_numbers(current.record.events)
    actors: Mapping[int, str] = dict(
        writing.exec(select(CaseEvent.seq, CaseEvent.actor).where(CaseEvent.case_id == later.id)).all()
    )
    for event in current.record.events:
        told = event.kind in NOT_CARRIED_OVER or event.seq in withdrawn or actors.get(event.seq) == "import"
        if not told and (event.kind, str(event.data)) not in known:
            yield event_phrase(current, event.kind, event.data)
