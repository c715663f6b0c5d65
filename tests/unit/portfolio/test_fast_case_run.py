"""Living a case fast is living it: the same actions as the engine's turns, whatever happens in it."""

from datetime import date, timedelta
from functools import cache
from random import Random
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from support.examples import at_most

from spoorboek.portfolio.facts_to_events import events_of_facts
from spoorboek.portfolio.fast_case_run import run_case_fast
from spoorboek.portfolio.portfolio import Behaviour
from spoorboek.portfolio.referral_answers import answers_to
from spoorboek.portfolio.step_behaviour import apply_behaviour
from spoorboek.portfolio.step_cache import StepCache
from spoorboek.statute.actions import Action
from spoorboek.statute.errors import FactsError
from spoorboek.statute.events import Event, EventKind
from spoorboek.statute.facts import Advice, CaseFacts, Leave, Recovery, ReturnProspect, Sanction, StepRef
from spoorboek.statute.policy.policy_reader import house_policy
from spoorboek.statute.reports.fact_checks import checked_facts
from spoorboek.statute.reports.fold import fold_events
from spoorboek.statute.timeline.timeline import timeline
from spoorboek.stories.simulation import run_case
from spoorboek.stories.story import Reported
from spoorboek.stories.story_reader import load_story, shipped_stories

D = date(2027, 3, 4)
Told = tuple[int, EventKind, dict[str, Any]]
DOABLE = ("probleemanalyse", "plan_van_aanpak", "melding_42_weken", "eerstejaarsevaluatie", "wia_aanvraag", "evaluatie")


REMEMBERED = StepCache()  # one for all tests: what one life leaves in it must never mislead another


def lived(events: list[Reported]) -> tuple[Action, ...]:
    """Live a case fast, with the memory of all lives before it."""
    return tuple(run_case_fast(events, house_policy(), cache=REMEMBERED))


def day(offset: int) -> date:
    """Return a day so many calendar days after the first sick day."""
    return D + timedelta(days=offset)


def iso(offset: int) -> str:
    """Write that day."""
    return day(offset).isoformat()


offsets = st.integers(1, 760)
step = st.builds(
    lambda key, n: {"step": key, "occurrence": n if key == "evaluatie" else 1},
    st.sampled_from(DOABLE),
    st.integers(1, 3),
)
told = st.one_of(
    st.builds(lambda on, ref: (on, "step_done", {**ref, "on": iso(on)}), offsets, step),
    st.builds(lambda on, ref: (on, "step_withdrawn", ref), offsets, step),
    st.builds(lambda on, ref, to: (on, "step_postponed", {**ref, "target_on": iso(on + to)}), offsets, step, offsets),
    st.builds(
        lambda on, ref, mode: (on, "step_retriggered", {**ref, "mode": mode}),
        offsets,
        step,
        st.sampled_from(["herstel", "opnieuw"]),
    ),
    st.builds(lambda on, track: (on, "advised", {"on": iso(on), "track": track}), offsets, st.sampled_from([1, 2])),
    st.builds(
        lambda on, n: (on, "bureau_answered", {"referral": n, "answer": "geweigerd", "on": iso(on)}),
        offsets,
        st.integers(1, 3),
    ),
    st.builds(
        lambda on, n, kind: (on, kind, {"referral": n}),
        offsets,
        st.integers(1, 3),
        st.sampled_from(["referral_confirmed", "referral_approved"]),
    ),
    st.builds(lambda on, to: (on, "contract_end_set", {"on": iso(on + to)}), offsets, st.integers(1, 200)),
)
regimes = st.fixed_dictionaries(
    {},
    optional={
        "recoveries": st.builds(
            lambda at, gap, end: (Recovery(day(at), day(at + gap)), *((Recovery(day(at + gap + end)),) if end else ())),
            st.integers(1, 600),
            st.integers(0, 26),
            st.just(0) | st.integers(2, 300),
        ),
        "leaves": st.builds(lambda at, length: (Leave(day(at), day(at + length)),), offsets, st.integers(10, 112)),
        "safety_net": st.sampled_from(["vierde_dag", "zes_weken"]),
        "contract_ends_on": offsets.map(day),
        "aow_on": st.integers(1, 1000).map(day),
        "no_possibilities": st.just(True),
        "return_prospect": st.builds(lambda at: ReturnProspect(day(at), True), offsets),
        "advice": st.builds(lambda at, track: (Advice(day(at), track),), offsets, st.sampled_from([1, 2])),
        "sanction": st.builds(lambda at, then: Sanction(day(at), day(at + then)), st.integers(650, 727), offsets),
        "extension_until": st.integers(730, 900).map(day),
        "deviations": offsets.map(lambda at: MappingProxyType({StepRef("probleemanalyse"): day(at)})),
        "postponed": offsets.map(lambda at: MappingProxyType({StepRef("melding_42_weken"): day(at)})),
    },
)


