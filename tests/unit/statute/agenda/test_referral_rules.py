"""When a bureau is asked, whether another is, and which referral waits for a yes: each rule by a table.

Day 0 is Monday 2 March 2026, the first sick day. The start of the second track opens on day 56, its target is day 364.
"""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from support.hand_made_plans import READY, SECOND_TRACK, D, day, plan

from spoorboek.statute.actions import AWAITS_APPROVAL, Action, Effect, EffectKey, Record
from spoorboek.statute.agenda.record_index import RecordIndex
from spoorboek.statute.agenda.referral_timing import (
    EVALUATION,
    first_request_on,
    next_request_on,
    referral_actions,
    referral_has_begun,
    replaces_bureau,
    waiting_referral,
)
from spoorboek.statute.agenda.step_status import AgendaStep
from spoorboek.statute.events import Event
from spoorboek.statute.facts import Advice, CaseFacts, StepRef
from spoorboek.statute.plan import Plan
from spoorboek.statute.policy.house_policy import StepDocument, StepPolicy
from spoorboek.statute.policy.lead_times import LeadTime
from spoorboek.statute.referrals.referral import Move, ReferralFacts
from spoorboek.statute.second_track_facts import FunctionalProfile, SearchData

START = SECOND_TRACK.ref
PREPARED_BY = frozenset({"functioneel_profiel"})
Moves = tuple[tuple[str, int], ...]


def start(**changed: Any) -> AgendaStep:
    """Make the step that refers; it is open on the days looked at here."""
    policy = {
        "refers": True,
        "lead": None,
        **{key: changed.pop(key) for key in ("lead", "prepared_by") if key in changed},
    }
    when = SECOND_TRACK._replace(**changed.pop("when", {}))
    step = AgendaStep(START, when, StepPolicy(START.key, "Start", "task", **policy), "open", True, True)
    return step._replace(**changed)


def case(*referrals: Moves, **facts: Any) -> Plan:
    """Make a plan of a case with these referrals, numbered from 1; a referral lacks nothing unless the facts say so."""
    known = tuple(
        ReferralFacts(number, tuple(Move(to, day(on)) for to, on in moves))  # type: ignore[arg-type]
        for number, moves in enumerate(referrals, 1)
        if moves
    )
    return plan(SECOND_TRACK, facts=CaseFacts(D, **{"preparation": READY, "referrals": known, **facts}))


def effect(kind: str, name: str, on: int = 364, attempt: int = 1, **detail: Any) -> Effect:
    """Make an effect of the start of the second track."""
    return Effect(EffectKey(*START, kind, name, attempt), day(on), detail)


def prepared(name: str, attempt: int = 1) -> Effect:
    """Make a referral that was prepared and awaits a yes."""
    return effect("referral", name, attempt=attempt, **AWAITS_APPROVAL)


def index(*effects: Effect, events: tuple[Event, ...] = ()) -> RecordIndex:
    """Index a record."""
    return RecordIndex(Record(events, {each.key: each for each in effects}))


def told(kind: str, on: int, seq: int = 1, **data: Any) -> Event:
    """Make a report of a day."""
    return Event(seq, kind, day(on), data)  # type: ignore[arg-type]


