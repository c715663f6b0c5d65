"""Run a whole portfolio through time, case by case, in memory."""

from spoorboek.statute.house import house
from spoorboek.statute.policy import HousePolicy

from .conduct import acted
from .drawing import cases
from .life import live
from .memory import Memory
from .model import Portfolio
from .reports import reports
from .tally import Tally


def simulate_portfolio(portfolio: Portfolio, policy: HousePolicy | None = None) -> Tally:
    """Return what a portfolio comes to; nothing of a case is kept once it is counted."""
    policy = policy or house()
    tally, memory = Tally(portfolio, policy), Memory()
    for case in cases(portfolio):
        facts = acted(case.facts, case.conduct, policy, case.dice)
        tally.add(case, facts, live(reports(facts), policy, portfolio.until, memory))
    return tally
