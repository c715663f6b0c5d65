"""Bureaus that are asked without a name: together, again, until when, and who hears that it is over."""

from collections.abc import Mapping
from typing import Any

import pytest
from support.hand_made_plans import D, day, milestone, plan

from spoorboek.statute.actions import Action, Effect, EffectKey, Record
from spoorboek.statute.agenda.question_rounds import (
    ask_actions,
    is_spoken_for,
    lapse_actions,
    last_asked_together,
    questions_over,
    rest_of_round,
    silence_shows_on,
)
from spoorboek.statute.agenda.record_index import RecordIndex
from spoorboek.statute.agenda.step_status import AgendaStep
from spoorboek.statute.facts import CaseFacts
from spoorboek.statute.plan import Plan
from spoorboek.statute.policy.policy_reader import house_policy
from spoorboek.statute.referrals.referral import Move, ReferralFacts, ReferralState
from spoorboek.statute.second_track_facts import FunctionalProfile, Preparation, SearchData

START, ANSWER, CHOICE = "start_spoor_2", "antwoord_op_uitvraag", "keuze_bureau"
TODAY = day(400)
Moves = tuple[tuple[ReferralState, int], ...]


def referral(number: int, *moves: tuple[ReferralState, int]) -> ReferralFacts:
    """Make a referral that reached these states on these days."""
    return ReferralFacts(number, tuple(Move(state, day(offset)) for state, offset in moves))


def track(*referrals: ReferralFacts) -> Plan:
    """Make a plan of a case with these referrals, of which the third version of the profile is known."""
    known = Preparation(profile=FunctionalProfile(D, "izp", 3), search_data=SearchData(D, 2))
    return plan(milestone(START, 56, 364, 378), facts=CaseFacts(D, referrals=referrals, preparation=known))


def agenda_step(key: str, occurrence: int = 1, *, target: int | None = 399, paused: bool = False) -> AgendaStep:
    """Make an open step of the house policy of today."""
    of = milestone(key, 390, target, None, occurrence=occurrence)
    return AgendaStep(of.ref, of, house_policy().steps[key], "open", outstanding=True, begun=True, paused=paused)


def effect(kind: str, name: str, detail: Mapping[str, Any] | None = None, *, attempt: int = 1) -> Effect:
    """Make an effect of the start of the second track."""
    return Effect(EffectKey(START, 1, kind, name, attempt), day(390), detail or {})


def index(*effects: Effect) -> RecordIndex:
    """Index a record with these effects."""
    return RecordIndex(Record((), {each.key: each for each in effects}))


def test_several_are_asked_at_once_on_one_yes() -> None:
    """The bureau of the referral itself, and new ones numbered on; each says the round, its size and the yes."""
    first = effect("referral", "2", attempt=3)
    asked = list(ask_actions(first, 5, 3, track(), TODAY, 2))
    assert [(each.kind, each.step, each.occurrence, each.name, each.attempt) for each in asked] == [
        ("referral_asked", START, 1, name, 3) for name in ("2", "5", "6")
    ]
    told = {"round": 2, "of": 3, "yes": 2, "moves": "uitvraag", "awaits": "akkoord", "profile": 3, "search_data": 2}
    assert all(dict(each.detail) == told and each.on == TODAY for each in asked)


def asked_in(round_: int, *names: str, of: int) -> list[Effect]:
    """Make the effects of bureaus that were asked together."""
    return [effect("referral_asked", name, {"round": round_, "of": of}) for name in names]


def test_who_was_asked_with_the_newest_stands_with_it() -> None:
    """By the round; one that was referred by name is a round of its own."""
    earlier, now = asked_in(1, "1", "2", of=2), asked_in(3, "3", "4", of=3)
    assert last_asked_together([*earlier, *now]) == now
    alone = effect("referral", "5")
    assert last_asked_together([*now, alone]) == [alone]


def test_a_round_that_was_cut_short_is_finished() -> None:
    """Asked two of four: the next two follow, as the others were asked; a whole round asks nobody."""
    cut = asked_in(3, "3", "4", of=4)
    rest = list(rest_of_round(cut, 5, index(*cut), TODAY))
    assert [(each.kind, each.name, each.detail, each.on) for each in rest] == [
        ("referral_asked", name, cut[0].detail, TODAY) for name in ("5", "6")
    ]
    whole = asked_in(3, "3", "4", of=2)
    assert list(rest_of_round(whole, 5, index(*whole), TODAY)) == []
    assert list(rest_of_round([], 1, index(), TODAY)) == []


@pytest.mark.parametrize(("offset", "lapses"), [(398, False), (399, False), (400, True), (401, True)])
def test_a_question_lapses_on_the_day_after_the_last(offset: int, lapses: bool) -> None:
    """The bureau has the whole of its last day, day 399; the table of arrows says where silence leads."""
    open_question = track(referral(1, ("uitvraag", 395)))
    asked = index(effect("referral_asked", "1"))
    actions = list(lapse_actions(agenda_step(ANSWER), open_question, asked, day(offset)))
    lapsed = Action(day(offset), "referral_lapsed", ANSWER, 1, "1", detail={"moves": "verlopen"})
    assert actions == ([lapsed] if lapses else [])


