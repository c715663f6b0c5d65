"""Which step of a case comes first: the law before a norm of up to a month earlier, one order for everybody."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from spoorboek.statute.agenda.agenda import Agenda
from spoorboek.statute.agenda.next_step import CLOSING_NAME, Urgency, next_step
from spoorboek.statute.agenda.step_status import StepState, StepStatus
from spoorboek.statute.facts import CaseFacts, Recovery, StepRef
from spoorboek.statute.policy.policy_reader import house_policy
from spoorboek.statute.timeline.timeline import timeline

TODAY = date(2026, 12, 1)
PLAN = timeline(CaseFacts(date(2026, 11, 3)))
LAW, NORM, WITHOUT_LADDER = "plan_van_aanpak", "ziekmelding_arbodienst", "contactmoment"


def step(key: str, days: int, status: StepStatus = "open", *, by_law: bool = False, agreed: bool = False) -> StepState:
    """Make a step whose last day is so many days from today: of the law, of a norm, or agreed in the place of one."""
    day = TODAY + timedelta(days)
    due, target = (day, None) if by_law else (None, day)
    state = StepState(StepRef(key, 1), key, status, None, target, due)
    return state._replace(due_on=TODAY + timedelta(400), agreed_on=day) if agreed else state


def first(*steps: StepState) -> str | None:
    """Return the key of the step that comes first."""
    found = next_step(PLAN, Agenda((), TODAY, steps), house_policy(), TODAY)
    return found.state.ref.key if found and found.state else None


@pytest.mark.parametrize(
    ("law", "norm", "comes"),
    [
        (20, 4, LAW),  # in one month
        (31, 1, LAW),  # over the end of a month
        (32, 1, LAW),  # 31 days after the norm, to the day
        (33, 1, NORM),
        (300, 1, NORM),  # what is far away hides nothing
        (3, 3, LAW),
        (4, 20, LAW),
    ],
)
def test_the_law_goes_before_a_norm_of_up_to_a_month_earlier(law: int, norm: int, comes: str) -> None:
    """Whatever the order of the steps."""
    steps = step(LAW, law, by_law=True), step(NORM, norm)
    assert first(*steps) == first(*reversed(steps)) == comes


def test_among_equals_the_first_day_comes_first() -> None:
    """Of two of the law, and of two norms; a day that was agreed is the day that counts."""
    assert first(step("evaluatie", 20, by_law=True), step(LAW, 10, by_law=True)) == LAW
    assert first(step(WITHOUT_LADDER, 9), step(NORM, 8)) == NORM
    assert first(step("evaluatie", 20, by_law=True), step(LAW, 10, "afgeweken", agreed=True)) == LAW


def test_late_goes_before_all_and_a_question_after_all() -> None:
    """Late, a question of the law, what the house escalates, what comes, a passed target nobody is told of."""
    late, unanswered = step("evaluatie", -3, "te_laat", by_law=True), step("melding_42_weken", -9, "vraag", by_law=True)
    escalated, coming, passed = step(NORM, -1), step(LAW, 2, by_law=True), step(WITHOUT_LADDER, -8)
    order = [late, unanswered, escalated, coming, passed, step("arbeidsdeskundig_onderzoek", -9, "vraag")]
    for position in range(len(order)):
        assert first(*reversed(order[position:])) == order[position].ref.key


def test_a_recovered_case_comes_to_its_closing_unless_something_is_late() -> None:
    """The closing has no step and the day of the closing."""
    facts = CaseFacts(date(2026, 11, 3), recoveries=(Recovery(date(2026, 11, 20)),))
    plan = replace(timeline(facts))
    steps = (step(LAW, 2, by_law=True),)
    found = next_step(plan, Agenda((), TODAY, steps), house_policy(), TODAY)
    assert found is not None
    assert (found.state, found.day, found.urgency) == (None, plan.closed_on, Urgency.ESCALATED)
    assert CLOSING_NAME == "Sluiting van het dossier"
    late = next_step(plan, Agenda((), TODAY, (step(LAW, -2, "te_laat", by_law=True),)), house_policy(), TODAY)
    assert late is not None
    assert late.urgency is Urgency.LATE


def test_a_closed_case_and_one_without_anything_left_have_none() -> None:
    """No step is named then."""
    assert next_step(PLAN, Agenda((), None, (step(LAW, 2, by_law=True),)), house_policy(), TODAY) is None
    assert first(step(LAW, 2, "gedaan", by_law=True), step(NORM, 2, "vervallen")) is None


def test_what_rests_while_somebody_is_recovered_comes_after_everything_else() -> None:
    """A late step of who is recovered is not late for anybody; a report that has to be made all the same still is."""
    resting = step("evaluatie", -30, "te_laat", by_law=True)._replace(paused=True)
    assert first(resting, step("arbeidsdeskundig_onderzoek", -9, "vraag")) == "arbeidsdeskundig_onderzoek"
    assert first(resting, step(LAW, -2, "te_laat", by_law=True)) == LAW
    found = next_step(PLAN, Agenda((), TODAY, (resting,)), house_policy(), TODAY)
    assert found is not None
    assert found.urgency is Urgency.PAUSED
    done = resting._replace(status="gedaan")
    assert next_step(PLAN, Agenda((), TODAY, (done,)), house_policy(), TODAY) is None
    plan = timeline(CaseFacts(date(2026, 11, 3), recoveries=(Recovery(date(2026, 11, 20)),)))
    closing = next_step(plan, Agenda((), TODAY, (resting,)), house_policy(), TODAY)
    assert closing is not None
    assert (closing.state, closing.urgency) == (None, Urgency.ESCALATED)
