"""What people do about the steps of a case: on time, late, or never, as their conduct says."""

from collections import defaultdict
from datetime import date, timedelta
from random import Random

from spoorboek.portfolio.case_sampling import whole_cases
from spoorboek.portfolio.portfolio import Behaviour
from spoorboek.statute.facts import CaseFacts, StepRef
from spoorboek.statute.law.milestones import MilestoneRule, rulebook
from spoorboek.statute.plan import Milestone, Plan
from spoorboek.statute.policy.house_policy import HousePolicy
from spoorboek.statute.timeline.done_steps import dependent_rows, plan_with_done
from spoorboek.statute.timeline.timeline import timeline

NOT_DONE = date.max


def behave(facts: CaseFacts, conduct: Behaviour, policy: HousePolicy, dice: Random) -> CaseFacts:
    """Return the facts with every step done as people would, as far as it is not done yet.

    Steps nobody is chased for (contact, what UWV does, possibilities) are left alone. A step is done on its target; one
    that asks a bureau halfway to its last day; a late one so many days after its last day; nothing after the case.
    """
    people = _People(timeline(facts), conduct, policy, dice)
    for row in rulebook().order:
        if policy.steps[row.key].ladder:
            people.act_on(row)
    people.plan_again()
    return people.plan.facts


class _People:
    """The people of one case, step by step in the order in which steps count from each other."""

    def __init__(self, plan: Plan, conduct: Behaviour, policy: HousePolicy, dice: Random) -> None:
        self.conduct, self.policy, self.dice = conduct, policy, dice
        self.done: dict[StepRef, date] = {}
        self._see(plan)

    def act_on(self, row: MilestoneRule) -> None:
        """Do the steps of one row of the table."""
        if self.moving and self.moving & row.dependencies():
            self.plan_again()
        for milestone in self.steps[row.key]:
            if milestone.status in ("gepland", "afgeweken"):
                self._do(milestone)

    def plan_again(self) -> None:
        """See where the dates lie now."""
        if self.done:
            self._see(plan_with_done(self.plan, self.done))
        self.done = {}

    def _see(self, plan: Plan) -> None:
        self.plan, self.over = plan, _over(plan)
        self.moving: set[str] = set()
        self.steps: dict[str, list[Milestone]] = defaultdict(list)
        for milestone in plan:
            self.steps[milestone.key].append(milestone)

    def _do(self, milestone: Milestone) -> None:
        day = self._day(milestone, self.conduct.of(milestone.key))
        if day < self.over:
            self.done[milestone.ref] = day
            if dependent_rows(milestone.key):
                self.moving.add(milestone.key)

    def _day(self, milestone: Milestone, conduct: Behaviour) -> date:
        drawn = self.dice.random()
        last = milestone.agreed_on or milestone.due_on or milestone.target_on or NOT_DONE
        if drawn < conduct.never or last == NOT_DONE:
            return NOT_DONE
        if drawn < conduct.never + conduct.late:
            return last + timedelta(days=conduct.days_late[whole_cases(self.dice, len(conduct.days_late))])
        target = milestone.agreed_on or milestone.target_on or last
        return target + (last - target) // 2 if self.policy.steps[milestone.key].refers else target


def _over(plan: Plan) -> date:
    """Return the first day on which nobody does anything any more: the recovery that ends the case, or its end."""
    if plan.close_reason == "hersteld":
        return max(each.from_ for each in plan.facts.recoveries if each.from_ <= plan.ends_on)
    return plan.ends_on + timedelta(days=1)