AGAIN = told("step_retriggered", 360, step=START.key, mode="opnieuw")
LEAD = LeadTime("bureau", 30, "calendar")
WHEN: dict[str, tuple[dict[str, Any], dict[str, Any], int | None]] = {
    "the target": ({}, {}, 364),
    "no target": ({"when": {"target_on": None, "due_on": None}}, {}, None),
    "an agreed date": ({"when": {"agreed_on": day(370)}}, {}, 370),
    "advice for track 2": ({}, {"advice": (Advice(day(100), 2),)}, 100),
    "advice of today": ({}, {"advice": (Advice(day(200), 2),)}, 200),
    "advice of tomorrow": ({}, {"advice": (Advice(day(201), 2),)}, 364),
    "advice for track 1": ({}, {"advice": (Advice(day(100), 1),)}, 364),
    "the last advice counts": ({}, {"advice": (Advice(day(100), 2), Advice(day(120), 1))}, 364),
    "whatever their order": ({}, {"advice": (Advice(day(120), 1), Advice(day(100), 2))}, 364),
    "advice before the opening": ({}, {"advice": (Advice(day(40), 2),)}, 56),
    "advice, no opening": ({"when": {"opens_on": None}}, {"advice": (Advice(day(40), 2),)}, 40),
    "advice after the target": ({"when": {"target_on": day(90)}}, {"advice": (Advice(day(100), 2),)}, 90),
    "advice, no target": ({"when": {"target_on": None, "due_on": None}}, {"advice": (Advice(day(100), 2),)}, 100),
    "advice, postponed": ({}, {"advice": (Advice(day(100), 2),), "postponed": {START: day(364)}}, 364),
    "advice, another step postponed": (
        {},
        {"advice": (Advice(day(100), 2),), "postponed": {StepRef("evaluatie"): day(364)}},
        100,
    ),
    "a lead time, evaluated": ({"lead": LEAD}, {"done": {EVALUATION: day(300)}}, 348),
    "evaluated later than that": ({"lead": LEAD}, {"done": {EVALUATION: day(350)}}, 350),
    "evaluated after the target": ({"lead": LEAD}, {"done": {EVALUATION: day(370)}}, 364),
    "a first doubt": ({"lead": LEAD}, {"preparation": READY._replace(considered_on=day(300))}, 348),
    "not decided on": ({"lead": LEAD}, {}, 364),
    "a lead time, postponed": ({"lead": LEAD}, {"done": {EVALUATION: day(300)}, "postponed": {START: day(364)}}, 364),
    "decided, no lead time": ({}, {"done": {EVALUATION: day(300)}}, 364),
    "held back": (
        {"lead": LEAD, "prepared_by": PREPARED_BY},
        {"done": {EVALUATION: day(300)}, "preparation": READY._replace(profile=None)},
        364,
    ),
    "not held back": ({"lead": LEAD, "prepared_by": PREPARED_BY}, {"done": {EVALUATION: day(300)}}, 348),
}


@pytest.mark.parametrize("name", WHEN)
def test_the_day_on_which_the_first_bureau_is_asked(name: str) -> None:
    """Looked at on day 200: the target, the advice, or the last day that is in time for the last lawful day."""
    changed, facts, asked = WHEN[name]
    found = first_request_on(start(**changed), case(**facts), index(), day(200))
    assert found == (None if asked is None else day(asked))


@pytest.mark.parametrize(
    ("on", "informed", "asked"),
    [(200, 0, 364), (370, 0, 370), (370, 370, 371), (370, None, None), (200, 200, 364)],
)
def test_a_referral_is_prepared_once_nothing_is_missing(on: int, informed: int | None, asked: int | None) -> None:
    """Not before its day; today, or tomorrow where the employee was told today; no day while something is missing."""
    ready = READY._replace(informed_on=None if informed is None else day(informed))
    step = start(prepared_by=PREPARED_BY)
    found = next_request_on(step, case(preparation=ready), index(), day(on))
    assert found == (None if asked is None else day(asked))
    nowhere = start(when={"target_on": None, "due_on": None})
    assert next_request_on(nowhere, case(), index(), day(on)) is None


SENT: Moves = (("gereed", 364), ("aangemeld", 365))
RUNS: Moves = (*SENT, ("bevestigd", 366))
REPLACED: Moves = (*RUNS, ("vervangen", 370))


@pytest.mark.parametrize(
    ("referrals", "replaces"),
    [
        ((), False),
        ((SENT,), False),
        ((REPLACED,), True),
        (((("gereed", 364), ("vervangen", 365)),), True),  # replaced before it went
        ((REPLACED, (("gereed", 371),)), True),  # the next one was prepared, not sent
        ((REPLACED, SENT), False),
        ((REPLACED, (*SENT, ("geweigerd", 372))), True),  # the next one declined
        ((REPLACED, (*SENT, ("verlopen", 372))), True),
        ((REPLACED, (*SENT, ("gestaakt", 372))), False),
        (((*SENT, ("geweigerd", 366)),), False),
        ((RUNS, REPLACED), True),
        ((REPLACED, RUNS, (("gereed", 364), ("ingetrokken", 365))), False),
    ],
)
def test_a_bureau_that_was_replaced_asks_for_another(referrals: tuple[Moves, ...], replaces: bool) -> None:
    """The last that had the case, whatever was only prepared or declined since."""
    assert replaces_bureau(case(*referrals)) is replaces