@st.composite
def facts(draw: st.DrawFn) -> CaseFacts:
    """Draw facts that hold together, several regimes at once."""
    try:
        return checked_facts(CaseFacts(D, **draw(regimes)))
    except FactsError:
        reject()


@cache
def shipped() -> list[tuple[str, int]]:
    """List every case of every shipped story."""
    return [(name, case) for name in shipped_stories() for case in range(1, load_story(name).cases + 1)]


@pytest.mark.parametrize(("name", "case"), shipped(), ids=lambda part: str(part))
def test_every_story_is_lived_alike(name: str, case: int) -> None:
    """The shipped stories, each regime among them: the same actions in the same order."""
    events = list(load_story(name).events_of(case))
    assert lived(events) == run_case(events).actions


@settings(max_examples=at_most(25), deadline=None)
@given(st.lists(told, max_size=8))
def test_any_life_is_lived_alike(happenings: list[Told]) -> None:
    """Whatever is reported, postponed, withdrawn or triggered again."""
    opening = Reported(D, 1, "sick_reported", {"first_sick_day": iso(0)})
    events = [opening, *(Reported(day(on), 1, kind, data) for on, kind, data in happenings)]
    assert lived(events) == run_case(events).actions


@settings(max_examples=at_most(15), deadline=None)
@given(facts(), st.integers(0, 999))
def test_people_who_say_yes_are_lived_alike(known: CaseFacts, seed: int) -> None:
    """Every referral goes on the day it is prepared, as it does when that yes is told beforehand."""
    told_before = events_of_facts(apply_behaviour(known, Behaviour(0.2, (9,), 0.2), house_policy(), Random(seed)))
    fast = run_case_fast(told_before, house_policy(), says_yes=True)
    prepared = [action for action in fast if action.kind == "referral"]
    started = {
        each.data["step"]: date.fromisoformat(each.data["on"]) for each in told_before if each.kind == "step_done"
    }
    answers = [answer for each in fast for answer in answers_to(each, started)]
    assert [each.on for each in fast if each.kind == "referral_sent"] == [each.on for each in prepared]
    assert sorted(fast, key=str) == sorted(run_case([*told_before, *answers]).actions, key=str)


@settings(max_examples=at_most(25), deadline=None)
@given(facts(), st.floats(0, 0.6), st.floats(0, 0.4), st.integers(0, 999))
def test_people_in_any_regime_are_lived_alike(known: CaseFacts, late: float, never: float, seed: int) -> None:
    """Facts of several regimes, steps done on time, late and never."""
    events = events_of_facts(apply_behaviour(known, Behaviour(late, (1, 9, 40), never), house_policy(), Random(seed)))
    assert lived(events) == run_case(events).actions


@settings(max_examples=at_most(15), deadline=None)
@given(facts(), offsets)
def test_a_life_cut_short_is_the_beginning_of_the_whole(known: CaseFacts, last: int) -> None:
    """Living up to a day gives what happens up to that day, no more."""
    events = events_of_facts(known)
    assert run_case_fast(events, house_policy(), day(last), REMEMBERED) == [
        a for a in lived(events) if a.on <= day(last)
    ]


