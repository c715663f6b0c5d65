"""What holds for every case."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st
from support.fact_strategies import FIRST_DAYS, cases

from spoorboek.statute.days.calendar import MONTHS, dutch_date
from spoorboek.statute.errors import FactsError
from spoorboek.statute.explain.explanation import PlanExplainer
from spoorboek.statute.explain.term_text import term_in_words
from spoorboek.statute.facts import CaseFacts, Leave, Recovery, StepRef
from spoorboek.statute.law.milestones import rulebook
from spoorboek.statute.law.terms import Term
from spoorboek.statute.plan import Milestone, Plan
from spoorboek.statute.reports.fact_checks import checked_facts
from spoorboek.statute.timeline.course import Course
from spoorboek.statute.timeline.course_making import make_course
from spoorboek.statute.timeline.dating import date_milestones
from spoorboek.statute.timeline.timeline import timeline

DATES = ("opens_on", "target_on", "due_on", "tolerated_until")
A_DATE = re.compile(rf"\d+ (?:{'|'.join(MONTHS)}) \d{{4}}")


def dated(milestone: Milestone) -> list[date | None]:
    """Return the dates of a milestone."""
    return [getattr(milestone, name) for name in DATES]


OUTLIVING = {"bezwaar_loonsanctie", "riv_aanvulling"}


@given(cases())
def test_planning_twice_gives_the_same_plan(facts: CaseFacts) -> None:
    """A plan depends on the facts and on nothing else."""
    assert timeline(facts) == timeline(facts)


@given(cases())
def test_work_opens_before_its_target_and_its_target_before_its_last_day(facts: CaseFacts) -> None:
    """Whatever was late, recovered, agreed or postponed: nobody plans for a day before the work can start."""
    for milestone in timeline(facts):
        days = [
            day for day in (milestone.opens_on, milestone.target_on, milestone.agreed_on or milestone.due_on) if day
        ]
        assert days == sorted(days), milestone


@given(cases())
def test_a_target_is_never_after_due(facts: CaseFacts) -> None:
    """The house plans within the law, whatever the regime; due is never after what UWV accepts.

    Where employer and employee deviated with reasons, the agreed day is the last one, and a target may wait for it
    (Regeling procesgang art. 5): the statutory day stays in sight and binds them no more.
    """
    for milestone in timeline(facts):
        last = milestone.agreed_on or milestone.due_on
        assert not (milestone.target_on and last) or milestone.target_on <= last
        assert not (milestone.tolerated_until and milestone.due_on) or milestone.due_on <= milestone.tolerated_until


@given(cases())
def test_every_milestone_is_one_and_dated(facts: CaseFacts) -> None:
    """No step occurs twice; every milestone has a date; what lapsed says why; the case lives as long as they do.

    Of what outlives the case, an objection against a wage sanction or a report to complete keeps it open.
    """
    plan = timeline(facts)
    refs = [milestone.ref for milestone in plan]
    assert len(set(refs)) == len(refs)
    for milestone in plan:
        assert any(dated(milestone))
        assert milestone.status != "vervallen" or milestone.reason
    lasting = (m.due_on for m in plan if m.key in OUTLIVING and m.status == "gepland" and m.due_on)
    assert plan.closed_on is None or plan.ends_on == max([plan.closed_on, *lasting])


@given(cases(), st.integers(1, 900), st.integers(1, 27))
def test_an_interruption_never_moves_a_date_earlier(facts: CaseFacts, start: int, length: int) -> None:
    """Recovery that turns out to have been, anywhere in the case: no date of any regime comes earlier by it.

    Not even beside an extension until a fixed day, which recovery uses up: the law gives days of recovery one effect,
    that they are not counted (BW 7:629(10), WIA 23(3)). It leaves a sick day on either side. Taken away again, every
    date is back. (Reports of recovery are renumbered. Days outside the dismissal ban that were recovered count for it
    neither way, while the extension of the wage by which it is longer becomes shorter: the ban may then end earlier.)
    """
    more = with_gap(facts, start, length)
    before, after = timeline(facts), timeline(more)
    was = {milestone.ref: milestone for milestone in before}
    excepted = ("vangnet_hersteldmelding", "hersteldmelding_na")
    if facts.extension_until and facts.circumstances:
        excepted = (*excepted, "einde_opzegverbod")
    for new in after:
        if (old := was.get(new.ref)) and not new.key.startswith(excepted):
            for was_on, now_on in zip(dated(old), dated(new), strict=True):
                assert not (was_on and now_on) or now_on >= was_on
    assert after.wait_ends_on >= before.wait_ends_on
    assert timeline(without_last_gap(more)) == before


def with_gap(facts: CaseFacts, start: int, length: int) -> CaseFacts:
    """Add a recovery that leaves a sick day on either side of it."""
    gap = Recovery(facts.first_sick_day + timedelta(start), facts.first_sick_day + timedelta(start + length - 1))
    for item in (*facts.recoveries, *facts.days_off):
        assume(item.until is not None and (item.until < gap.from_ - timedelta(1) or span_end(gap) < item.from_))
    return replace(facts, recoveries=(*facts.recoveries, gap))


def span_end(gap: Recovery) -> date:
    """Return the first sick day after a gap."""
    return (gap.until or gap.from_) + timedelta(1)


def without_last_gap(facts: CaseFacts) -> CaseFacts:
    """Take the recovery that was added last away again."""
    return replace(facts, recoveries=facts.recoveries[:-1])


@given(cases(done={}, contract_ends_on=None, aow_on=None), st.integers(1, 700), st.integers(1, 27))
def test_a_term_from_the_first_day_stays_or_moves_by_the_gap(facts: CaseFacts, start: int, length: int) -> None:
    """Milestones before the gap stay; those after it move by its length, and by the next gap when they reach that."""
    more = with_gap(facts, start, length)
    before, after = timeline(facts), timeline(more)
    for key in ("probleemanalyse", "melding_42_weken", "eerstejaarsevaluatie", "uwv_brief_wia"):
        old, new = before.milestone(key).due_on, after.milestone(key).due_on
        assert old
        assert new
        assert (new == old) if more.recoveries[-1].from_ > old else (new >= old + timedelta(length))


@given(cases(), st.randoms())
def test_the_plan_is_a_function_of_the_set_of_facts(facts: CaseFacts, random: Any) -> None:
    """The order in which recoveries, leaves, advices, standstills and done steps are listed changes nothing."""
    shuffled: dict[str, Any] = {}
    for name in ("recoveries", "leaves", "advice", "stuck", "settlement"):
        shuffled[name] = tuple(random.sample(getattr(facts, name), len(getattr(facts, name))))
    shuffled["done"] = dict(random.sample(list(facts.done.items()), len(facts.done)))
    assert timeline(replace(facts, **shuffled)).milestones == timeline(facts).milestones


@given(cases())
def test_dates_and_explanations_agree_in_every_case(facts: CaseFacts) -> None:
    """Each date of the plan stands in the explanation of its milestone."""
    plan = timeline(facts)
    explainer = PlanExplainer(plan)
    for milestone in plan:
        text = explainer.explain(milestone)
        assert all(day is None or dutch_date(day) in text for day in dated(milestone))


@given(cases())
def test_every_sum_that_is_spelled_out_ends_in_its_date(facts: CaseFacts) -> None:
    """The arithmetic in the words of the explanation gives the date of the plan, term by term."""
    course = make_course(facts, rulebook())
    date_milestones(course)
    for term in terms(course):
        if day := term.on(course):
            assert A_DATE.findall(term_in_words(term, course))[-1] == dutch_date(day)


def terms(course: Course) -> Iterator[Term]:
    """Walk the terms of the table whose anchors this case has."""
    for row in course.book.rows.values():
        for term in row.terms():
            if course.anchors.keys() >= set(term.anchors()) - {"due", "target"}:
                yield term


LEAVES = st.lists(st.tuples(st.integers(-5, 400), st.integers(-3, 120), st.booleans()), max_size=2)
RECOVERIES = st.lists(st.tuples(st.integers(-5, 400), st.none() | st.integers(-3, 60)), max_size=3)


@given(FIRST_DAYS, RECOVERIES, LEAVES)
def test_facts_are_refused_or_planned(first: date, recoveries: list[Any], leaves: list[Any]) -> None:
    """Any recoveries and leaves: either refused with a message, or planned; never anything else."""
    day = [first + timedelta(number) for number in range(600)]
    facts = CaseFacts(
        first,
        recoveries=tuple(Recovery(day[a], None if b is None else first + timedelta(a + b)) for a, b in recoveries),
        leaves=tuple(Leave(day[a], first + timedelta(a + b), same) for a, b, same in leaves),
    )
    outcome = planned_or_refused(facts)
    if isinstance(outcome, str):
        assert outcome.endswith(".")
    else:
        assert outcome.effective_first_sick_day >= first
        assert outcome.next_first_sick_day is None or outcome.closed_on is not None


def planned_or_refused(facts: CaseFacts) -> Plan | str:
    """Return the plan, or the message with which the facts are refused."""
    try:
        return timeline(checked_facts(facts))
    except FactsError as error:
        return str(error)


@given(cases())
def test_what_is_done_or_lapsed_stays_in_the_plan(facts: CaseFacts) -> None:
    """A step that was done is done in the plan wherever it has a place, and never lapsed."""
    for milestone in timeline(facts):
        if milestone.ref in facts.done:
            assert milestone.status == "gedaan"
        assert milestone.ref != StepRef("probleemanalyse") or milestone.due_on is not None
