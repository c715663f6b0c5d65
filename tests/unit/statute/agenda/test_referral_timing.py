"""When a referral is prepared and when it is sent: after the yes of people, and never without one."""

from dataclasses import replace
from datetime import date

import pytest
from support.hand_made_plans import READY, SECOND_TRACK, D, day, live, milestone, plan, reported
from support.house_policies import mailing_every_day

from spoorboek.statute.actions import Action, Effect, Record
from spoorboek.statute.agenda.agenda import make_agenda
from spoorboek.statute.events import Event, EventKind
from spoorboek.statute.facts import Advice, CaseFacts, Recovery, StepRef


def answer(record: Record, number: int, what: str) -> Record:
    """Add the answer of a bureau to a record."""
    return report(record, "bureau_answered", 366, referral=number, answer=what, on=D.isoformat())


def report(record: Record, kind: EventKind, offset: int, **data: object) -> Record:
    """Add a report to a record."""
    return replace(record, events=(*record.events, Event(len(record.events) + 1, kind, day(offset), data)))


def say_yes(record: Record, number: int, offset: int) -> Record:
    """Confirm and approve a referral on a day."""
    confirmed = report(record, "referral_confirmed", offset, referral=number)
    return report(confirmed, "referral_approved", offset, referral=number)


def referrals(actions: list[Action]) -> list[tuple[str, date, str]]:
    """Return what was prepared and sent, and when."""
    return [(a.kind, a.on, a.name) for a in actions if a.kind in ("referral", "referral_sent")]


def test_the_first_bureau_is_asked_after_a_yes_and_the_next_is_prepared_when_it_declines() -> None:
    """Target day: bureau 1 prepared, sent once approved. Declined: bureau 2 prepared at once. Agreed: no more."""
    record, actions = live([56, 363, 364, 365], plan(SECOND_TRACK))
    assert referrals(actions) == [("referral", day(364), "1")]
    record, actions = live([365, 365], plan(SECOND_TRACK), record=say_yes(record, 1, 365))
    assert referrals(actions) == [("referral_sent", day(365), "1")]
    record, actions = live([366, 366, 367], plan(SECOND_TRACK), record=answer(record, 1, "geweigerd"))
    assert referrals(actions) == [("referral", day(366), "2")]
    record, actions = live([367], plan(SECOND_TRACK), record=say_yes(record, 2, 367))
    assert referrals(actions) == [("referral_sent", day(367), "2")]
    record = report(record, "bureau_answered", 368, referral=2, answer="akkoord", on=day(368).isoformat())
    assert not referrals(live([368, 380], plan(SECOND_TRACK), record=record)[1])


def prepared() -> Record:
    """Return a record in which the first referral was prepared, on day 364."""
    return live([56, 364], plan(SECOND_TRACK))[0]


@pytest.mark.parametrize(
    "told",
    [
        [],
        ["referral_confirmed"],
        ["referral_approved"],
        ["referral_approved", "referral_confirmed"],
        ["referral_confirmed", "referral_approved", "referral_confirmed"],
    ],
    ids=" ".join,
)
def test_nothing_is_sent_without_the_approval_of_what_was_confirmed_last(told: list[EventKind]) -> None:
    """A yes of one is not enough, nor an approval of before the confirmation; the step itself goes on to remind."""
    record = prepared()
    for kind in told:
        record = report(record, kind, 365, referral=1)
    _, actions = live(list(range(365, 381)), plan(SECOND_TRACK), record=record)
    assert referrals(actions) == []
    assert {"reminder", "late"} <= {a.kind for a in actions}
    asked = make_agenda(plan(SECOND_TRACK), record, mailing_every_day(), day(365))
    assert [each.key.name for each in asked.unsent] == ["1"]


def test_a_yes_of_before_the_referral_was_prepared_or_to_another_counts_for_nothing() -> None:
    """Nobody can have seen what did not exist yet."""
    early = say_yes(reported(), 1, 363)
    assert referrals(live([364, 365], plan(SECOND_TRACK), record=early)[1]) == [("referral", day(364), "1")]
    assert referrals(live([365], plan(SECOND_TRACK), record=say_yes(prepared(), 2, 365))[1]) == []


def test_a_yes_that_was_withdrawn_sends_nothing() -> None:
    """It counts as never said."""
    record = say_yes(prepared(), 1, 365)
    withdrawn = report(record, "report_withdrawn", 365, report=len(record.events))
    assert referrals(live([365], plan(SECOND_TRACK), record=withdrawn)[1]) == []


def test_the_answer_of_a_bureau_that_was_not_asked_counts_for_nothing() -> None:
    """A refusal of a referral that is still here prepares no other one; an agreement does not end the search."""
    for what in ("geweigerd", "akkoord"):
        record = answer(prepared(), 1, what)
        assert referrals(live([366], plan(SECOND_TRACK), record=record)[1]) == []
        sent = live([367], plan(SECOND_TRACK), record=say_yes(record, 1, 367))[1]
        assert referrals(sent) == [("referral_sent", day(367), "1")]


