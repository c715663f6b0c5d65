"""A plan with more steps done is the plan of facts with those steps done, however it is found."""

from dataclasses import replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spoorboek.statute.facts import Advice, CaseFacts, Kept, KeptDay, Recovery, ReturnProspect, StepRef
from spoorboek.statute.law.milestones import milestone_table
from spoorboek.statute.plan import Milestone
from spoorboek.statute.timeline.done_steps import dependent_rows, plan_with_done
from spoorboek.statute.timeline.timeline import timeline

D = date(2026, 1, 5)


def day(offset: int) -> date:
    """Return a day so many calendar days after the first sick day."""
    return D + timedelta(days=offset)


def shown(milestone: Milestone) -> tuple[Any, ...]:
    """Return a milestone without the trace of its rules."""
    return milestone[:-1]


FACTS = {
    "gewoon": CaseFacts(D),
    "onderbroken": CaseFacts(D, recoveries=(Recovery(day(70), day(90)),)),
    "hersteld": CaseFacts(D, recoveries=(Recovery(day(200)),)),
    "advies": CaseFacts(D, advice=(Advice(day(100), 2), Advice(day(200), 1), Advice(day(300), 2))),
    "later_mogelijkheden": CaseFacts(D, possibilities_since=day(400)),
    "uitzicht": CaseFacts(D, return_prospect=ReturnProspect(day(330), True)),
    "geen_mogelijkheden": CaseFacts(D, no_possibilities=True),
    "uit_dienst": CaseFacts(D, contract_ends_on=day(300), safety_net="zes_weken"),
    "afgesproken": CaseFacts(D, deviations=MappingProxyType({StepRef("probleemanalyse"): day(60)})),
    "aow": CaseFacts(D, aow_on=day(250)),
}
REFS = sorted({milestone.ref for facts in FACTS.values() for milestone in timeline(facts)})


@given(
    st.sampled_from(sorted(FACTS)),
    st.lists(st.dictionaries(st.sampled_from(REFS), st.integers(0, 800).map(day), max_size=3), max_size=5),
)
def test_marking_a_plan_is_planning_again(name: str, told: list[dict[StepRef, date]]) -> None:
    """Whatever is done, on whatever day, in whatever order: the same plan as `timeline` makes of the facts."""
    plan = timeline(FACTS[name])
    for done in told:
        plan = plan_with_done(plan, done)
        facts = replace(FACTS[name], done=MappingProxyType(dict(plan.facts.done)))
        assert plan == timeline(facts)


@pytest.mark.parametrize("ref", REFS, ids=lambda ref: f"{ref.key}-{ref.occurrence}")
def test_a_milestone_nobody_looks_at_moves_nothing(ref: StepRef) -> None:
    """What is done alone changes its own status; only a milestone with onlookers moves another date."""
    done = replace(FACTS["gewoon"], done=MappingProxyType({ref: day(20)}))
    before, after = set(map(shown, timeline(FACTS["gewoon"]))), set(map(shown, timeline(done)))
    assert {key for key, *_ in before ^ after} <= {ref.key, *dependent_rows(ref.key)}


def test_the_problem_analysis_is_looked_at_by_what_counts_from_it() -> None:
    """The plan counts from it, the evaluations from the plan; what counts from the first sick day does not."""
    assert {"plan_van_aanpak", "evaluatie"} <= dependent_rows("probleemanalyse")
    assert "melding_42_weken" not in dependent_rows("probleemanalyse")
    assert dependent_rows("contactmoment") == frozenset()
    assert all(dependent_rows(key) <= milestone_table().keys() for key in milestone_table())


def test_what_is_done_alone_is_only_marked() -> None:
    """Nobody looks at a contact moment: every other milestone is the very same one, not dated again."""
    before = timeline(FACTS["gewoon"])
    after = plan_with_done(before, {StepRef("contactmoment", 3): day(80)})
    others = [(old, new) for old, new in zip(before, after, strict=True) if old.ref != StepRef("contactmoment", 3)]
    assert all(old is new for old, new in others)
    assert after.milestone("contactmoment", 3).status == "gedaan"
    assert after == timeline(after.facts)


def test_only_onlookers_are_dated_again() -> None:
    """The plan moves with the analysis; the report of week 42 is the very same one."""
    before = timeline(FACTS["gewoon"])
    after = plan_with_done(before, {StepRef("probleemanalyse"): day(20)})
    assert after.milestone("plan_van_aanpak").due_on == day(34)
    assert after.milestone("melding_42_weken") is before.milestone("melding_42_weken")
    assert after == timeline(after.facts)


def test_a_date_that_a_rule_replaced_may_be_another_once_it_is_done() -> None:
    """A second track that began before the prospect of a return was not kept waiting by it."""
    before = timeline(FACTS["uitzicht"])
    after = plan_with_done(before, {StepRef("start_spoor_2"): day(320)})
    assert (before.milestone("start_spoor_2").opens_on, after.milestone("start_spoor_2").opens_on) == (
        date(2027, 3, 1),
        day(56),
    )
    assert after == timeline(after.facts)


def test_a_case_that_keeps_dates_is_planned_as_a_whole() -> None:
    """What was done under earlier rules keeps its day, and what is done besides is marked."""
    kept = {StepRef("probleemanalyse"): Kept(None, None, KeptDay(35, day(35)), "oud")}
    facts = replace(FACTS["gewoon"], kept=kept, done={StepRef("probleemanalyse"): day(30)})
    after = plan_with_done(timeline(facts), {StepRef("contactmoment", 3): day(80)})
    assert after.milestone("probleemanalyse").due_on == day(35)
    assert after.milestone("contactmoment", 3).status == "gedaan"