@pytest.mark.parametrize(
    ("step", "moves", "effects"),
    [
        (agenda_step(ANSWER), (("uitvraag", 395),), ()),  # a person asked: a ladder watches over it
        (agenda_step(ANSWER), (("uitvraag", 395),), (effect("referral_asked", "2"),)),  # another was asked
        (agenda_step(ANSWER), (("uitvraag", 395), ("aangeboden", 397)), (effect("referral_asked", "1"),)),  # answered
        (agenda_step(ANSWER, target=None), (("uitvraag", 395),), (effect("referral_asked", "1"),)),
        (agenda_step(ANSWER, 2), (("uitvraag", 395),), (effect("referral_asked", "1"),)),  # there is no second
        (agenda_step(START), (("uitvraag", 395),), (effect("referral_asked", "1"),)),  # no clock that silence ends
    ],
)
def test_nothing_else_lapses(step: AgendaStep, moves: Moves, effects: tuple[Effect, ...]) -> None:
    """Only an open question of the product, by its own clock."""
    assert list(lapse_actions(step, track(referral(1, *moves)), index(*effects), TODAY)) == []


def test_silence_shows_the_day_after_the_last_and_only_where_it_ends_something() -> None:
    """Of the answer to a question; no day where there is no last day, or where nobody waits for a bureau."""
    assert silence_shows_on(agenda_step(ANSWER)) == day(400)
    assert silence_shows_on(agenda_step(ANSWER, target=None)) is None
    assert silence_shows_on(agenda_step(START)) is None


OFFERED: Moves = (("uitvraag", 390), ("aangeboden", 395))
LATER: Moves = (("uitvraag", 390), ("aangeboden", 396))
CHOSEN: Moves = (("uitvraag", 390), ("aangeboden", 396), ("gekozen", 398))


@pytest.mark.parametrize(
    ("referrals", "told"),
    [
        ((OFFERED,), 1),
        ((OFFERED, OFFERED), 1),  # offered on one day: the lowest number
        ((LATER, OFFERED), 2),  # the oldest offer
        ((OFFERED, CHOSEN), 2),  # what was chosen, though another offered before
        (((("uitvraag", 380),), OFFERED), 2),  # one that only was asked has no choice to make
        (((*OFFERED, ("ingetrokken", 397)), LATER), 2),
        (((("uitvraag", 380),),), None),
    ],
)
def test_one_choice_is_asked_for_however_many_made_an_offer(referrals: tuple[Moves, ...], told: int | None) -> None:
    """Of all offers one is told of; the others are spoken for by it. Other steps are each told of."""
    case = track(*(referral(number, *moves) for number, moves in enumerate(referrals, start=1)))
    for number in range(1, len(referrals) + 1):
        assert is_spoken_for(agenda_step(CHOICE, number), case) == (told is not None and number != told)
        assert not is_spoken_for(agenda_step(ANSWER, number), case)


@pytest.mark.parametrize(
    ("wanted", "paused", "others", "reason"),
    [
        (True, False, (), None),  # still wanted, nobody has the case
        (True, False, (("aangemeld", 399),), "ander_gekozen"),
        (False, False, (("aangemeld", 399),), "ander_gekozen"),
        (False, True, (), "herstel"),
        (False, False, (), "niet_meer_nodig"),
        (True, False, (("aangemeld", 390), ("gestaakt", 395)), None),  # that track ended: the search goes on
    ],
)
def test_open_questions_are_taken_back_with_the_reason(
    wanted: bool, paused: bool, others: Moves, reason: str | None
) -> None:
    """Each bureau that was asked, once, and nobody else: not one that declined, nor one a person asked."""
    known = [referral(1, ("uitvraag", 380)), referral(2, *OFFERED), referral(3, ("uitvraag", 380), ("geweigerd", 385))]
    known += [referral(4, ("uitvraag", 380)), *([referral(5, *others)] if others else [])]
    asked = [effect(kind, name) for name in ("1", "2", "3") for kind in ("referral", "referral_asked")]
    record = index(*asked, effect("referral", "4"))
    step = agenda_step(START, paused=paused)
    actions = list(questions_over(step, track(*known), record, TODAY, wanted=wanted))
    told = {"moves": "ingetrokken", "reason": reason}
    dropped = [Action(TODAY, "referral_dropped", START, 1, name, 1, told) for name in ("1", "2")]
    assert actions == (dropped if reason else [])


def test_a_question_that_was_taken_back_before_is_so_again_as_another_attempt() -> None:
    """What was dropped once and asked anew is dropped under a key of its own, so that it happens."""
    record = index(effect("referral", "1"), effect("referral_asked", "1"), effect("referral_dropped", "1"))
    again = list(questions_over(agenda_step(START), track(referral(1, ("uitvraag", 380))), record, TODAY, wanted=False))
    assert [(each.name, each.attempt) for each in again] == [("1", 2)]