BEGUN: dict[str, tuple[int, dict[str, Any], tuple[Moves, ...], tuple[Effect, ...], tuple[Event, ...], bool]] = {
    "the day before": (363, {}, (), (), (), False),
    "its day": (364, {}, (), (), (), True),
    "prepared before": (100, {}, (), (prepared("1"),), (), True),
    "not outstanding": (364, {"outstanding": False}, (), (), (), False),
    "not outstanding, but replaced": (364, {"outstanding": False}, (REPLACED,), (), (), True),
    "a bureau agreed": (364, {}, (RUNS,), (), (), False),
    "a bureau agreed, and its track ended": (364, {}, ((*RUNS, ("gestaakt", 367)),), (), (), True),
    "the step did not begin": (364, {"begun": False}, (), (), (), False),
    "triggered again": (200, {"begun": False}, (), (), (AGAIN,), True),
    "no day at all": (364, {"when": {"target_on": None, "due_on": None}}, (), (), (), False),
    "held back": (364, {"prepared_by": frozenset({"x"})}, (), (), (), True),
}


@pytest.mark.parametrize("name", BEGUN)
def test_a_referral_has_begun_from_its_day_or_when_it_was_prepared(name: str) -> None:
    """Not while a bureau has the case, nor once the step needs nothing any more."""
    on, changed, referrals, effects, events, begun = BEGUN[name]
    found = referral_has_begun(start(**changed), case(*referrals), index(*effects, events=events), day(on))
    assert found is begun


def test_the_day_of_the_evaluation_decides_whether_its_lead_time_counts_for_a_letter_too() -> None:
    """The letter that another step brings out tells the employee, so nothing is missing any more from the day after."""
    told_by = StepDocument("brief", "werknemer", "informeren_spoor_2")
    step = start(prepared_by=PREPARED_BY, lead=LEAD)
    step = step._replace(policy=replace(step.policy, papers=(told_by,)))
    silent = case(preparation=READY._replace(informed_on=None), done={EVALUATION: day(300)})
    letter = Effect(EffectKey(*START, "mail", "brief", 1), day(350), {})
    for on, begins in ((350, False), (351, True)):
        assert referral_has_begun(step, silent, index(letter), day(on)) is begins
    assert first_request_on(step, silent, index(letter), day(351)) == day(348)
    assert next_request_on(step, silent, index(letter), day(350)) == day(364)
    assert next_request_on(step, silent, index(letter), day(360)) == day(360)
    assert next_request_on(step, silent, index(), day(360)) is None


def test_nothing_is_prepared_while_something_is_missing() -> None:
    """Also where a person triggered it again."""
    bare = case(preparation=READY._replace(profile=None))
    step = start(prepared_by=PREPARED_BY)
    for events in ((), (AGAIN,)):
        assert not referral_has_begun(step, bare, index(events=events), day(400))


ALONE = effect("referral_asked", "1", round=1, of=1, yes=1)
TAKEN_BACK: Moves = (("uitvraag", 365), ("ingetrokken", 366))
NEXT: dict[str, tuple[tuple[Moves, ...], tuple[Effect, ...], tuple[Event, ...], list[tuple[str, int]]]] = {
    "the first": ((), (), (), [("1", 1)]),
    "it waits": (((("gereed", 364),),), (prepared("1"),), (), []),
    "it declined": (((*SENT, ("geweigerd", 366)),), (prepared("1"),), (), [("2", 1)]),
    "it let its term pass": (((*SENT, ("verlopen", 366)),), (prepared("1"),), (), [("2", 1)]),
    "it was replaced": ((REPLACED,), (prepared("1"),), (), [("2", 1)]),
    "it was stopped": (((*RUNS, ("gestaakt", 366)),), (prepared("1"),), (), []),
    "it runs": ((RUNS,), (prepared("1"),), (AGAIN,), []),
    "triggered again": ((SENT,), (prepared("1"),), (AGAIN,), [("2", 2)]),
    "triggered again before": ((SENT,), (prepared("1", 2),), (AGAIN,), []),
    "numbered on from one of before": ((SENT, SENT, (*SENT, ("geweigerd", 366))), (prepared("3"),), (), [("4", 1)]),
    "no bureau has the case though this one was taken back": (
        ((*SENT, ("ingetrokken", 366)),),
        (prepared("1"), effect("referral_dropped", "1", reason="niet_meer_nodig")),
        (),
        [],
    ),
    "the question was taken back": (
        (TAKEN_BACK,),
        (ALONE, effect("referral_dropped", "1", reason="niet_meer_nodig")),
        (),
        [("2", 1)],
    ),
    "because another was chosen": (
        (TAKEN_BACK,),
        (ALONE, effect("referral_dropped", "1", reason="ander_gekozen")),
        (),
        [],
    ),
    "taken back, and then for another": (
        (TAKEN_BACK,),
        (
            ALONE,
            effect("referral_dropped", "1", reason="niet_meer_nodig"),
            effect("referral_dropped", "1", attempt=2, reason="ander_gekozen"),
        ),
        (),
        [],
    ),
    "another question was taken back": (
        (TAKEN_BACK,),
        (ALONE, effect("referral_dropped", "2", reason="niet_meer_nodig")),
        (),
        [],
    ),
}


