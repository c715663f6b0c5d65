"""A track that ran elsewhere is told in leaps, and no clock of it counts from before it was kept here."""

from datetime import date, timedelta

import pytest

from spoorboek.statute.errors import FactsError
from spoorboek.statute.events import Event
from spoorboek.statute.referrals.arrows import check_move
from spoorboek.statute.referrals.referral import Move, ReferralFacts, ReferralState, clock_day
from spoorboek.statute.second_track.kept_promises import NOTHING_KNOWN, PastReferral, kept_promises

HERE = date(2026, 11, 23)
BEFORE = date(2026, 6, 8)


def told(*states: ReferralState) -> ReferralFacts:
    """Return a referral whose states were told by a file."""
    return ReferralFacts(1, tuple(Move(state, BEFORE, taken_over_on=HERE) for state in states))


def test_a_file_leaps_forward_where_a_report_may_not() -> None:
    """Between a registration and a running track nobody may know the days; a person reports each state."""
    check_move(1, told("aangemeld"), Move("loopt", BEFORE, taken_over_on=HERE))
    check_move(1, told("uitvraag"), Move("aangemeld", BEFORE, taken_over_on=HERE))
    with pytest.raises(FactsError, match="daarvandaan kan zij niet"):
        check_move(1, told("aangemeld"), Move("loopt", HERE))


@pytest.mark.parametrize("to", ["aangemeld", "intake_gehouden", "loopt"])
def test_a_file_never_leaps_back(to: ReferralState) -> None:
    """What is as far, or further, stays where it is."""
    with pytest.raises(FactsError):
        check_move(1, told("loopt"), Move(to, BEFORE, taken_over_on=HERE))


def test_a_file_does_not_leap_with_what_began_here() -> None:
    """A referral of this house goes by the table, whoever tells of it."""
    ours = ReferralFacts(1, (Move("aangemeld", BEFORE),))
    with pytest.raises(FactsError):
        check_move(1, ours, Move("loopt", BEFORE, taken_over_on=HERE))


def test_clocks_count_from_the_take_over() -> None:
    """A planned end that is still to come stays; each day of before is that of the take-over."""
    assert clock_day(told("aangemeld", "loopt"), "loopt", "eindrapport") == HERE
    late = ReferralFacts(1, (Move("loopt", BEFORE, until=HERE + timedelta(9), taken_over_on=HERE),))
    assert clock_day(late, "einde_traject", "eindrapport") == HERE + timedelta(9)
    assert clock_day(told("aangemeld"), "intake_gehouden", "trajectplan") is None
    assert clock_day(ReferralFacts(1, (Move("loopt", BEFORE),)), "loopt", "eindrapport") == BEFORE


def test_a_bureau_is_not_judged_by_what_was_told_elsewhere() -> None:
    """Days that are missing in a file are no broken promise."""
    data = {"referral": 1, "to": "loopt", "on": BEFORE.isoformat(), "taken_over_on": HERE.isoformat()}
    past = PastReferral(BEFORE, (Event(2, "referral_moved", HERE, data),))
    assert kept_promises([past], HERE + timedelta(300)) == NOTHING_KNOWN
