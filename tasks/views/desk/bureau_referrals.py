"""The referrals of one bureau as its own people see them: without a name until the registration, none of others.

A registration that can still be called back, or was, did not reach the bureau: until it goes there is no name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from sqlalchemy import and_, or_
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import Select

from models.bureaus.asked_referrals import is_asked
from models.record import load_records
from models.tables import (
    EMPTIED,
    HELD,
    WAITING,
    Case,
    CaseEffect,
    Document,
    IncomingMessage,
    IncomingOutcome,
    Message,
    Referral,
)
from models.tables.channel_tables import REJECTED
from spoorboek.clock import AMSTERDAM, now
from spoorboek.statute.agenda.record_index import CHANGE_LETTER
from spoorboek.statute.plan import last_date
from spoorboek.statute.referrals.arrows import arrows, state_label
from spoorboek.statute.referrals.referral import ENDS, Move, ReferralFacts, ReferralState
from tasks.case_state import CaseState, case_state_in, planning_today, state_of_record
from tasks.channels.fitting_kinds import fitting_kinds
from tasks.effects.questions import QUESTION_FORM
from tasks.effects.referral_content import FORM
from tasks.reports.referral_reports import referral_steps
from tasks.views.desk.case_papers import title_of_document
from tasks.views.desk.step_rows import read_names

BUREAU, ROWS_A_PAGE = "bureau", 100
TOLD_STATES: Mapping[ReferralState, str] = MappingProxyType(
    {"uitvraag": "gevraagd", "ingetrokken": "voorbij", "verlopen": "geen antwoord gegeven"}
)
# What is decided between an offer and a registration is not told before it is: until then it is an offer.
OFFERED = ("aangeboden", "gekozen", "akkoord")
REGISTERED = "aangemeld"
UNTOLD_MOVES = ("concept", "gereed", "gekozen", "akkoord")
TOLD_REASONS = ("geweigerd", "opgeschort", "verlengd")
ANONYMOUS = (QUESTION_FORM,)


class OwnReferral(NamedTuple):
    """One referral in the list of a bureau.

    `reference`: by which both know it; `name`: empty until the registration, and again once it is over. `is_asked`:
    something is asked of the bureau now, `what`, until `by`.
    """

    reference: str
    stand: str
    since: date
    name: str
    what: str
    by: date | None
    is_asked: bool
    is_over: bool


class BureauMove(NamedTuple):
    """A move that the bureau knows of: its day and words."""

    on: date
    words: str


class BureauPaper(NamedTuple):
    """A paper that went to the bureau: its number, title and day."""

    number: str
    title: str
    on: date


class SentMessage(NamedTuple):
    """What the bureau sent: its day, kind, and what became of it."""

    on: date
    kind: str
    outcome: str


@dataclass(frozen=True, slots=True)
class BureauSheet:
    """One referral as its bureau sees it. `kinds`: the messages that it can send now."""

    row: OwnReferral
    case: Case
    number: int
    version: int
    moves: Sequence[BureauMove]
    papers: Sequence[BureauPaper]
    sent: Sequence[SentMessage]
    kinds: Sequence[str]


def bureau_rows(reading: Session, bureau: int, *, page: int = 1, size: int = ROWS_A_PAGE) -> list[OwnReferral]:
    """List the referrals a bureau knows of, `size` a page from the newest: what it is asked first, what is over last.

    `page`: from 1.
    """
    newest = _known(bureau).order_by(col(Referral.id).desc()).limit(size).offset((page - 1) * size)
    found = reading.exec(newest).all()
    records, today = load_records(reading, {case.id for case, _ in found}), planning_today(reading)
    states = {case.id: state_of_record(case, records[case.id], today) for case, _ in found}
    kept_back = _kept_back(reading, list(records))
    held = {row.id for case, row in found if (case.id, row.number) in kept_back}
    named = [(case, row) for case, row in found if _may_name(_facts(states[case.id], row)) and row.id not in held]
    names, shown = _names(reading, [case for case, _ in named]), {row.id for _, row in named}
    rows = [
        _row(states[case.id], row, names.get(case.id, "") if row.id in shown else "", held=row.id in held)
        for case, row in found
    ]
    return sorted(rows, key=lambda row: (row.is_over, not row.is_asked, row.by or date.max, row.reference))


def bureau_sheet(reading: Session, bureau: int, case_number: str, number: int) -> BureauSheet | None:
    """Return a referral of a bureau; None for one of another bureau, or that this one knows nothing of."""
    wanted = _known(bureau).where(Case.number == case_number, Referral.number == number)
    found = reading.exec(wanted).one_or_none()
    if found is None:
        return None
    case, row = found
    current = case_state_in(reading, case.number)
    facts = _facts(current, row)
    held = (case.id, number) in _kept_back(reading, [case.id])
    named = _may_name(facts) and not held
    untold = (*UNTOLD_MOVES, REGISTERED) if held else UNTOLD_MOVES
    name = _names(reading, [case]).get(case.id, "") if named else ""
    return BureauSheet(
        row=_row(current, row, name, held=held),
        case=case,
        number=number,
        version=current.version,
        moves=[BureauMove(move.on, _words(move, facts)) for move in _moves(facts) if move.to not in untold],
        papers=[_paper(each) for each in _papers(reading, case, number, named=named)],
        sent=_sent(reading, case, number),
        kinds=fitting_kinds(facts) if facts and not held else (),
    )


def bureau_paper(reading: Session, sheet: BureauSheet, number: str) -> Document | None:
    """Return a paper of a referral that its bureau may read; None for any other."""
    named = bool(sheet.row.name)
    found = _papers(reading, sheet.case, sheet.number, named=named)
    return next((each for each in found if each.number == number), None)


def _known(bureau: int) -> "Select[Case, Referral]":
    query = select(Case, Referral).join(Referral, col(Referral.case_id) == col(Case.id))
    return query.where(Referral.bureau_id == bureau, is_asked(), Case.status != EMPTIED)


def _facts(current: CaseState, row: Referral) -> ReferralFacts | None:
    """Return a referral as it stands; None under rules that watch none."""
    return next((each for each in current.plan.facts.referrals if each.number == row.number), None)


def _may_name(facts: ReferralFacts | None) -> bool:
    """Tell whether the bureau may know who it is about: it has the registration, and its work is not over."""
    return facts is not None and not facts.end and any(move.to == REGISTERED for move in facts.moves)


def _kept_back(reading: Session, cases: Sequence[int]) -> set[tuple[int, int]]:
    """Return case and number of each referral whose registration can still be called back, or is held."""
    query = select(CaseEffect.case_id, CaseEffect.name).join(Message, col(Message.effect_id) == col(CaseEffect.id))
    of_cases = query.where(col(CaseEffect.case_id).in_(cases), CaseEffect.kind == "referral_sent")
    waits = and_(col(Message.status) == WAITING, col(Message.recall_until) > now())
    return {
        (case, int(number)) for case, number in reading.exec(of_cases.where(or_(col(Message.status) == HELD, waits)))
    }


def _names(reading: Session, cases: Sequence[Case]) -> dict[int, str]:
    book = read_names(reading, {case.employee_id for case in cases}, ())
    return {case.id: book.people.get(case.employee_id, "") for case in cases}


def _row(current: CaseState, row: Referral, name: str, *, held: bool) -> OwnReferral:
    """Return the row of a referral; `held`: its registration did not go yet, so that it is an offer still."""
    facts, reference = _facts(current, row), f"{current.number}-{row.number}"
    if facts is None:
        return OwnReferral(reference, "bekend", row.opened_on, name, "", None, is_asked=False, is_over=False)
    asks = _asks(facts) and not facts.end and not held
    first = next(iter(referral_steps(current, facts)), None) if asks else None
    return OwnReferral(
        reference=reference,
        stand=_stand(facts, held=held),
        since=facts.since,
        name=name,
        what=first.label if first else "",
        by=last_date(first) if first else None,
        is_asked=asks,
        is_over=facts.state in ENDS,
    )


def _asks(facts: ReferralFacts) -> bool:
    return arrows().states[facts.state].waits_for == BUREAU


def _stand(facts: ReferralFacts, *, held: bool) -> str:
    if held or facts.state in OFFERED:
        return state_label("aangeboden")
    return TOLD_STATES.get(facts.state, state_label(facts.state))


def _moves(facts: ReferralFacts | None) -> tuple[Move, ...]:
    return facts.moves if facts else ()


def _words(move: Move, facts: ReferralFacts | None) -> str:
    """Say what a move is, with what the bureau itself named; never why its client withdrew it."""
    table, label = arrows(), TOLD_STATES.get(move.to, state_label(move.to))
    reason = table.reasons.get(move.to, {}).get(move.reason or "") if move.to in TOLD_REASONS else None
    parts = [
        f"op {move.at:%d-%m-%Y}" if move.at else "",
        f"vanaf {move.starts_on:%d-%m-%Y}" if move.starts_on else "",
        f"t/m {move.until:%d-%m-%Y}" if move.until else "",
        (reason or "").lower() if move.to == "geweigerd" or _may_name(facts) else "",
        table.results.get(move.result or "", "").lower(),
    ]
    said = ", ".join(filter(None, parts))
    return f"{label} ({said})" if said else label


def _papers(reading: Session, case: Case, number: int, *, named: bool) -> list[Document]:
    """List what went to the bureau of a referral, the newest first; `named`: also what says who it is about."""
    templates = (*ANONYMOUS, *((FORM, CHANGE_LETTER) if named else ()))
    query = select(Document, CaseEffect).join(CaseEffect, col(CaseEffect.id) == col(Document.effect_id))
    query = query.where(Document.case_id == case.id, col(Document.template).in_(templates))
    return [
        document
        for document, effect in reading.exec(query.order_by(col(Document.id).desc()))
        if str(number) in (effect.name, str((effect.detail or {}).get("referral", "")))
    ]


def _paper(document: Document) -> BureauPaper:
    on = document.created_at.astimezone(AMSTERDAM).date()
    return BureauPaper(document.number, title_of_document(document.template), on)


def _sent(reading: Session, case: Case, number: int) -> list[SentMessage]:
    query = select(IncomingMessage, IncomingOutcome).join(IncomingOutcome)
    query = query.where(IncomingMessage.case_id == case.id, IncomingMessage.referral == number)
    return [
        SentMessage(row.received_at.astimezone(AMSTERDAM).date(), row.kind or "bericht", outcome.outcome)
        for row, outcome in reading.exec(query.order_by(col(IncomingMessage.id).desc()))
        if outcome.outcome != REJECTED
    ]
