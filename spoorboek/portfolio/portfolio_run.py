"""Run a whole portfolio through time, case by case, in memory."""

from spoorboek.portfolio.case_sampling import cases
from spoorboek.portfolio.facts_to_events import reports
from spoorboek.portfolio.fast_case_run import live
from spoorboek.portfolio.portfolio import Portfolio
from spoorboek.portfolio.step_behaviour import acted
from spoorboek.portfolio.step_cache import Memory
from spoorboek.portfolio.tally import Tally
from spoorboek.statute.policy.house_policy import HousePolicy
from spoorboek.statute.policy.policy_reader import house


def simulate_portfolio(portfolio: Portfolio, policy: HousePolicy | None = None) -> Tally:
    """Return what a portfolio comes to; nothing of a case is kept once it is counted."""
    policy = policy or house()
    tally, memory = Tally(portfolio, policy), Memory()
    for case in cases(portfolio):
        facts = acted(case.facts, case.conduct, policy, case.dice)
        tally.add(case, facts, live(reports(facts), policy, portfolio.until, memory))
    return tally
