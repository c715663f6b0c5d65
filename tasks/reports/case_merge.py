"""Merge two cases that were opened for one person in error: the later one ends as double, the other goes on."""

from collections.abc import Iterator, Mapping

from sqlmodel import Session, select

from models.case_lookup import find_case, lock_case
from models.tables import CLOSED, Case, CaseEvent, Employee, PartyValue
from spoorboek.errors import InputError
from spoorboek.statute.events import DOUBLE
from spoorboek.statute.reports.withdrawn_events import WITHDRAWAL, withdrawn_numbers
from tasks.case_state import CaseState, case_state_in
from tasks.reports.dropped_mail import NOT_MAILED, drop_mail
from tasks.reports.report_base import numeric_date, record_report
from tasks.reports.report_wording import DOUBLE_REASONS, PARTY_WORDS, event_phrase

MERGE_ACTION = "Dubbel dossier"
NOT_CARRIED_OVER = (
    DOUBLE,
    WITHDRAWAL,
    "sick_reported",
    "rules_changed",
    "held_mail_decided",
    "file_differs",
    "employer_agreement_set",
)


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
    dropped = drop_mail(writing, later, NOT_MAILED)
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
    yield from _values_alone(writing, later.employee_id, find_case(writing, kept.number).employee_id)


def _values_alone(reading: Session, later_id: int, kept_id: int) -> Iterator[str]:
    """Yield in words which values of the person somebody recorded under the later number alone."""
    recorded = select(PartyValue.field).where(PartyValue.employee_id == later_id)
    known = set(reading.exec(select(PartyValue.field).where(PartyValue.employee_id == kept_id)))
    yield from (PARTY_WORDS[field] for field in sorted(reading.exec(recorded)) if field not in known)
