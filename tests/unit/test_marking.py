"""A plan with more steps done is the plan of facts with those steps done, however it is found."""

from dataclasses import replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spoorboek.statute.facts import Advice, CaseFacts, Recovery, ReturnProspect, StepRef
from spoorboek.statute.marking import onlookers, with_done
from spoorboek.statute.plan import Milestone
from spoorboek.statute.table import table
from spoorboek.statute.timeline import timeline

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
        plan = with_done(plan, done)
        facts = replace(FACTS[name], done=MappingProxyType(dict(plan.facts.done)))
        assert plan == timeline(facts)


@pytest.mark.parametrize("ref", REFS, ids=lambda ref: f"{ref.key}-{ref.occurrence}")
def test_a_milestone_nobody_looks_at_moves_nothing(ref: StepRef) -> None:
    """What is done alone changes its own status; only a milestone with onlookers moves another date."""
    done = replace(FACTS["gewoon"], done=MappingProxyType({ref: day(20)}))
    before, after = set(map(shown, timeline(FACTS["gewoon"]))), set(map(shown, timeline(done)))
    assert {key for key, *_ in before ^ after} <= {ref.key, *onlookers(ref.key)}


def test_the_problem_analysis_is_looked_at_by_what_counts_from_it() -> None:
    """The plan counts from it, the evaluations from the plan; what counts from the first sick day does not."""
    assert {"plan_van_aanpak", "evaluatie"} <= onlookers("probleemanalyse")
    assert "melding_42_weken" not in onlookers("probleemanalyse")
    assert onlookers("contactmoment") == frozenset()
    assert all(onlookers(key) <= table().keys() for key in table())