@settings(max_examples=at_most(40), deadline=None)
@given(facts(), st.integers(0, 999))
def test_reports_fold_to_the_facts_they_were_made_of(known: CaseFacts, seed: int) -> None:
    """Nothing is lost or added on the way from facts to reports and back, steps done included."""
    whole = apply_behaviour(known, Behaviour(0.3, (5,), 0.2), house_policy(), Random(seed))
    for one in (known, whole):
        events = [Event(number, each.kind, each.day, each.data) for number, each in enumerate(events_of_facts(one), 1)]
        assert fold_events(events) == one


def test_a_case_without_a_report_is_refused() -> None:
    """There is nothing to live without a sick report."""
    with pytest.raises(ValueError, match="sick report"):
        run_case_fast([], house_policy())


def test_people_on_time_are_never_late() -> None:
    """Who does every step on its target sees no step marked late, and nobody hears of it higher up."""
    events = events_of_facts(apply_behaviour(CaseFacts(D), Behaviour(), house_policy(), Random(1)))
    lived_on_time = run_case_fast(events, house_policy(), says_yes=True)
    assert "referral_sent" in {action.kind for action in lived_on_time}
    assert [action for action in lived_on_time if action.kind in ("late", "escalation")] == []


def test_people_do_each_step_where_its_dates_lie_by_then() -> None:
    """Two days after the last lawful day, counted from what was done before it: the plan from the late analysis."""
    known = apply_behaviour(CaseFacts(D), Behaviour(late=1.0, days_late=(2,)), house_policy(), Random(1))
    plan = timeline(known)
    for key in ("probleemanalyse", "plan_van_aanpak", "eerstejaarsevaluatie", "start_spoor_2", "wia_aanvraag"):
        due = plan.milestone(key).due_on
        assert due
        assert known.done[StepRef(key)] == due + timedelta(days=2)


def test_people_who_never_do_anything_report_nothing() -> None:
    """What is done already stays, nothing comes to it."""
    before = CaseFacts(D, done=MappingProxyType({StepRef("probleemanalyse"): day(40)}))
    assert apply_behaviour(before, Behaviour(never=1.0), house_policy(), Random(1)) == before


def test_nobody_acts_once_the_case_is_over() -> None:
    """After a recovery that ends the case, and after the last day of the contract, no step is done any more."""
    for known, last in (
        (CaseFacts(D, recoveries=(Recovery(day(50)),)), day(49)),
        (CaseFacts(D, contract_ends_on=day(50)), day(50)),
    ):
        done = apply_behaviour(known, Behaviour(), house_policy(), Random(1)).done
        assert done
        assert max(done.values()) <= last


def test_a_memory_that_is_full_forgets_and_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """With room for a handful of answers and one start the lives are the same: what is forgotten is decided anew."""
    monkeypatch.setattr("spoorboek.portfolio.step_cache.MAX_CACHED_STEPS", 7)
    monkeypatch.setattr("spoorboek.portfolio.step_cache.MAX_CACHED_STARTS", 1)
    small = StepCache()
    for seed in range(6):
        known = CaseFacts(day(seed % 2))
        events = events_of_facts(apply_behaviour(known, Behaviour(0.4, (3, 20), 0.2), house_policy(), Random(seed)))
        assert tuple(run_case_fast(events, house_policy(), cache=small)) == run_case(events).actions
        assert len(small.cached_steps) <= 7
        assert len(small.cached_starts) <= 1


def test_cases_of_one_day_share_what_their_steps_want() -> None:
    """The second case that goes the same way asks nothing that was not answered before."""
    memory, events = StepCache(), events_of_facts(apply_behaviour(CaseFacts(D), Behaviour(), house_policy(), Random(1)))
    run_case_fast(events, house_policy(), cache=memory)
    known = len(memory.cached_steps)
    run_case_fast(events, house_policy(), cache=memory)
    assert len(memory.cached_steps) == known > 0