@pytest.mark.parametrize("name", NEXT)
def test_the_next_bureau_is_prepared_when_the_last_said_no_or_a_person_asks(name: str) -> None:
    """With the next number and the attempt of the step, awaiting a yes."""
    referrals, effects, events, result = NEXT[name]
    actions = referral_actions(start(), case(*referrals), index(*effects, events=events), 0, day(400))
    made = [each for each in actions if each.kind == "referral"]
    assert [(each.name, each.attempt) for each in made] == result
    assert all(each == Action(day(400), "referral", *START, each.name, each.attempt, AWAITS_APPROVAL) for each in made)


def test_under_rules_with_clocks_a_referral_says_which_state_it_brings() -> None:
    """Prepared: `gereed`; sent, with the versions of what goes: `aangemeld`."""

    known = READY._replace(profile=FunctionalProfile(D, "izp", 3), search_data=SearchData(D, 2))
    watched = replace(case(preparation=known), watches_referrals=True)
    (made,) = referral_actions(start(), watched, index(), 0, day(400))
    assert made.detail == {**AWAITS_APPROVAL, "moves": "gereed"}
    yes = (told("referral_confirmed", 400, 1, referral=1), told("referral_approved", 400, 2, referral=1))
    (sent,) = referral_actions(start(), watched, index(prepared("1", 4), events=yes), 0, day(400))
    detail = {"moves": "aangemeld", "profile": 3, "search_data": 2}
    assert sent == Action(day(400), "referral_sent", *START, "1", 4, detail)
    (before,) = referral_actions(start(), case(preparation=known), index(prepared("1"), events=yes), 0, day(400))
    assert before.detail == {"profile": 3, "search_data": 2}


ASKED = effect("referral_asked", "2", round=1, of=3, yes=1)
WAITS: dict[str, tuple[dict[str, Any], tuple[Moves, ...], tuple[Effect, ...], str | None]] = {
    "prepared": ({}, (), (prepared("1"),), "1"),
    "prepared and known so": ({}, ((("gereed", 364),),), (prepared("1"),), "1"),
    "the newest": ({}, (), (prepared("1"), prepared("2")), "2"),
    "none": ({}, (), (), None),
    "another step": ({"refers": False}, (), (prepared("1"),), None),
    "while recovered": ({"paused": True}, (), (prepared("1"),), None),
    "the step needs nothing": ({"outstanding": False}, (), (prepared("1"),), None),
    "a bureau was replaced": ({"outstanding": False}, (REPLACED,), (prepared("2"),), "2"),
    "a bureau agreed": ({}, (RUNS,), (prepared("2"),), None),
    "it went": ({}, (), (prepared("1"), effect("referral_sent", "1")), None),
    "it went without a yes, as before": ({}, (), (effect("referral", "1"),), None),
    "withdrawn": ({}, ((("gereed", 364), ("ingetrokken", 365)),), (prepared("1"),), None),
    "asked without a name": ({}, ((), (("uitvraag", 365),)), (prepared("1"), ASKED), None),
    "asked just now": ({}, (), (effect("referral_asked", "1", **AWAITS_APPROVAL),), None),
    "an offer was chosen": (
        {},
        ((("uitvraag", 365), ("aangeboden", 366), ("gekozen", 367)), (("uitvraag", 365),)),
        (effect("referral_asked", "1", round=1, of=2, yes=1, **AWAITS_APPROVAL), ASKED),
        "1",
    ),
    "of several chosen the first": (
        {},
        ((("gekozen", 367),), (("akkoord", 368),)),
        (effect("referral_asked", "1", **AWAITS_APPROVAL), effect("referral_asked", "2", **AWAITS_APPROVAL)),
        "1",
    ),
}


@pytest.mark.parametrize("name", WAITS)
def test_which_referral_waits_for_a_yes(name: str) -> None:
    """The one that was chosen, else the newest that was prepared, while a bureau is wanted and nobody agreed."""
    changed, referrals, effects, waits = WAITS[name]
    step = start()
    if not changed.pop("refers", True):
        step = step._replace(policy=StepPolicy(START.key, "Start", "task"))
    found = waiting_referral(step._replace(**changed), case(*referrals), index(*effects))
    assert (found and found.key.name) == waits


