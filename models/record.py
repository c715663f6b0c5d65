"""The record of a case: its events and effects, append-only and chained by hash."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from models.case_lookup import lock_case
from models.case_numbers import new_number
from models.hash_chain import effect_hash, event_hash, normal_data
from models.ledger.digests import BROKEN, case_seal, same
from models.ledger.ledger_key import ledger_key
from models.ledger.recording import record_row
from models.retention_queries import newest_act
from models.tables import CLOSED, OPEN, Case, CaseEffect, CaseEvent, Employee, Employer, EmployerAgreement, RetentionAct
from models.tables.retention_tables import OWN_RISK
from spoorboek.clock import now
from spoorboek.statute.actions import Action, Effect, EffectKey, Record
from spoorboek.statute.events import Event, EventKind
from spoorboek.statute.facts import Agreement
from spoorboek.statute.reports.fold import first_sick_day, reports_by_kind
from spoorboek.statute.reports.settlements import agreement_applying_on, agreement_data

BESIDE_THE_LAW: EventKind = "employer_agreement_set"
OwnRiskPeriod = tuple[date, date | None]


def open_case(
    session: Session, employee: Employee, on: date, data: Mapping[str, Any], actor: str, *, previous: Case | None = None
) -> Case:
    """Open a case for an employee and record its `sick_reported` event, and what holds for all cases of the employer.

    `previous`: the case before it. Waits for whoever changes what holds for all cases of the employer, so that the case
    has it: either it is read here, or the change finds the case.
    """
    session.execute(_employer_row(employee.employer_id).with_for_update(read=True))
    case = _new_case(session, employee, previous)
    append_event(session, case, "sick_reported", on, data, actor)
    if risk := own_risk_data(own_risks_of(session, employee.employer_id)):
        append_event(session, case, "own_risk_set", on, risk, actor)
    follow_employer(session, case, on, actor)
    return case


def own_risks_of(reading: Session, employer_id: int) -> Mapping[str, Any]:
    """Return what was recorded last of the risks an employer bears himself; empty when nothing was."""
    newest = newest_act(col(RetentionAct.detail), col(RetentionAct.employer_id) == employer_id, OWN_RISK)
    return reading.scalar(select(newest)) or {}


def own_risk_data(recorded: Mapping[str, Any]) -> dict[str, str]:
    """Return the data of `own_risk_set` from what was recorded of an employer; empty without a first day."""
    days = {"from": recorded.get("zw_from"), "until": recorded.get("zw_until")}
    return {name: day for name, day in days.items() if day} if days["from"] else {}


def put_own_risks(
    writing: Session, employer: Employer, risks: Collection[str], period: OwnRiskPeriod | None, actor: str, on: date
) -> list[str]:
    """Record which risks an employer bears; return the numbers of the open cases of which that became a fact.

    `period`: the first and last day at own risk for the Ziektewet; None when no day is known.
    """
    writing.execute(_employer_row(employer.id).with_for_update(key_share=True))
    before = own_risk_data(own_risks_of(writing, employer.id))
    days = zip(("zw_from", "zw_until"), (day and day.isoformat() for day in period), strict=True) if period else ()
    detail: dict[str, Any] = {"risks": sorted(risks), **dict(days)}
    writing.add(RetentionAct(employer_id=employer.id, on_day=on, kind=OWN_RISK, actor=actor, detail=detail))
    writing.flush()
    borne = own_risk_data(detail)
    if borne == before:
        return []
    cases = _running_cases(writing, employer)
    for case in cases:
        append_event(writing, case, "own_risk_set", on, borne or {"from": None}, actor)
    return [case.number for case in cases]


def _employer_row(employer_id: int) -> Select[Any]:
    return select(col(Employer.id)).where(col(Employer.id) == employer_id)


def agreements_of(reading: Session, employer_id: int) -> tuple[Agreement, ...]:
    """Return what an employer gives beside the law, in order of first day; of two with one first day the later."""
    rows = select(EmployerAgreement).where(col(EmployerAgreement.employer_id) == employer_id)
    by_first_day = {
        row.from_day: Agreement(row.from_day, row.until_day, row.source, row.wage_weeks, row.ban_weeks)
        for row in reading.scalars(rows.order_by(col(EmployerAgreement.id)))
    }
    return tuple(by_first_day[day] for day in sorted(by_first_day))


def put_agreement(writing: Session, employer: Employer, agreement: Agreement, actor: str, on: date) -> list[str]:
    """Record what is given beside the law in all cases of an employer; return the numbers of those in which it differs.

    Recorded twice it is recorded once. In its place for a period: another one with the same first day.
    """
    writing.execute(_employer_row(employer.id).with_for_update(key_share=True))
    if agreement in agreements_of(writing, employer.id):
        return []
    row = EmployerAgreement(
        employer_id=employer.id, on_day=on, from_day=agreement.from_, until_day=agreement.until,
        source=agreement.source, wage_weeks=agreement.wage_weeks, ban_weeks=agreement.ban_weeks, actor=actor,
    )  # fmt: skip
    writing.add(row)
    writing.flush()
    return _follow(writing, _running_cases(writing, employer), agreements_of(writing, employer.id), on, actor)


def follow_employer(writing: Session, case: Case, on: date, actor: str) -> None:
    """Record in a case what its employer gives beside the law on its first sick day, unless that is known."""
    employee = writing.get_one(Employee, case.employee_id)
    agreements = agreements_of(writing, employee.employer_id)
    known = select(col(CaseEvent.id)).where(col(CaseEvent.case_id) == case.id, col(CaseEvent.kind) == BESIDE_THE_LAW)
    if agreements or writing.scalar(known.limit(1)):
        _follow(writing, [case], agreements, on, actor)


def _follow(
    writing: Session, cases: Sequence[Case], agreements: Collection[Agreement], on: date, actor: str
) -> list[str]:
    """Append an event to each case in which another agreement applies than is known; return the numbers of these."""
    moved, events = [], load_events(writing, [case.id for case in cases])
    for case in cases:
        reports = reports_by_kind(events[case.id])
        known = reports[BESIDE_THE_LAW][-1].event.data if reports[BESIDE_THE_LAW] else agreement_data(None)
        applies = agreement_data(agreement_applying_on(first_sick_day(reports), agreements))
        if dict(known) != dict(applies):
            append_event(writing, case, BESIDE_THE_LAW, on, applies, actor)
            moved.append(case.number)
    return moved


def _running_cases(reading: Session, employer: Employer) -> Sequence[Case]:
    query = select(Case).join(Employee, col(Employee.id) == col(Case.employee_id))
    running = query.where(col(Employee.employer_id) == employer.id, col(Case.status) == OPEN)
    return reading.scalars(running.order_by(col(Case.id))).all()


def close_case(session: Session, case: Case, on: date) -> None:
    """Close a case as of a day; it does not wake any more."""
    case = lock_case(session, case)
    case.status, case.closed_on, case.next_wake = CLOSED, on, None
    session.add(case)


def reopen_case(session: Session, case: Case) -> None:
    """Reopen a closed case: sickness within four weeks of recovery, reported late, is the same case."""
    if case.status != OPEN:
        case = lock_case(session, case)
        case.status, case.closed_on = OPEN, None
        session.add(case)


def append_event(
    session: Session, case: Case, kind: EventKind, on: date, data: Mapping[str, Any], actor: str
) -> CaseEvent:
    """Append an event to a case and increase its version. `on`: the day of recording; `actor`: a code, not a name."""
    return append_events(session, lock_case(session, case), [(kind, data)], on, actor)[0]


def append_events(
    session: Session, case: Case, told: Sequence[tuple[EventKind, Mapping[str, Any]]], on: date, actor: str
) -> list[CaseEvent]:
    """Append several events to a case that is locked, in their order, as `append_event` does."""
    events = []
    for kind, data in told:
        seq, at, normal = case.version + 1, now(), normal_data(data)
        digest = event_hash(ledger_key(), case.event_head, case.number, seq, kind, on, normal, actor, at)
        event = CaseEvent(
            case_id=case.id, seq=seq, kind=kind, on_day=on, data=normal, actor=actor, recorded_at=at, hash=digest
        )
        events.append(event)
        _advance(case, version=seq, event_head=digest)
    session.add_all([case, *events])
    session.flush()
    return events


def write_effect(session: Session, case: Case, action: Action | Effect) -> int | None:
    """Record that an action was carried out, or another effect; return its id, None when it was there.

    The caller writes what the action makes (document, mail, referral) in the same transaction.
    """
    case = lock_case(session, case)
    seq, at, detail = case.effects + 1, now(), normal_data(action.detail)
    digest = effect_hash(ledger_key(), case.effect_head, case.number, seq, action.key, action.on, detail, at)
    row = {"case_id": case.id, "seq": seq, "on_day": action.on, "detail": detail, "recorded_at": at, "hash": digest}
    insertion = (
        insert(CaseEffect).values(**row, **action.key._asdict()).on_conflict_do_nothing(constraint="uq_effect_key")
    )
    effect_id: int | None = session.execute(insertion.returning(col(CaseEffect.id))).scalar_one_or_none()
    if effect_id is not None:
        _advance(case, effects=seq, effect_head=digest)
        session.add(case)
        session.flush()
    return effect_id


def load_record(session: Session, case: Case) -> Record:
    """Read all events and effects of a case, in two queries."""
    return load_records(session, [case.id])[case.id]


def load_records(session: Session, case_ids: Collection[int]) -> Mapping[int, Record]:
    """Read all events and effects of several cases, in two queries; by the id of the case."""
    events = load_events(session, case_ids)
    effects: dict[int, dict[EffectKey, Effect]] = {case_id: {} for case_id in case_ids}
    for case_id, *parts, on, detail in session.execute(_effects_of(case_ids)):
        key = EffectKey(*parts)
        effects[case_id][key] = Effect(key, on, detail)
    return {case_id: Record(tuple(events[case_id]), effects[case_id]) for case_id in case_ids}


def load_events(session: Session, case_ids: Collection[int]) -> Mapping[int, list[Event]]:
    """Read the events of several cases, in one query; by the id of the case."""
    events: dict[int, list[Event]] = {case_id: [] for case_id in case_ids}
    for case_id, seq, kind, on, data in session.execute(_events_of(case_ids)):
        events[case_id].append(Event(seq, kind, on, data))
    return events


def _new_case(session: Session, employee: Employee, previous: Case | None) -> Case:
    row = {"employee_id": employee.id, "previous_case_id": previous.id if previous else None}
    while True:
        insertion = insert(Case).values(number=new_number(), **row).on_conflict_do_nothing(index_elements=["number"])
        case = session.scalars(insertion.returning(Case)).one_or_none()
        if case is not None:
            case.seal = case_seal(case)
            record_row(session, case)
            return case


def _advance(case: Case, **ends: Any) -> None:
    """Set new ends of the chains of a case and seal them; ends that were changed behind the seal stay unsealed."""
    intact = same(case.seal, case_seal(case))
    for name, value in ends.items():
        setattr(case, name, value)
    case.seal = case_seal(case) if intact else BROKEN


def _events_of(case_ids: Collection[int]) -> Select[Any]:
    columns: list[Any] = [CaseEvent.case_id, CaseEvent.seq, CaseEvent.kind, CaseEvent.on_day, CaseEvent.data]
    return select(*columns).where(col(CaseEvent.case_id).in_(case_ids)).order_by(col(CaseEvent.seq))


def _effects_of(case_ids: Collection[int]) -> Select[Any]:
    key = [getattr(CaseEffect, name) for name in EffectKey._fields]
    columns: list[Any] = [CaseEffect.case_id, *key, CaseEffect.on_day, CaseEffect.detail]
    return select(*columns).where(col(CaseEffect.case_id).in_(case_ids)).order_by(col(CaseEffect.seq))
