"""Opinions of UWV's expert: asked by either side, awaited, received, and what follows."""

from datetime import date, timedelta
from typing import Any

import pytest

from spoorboek.statute.disputes import OPINION_OUTCOMES, OPINION_QUESTIONS, ExpertOpinion
from spoorboek.statute.explain.explanation import explain_milestone
from spoorboek.statute.facts import Advice, CaseFacts, Spell, StepRef
from spoorboek.statute.plan import Milestone
from spoorboek.statute.timeline.done_steps import plan_with_done
from spoorboek.statute.timeline.timeline import timeline

D = date(2026, 1, 5)
PLAN, ADJUSTED = StepRef("plan_van_aanpak"), StepRef("bijstelling_plan_van_aanpak")
FOLLOW_UP, OUTCOME = "gevolg_deskundigenoordeel", "uitkomst_deskundigenoordeel"


def on(number: int) -> date:
    """Return a number of days after D."""
    return D + timedelta(number)


PLANNED = {PLAN: on(50)}


def opinion(asked: int, received: int | None = None, outcome: str = "werk_passend", by: str = "werkgever") -> Any:
    """Ask an opinion, answered or not; the question is the one the outcome answers."""
    question = OPINION_OUTCOMES[outcome].question or "passende_arbeid"
    answer = (None, None) if received is None else (on(received), outcome)
    return ExpertOpinion(on(asked), by, question, *answer)


def found(key: str, **facts: Any) -> list[Milestone]:
    """Plan a case and return its milestones of one key."""
    return [m for m in timeline(CaseFacts(D, **facts)) if m.key == key]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (70, 84),  # Monday 16 March 2026
        (73, 87),
        (74, 92),  # Good Friday 3 April 2026, then Easter: the Tuesday after
        (75, 92),  # the Saturday between
        (77, 92),  # Easter Monday
        (78, 92),
    ],
)
def test_an_answer_is_expected_after_two_weeks(asked: int, expected: int) -> None:
    """SUWI 32a(3), moved past weekends and holidays (Atw 1); UWV's term, so no last day of anybody here."""
    (outcome,) = found(OUTCOME, opinions=(opinion(asked),))
    assert (outcome.opens_on, outcome.target_on, outcome.due_on) == (on(asked), on(expected), None)
    assert outcome.status == "gepland"


def test_both_sides_may_ask_on_one_day() -> None:
    """Each question has its own answer."""
    both = (opinion(70, 80, by="werkgever"), opinion(70, by="werknemer"))
    first, second = found(OUTCOME, opinions=both)
    assert (first.status, first.reason) == ("gedaan", "Ontvangen op 26 maart 2026: het werk is passend.")
    assert (second.status, second.reason) == ("gepland", None)
    assert len(found(FOLLOW_UP, opinions=both)) == 1


@pytest.mark.parametrize(
    ("by", "asked", "told"),
    [
        ("werkgever", 70, "De werkgever vroeg: is het werk passend. Kosten voor wie vraagt: 400 euro"),
        ("werknemer", 70, "De werknemer vroeg: is het werk passend. Kosten voor wie vraagt: 100 euro"),
    ],
)
def test_who_asks_pays(by: str, asked: int, told: str) -> None:
    """SUWI 32a(2); a dated value, of the day of asking."""
    plan = timeline(CaseFacts(D, opinions=(opinion(asked, by=by),)))
    assert told in explain_milestone(plan, plan.milestone(OUTCOME))


def test_a_price_that_is_not_known_is_not_claimed() -> None:
    """Asked before the first dated value."""
    first = date(2020, 1, 6)
    plan = timeline(CaseFacts(first, opinions=(ExpertOpinion(date(2020, 12, 31), "werkgever", "passende_arbeid"),)))
    assert "Kosten voor wie vraagt: voor die dag niet bekend" in explain_milestone(plan, plan.milestone(OUTCOME))


@pytest.mark.parametrize(
    ("asked", "received", "followed"),
    [
        (99, None, True),  # still awaited when things got stuck
        (90, 99, False),  # answered the day before
        (90, 100, True),  # on that day
        (100, None, True),
        (109, None, True),
        (110, None, False),  # things moved again
    ],
)
def test_asking_follows_the_advice_to_ask(asked: int, received: int | None, followed: bool) -> None:
    """Stuck from D+100 through D+109."""
    stuck = (Spell(on(100), on(109)),)
    (advice,) = found("deskundigenoordeel", stuck=stuck, opinions=(opinion(asked, received),))
    assert advice.status == ("gedaan" if followed else "vervallen")
    assert (advice.reason == f"Gevraagd op {_dutch(asked)}.") is followed