def test_a_newer_referral_takes_the_place_of_one_that_was_not_sent() -> None:
    """Triggered `opnieuw`, also after the yes: the next bureau is prepared, the first never hears of it."""
    for record in (prepared(), say_yes(prepared(), 1, 365)):
        again = report(record, "step_retriggered", 365, step="start_spoor_2", mode="opnieuw")
        record_, actions = live([365, 365], plan(SECOND_TRACK), record=again)
        assert referrals(actions) == [("referral", day(365), "2")]
        assert referrals(live([366], plan(SECOND_TRACK), record=say_yes(record_, 1, 366))[1]) == []
        assert referrals(live([366], plan(SECOND_TRACK), record=say_yes(record_, 2, 366))[1])[0][2] == "2"


def test_nothing_is_sent_once_the_step_is_done_or_another_bureau_agreed_or_while_recovered() -> None:
    """A yes that comes too late sends nothing, and nothing waits for one any more."""
    approved = say_yes(prepared(), 1, 366)
    done = plan(SECOND_TRACK._replace(status="gedaan"), facts=CaseFacts(D, done={StepRef("start_spoor_2"): day(365)}))
    recovered = plan(SECOND_TRACK, facts=CaseFacts(D, recoveries=(Recovery(day(365)),)))
    for plan_ in (done, recovered):
        assert referrals(live([366], plan_, record=approved)[1]) == []
        assert make_agenda(plan_, approved, mailing_every_day(), day(366)).unsent == ()
    sent = live([365], plan(SECOND_TRACK), record=say_yes(prepared(), 1, 365))[0]
    second = report(sent, "step_retriggered", 365, step="start_spoor_2", mode="opnieuw")
    second = live([365], plan(SECOND_TRACK), record=second)[0]
    agreed = report(second, "bureau_answered", 366, referral=1, answer="akkoord", on=day(366).isoformat())
    assert referrals(live([366], plan(SECOND_TRACK), record=say_yes(agreed, 2, 366))[1]) == []


def test_a_referral_of_before_people_approved_them_was_sent_when_it_was_made() -> None:
    """Its bureau gets no second mail, and its answer counts."""
    key = Action(day(364), "referral", "start_spoor_2", 1, "1")
    older = replace(prepared(), effects={**prepared().effects, key.key: Effect(key.key, day(364))})
    assert make_agenda(plan(SECOND_TRACK), older, mailing_every_day(), day(365)).unsent == ()
    assert referrals(live([365, 366], plan(SECOND_TRACK), record=say_yes(older, 1, 365))[1]) == []
    declined = live([366], plan(SECOND_TRACK), record=answer(older, 1, "geweigerd"))[1]
    assert referrals(declined) == [("referral", day(366), "2")]


@pytest.mark.parametrize(("advised", "asked"), [(40, 56), (56, 56), (100, 100)])
def test_an_advice_for_the_second_track_asks_the_bureau_then(advised: int, asked: int) -> None:
    """The day of the advice, never before week 8 is over, for who was told of it on an earlier day."""
    advice = plan(SECOND_TRACK, facts=CaseFacts(D, preparation=READY, advice=(Advice(day(advised), 2),)))
    _, actions = live(sorted({55, 56, advised, asked}), advice)
    assert [a.on for a in actions if a.kind == "referral"] == [day(asked)]
    assert not [a for a in actions if a.name == "informatie_spoor_2"]


def test_whom_nobody_told_hears_it_by_letter_the_day_before() -> None:
    """The letter goes on the day the referral could, and the referral the day after."""
    known = READY._replace(informed_on=None)
    informing = milestone("informeren_spoor_2", 100, 114, None)
    advice = plan(SECOND_TRACK, informing, facts=CaseFacts(D, preparation=known, advice=(Advice(day(100), 2),)))
    _, actions = live([99, 100, 101], advice)
    found = [(a.kind, a.on) for a in actions if a.name in ("informatie_spoor_2", "1")]
    assert found == [("document", day(100)), ("mail", day(100)), ("referral", day(101))]


def test_the_employee_is_informed_once_with_the_step_that_asks_for_it() -> None:
    """The opening of that step brings the letter out; the referral later does not repeat it."""
    informing = milestone("informeren_spoor_2", 315, 350, None)
    untold = CaseFacts(D, preparation=READY._replace(informed_on=None))
    _, actions = live([56, 315, 364], plan(SECOND_TRACK, informing, facts=untold))
    letters = [(a.on, a.step) for a in actions if a.name == "informatie_spoor_2"]
    assert letters == [(day(315), "start_spoor_2")] * 2


@pytest.mark.parametrize(("told", "written"), [(314, False), (315, False), (316, True), (None, True)])
def test_who_was_told_by_a_person_gets_no_letter(told: int | None, written: bool) -> None:
    """Told before the step opens or on that very day: no letter on day 315, nor with the referral."""
    known = READY._replace(informed_on=told and day(told))
    informing = milestone("informeren_spoor_2", 315, 350, None)
    with_facts = plan(SECOND_TRACK, informing, facts=CaseFacts(D, preparation=known))
    _, actions = live([315, 364], with_facts)
    assert bool([a for a in actions if a.name == "informatie_spoor_2"]) is written
    assert [a.on for a in actions if a.kind == "referral"] == [day(364)]
