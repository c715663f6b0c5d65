"""Fold the moves of referrals, and what a bureau answered before there were moves, into the referrals of a case."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, TypeVar

from spoorboek.statute.days.calendar import dutch_date
from spoorboek.statute.errors import FactsError
from spoorboek.statute.facts import CaseFacts
from spoorboek.statute.law.milestones import Rulebook
from spoorboek.statute.referrals.arrows import check_move, possible_moves, state_label
from spoorboek.statute.referrals.referral import STATES, Move, ReferralFacts, ReferralState
from spoorboek.statute.reports.field_readers import (
    ReportedEvent,
    ReportedEvents,
    read_choice,
    read_day,
    read_list,
    read_object,
    read_optional,
)

_T = TypeVar("_T")
MOVED, ANSWERED, PROGRESS = "referral_moved", "bureau_answered", "progress_reported"
# Where the answer of a bureau leads, by the state in which it came; elsewhere it was about what is past.
ANSWERS: dict[tuple[str, ReferralState], ReferralState] = {
    ("akkoord", "uitvraag"): "aangeboden",
    ("akkoord", "verlopen"): "aangeboden",
    ("akkoord", "aangemeld"): "bevestigd",
}
DECLINED: ReferralState = "geweigerd"


@dataclass(slots=True)
class _Course:
    """The moves of one referral so far, and the days on which its bureau reported progress."""

    moves: list[Move] = field(default_factory=list)
    reported_on: set[date] = field(default_factory=set)

    def referral(self, number: int) -> ReferralFacts | None:
        """Return the referral as it stands; None without a move."""
        return ReferralFacts(number, tuple(self.moves), tuple(sorted(self.reported_on))) if self.moves else None


def referrals(reports: ReportedEvents) -> tuple[ReferralFacts, ...]:
    """Return the referrals in the order of their numbers; FactsError for a move that is not possible."""
    courses: dict[int, _Course] = {}
    changes = [*reports[MOVED], *reports[ANSWERED], *reports[PROGRESS]]
    for report in sorted(changes, key=lambda item: item.event.seq):
        number = read_number(report.event.data.get("referral"), report.where("referral"))
        course = courses.setdefault(number, _Course())
        if report.event.kind == PROGRESS:
            course.reported_on.add(report.day("on"))
        else:
            course.moves += _moves(report, number, course.referral(number))
            if reported_on := report.maybe_day("reported_on"):
                course.reported_on.add(reported_on)
    known = (course.referral(number) for number, course in sorted(courses.items()))
    return tuple(filter(None, known))


def moved_referrals(known: Iterable[ReferralFacts], moves: Iterable[tuple[int, Move]]) -> tuple[ReferralFacts, ...]:
    """Return referrals after more moves, each of a number; 0 is the only one that goes on, or the first there is.

    Errors: FactsError for a move that is not possible, and when more than one goes on.
    """
    by_number = {each.number: each for each in known}
    for number, move in moves:
        number = number or _only_one(by_number.values())
        before = by_number.get(number)
        check_move(number, before, move)
        by_number[number] = replace(before, moves=(*before.moves, move)) if before else ReferralFacts(number, (move,))
    return tuple(by_number[number] for number in sorted(by_number))


def _only_one(known: Collection[ReferralFacts]) -> int:
    going = [each.number for each in known if not each.end]
    if len(going) > 1 or (known and not going):
        listed = "; ".join(f"{each.number} {state_label(each.state)}" for each in known)
        raise FactsError(f"Noem welke verwijzing. Bekend zijn: {listed}.")
    return going[0] if going else 1


def referrals_in_order(facts: CaseFacts, _: Rulebook) -> None:
    """Refuse a referral that stands twice, one of before the sickness, and moves that are not possible."""
    numbers = [referral.number for referral in facts.referrals]
    if numbers != sorted(set(numbers)):
        raise FactsError("De verwijzingen staan niet elk één keer, in volgorde van nummer. Zet ze op volgorde.")
    for referral in facts.referrals:
        first = referral.moves[0].on
        if first < facts.first_sick_day:
            raise FactsError(
                f"Verwijzing {referral.number} ({dutch_date(first)}) ligt vóór de eerste ziektedag "
                f"({dutch_date(facts.first_sick_day)}). Corrigeer een van beide datums."
            )


def step_follows_the_referral(facts: CaseFacts, rules: Rulebook) -> None:
    """Refuse a report that a step is done which the state of a referral alone can end."""
    for ref in facts.done:
        row = rules.rows[ref.key]
        if row.until is not None:
            raise FactsError(
                f"‘{row.label}’ volgt uit de stand van verwijzing {ref.occurrence}. Leg de stand vast met de actie "
                "‘Verwijzing bijwerken’ of met `spoorboek referral move`."
            )


def read_referral(value: object, where: str) -> ReferralFacts:
    """Return a referral of FACTS.json; FactsError naming the place, what was expected, or the move that cannot be."""
    item = read_object(value, where, ("number", "moves"), ("number", "moves", "reported_on"))
    number, found = read_number(item["number"], f"{where}.number"), None
    for position, data in enumerate(read_list(item["moves"], f"{where}.moves")):
        place = f"{where}.moves[{position}]"
        move = read_move(read_object(data, place, ("to", "on"), Move._fields), place)
        check_move(number, found, move)
        found = ReferralFacts(number, (*(found.moves if found else ()), move))
    if found is None:
        raise FactsError(f"{where}.moves: een verwijzing heeft ten minste één stand.")
    days = read_optional(item.get("reported_on"), f"{where}.reported_on", read_list) or []
    reported = (read_day(day, f"{where}.reported_on[{position}]") for position, day in enumerate(days))
    return replace(found, reported_on=tuple(sorted(set(reported))))


def read_move(data: Any, where: str) -> Move:
    """Return a move from its data; FactsError naming the place and what was expected."""

    def read(name: str, how: Callable[[object, str], _T]) -> _T | None:
        return read_optional(data.get(name), f"{where}.{name}", how)

    to: ReferralState = read_choice(data.get("to"), STATES, f"{where}.to")
    return Move(
        to,
        read_day(data.get("on"), f"{where}.on"),
        at=read("at", read_day),
        starts_on=read("starts_on", read_day),
        until=read("until", read_day),
        reason=read("reason", _read_code),
        result=read("result", _read_code),
        price=read("price", read_number),
        by=read("by", read_number),
        taken_over_on=read("taken_over_on", read_day),
    )


def read_number(value: object, where: str) -> int:
    """Return a whole number from 1; FactsError for anything else."""
    if isinstance(value, int) and not isinstance(value, bool) and value >= 1:
        return value
    raise FactsError(f"{where}: verwacht een heel getal vanaf 1.")


def _read_code(value: object, where: str) -> str:
    if isinstance(value, str) and value:
        return value
    raise FactsError(f"{where}: verwacht een code uit de keuzelijst.")


def _moves(report: ReportedEvent, number: int, referral: ReferralFacts | None) -> Iterator[Move]:
    """Yield the move of a report; an answer of before moves only where it still leads somewhere."""
    if report.event.kind == ANSWERED:
        move = _answer(report, referral)
        if move is not None:
            yield move
        return
    move = read_move(report.event.data, f"Gebeurtenis {report.event.seq} ({MOVED})")
    check_move(number, referral, move)
    yield move


def _answer(report: ReportedEvent, referral: ReferralFacts | None) -> Move | None:
    if referral is None or (on := report.day("on")) < referral.since:
        return None
    answer = str(report.event.data.get("answer"))
    to = DECLINED if answer == DECLINED else ANSWERS.get((answer, referral.state))
    return Move(to, on) if to is not None and to in possible_moves(referral) else None
