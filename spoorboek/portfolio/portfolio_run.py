"""Simulate a whole portfolio, case by case, in memory."""

from spoorboek.portfolio.case_sampling import sample_cases
from spoorboek.portfolio.facts_to_events import events_of_facts
from spoorboek.portfolio.fast_case_run import run_case_fast
from spoorboek.portfolio.portfolio import Portfolio
from spoorboek.portfolio.step_behaviour import apply_behaviour
from spoorboek.portfolio.step_cache import StepCache
from spoorboek.portfolio.tally import Tally
from spoorboek.statute.policy.house_policy import HousePolicy
from spoorboek.statute.policy.policy_reader import house_policy


def simulate_portfolio(portfolio: Portfolio, policy: HousePolicy | None = None) -> Tally:
    """Return the tally of a portfolio; a case is discarded once it is counted.

    People say yes to a referral on the day it is prepared.
    """
    policy = policy or house_policy()
    tally, cache = Tally(portfolio, policy), StepCache()
    for case in sample_cases(portfolio):
        facts = apply_behaviour(case.facts, case.behaviour, policy, case.rng)
        tally.add(case, facts, run_case_fast(events_of_facts(facts), policy, portfolio.until, cache, says_yes=True))
    return tally
