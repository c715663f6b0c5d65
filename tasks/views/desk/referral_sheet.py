"""The second track of one case as its page shows it: what is missing, the shortlist, the offers, and each referral."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlmodel import Session, col, select

from models.bureau_choice import WeighedShortlist, case_shortlist
from models.tables import Bureau, Case, Referral
from spoorboek.statute.days.calendar import dutch_date
from spoorboek.statute.plan import last_date
from spoorboek.statute.referrals.arrows import arrows, state_label
from spoorboek.statute.referrals.referral import ReferralFacts
from spoorboek.statute.second_track.adequacy import Verdict
from spoorboek.statute.second_track.preparation import NEEDED
from tasks.case_state import CaseState
from tasks.effects.preparation_data import preparation_missing
from tasks.reports.referral_reports import next_line
from tasks.reports.report_base import UNFINISHED
from tasks.reports.track_reports import furthest
from tasks.views.desk.referral_history import ClockedMove, clocked_moves
from tasks.views.desk.track_sheet import ReferralMoney, ReferralTrack, referral_money, referral_track
from tasks.views.shortlist_page import PART_LABELS, demand_lines, exclusion_words, part_words

STARTS = "start_spoor_2"
BEFORE_START = ("gepland", *UNFINISHED)
ASKING = ("uitvraag", "aangeboden")  # a question is out; nobody was chosen
PARTS_OF_PREPARATION: Mapping[str, str] = {
    "arbeidsdeskundig_onderzoek": "Uitkomst van het arbeidsdeskundig onderzoek",
    "haalbaarheidsonderzoek": "Haalbaarheidsonderzoek",
    "functioneel_profiel": "Functioneel profiel",
    "informeren_spoor_2": "Werknemer ingelicht",
    "zoekgegevens_spoor_2": "Zoekgegevens",
}


class NeededPart(NamedTuple):
    """One thing a bureau must know before anything goes: whether it is there, why not, who gives it, and by when."""

    step: str
    title: str
    is_there: bool
    why: str
    who: str
    by: date | None


class ShortlistRow(NamedTuple):
    """A bureau of the shortlist: its place, name, score, and its parts: points, the most, in a word and in full."""

    place: int
    code: str
    name: str
    score: int
    parts: Sequence[tuple[int, int, str, str]]
    is_chosen: bool


class ShortlistView(NamedTuple):
    """The shortlist of today: what was asked for, the candidates, and who fell out and why."""

    asked: Sequence[str]
    house: str
    rows: Sequence[ShortlistRow]
    excluded: Sequence[tuple[str, str]]


class OfferRow(NamedTuple):
    """What one bureau that was asked said: when, the first day and price in cents, and its place in the choice."""

    number: int
    bureau: str
    stand: str
    asked_on: date | None
    answered_on: date | None
    starts_on: date | None
    price: int | None
    said: str
    may_be_chosen: bool


@dataclass(frozen=True, slots=True)
class SheetReferral:
    """One referral: where it stands, what it waits for, its moves with their clocks, its trajectory and its money."""

    number: int
    facts: ReferralFacts
    bureau: str
    stand: str
    next: str
    moves: Sequence[ClockedMove]
    track: ReferralTrack | None
    money: ReferralMoney | None

    @property
    def is_main(self) -> bool:
        """Tell whether its bureau was chosen or registered, and goes on or has worked: not one that was only asked."""
        return self.facts.state not in ASKING and (not self.facts.end or self.track is not None)


@dataclass(frozen=True, slots=True)
class ReferralSheet:
    """The page. `begins_by`: the last day on which a second track begins, None while nobody thinks of one."""

    begins_by: date | None
    has_begun: bool
    needed: Sequence[NeededPart]
    shortlist: ShortlistView
    offers: Sequence[OfferRow]
    referrals: Sequence[SheetReferral]
    verdict: Verdict | None

    @property
    def missing(self) -> int:
        """Return how many things are missing before anything may go to a bureau."""
        return sum(not each.is_there for each in self.needed)

    @property
    def offered(self) -> int:
        """Return how many offers can be chosen from."""
        return sum(each.may_be_chosen for each in self.offers)

    @property
    def lead(self) -> str:
        """Say in a few words where the second track stands."""
        if main := next((each for each in self.referrals if each.is_main), None):
            ended = f" op {dutch_date(main.facts.since)}" if main.facts.end else ""
            return f"{main.bureau}: {main.stand}{ended}."
        if any(not each.facts.end for each in self.referrals):
            return (
                f"{self.offered} van {len(self.offers)} bureaus {'deed' if self.offered == 1 else 'deden'} een aanbod."
            )
        if not self.has_begun:
            return "Nog niet begonnen."
        if self.missing:
            return f"Er ontbreken nog {self.missing} van de {len(self.needed)} gegevens."
        if not self.referrals:
            return "Alles is er wat een bureau nodig heeft."
        return "Er loopt nu geen verwijzing."

    @property
    def following(self) -> str:
        """Say what is to be done first; empty when nothing is."""
        if going := next((each for each in self.referrals if not each.facts.end), None):
            return going.next
        by = f" Begin uiterlijk {dutch_date(self.begins_by)}." if self.begins_by else ""
        return (
            f"Er gaat niets naar een bureau voordat alles er is.{by}" if self.missing and self.has_begun else by.strip()
        )


def referral_sheet(reading: Session, case: Case, current: CaseState) -> ReferralSheet:
    """Return the second track of a case as it stands today."""
    bureaus, verdict = bureaus_of_case(reading, case), current.verdict_on(current.on)
    start = next((each for each in current.agenda.steps if each.ref.key == STARTS), None)
    considered = current.plan.facts.preparation.considered_on
    referrals, needed = current.plan.facts.referrals, needed_parts(reading, current)
    is_ready = all(each.is_there for each in needed)  # just now: the case was not woken yet
    return ReferralSheet(
        begins_by=last_date(start) if start and start.status in BEFORE_START else None,
        has_begun=bool(referrals or considered or current.agenda.held_back or is_ready),
        needed=needed,
        shortlist=shortlist_view(reading, case, current),
        offers=offer_rows(current, bureaus),
        referrals=[_referral(reading, case, current, each, bureaus) for each in sorted(referrals, key=_nearness)],
        verdict=None if verdict.word == "nog_niet" else verdict,
    )


def _nearness(referral: ReferralFacts) -> tuple[bool, int, int]:
    """Order referrals: those that go on first, the furthest at the head."""
    return bool(referral.end), -furthest(referral), referral.number


def bureaus_of_case(reading: Session, case: Case) -> dict[int, str]:
    """Return the name of the bureau of each referral of a case, by the number of the referral."""
    query = select(Referral.number, Bureau.name).join(Bureau, col(Bureau.id) == col(Referral.bureau_id))
    return dict(reading.exec(query.where(Referral.case_id == case.id)).all())


def needed_parts(reading: Session, current: CaseState) -> list[NeededPart]:
    """List what a bureau must know, in the order in which people deal with it."""
    missing = {each.step: each for each in preparation_missing(reading, current)}
    roles = current.edition.house.roles
    return [
        NeededPart(
            step,
            PARTS_OF_PREPARATION[step],
            step not in missing,
            missing[step].why if step in missing else "",
            roles.get(role, role),
            missing[step].by if step in missing else None,
        )
        for step, (role, _) in NEEDED.items()
    ]


def shortlist_view(reading: Session, case: Case, current: CaseState) -> ShortlistView:
    """Return the shortlist of today with each part of each score in words and numbers."""
    weighed, house = case_shortlist(reading, case), current.edition.house
    shortlist, names = weighed.shortlist, _bureau_names(reading)
    return ShortlistView(
        list(demand_lines(shortlist.demand, house)),
        weighed.house,
        [_candidate(place, code, weighed, names, current) for place, code in enumerate(weighed.order, 1)],
        [(names.get(each.code, each.code), exclusion_words(each, house)) for each in shortlist.excluded],
    )


def _candidate(
    place: int, code: str, weighed: WeighedShortlist, names: Mapping[str, str], current: CaseState
) -> ShortlistRow:
    candidate = next(each for each in weighed.shortlist.candidates if each.code == code)
    demand, house = weighed.shortlist.demand, current.edition.house
    parts = [
        (part.points, part.weight, PART_LABELS[part.name], part_words(part, candidate, demand, house))
        for part in candidate.parts
        if part.weight
    ]
    return ShortlistRow(place, code, names.get(code, code), candidate.score, parts, code == weighed.chosen)


def _bureau_names(reading: Session) -> dict[str, str]:
    return dict(reading.exec(select(Bureau.code, Bureau.name)).all())


def offer_rows(current: CaseState, bureaus: Mapping[int, str]) -> list[OfferRow]:
    """List what each bureau that was asked without a name said, beside each other."""
    asked = {int(key.name): effect.on for key, effect in current.record.effects.items() if key.kind == "referral_asked"}
    known = (each for each in current.plan.facts.referrals if each.number in asked)
    return [_offer(each, asked[each.number], bureaus) for each in known]


def _offer(referral: ReferralFacts, asked_on: date, bureaus: Mapping[int, str]) -> OfferRow:
    offered, chosen = referral.last("aangeboden"), referral.last("gekozen")
    said = offered or referral.last("geweigerd", "verlopen")
    reasons = arrows().reasons
    why = reasons["gekozen"].get(chosen.reason or "", "Eerste van de lijst") if chosen else ""
    if referral.state == "geweigerd":
        why = reasons["geweigerd"].get(referral.moves[-1].reason or "", "")
    return OfferRow(
        number=referral.number,
        bureau=bureaus.get(referral.number, ""),
        stand=state_label(referral.state),
        asked_on=asked_on,
        answered_on=said.on if said else None,
        starts_on=offered.starts_on if offered else None,
        price=offered.price if offered else None,
        said=why,
        may_be_chosen=referral.state == "aangeboden",
    )


def _referral(
    reading: Session, case: Case, current: CaseState, referral: ReferralFacts, bureaus: Mapping[int, str]
) -> SheetReferral:
    return SheetReferral(
        number=referral.number,
        facts=referral,
        bureau=bureaus.get(referral.number, "elders geregeld"),
        stand=state_label(referral.state),
        next=next_line(current, referral),
        moves=clocked_moves(current, referral),
        track=referral_track(reading, case, current, referral.number),
        money=referral_money(reading, case, current, referral.number),
    )