def _dutch(number: int) -> str:
    day = on(number)
    return f"{day.day} {('januari', 'februari', 'maart', 'april')[day.month - 1]} {day.year}"


def test_an_opinion_without_a_standstill_brings_no_advice() -> None:
    """What nobody is stuck about is not advised."""
    assert found("deskundigenoordeel", opinions=(opinion(70),)) == []


@pytest.mark.parametrize("outcome", OPINION_OUTCOMES)
def test_what_follows_is_told_for_each_outcome(outcome: str) -> None:
    """Two weeks by the norm of the house, or nothing to do; never a last lawful day."""
    (step,) = found(FOLLOW_UP, opinions=(opinion(70, 80, outcome),))
    assert (step.opens_on, step.target_on, step.due_on) == (on(80), on(94), None)
    meant = OPINION_OUTCOMES[outcome]
    if meant.follows:
        assert (step.status, step.reason) == ("gepland", f"Uitkomst: {meant.label}. {meant.follows}")
    else:
        assert (step.status, step.reason) == ("vervallen", f"Uitkomst: {meant.label}. Er volgt niets uit.")


def test_every_question_has_an_outcome_for_and_against() -> None:
    """The list is whole: each question of SUWI 32 can be answered two ways."""
    asked = [outcome.question for outcome in OPINION_OUTCOMES.values()]
    assert all(asked.count(question) == 2 for question in OPINION_QUESTIONS)
    assert asked.count(None) == 2


@pytest.mark.parametrize("outcome", OPINION_OUTCOMES)
def test_only_two_outcomes_ask_for_another_plan(outcome: str) -> None:
    """The adjustment is planned as after an advice, but without a last lawful day."""
    adjustments = found(ADJUSTED.key, done=PLANNED, opinions=(opinion(70, 80, outcome),))
    if outcome in ("werkgever_onvoldoende", "werk_niet_passend"):
        (step,) = adjustments
        assert (step.opens_on, step.target_on, step.due_on) == (on(80), on(87), None)
    else:
        assert adjustments == []


def test_an_adjustment_needs_a_plan_to_adjust() -> None:
    """Before the plan there is none; an opinion of the day of the plan is part of it."""
    bad = (opinion(40, 50, "werkgever_onvoldoende"),)
    assert found(ADJUSTED.key, opinions=bad) == found(ADJUSTED.key, done=PLANNED, opinions=bad) == []


def test_an_advice_of_the_same_day_keeps_its_last_day() -> None:
    """Regeling 4(5): two weeks after the advice, whatever UWV says on that day."""
    facts = {"done": PLANNED, "opinions": (opinion(70, 80, "werkgever_onvoldoende"),)}
    assert found(ADJUSTED.key, advice=(Advice(on(80), 1),), **facts)[0].due_on == on(94)
    later, advised = found(ADJUSTED.key, advice=(Advice(on(81), 1),), **facts)
    assert (later.due_on, advised.due_on) == (None, on(95))


def test_the_adjusted_plan_is_what_follows() -> None:
    """Done after that opinion, it ends the follow-up; the plan brought up to date is the plan made anew."""
    facts = {"opinions": (opinion(70, 80, "werkgever_onvoldoende"),)}
    done = {**PLANNED, ADJUSTED: on(85)}
    (step,) = found(FOLLOW_UP, done=done, **facts)
    assert (step.status, step.reason) == ("gedaan", "Plan van aanpak bijgesteld op 31 maart 2026.")
    before = timeline(CaseFacts(D, done=PLANNED, **facts))
    assert (
        plan_with_done(before, {ADJUSTED: on(85)}).milestones == timeline(CaseFacts(D, done=done, **facts)).milestones
    )


def test_the_explanation_of_such_an_adjustment_names_no_term_of_law() -> None:
    """The last day of the table is told to fall away, and why."""
    plan = timeline(CaseFacts(D, done=PLANNED, opinions=(opinion(70, 80, "werkgever_onvoldoende"),)))
    told = explain_milestone(plan, plan.milestone(ADJUSTED.key))
    assert "Dan noemt de regeling geen termijn; een week is de norm van het huis." in told
    assert "Daardoor: uiterlijk 9 april 2026 vervalt." in told
