"""The table of arrows: whole, consistent with the plan, and every other move is refused in one Dutch sentence."""

from datetime import date, timedelta

import pytest

from spoorboek.statute.errors import FactsError
from spoorboek.statute.law.milestones import milestone_table
from spoorboek.statute.law.terms import Offset
from spoorboek.statute.policy.policy_reader import house_policy
from spoorboek.statute.referrals.arrows import Arrow, arrows, check_move, possible_moves
from spoorboek.statute.referrals.referral import (
    CLOCK_STARTS,
    ENDS,
    PATH,
    STATES,
    SUSPENDED,
    Move,
    ReferralFacts,
    ReferralState,
)

DAY = date(2026, 6, 1)
NEEDED = {"at": DAY + timedelta(9), "until": DAY + timedelta(200), "result": "werk"}


def move(to: ReferralState, arrow: Arrow | None = None, on: date = DAY) -> Move:
    """Make a move with what its arrow needs."""
    said = {name: NEEDED[name] for name in (arrow.needs if arrow else ()) if name != "reason"}
    reason = next(iter(arrows().reasons.get(to, {})), None) if arrow and "reason" in arrow.needs else None
    return Move(to, on, **said, reason=reason)  # type: ignore[arg-type]


def in_state(state: ReferralState) -> ReferralFacts:
    """Return a referral that came to a state by the arrows of the table, the shortest way."""
    ways: list[ReferralFacts] = [ReferralFacts(1, (move(to, arrow),)) for to, arrow in arrows().begin.items()]
    for referral in ways:
        if referral.moves[-1].to == state:
            return referral
        if len(referral.moves) < len(STATES):
            seen = {each.to for each in referral.moves}
            further = possible_moves(referral).items()
            ways += [ReferralFacts(1, (*referral.moves, move(to, arrow))) for to, arrow in further if to not in seen]
    raise AssertionError(f"no way leads to {state}")


@pytest.mark.parametrize("state", STATES)
def test_every_state_is_declared_reached_and_has_an_owner_a_clock_or_an_end(state: ReferralState) -> None:
    """A state that is no end says who is to act, and is watched by steps that the plan and the house policy have."""
    rule, here = arrows().states[state], in_state(state)
    assert rule.label
    if state in ENDS:
        late = {"aangeboden"} if state == "verlopen" else set()  # an offer that comes after all
        assert (set(rule.arrows), rule.waits_for, rule.clocks) == (late, None, ())
        assert set(possible_moves(here)) == late
        return
    if state == "verlengd":
        assert here.state == "loopt"
        return
    assert rule.waits_for in (*house_policy().roles, "goedkeurder")
    assert rule.clocks
    assert possible_moves(here)
    for key in rule.clocks:
        step = house_policy().steps[key]
        assert step.nature == "task"
        assert (step.ladder is not None) or rule.silence
        assert milestone_table()[key].of_referral or key == "start_spoor_2"


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("to", STATES)
def test_a_move_is_taken_by_its_arrow_or_refused_in_one_sentence_that_says_what_is_possible(
    state: ReferralState, to: ReferralState
) -> None:
    """What the table does not have, is refused: with where the referral stands, and where it can go from there."""
    here = in_state(state)
    arrow = possible_moves(here).get(to)
    if arrow is not None:
        check_move(1, here, move(to, arrow))
        return
    with pytest.raises(FactsError) as refused:
        check_move(1, here, move(to))
    said = str(refused.value)
    assert said.startswith("Verwijzing 1 staat op ‘")
    assert "1 juni 2026" in said
    assert said.endswith(".")
    assert "einde" in said if not possible_moves(here) else all(each in said for each in possible_moves(here))


def test_every_arrow_names_known_parties_fields_and_reasons() -> None:
    """Who takes an arrow is one of four; what it asks is a field of a move; where it asks a reason, codes exist."""
    table = arrows()
    every = [*table.begin.values(), *(each for rule in table.states.values() for each in rule.arrows.values())]
    for arrow in every:
        assert set(arrow.by) <= {"casemanager", "goedkeurder", "bureau", "spoorboek"}
        assert {*arrow.needs, *arrow.may} <= set(Move._fields) - {"to", "on"}
        if "reason" in (*arrow.needs, *arrow.may):
            assert table.reasons[arrow.to]
    assert table.states.keys() == set(STATES)


def test_a_suspended_referral_goes_back_to_where_it_was_and_nowhere_else() -> None:
    """`opgeschort` remembers the state; another state on the path is refused."""
    running = in_state("loopt")
    suspended = ReferralFacts(1, (*running.moves, Move("opgeschort", DAY, reason="verlof")))
    assert (suspended.state, suspended.stage) == (SUSPENDED, "loopt")
    assert "loopt" in possible_moves(suspended)
    assert not {"intake_gehouden", "trajectplan", "eindrapport"} & possible_moves(suspended).keys()


def test_what_a_move_says_is_checked() -> None:
    """Missing, superfluous and unknown details, and a day before the last move, each give one sentence."""
    sent = ReferralFacts(1, (Move("aangemeld", DAY),))
    wrong = {
        Move("intake_gepland", DAY): "de dag van de intake ontbreekt",
        Move("bevestigd", DAY, result="werk"): "de uitkomst hoort hier niet bij",
        Move("geweigerd", DAY, reason="ziek"): "onbekende reden 'ziek'; kies uit: geen_plaats",
        Move("bevestigd", DAY - timedelta(1)): "kan niet op 31 mei 2026",
    }
    for bad, said in wrong.items():
        with pytest.raises(FactsError, match=said):
            check_move(1, sent, bad)
    with pytest.raises(FactsError, match="ligt vóór"):
        check_move(1, in_state("trajectplan"), Move("loopt", DAY, until=DAY - timedelta(1)))


def test_every_clock_counts_a_number_of_days_from_a_day_of_the_referral_and_ends_on_the_path() -> None:
    """So a house can change the number, and a lawyer reads where it begins and ends."""
    clocks = {key: row for key, row in milestone_table().items() if row.of_referral}
    named = {key for rule in arrows().states.values() for key in rule.clocks} - {"start_spoor_2"}
    assert clocks.keys() == named
    for row in clocks.values():
        assert row.each in CLOCK_STARTS
        assert isinstance(row.target, Offset)
        assert row.target.anchor == row.each
        assert row.until is None or row.until in PATH
        assert (row.force, row.due) == ("norm", None)