@pytest.mark.parametrize(
    ("answer", "agreed"),
    [("akkoord", True), ("geweigerd", False), (None, False)],
)
def test_under_rules_without_clocks_the_answer_of_a_bureau_says_how_it_stands(answer: str | None, agreed: bool) -> None:
    """Sent on day 365: an agreement ends the search, a refusal prepares the next, silence waits."""
    effects = (prepared("1"), effect("referral_sent", "1", 365))
    events = (told("bureau_answered", 366, referral=1, answer=answer),) if answer else ()
    actions = list(referral_actions(start(), case(), index(*effects, events=events), 0, day(400)))
    assert [each.name for each in actions] == (["2"] if answer and not agreed else [])
    again = (*events, told("step_retriggered", 370, 2, step=START.key, mode="opnieuw"))
    retried = list(referral_actions(start(), case(), index(*effects, events=again), 0, day(400)))
    assert [each.name for each in retried] == ([] if agreed else ["2"])


def asked(*names: str, attempt: int = 1) -> tuple[Effect, ...]:
    """Make bureaus that were asked together on the yes of the first."""
    return tuple(
        effect("referral_asked", name, attempt=attempt, round=int(names[0]), of=len(names), yes=int(names[0]))
        for name in names
    )


ASKS = {**AWAITS_APPROVAL, "moves": "uitvraag"}
YES = told("question_approved", 364, 5, referral=1)
OPEN: Moves = (("uitvraag", 365),)
NO: Moves = (("uitvraag", 365), ("geweigerd", 366))
OFFER: Moves = (("uitvraag", 365), ("aangeboden", 366))
ROUNDS: dict[str, tuple[tuple[Moves, ...], tuple[Effect, ...], list[tuple[str, str]]]] = {
    "a yes to ask three": ((), (), [("referral_asked", "1"), ("referral_asked", "2"), ("referral_asked", "3")]),
    "all open": ((OPEN, OPEN, OPEN), asked("1", "2", "3"), []),
    "one of three is open": ((NO, NO, OPEN), asked("1", "2", "3"), []),
    "one of three made an offer": ((NO, NO, OFFER), asked("1", "2", "3"), []),
    "all said no": (
        (NO, NO, NO),
        asked("1", "2", "3"),
        [("referral_asked", "4"), ("referral_asked", "5"), ("referral_asked", "6")],
    ),
    "two of three were asked": ((OPEN, OPEN), asked("1", "2", "3")[:2], [("referral_asked", "3")]),
    "one was replaced": ((NO, REPLACED), asked("1", "2"), [("referral", "3")]),
    "cut short while recovered": ((OPEN, OPEN), asked("1", "2", "3")[:2], []),
    "one was chosen": (((*OFFER, ("gekozen", 367)), OPEN), asked("1", "2", "3")[:2], []),
}


@pytest.mark.parametrize("name", ROUNDS)
def test_the_next_round_goes_on_the_yes_of_before_once_nobody_can_be_chosen(name: str) -> None:
    """Three at once; a round that was cut short is finished, unless one of it was chosen."""
    referrals, effects, result = ROUNDS[name]
    first = (prepared("1"),) if effects == () else ()
    known = case(*(referrals or ((("gereed", 364),),)))
    step = start(paused=name == "cut short while recovered")
    actions = list(referral_actions(step, known, index(*first, *effects, events=(YES,)), 3, day(400)))
    assert [(each.kind, each.name) for each in actions] == result
    round_ = 4 if name == "all said no" else 1
    detail = {"round": round_, "of": 3, "yes": 1} if effects else {"round": 1, "of": 3, "yes": 1, **ASKS}
    detail |= ASKS if round_ == 4 else {}
    anew = [each for each in actions if each.kind == "referral_asked"]
    assert all(each == Action(day(400), "referral_asked", *START, each.name, 1, detail) for each in anew)
    unasked = list(referral_actions(step, known, index(*first, *effects), 3, day(400)))
    expected = [("referral", "4")] if name == "all said no" else [] if name == "a yes to ask three" else result
    assert [(each.kind, each.name) for each in unasked] == expected


def test_days_are_counted_from_a_monday() -> None:
    """The days named here are those."""
    assert (day(0), day(364)) == (date(2026, 3, 2), date(2027, 3, 1))
