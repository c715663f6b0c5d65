"""Reports about a referral: it reached a state; the table of arrows says which moves are possible. Codes and dates."""

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from sqlmodel import Session

from models.case_lookup import find_case, find_referral
from models.tables import Bureau
from spoorboek.errors import InputError
from spoorboek.statute.agenda.step_status import StepState
from spoorboek.statute.bureau_services import WHOLE_TRACK
from spoorboek.statute.days.calendar import dutch_date
from spoorboek.statute.plan import last_date
from spoorboek.statute.referrals.arrows import PRODUCT, arrows, possible_moves, state_label
from spoorboek.statute.referrals.referral import STATES, WITH_THE_CASE, Move, ReferralFacts, ReferralState
from spoorboek.statute.reports.withdrawn_events import FOLLOWS, without_withdrawn
from spoorboek.statute.second_track.cost_events import money_of, next_offer, offer_data
from spoorboek.statute.second_track.money import CostLine, Offer
from tasks.case_state import CaseState
from tasks.reports.report_base import UNFINISHED, locked_case_state, record_report, require_past_day

MOVE_ACTION, CHOOSE_OFFER_ACTION = "Verwijzing bijwerken", "Aanbod kiezen"
# What people may report, in the order in which a referral goes through it.
REPORTABLE_STATES: tuple[ReferralState, ...] = tuple(
    state
    for state in STATES
    if any(each.reportable for rule in arrows().states.values() for each in rule.arrows.values() if each.to == state)
)
REASONS = tuple(sorted({code for codes in arrows().reasons.values() for code in codes} - {WITH_THE_CASE}))
RESULTS = tuple(arrows().results)
CHOICE_REASONS = tuple(arrows().reasons["gekozen"])
ONE = 100  # of a service, in hundredths
BY_APPROVAL = "Dat volgt uit het akkoord: `spoorboek referral approve-offer`, en daarna `spoorboek referral approve`."
BY_PRODUCT = "Dat legt Spoorboek zelf vast."


class ReportedMove(NamedTuple):
    """What a person reports: the state that was reached and when, and what goes with it.

    `euros`: the price in whole euros, as people type it; `cents`: as a bureau wrote it.
    """

    to: ReferralState
    on: date
    at: date | None = None
    starts_on: date | None = None
    until: date | None = None
    reason: str | None = None
    result: str | None = None
    euros: int | None = None
    cents: int | None = None

    def data(self) -> dict[str, Any]:
        """Return the data of the event, without its referral."""
        price = self.cents or (self.euros * 100 if self.euros else None)
        said = self._replace(euros=None, cents=None)._asdict() | {"price": price}
        return {name: value for name, value in said.items() if value is not None}


def report_referral_move(writing: Session, number: str, actor: str, move: ReportedMove, *, referral: int = 0) -> str:
    """Record that a referral reached a state; return what it waits for now, in Dutch.

    `referral`: its number within the case; 0 is the one that goes on. Raises InputError when there is no such referral,
    when the move is not possible from where it stands, and when it says too little or too much.
    """
    current = locked_case_state(writing, number)
    found = find_state(current, referral)
    _refuse_what_others_take(found, move)
    if move.to == "gekozen":
        _refuse_choice(writing, current, found, move.reason)
    data = {"referral": found.number, **move.data(), "on": require_past_day(current, move.on, "De dag").isoformat()}
    after = record_report(writing, current, "referral_moved", data, actor)
    if move.to == "gekozen":
        after = _make_way_for(writing, after, found, actor)
    moved = find_state(after, found.number)
    said = f"Dossier {current.number}: verwijzing {found.number}{_bureau(writing, after, moved)}"
    return f"{said}: {state_label(move.to)} op {move.on:%d-%m-%Y}. {next_line(after, moved)}".rstrip()


