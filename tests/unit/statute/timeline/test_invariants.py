"""What the law says of every case, counted here day by day: nothing of the engine is used to check the engine."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import count, islice

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.fact_strategies import FIRST_DAYS, interruptions

from spoorboek.statute.explain.counted_days import counted_days
from spoorboek.statute.facts import CaseFacts, Leave, Recovery, StepRef
from spoorboek.statute.law.milestones import rulebook
from spoorboek.statute.law.terms import Offset
from spoorboek.statute.plan import Plan
from spoorboek.statute.timeline.course_making import make_course
from spoorboek.statute.timeline.dating import date_milestones
from spoorboek.statute.timeline.timeline import timeline

DAY = timedelta(days=1)
COUNTED_FROM_D = {"probleemanalyse": 42, "melding_42_weken": 294, "eerstejaarsevaluatie": 363, "uwv_brief_wia": 622}
COUNTED_BACK = {"re_integratieverslag": 13, "eindevaluatie": 13, "wia_aanvraag": 11, "besluit_loonsanctie": 6}


@st.composite
def interrupted(draw: st.DrawFn) -> CaseFacts:
    """Draw a case with recoveries of less than four weeks and leaves, and nothing else."""
    first = draw(FIRST_DAYS)
    return CaseFacts(first, **draw(interruptions(first)))


def sick_days(facts: CaseFacts) -> Iterator[date]:
    """Walk the days that count, from the first sick day on."""
    spans = [*facts.recoveries, *facts.leaves]
    for number in count():
        day = facts.first_sick_day + number * DAY
        if not any(span.from_ <= day <= (span.until or day) for span in spans):
            yield day


def due(plan: Plan, key: str) -> date:
    """Return the last lawful day of a milestone that has one."""
    found = plan.milestone(key).due_on
    assert found
    return found


@given(interrupted())
def test_terms_are_days_of_sickness_after_the_first(facts: CaseFacts) -> None:
    """Term n is the nth day of sickness after the first, whatever lies between. Source: BW 7:629(10), WIA 23(3)."""
    plan, days = timeline(facts), list(islice(sick_days(facts), 728))
    for key, number in COUNTED_FROM_D.items():
        assert due(plan, key) == days[number]


@given(interrupted())
def test_the_wait_is_104_weeks_of_sickness(facts: CaseFacts) -> None:
    """728 days that count lie in the wait, the last of them is its last; the benefit begins on the day after."""
    plan, days = timeline(facts), list(islice(sick_days(facts), 728))
    assert plan.wait_ends_on == due(plan, "einde_wachttijd") == days[-1]
    assert due(plan, "eerste_wia_dag") == days[-1] + DAY


@given(interrupted())
def test_whole_weeks_lie_behind_a_term_that_is_counted_back(facts: CaseFacts) -> None:
    """Thirteen weeks before: on the last day in time as many whole weeks lie before the end, a day later fewer."""
    plan = timeline(facts)
    for key, weeks in COUNTED_BACK.items():
        assert (plan.wait_ends_on - due(plan, key)) // timedelta(weeks=1) == weeks
        assert (plan.wait_ends_on - due(plan, key) - DAY) // timedelta(weeks=1) == weeks - 1


@given(FIRST_DAYS, st.integers(1, 727), st.integers(1, 60))
def test_four_weeks_of_recovery_make_another_case(first: date, start: int, length: int) -> None:
    """27 days leave it one case; 28 end it on the 28th, and sickness after it is a new one. Source: BW 7:629(10)."""
    gap = Recovery(first + start * DAY, first + (start + length - 1) * DAY)
    plan = timeline(CaseFacts(first, recoveries=(gap,)))
    assert (plan.closed_on == first + (start + 27) * DAY) is (length >= 28)
    assert (plan.next_first_sick_day == first + (start + length) * DAY) is (length >= 28)
    assert (plan.effective_first_sick_day == first + length * DAY) is (length < 28)


@given(FIRST_DAYS, st.integers(1, 700), st.integers(1, 27), st.integers(1, 200))
def test_leave_does_not_count_towards_the_four_weeks(first: date, start: int, recovered: int, leave: int) -> None:
    """Recovery on either side of a leave adds up without it: under 28 days together it is one case."""
    began = first + start * DAY
    left = began + recovered * DAY
    back = left + leave * DAY
    plan = timeline(CaseFacts(first, recoveries=(Recovery(began, left - DAY),), leaves=(Leave(left, back - DAY),)))
    assert plan.next_first_sick_day is None
    assert plan.effective_first_sick_day == first + (recovered + leave) * DAY


@given(FIRST_DAYS, st.integers(-520, 520))
def test_a_case_a_number_of_weeks_later_has_its_terms_as_many_weeks_later(first: date, weeks: int) -> None:
    """Terms in weeks know no calendar: same weekday, same distance, in every year and over every 29 February."""
    shift = timedelta(weeks=weeks)
    one, other = timeline(CaseFacts(first)), timeline(CaseFacts(max(first + shift, date(2013, 7, 1))))
    moved = other.facts.first_sick_day - first
    for key in (*COUNTED_FROM_D, *COUNTED_BACK, "plan_van_aanpak", "start_spoor_2", "einde_wachttijd"):
        assert due(other, key) - due(one, key) == moved


@given(interrupted())
def test_the_days_an_explanation_names_are_the_days_that_count(facts: CaseFacts) -> None:
    """As many days as the term has, each of them a day of sickness, the last of them its date."""
    course = make_course(facts, rulebook())
    date_milestones(course)
    sick = set(islice(sick_days(facts), 1200))
    for key, number in COUNTED_FROM_D.items():
        found = counted_days(Offset("D", number), course)
        assert found
        named = [part.from_ + n * DAY for part in found.spans for n in range(part.length.days)]
        assert len(named) == number
        assert sick.issuperset(named)
        assert named[-1] == course.dated[key].due_on


@pytest.mark.parametrize("agreement", ["postponed", "deviations"])
@pytest.mark.parametrize("key", rulebook().rows)
def test_no_step_comes_to_be_by_what_people_agreed(key: str, agreement: str) -> None:
    """Postponed or agreed otherwise is a step that occurs: without a decision on a sanction there is no objection."""
    first = date(2026, 1, 5)
    plain = timeline(CaseFacts(first))
    agreed = timeline(replace(plain.facts, **{agreement: {StepRef(key): first + timedelta(400)}}))
    assert {milestone.ref for milestone in agreed} <= {milestone.ref for milestone in plain}
