"""The moves of a referral, each with the clock that ran before it: how long it took, and whether that was in time."""

from datetime import date
from typing import NamedTuple

from spoorboek.statute.plan import last_date
from spoorboek.statute.referrals.arrows import arrows
from spoorboek.statute.referrals.referral import ReferralFacts, ReferralState
from tasks.case_state import CaseState
from tasks.reports.referral_reports import history_lines


class ClockedMove(NamedTuple):
    """A move of a referral with the clock that ran before it.

    `took`: calendar days since the move before it. `clock`: what watched over it, with its last day `by`; `late`: so
    many days after that, 0 when in time.
    """

    on: date
    words: str
    took: int | None
    clock: str
    by: date | None
    late: int


def clocked_moves(current: CaseState, referral: ReferralFacts) -> list[ClockedMove]:
    """List the moves of a referral, oldest first, each with the clock of the state it left."""
    lines, found = [line.partition("  ")[2] for line in history_lines(referral)], list[ClockedMove]()
    before: ReferralState | None = None
    for place, (move, words) in enumerate(zip(referral.moves, lines, strict=True)):
        clock, by = _clock(current, referral, before)
        took = (move.on - referral.moves[place - 1].on).days if place else None
        late = max((move.on - by).days, 0) if by else 0
        found.append(ClockedMove(move.on, words, took, clock, by, late))
        before = move.to
    return found


def _clock(current: CaseState, referral: ReferralFacts, state: ReferralState | None) -> tuple[str, date | None]:
    """Return the step that watched over a state of a referral, with its last day; of those that come back none."""
    clocks = arrows().states[state].clocks if state else ()
    rows = current.edition.rules.rows
    found = [
        each
        for each in current.agenda.steps
        if each.ref.key in clocks and rows[each.ref.key].of_referral and each.ref.occurrence == referral.number
    ]
    dated = [(each.label, day) for each in found if (day := last_date(each))]
    return min(dated, key=lambda each: each[1]) if dated else ("", None)
