"""The people of a time-lapse: on each working day they do what a second track asks of them, by the reports of people.

The casemanager prepares, asks, chooses and confirms; whoever must be another is the director.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from sqlmodel import Session

from models.connection import session
from spoorboek.demo.people import INVENTED_PROFILE, INVENTED_SEARCH
from spoorboek.statute.days.calendar import working_day_from
from spoorboek.statute.facts import StepRef
from spoorboek.statute.referrals.referral import ReferralFacts, ReferralState
from tasks.case_state import CaseState, read_case_state
from tasks.effects.preparation_data import preparation_missing
from tasks.referral_approval import approve_question, approve_referral, confirm_referral
from tasks.reports.cost_reports import approve_offer
from tasks.reports.preparation_content import report_profile, report_search_data
from tasks.reports.referral_reports import ReportedMove, choose_offer, report_referral_move
from tasks.reports.step_reports import report_step_done

CASEMANAGER, DIRECTOR = "casemanager", "directie"
MOVES: Mapping[ReferralState, str] = {
    "loopt": "gaat akkoord met het trajectplan",
    "nazorg": "begint de nazorg",
    "afgesloten": "sluit de verwijzing af",
}
AFTERCARE = {"nazorg_4_weken": 28, "nazorg_13_weken": 91}  # calendar days after the start in new work


class Deed(NamedTuple):
    """What a person did: who, and what in Dutch."""

    who: str
    what: str


def do_the_days_work(number: str) -> list[Deed]:
    """Do what waits for a person today; return it. What follows from that is seen when the case is awake again."""
    current = read_case_state(number)
    if working_day_from(current.on) != current.on:
        return []
    with session() as writing:
        return list(_work(writing, current))


def _work(writing: Session, current: CaseState) -> Iterator[Deed]:
    facts, number = current.plan.facts, current.number
    if facts.preparation.considered_on and facts.preparation.profile is None:
        report_profile(writing, number, {**INVENTED_PROFILE, "bron_datum": current.on}, CASEMANAGER)
        report_search_data(writing, number, {**INVENTED_SEARCH, "datum": current.on}, CASEMANAGER)
        yield Deed(CASEMANAGER, "bereidt de verwijzing voor")
    offers = [each for each in facts.referrals if each.state == "aangeboden"]
    if offers and not any(each.state in ("uitvraag", "gekozen") or each.passed("akkoord") for each in facts.referrals):
        choose_offer(writing, number, CASEMANAGER, offers[0].number, None)
        yield Deed(CASEMANAGER, "kiest het aanbod")
    for referral in facts.referrals:
        yield from _handle(writing, current, referral)


def _handle(writing: Session, current: CaseState, referral: ReferralFacts) -> Iterator[Deed]:
    """Do what one referral asks for where it stands."""
    number = current.number
    if referral.state == "gereed" and not preparation_missing(writing, current):
        approve_question(writing, number, CASEMANAGER)
        yield Deed(CASEMANAGER, "zegt ja tegen de vraag zonder naam")
    elif referral.state == "gekozen":
        approve_offer(writing, number, referral.number, DIRECTOR, DIRECTOR)
        yield Deed(DIRECTOR, "keurt de offerte goed")
    elif referral.state == "akkoord":
        confirm_referral(writing, number, CASEMANAGER, referral=referral.number)
        yield Deed(CASEMANAGER, "bevestigt de aanmelding")
        approve_referral(writing, number, DIRECTOR, referral=referral.number)
        yield Deed(DIRECTOR, "keurt de aanmelding goed")
    elif move := _move(current, referral):
        report_referral_move(writing, number, CASEMANAGER, move, referral=referral.number)
        yield Deed(CASEMANAGER, MOVES[move.to])
    elif referral.state == "nazorg":
        for step in _contacts(current, referral):
            report_step_done(writing, number, step, current.on, CASEMANAGER, occurrence=referral.number)
            yield Deed(CASEMANAGER, "belt over het nieuwe werk")


def _move(current: CaseState, referral: ReferralFacts) -> ReportedMove | None:
    """Return the state that a person brings a referral to today."""
    on, ended = current.on, referral.last("eindrapport")
    if referral.state == "trajectplan":
        return ReportedMove("loopt", on, until=referral.ends_on)
    if referral.state == "eindrapport" and ended and (ended.starts_on or on) <= on:
        return ReportedMove("nazorg", on, starts_on=ended.starts_on)
    done = [StepRef(step, referral.number) in current.plan.facts.done for step in AFTERCARE]
    return ReportedMove("afgesloten", on) if referral.state == "nazorg" and all(done) else None


def _contacts(current: CaseState, referral: ReferralFacts) -> list[str]:
    """List the contacts in new work that are had today."""
    start, done = referral.works_from or date.max, current.plan.facts.done
    days = (current.on - start).days
    return [step for step, after in AFTERCARE.items() if days >= after and StepRef(step, referral.number) not in done]
