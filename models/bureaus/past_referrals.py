"""What happened in all referrals to all bureaus, as the computation of kept promises reads it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlmodel import Session, col

from models.tables import REFERRED, Case, CaseEffect, CaseEvent, Referral
from spoorboek.statute.events import Event
from spoorboek.statute.reports.withdrawn_events import WITHDRAWAL, withdrawn_numbers
from spoorboek.statute.second_track.kept_promises import ABOUT_A_REFERRAL, PastReferral

ReferralKey = tuple[int, int]  # id of the case, number of the referral within it


def past_referrals(reading: Session, cases: Select[Any] | None = None) -> Mapping[int, list[tuple[str, PastReferral]]]:
    """Return the referrals each bureau was asked, by its id, each with the status of its case.

    `cases`: selects the ids of the cases that count; None: all. One that was prepared and never went does not count:
    the bureau does not know of it.
    """
    sent, events = _sendings(reading), _events(reading)
    columns: list[Any] = [Referral.bureau_id, Referral.case_id, Referral.number, Referral.opened_on, Referral.status]
    rows = select(*columns, col(Case.status)).join(Case, col(Case.id) == col(Referral.case_id))
    if cases is not None:
        rows = rows.where(col(Referral.case_id).in_(cases))
    found: dict[int, list[tuple[str, PastReferral]]] = defaultdict(list)
    for bureau_id, case_id, number, opened_on, status, case_status in reading.execute(
        rows.order_by(col(Referral.case_id), col(Referral.number))
    ):
        of_referral = tuple(events.get((case_id, number), ()))
        referral = PastReferral(sent.get((case_id, number), opened_on), of_referral)
        if status == REFERRED or referral.first("uitvraag"):
            found[bureau_id].append((case_status, referral))
    return found


def declined_referrals(events: Iterable[Event]) -> set[int]:
    """Return the numbers of the referrals of a case that a bureau said no to."""
    by_referral: dict[int, list[Event]] = defaultdict(list)
    for event in _counting(list(events)):
        by_referral[int(event.data["referral"])].append(event)
    return {number for number, told in by_referral.items() if PastReferral(date.min, tuple(told)).first("geweigerd")}


def told_over(events: Iterable[Event]) -> set[int]:
    """Return the numbers of the referrals of which the bureau was asked, and then told that the question is over.

    Such a bureau did not decline, and can be asked again.
    """
    moves: dict[int, list[str]] = defaultdict(list)
    for event in events:
        if event.kind == "referral_moved":
            moves[int(event.data["referral"])].append(event.data["to"])
    asked = {number: told for number, told in moves.items() if "uitvraag" in told and "aangemeld" not in told}
    return {number for number, told in asked.items() if told[-1] == "ingetrokken"}


def _sendings(reading: Session) -> Mapping[ReferralKey, date]:
    """Return the day each referral went to its bureau; one of before the yes of people went when it was prepared."""
    columns: list[Any] = [CaseEffect.case_id, CaseEffect.name, CaseEffect.on_day]
    query = select(*columns).where(col(CaseEffect.kind) == "referral_sent").order_by(col(CaseEffect.id).desc())
    return {(case_id, int(name)): on for case_id, name, on in reading.execute(query)}


def _events(reading: Session) -> Mapping[ReferralKey, list[Event]]:
    columns: list[Any] = [CaseEvent.case_id, CaseEvent.seq, CaseEvent.kind, CaseEvent.on_day, CaseEvent.data]
    concerned = select(col(Referral.case_id))
    kinds = (*ABOUT_A_REFERRAL, WITHDRAWAL)
    query = select(*columns).where(col(CaseEvent.kind).in_(kinds), col(CaseEvent.case_id).in_(concerned))
    by_case: dict[int, list[Event]] = defaultdict(list)
    for case_id, *fields in reading.execute(query.order_by(col(CaseEvent.case_id), col(CaseEvent.seq))):
        by_case[case_id].append(Event(*fields))
    by_place: dict[ReferralKey, list[Event]] = defaultdict(list)
    for case_id, told in by_case.items():
        for event in _counting(told):
            by_place[case_id, int(event.data["referral"])].append(event)
    return by_place


def _counting(events: list[Event]) -> list[Event]:
    """Return the events about a referral that were not withdrawn."""
    withdrawn = withdrawn_numbers(events)
    return [
        each
        for each in events
        if each.kind in ABOUT_A_REFERRAL and each.seq not in withdrawn and "referral" in each.data
    ]