def choose_offer(writing: Session, number: str, actor: str, referral: int, reason: str | None) -> str:
    """Record that the offer of a referral is chosen today; return what it waits for now, in Dutch.

    `reason`: why not the first of the list. Raises InputError when there is nothing to choose, or a reason is missing.
    """
    today = locked_case_state(writing, number).on
    return report_referral_move(
        writing, number, actor, ReportedMove("gekozen", today, reason=reason), referral=referral
    )


def find_state(current: CaseState, number: int) -> ReferralFacts:
    """Return a referral of a case; 0 is the one that goes on. InputError when there is none, or more than one."""
    if not current.plan.watches_referrals:
        raise InputError(
            f"De regels die hier gelden ({current.edition.rules.version}) kennen nog geen standen van een verwijzing. "
            "Bekijk de nieuwe versie met `spoorboek rules diff`, en laat haar ingaan met `spoorboek rules apply`."
        )
    known = current.plan.facts.referrals
    if not known:
        raise InputError(f"In dossier {current.number} is nog geen verwijzing voorbereid.")
    wanted = [each for each in known if each.number == number] if number else [each for each in known if not each.end]
    if len(wanted) == 1 or (wanted and number):
        return wanted[0]
    listed = "; ".join(f"{each.number} {state_label(each.state)}" for each in known)
    if number:
        raise InputError(f"Dossier {current.number} heeft geen verwijzing {number}. Bekend zijn: {listed}.")
    raise InputError(f"Noem welke verwijzing van dossier {current.number}. Bekend zijn: {listed}.")


def next_line(current: CaseState, referral: ReferralFacts) -> str:
    """Say in Dutch what a referral waits for: the first step that watches it, until when, and who is to act."""
    if referral.end:
        return "Dat is een einde."
    first = next(iter(referral_steps(current, referral)), None)
    rule = arrows().states[referral.state]
    who = current.edition.house.roles.get(rule.waits_for or "", rule.waits_for or "")
    if first is None:
        return f"Aan zet: {who}."
    day = last_date(first)
    return f"Nu: {first.label}{f', vóór of op {dutch_date(day)}' if day else ''}. Aan zet: {who}."


def referral_steps(current: CaseState, referral: ReferralFacts) -> list[StepState]:
    """List the steps that watch over a referral now, the first to pass at the head."""
    clocks = arrows().states[referral.state].clocks
    open_states = (*UNFINISHED, "gepland")
    found = [
        state
        for state in current.agenda.steps
        if state.ref.key in clocks
        and state.status in open_states
        and (state.ref.occurrence == referral.number or not current.edition.rules.rows[state.ref.key].of_referral)
    ]
    return sorted(found, key=lambda state: last_date(state) or date.max)


def history_lines(referral: ReferralFacts) -> Iterator[str]:
    """Yield the moves of a referral in Dutch, oldest first."""
    for move in referral.moves:
        yield f"{move.on:%d-%m-%Y}  {state_label(move.to)}{_said(move)}"


def _said(move: Move) -> str:
    table = arrows()
    reason = table.reasons.get(move.to, {}).get(move.reason or "")
    parts = [
        f"op {move.at:%d-%m-%Y}" if move.at else "",
        f"vanaf {move.starts_on:%d-%m-%Y}" if move.starts_on else "",
        f"t/m {move.until:%d-%m-%Y}" if move.until else "",
        f"door verwijzing {move.by}" if move.by else "",
        (reason or "").lower(),
        table.results.get(move.result or "", "").lower(),
    ]
    said = ", ".join(filter(None, parts))
    return f" ({said})" if said else ""


