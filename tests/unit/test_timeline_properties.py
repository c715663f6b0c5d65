"""What holds for every case."""

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from spoorboek.statute.calendar import dutch
from spoorboek.statute.checks import checked
from spoorboek.statute.errors import FactsError
from spoorboek.statute.explain import Explainer
from spoorboek.statute.facts import Advice, CaseFacts, Leave, Recovery, ReturnProspect, Sanction, StepRef
from spoorboek.statute.plan import Milestone, Plan
from spoorboek.statute.table import table
from spoorboek.statute.timeline import timeline

DAYS = st.dates(date(2016, 1, 1), date(2040, 12, 31))
DATES = ("opens_on", "target_on", "due_on", "tolerated_until")


@st.composite
def gaps(draw: st.DrawFn, first: date) -> tuple[Recovery, ...]:
    """Draw up to three recoveries of at most 27 days, apart from each other."""
    found, at = [], first
    for sick, length in draw(st.lists(st.tuples(st.integers(1, 300), st.integers(1, 27)), max_size=3)):
        start = at + timedelta(sick)
        at = start + timedelta(length)
        found.append(Recovery(start, at - timedelta(1)))
    return tuple(found)


@st.composite
def cases(draw: st.DrawFn, /, **fixed: Any) -> CaseFacts:
    """Draw the facts of any case that holds together."""
    first = draw(DAYS)
    later = st.integers(0, 900).map(lambda number: first + timedelta(number))
    maybe = st.none() | later
    done = draw(st.dictionaries(st.sampled_from([StepRef(key) for key in table()]), later, max_size=4))
    drawn: dict[str, Any] = {
        "recoveries": draw(gaps(first)),
        "done": done,
        "safety_net": draw(st.sampled_from([None, "vierde_dag", "zes_weken"])),
        "contract_ends_on": draw(maybe),
        "aow_on": draw(maybe),
        "no_possibilities": draw(st.booleans()),
        "return_prospect": draw(st.none() | st.builds(ReturnProspect, later, st.booleans())),
        "advice": tuple(draw(st.lists(st.builds(Advice, later, st.sampled_from([1, 2])), max_size=3))),
        "sanction": draw(st.none() | st.builds(Sanction, later)),
    }
    return CaseFacts(first, **{**drawn, **fixed})


def dated(milestone: Milestone) -> list[date | None]:
    """Return the dates of a milestone."""
    return [getattr(milestone, name) for name in DATES]


@given(cases())
def test_planning_twice_gives_the_same_plan(facts: CaseFacts) -> None:
    """A plan depends on the facts and on nothing else."""
    assert timeline(facts) == timeline(facts)


@given(cases())
def test_a_target_is_never_after_due(facts: CaseFacts) -> None:
    """The house plans within the law, whatever the regime; due is never after what UWV accepts."""
    for milestone in timeline(facts):
        assert not (milestone.target_on and milestone.due_on) or milestone.target_on <= milestone.due_on
        assert not (milestone.tolerated_until and milestone.due_on) or milestone.due_on <= milestone.tolerated_until


@given(cases())
def test_every_milestone_is_one_and_dated(facts: CaseFacts) -> None:
    """No step occurs twice; every milestone has a date; what lapsed says why; the case lives as long as they do."""
    plan = timeline(facts)
    refs = [milestone.ref for milestone in plan]
    assert len(set(refs)) == len(refs)
    for milestone in plan:
        assert any(dated(milestone))
        assert milestone.status != "vervallen" or milestone.reason
    assert plan.closed_on is None or plan.ends_on == plan.closed_on


@given(cases(done={}, contract_ends_on=None, aow_on=None), st.integers(1, 700), st.integers(1, 27))
def test_an_interruption_never_moves_a_date_earlier(facts: CaseFacts, start: int, length: int) -> None:
    """Add a gap after what is known: no date comes earlier; a term from the first day stays or moves by the gap."""
    last = max((item.until or facts.first_sick_day for item in facts.recoveries), default=facts.first_sick_day)
    begin = last + timedelta(start + 1)
    more = CaseFacts(
        **{name: getattr(facts, name) for name in CaseFacts.__dataclass_fields__}
        | {"recoveries": (*facts.recoveries, Recovery(begin, begin + timedelta(length - 1)))}
    )
    before = {m.ref: m for m in timeline(facts)}
    after = {m.ref: m for m in timeline(more)}
    for ref in before.keys() & after.keys():
        for old, new in zip(dated(before[ref])[:3], dated(after[ref])[:3], strict=True):
            assert not (old and new) or new >= old
    for key in ("probleemanalyse", "melding_42_weken", "eerstejaarsevaluatie", "uwv_brief_wia"):
        moved = [after[StepRef(key)].due_on, before[StepRef(key)].due_on]
        assert moved[0] - moved[1] in (timedelta(), timedelta(length))  # type: ignore[operator]


@given(cases(), st.randoms())
def test_the_plan_is_a_function_of_the_set_of_facts(facts: CaseFacts, random: Any) -> None:
    """The order in which recoveries, advices and done steps are listed changes nothing."""
    shuffled = {}
    for name in ("recoveries", "advice"):
        items = list(getattr(facts, name))
        random.shuffle(items)
        shuffled[name] = tuple(items)
    done = list(facts.done.items())
    random.shuffle(done)
    other = CaseFacts(
        **{name: getattr(facts, name) for name in CaseFacts.__dataclass_fields__} | shuffled | {"done": dict(done)}
    )
    assert timeline(other).milestones == timeline(facts).milestones


@given(cases())
def test_dates_and_explanations_agree_in_every_case(facts: CaseFacts) -> None:
    """Each date of the plan stands in the explanation of its milestone."""
    plan = timeline(facts)
    explainer = Explainer(plan)
    for milestone in plan:
        text = explainer.explain(milestone)
        assert all(day is None or dutch(day) in text for day in dated(milestone))


LEAVES = st.lists(st.tuples(st.integers(-5, 400), st.integers(-3, 120), st.booleans()), max_size=2)
RECOVERIES = st.lists(st.tuples(st.integers(-5, 400), st.none() | st.integers(-3, 60)), max_size=3)


@given(DAYS, RECOVERIES, LEAVES)
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
        return timeline(checked(facts))
    except FactsError as error:
        return str(error)
