"""What follows from an accepted message: it acts by the reports of people, and asks of them what they decide."""

import json
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from sqlmodel import Session

from models.addressees import CASE_MANAGER, addressee
from models.tables import OPEN, Bureau, Case, IncomingMessage
from spoorboek.statute.referrals.arrows import check_move
from spoorboek.statute.referrals.referral import PLACES, ReferralFacts
from spoorboek.statute.reports.withdrawn_events import without_withdrawn
from spoorboek.statute.second_track.cost_events import money_of
from spoorboek.statute.second_track.money import Offer, offer_in_force
from spoorboek.statute.second_track.track_events import tracks_of
from tasks.case_state import CaseState, current_day
from tasks.channels.cost_meanings import extension_lines, extension_move, invoice_said
from tasks.channels.meanings import FACTS, TRACK_MESSAGES, intake_move, track_file
from tasks.channels.offer_meaning import offer_move
from tasks.desk_links import case_path, desk_page
from tasks.outbox.mail_queue import queue_once
from tasks.outbox.message_ids import ID_DIGITS, mail_domain
from tasks.reports.cost_reports import record_invoice, record_offer
from tasks.reports.fact_reports import report_fact
from tasks.reports.referral_reports import find_state, report_referral_move
from tasks.reports.report_base import locked_case_state
from tasks.reports.report_fields import GivenFields
from tasks.reports.track_reports import furthest, record_track_file
from templates.bureau_messages import BureauMessage
from templates.channel_texts import MessageToLookAt, Request, to_look_at_text

INVOICE = "factuur"
TO_LOOK_AT = "bureaubericht"  # kind of mail, part of a Message-ID


class Arrival(NamedTuple):
    """A message that is acted on: the transaction, the case as it is now, the message, and who it counts as told by."""

    writing: Session
    current: CaseState
    message: BureauMessage
    actor: str

    @property
    def referral(self) -> ReferralFacts:
        """Return the referral it is about as it stands."""
        return find_state(self.current, self.message.referral)

    @property
    def is_watched(self) -> bool:
        """Tell whether the record has states of its referral: not of one from before there were states."""
        known = self.current.plan.facts.referrals
        return self.current.plan.watches_referrals and any(each.number == self.message.referral for each in known)

    @property
    def offer(self) -> Offer | None:
        """Return the offer that holds for its referral."""
        return offer_in_force(money_of(without_withdrawn(self.current.record.events)).offers, self.message.referral)


def act_on(writing: Session, case: Case, message: BureauMessage, row: IncomingMessage, actor: str) -> list[str]:
    """Record what a message says, and mail the casemanager what it asks of a person; return the cases to wake.

    Raises InputError when the case cannot take it as it stands; the caller then rolls back.
    """
    is_bill = message.kind == INVOICE
    current = locked_case_state(writing, case.number, closed_too=is_bill)
    if offered := offer_move(message, current):
        report_referral_move(writing, case.number, actor, offered, referral=message.referral)
        return [case.number]
    if message.kind in FACTS:
        given = GivenFields(on=current_day(writing), referral=message.referral)
        return report_fact(writing, case.number, FACTS[message.kind], given, actor)[1]
    arrival = Arrival(writing, current, message, actor)
    request = _ACTS[message.kind](arrival) if arrival.is_watched else Request.look
    if request is not None:
        tell_casemanager(writing, case, row, message.kind, request)
    return [case.number] if arrival.is_watched and case.status == OPEN else []


def tell_casemanager(
    writing: Session, case: Case, row: IncomingMessage, kind: str | None, request: Request, why: str = ""
) -> None:
    """Mail the casemanager the same day what a message asks of a person; `why`: what the case said to it, in Dutch.

    Of the same content only once: a mail that is read again after a process ended tells nothing twice.
    """
    message_id = f"<{TO_LOOK_AT}.{case.number}.{row.digest[:ID_DIGITS]}@{mail_domain()}>"
    on, bureau = current_day(writing), writing.get_one(Bureau, row.bureau_id)
    to = addressee(writing, case, CASE_MANAGER, on)
    about = MessageToLookAt(row.id, case.number, row.referral or 0, bureau.code, kind, request, why)
    page = desk_page(case_path(case.number), to.stands_in or CASE_MANAGER)
    queue_once(writing, message_id, CASE_MANAGER, to, to_look_at_text(about, to.name, on, page))


def _intake(arrival: Arrival) -> Request | None:
    """Record that an intake was planned or held, once; one that was not held is for a person."""
    referral, current = arrival.referral, arrival.current
    move = intake_move(arrival.message, current.on, referral.since)
    if move is None:
        return Request.intake_not_held
    last = referral.moves[-1]
    is_known = (last.to, last.at) == (move.to, move.at) if move.at else furthest(referral) >= PLACES[move.to]
    if not is_known:
        report_referral_move(arrival.writing, current.number, arrival.actor, move, referral=referral.number)
    return None


def _track(arrival: Arrival) -> Request | None:
    """Record a report about the trajectory, which moves its referral."""
    message, current = arrival.message, arrival.current
    number = arrival.referral.number
    track = next((each for each in tracks_of(current.record.events) if each.referral == number), None)
    search = track.plan.search if track and track.plan else None
    file = track_file(message, current.on, search.kinds if search else ())
    record_track_file(arrival.writing, current.number, json.dumps(file, ensure_ascii=False), arrival.actor)
    return {"trajectplan": Request.judge_plan, "eindrapport": Request.round_off}.get(message.kind)


def _extension(arrival: Arrival) -> Request:
    """Record what an extension would cost as an offer; once that is approved, the trajectory goes on longer."""
    message, current, referral = arrival.message, arrival.current, arrival.referral
    move = extension_move(message, current.on)
    check_move(referral.number, referral, move)
    if lines := extension_lines(message, arrival.offer):
        days = (current.on, move.until)
        record_offer(arrival.writing, current.number, referral.number, lines, days, arrival.actor, extends=move.reason)
    return Request.decide_extension


def _invoice(arrival: Arrival) -> Request:
    """Record an invoice, checked against the offer."""
    message, current = arrival.message, arrival.current
    invoice, number = invoice_said(message, arrival.offer), message.data["factuurnummer"]
    record_invoice(arrival.writing, current.number, invoice, number, arrival.actor)
    return Request.settle_invoice


_ACTS: Mapping[str, Callable[[Arrival], Request | None]] = MappingProxyType(
    {"intake": _intake, "verlenging": _extension, INVOICE: _invoice, **dict.fromkeys(TRACK_MESSAGES, _track)}
)