def _make_way_for(writing: Session, current: CaseState, chosen: ReferralFacts, actor: str) -> CaseState:
    """Take back a choice that no yes came to, and record the price of the new one as an offer: both go with it."""
    follows = {FOLLOWS: current.version}
    for other in current.plan.facts.referrals:
        if other.state == "gekozen" and other.number != chosen.number:
            back = _back_to_its_offer(other, current) | follows
            current = record_report(writing, current, "referral_moved", back, actor)
    offers = money_of(without_withdrawn(current.record.events)).offers
    offered = chosen.last("aangeboden")
    if offered and offered.price and not any(each.referral == chosen.number for each in offers):
        number = next_offer(current.record.events, chosen.number)
        offer = Offer(chosen.number, number, current.on, (CostLine(WHOLE_TRACK, ONE, offered.price),))
        current = record_report(writing, current, "offer_recorded", offer_data(offer) | follows, actor)
    return current


def _offers(current: CaseState) -> list[ReferralFacts]:
    """List the referrals whose bureau made an offer that can be chosen, the highest on the shortlist first."""
    return [each for each in current.plan.facts.referrals if each.state in ("aangeboden", "gekozen")]


def _refuse_choice(reading: Session, current: CaseState, chosen: ReferralFacts, reason: str | None) -> None:
    """Raise InputError for a bureau without an offer or that is not active any more, and when another has the case.

    Without a reason as well, when an offer of a bureau higher on the list stands.
    """
    where = f"Verwijzing {chosen.number} van dossier {current.number}"
    offers = [each.number for each in _offers(current)]
    if chosen.state != "aangeboden":
        listed = ", ".join(map(str, offers)) or "geen"
        raise InputError(
            f"{where} staat op ‘{state_label(chosen.state)}’; daar valt niets te kiezen. Een aanbod hebben de "
            f"verwijzingen: {listed}."
        )
    taken = next((each for each in current.plan.facts.referrals if each.passed("akkoord") and not each.end), None)
    if taken is not None:
        raise InputError(
            f"{where} kan niet meer worden gekozen: verwijzing {taken.number} is {state_label(taken.state)}. Trek die "
            "eerst in met Verwijzing bijwerken."
        )
    row = find_referral(reading, find_case(reading, current.number), chosen.number)
    if row is not None and not (bureau := reading.get_one(Bureau, row.bureau_id)).active:
        raise InputError(
            f"{where} kan niet worden gekozen: bureau {bureau.code} staat niet meer op actief. Kies een ander."
        )
    if reason is None and chosen.number != min(offers):
        listed = "\n".join(f"  {code:<28} {label}" for code, label in arrows().reasons["gekozen"].items())
        raise InputError(
            f"Verwijzing {min(offers)} staat hoger op de shortlist en heeft ook een aanbod. Waarom verwijzing "
            f"{chosen.number}? Kies uit:\n{listed}"
        )


def _back_to_its_offer(other: ReferralFacts, current: CaseState) -> dict[str, object]:
    offered = other.last("aangeboden")
    kept = {"starts_on": offered.starts_on and offered.starts_on.isoformat(), "price": offered.price} if offered else {}
    said = {name: value for name, value in kept.items() if value is not None}
    return {"referral": other.number, "to": "aangeboden", "on": current.on.isoformat(), **said}


def _refuse_what_others_take(referral: ReferralFacts, move: ReportedMove) -> None:
    """Refuse a move that is possible, but that the product or an approval makes."""
    to, arrow = move.to, possible_moves(referral).get(move.to)
    if move.reason == WITH_THE_CASE:
        raise InputError(f"‘{arrows().reasons[to][WITH_THE_CASE]}’ is geen reden die u kiest. {BY_PRODUCT}")
    if arrow is not None and not arrow.reportable:
        why = BY_PRODUCT if arrow.by == (PRODUCT,) else BY_APPROVAL
        raise InputError(f"‘{state_label(to)}’ van verwijzing {referral.number} meldt u niet zelf. {why}")


def _bureau(reading: Session, current: CaseState, referral: ReferralFacts) -> str:
    row = find_referral(reading, find_case(reading, current.number), referral.number)
    return f" aan bureau {reading.get_one(Bureau, row.bureau_id).code}" if row else ""
