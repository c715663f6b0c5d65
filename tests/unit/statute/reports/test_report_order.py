"""A case is the set of what was reported: the order in which it was entered tells nothing but numbers."""

from collections import Counter
from collections.abc import Sequence
from random import Random

from hypothesis import assume, given
from hypothesis import strategies as st
from support.fact_strategies import cases

from spoorboek.portfolio.facts_to_events import events_of_facts
from spoorboek.statute.errors import FactsError
from spoorboek.statute.events import Event
from spoorboek.statute.facts import CaseFacts
from spoorboek.statute.law.milestones import milestone_table
from spoorboek.statute.plan import Milestone, Plan
from spoorboek.statute.reports.fold import fold_events
from spoorboek.statute.reports.withdrawn_events import NOT_WITHDRAWABLE
from spoorboek.statute.timeline.timeline import timeline
from spoorboek.stories.story import Reported


def planned(told: Sequence[Reported]) -> Plan | None:
    """Enter reports one after the other; return the plan they lead to, None when they contradict each other."""
    events = [Event(seq, item.kind, item.day, item.data) for seq, item in enumerate(told, start=1)]
    try:
        return timeline(fold_events(events))
    except FactsError:
        return None


def without_numbered(told: Sequence[Reported]) -> list[Reported]:
    """Leave out what names a step by a number that the order of recording gives it."""
    rows = milestone_table()
    return [item for item in told if "step" not in item.data or not rows[item.data["step"]].each]


def dates(plan: Plan | None) -> list[Milestone] | None:
    """Return the steps of a plan with their dates, each without its number."""
    return plan and [milestone._replace(occurrence=1) for milestone in plan.milestones]


@given(cases(), st.randoms())
def test_the_plan_does_not_depend_on_the_order_in_which_reports_are_entered(facts: CaseFacts, random: Random) -> None:
    """Late, early or all at once: the days reported decide, not the day or the order of reporting.

    Two reports about the possibilities on one day are left aside: there the later entry corrects the earlier.
    """
    told = without_numbered(events_of_facts(facts))
    about = Counter(item.data["from"] for item in told if item.kind.startswith("possibilities"))
    assume(all(times == 1 for times in about.values()))
    assert dates(planned(random.sample(told, len(told)))) == dates(planned(told))


@given(cases(no_possibilities=False, marginal=None, stuck=(), settlement=()))
def test_facts_and_their_reports_lead_to_one_plan(facts: CaseFacts) -> None:
    """What is told report by report gives the plan of the same facts told at once.

    States that last are left aside: told at once, one may stand beside another that reports would have ended.
    """
    plan = planned(events_of_facts(facts))
    assert plan is None or plan.milestones == timeline(facts).milestones


@given(cases(), st.data())
def test_a_report_and_its_withdrawal_are_as_if_nothing_was_reported(facts: CaseFacts, data: st.DataObject) -> None:
    """Whatever was told before and after: the plan is the one of the case in which that report was never made."""
    told = without_numbered(events_of_facts(facts))
    places = [place for place, item in enumerate(told) if item.kind not in NOT_WITHDRAWABLE]
    assume(places)
    place = data.draw(st.sampled_from(places))
    withdrawal = Reported(told[-1].day, 1, "report_withdrawn", {"report": place + 1})
    after = data.draw(st.integers(place + 1, len(told)))
    withdrawn = planned([*told[:after], withdrawal, *told[after:]])
    assert dates(withdrawn) == dates(planned([*told[:place], *told[place + 1 :]]))
