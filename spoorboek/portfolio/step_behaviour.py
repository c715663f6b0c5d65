"""Decide when people do the steps of a case: on time, late, or never, according to a behaviour."""

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from spoorboek.portfolio.case_sampling import random_below
from spoorboek.portfolio.portfolio import Behaviour
from spoorboek.statute.facts import CaseFacts, StepRef
from spoorboek.statute.law.milestones import MilestoneRule, rulebook
from spoorboek.statute.plan import Milestone, Plan, anchor_date, last_date
from spoorboek.statute.policy.house_policy import HousePolicy
from spoorboek.statute.second_track.preparation import ASSESSMENT
from spoorboek.statute.second_track_facts import Assessment
from spoorboek.statute.timeline.done_steps import dependent_rows, plan_with_done
from spoorboek.statute.timeline.timeline import timeline

NOT_DONE = date.max


def apply_behaviour(facts: CaseFacts, behaviour: Behaviour, policy: HousePolicy, rng: Random) -> CaseFacts:
    """Return the facts with a day for every step that people do and that is not done yet.

    Steps without an escalation ladder (contact, what UWV does, possibilities) are left out. A step on time is done on
    its target, or halfway to its last day when it asks a bureau; a late one some days after its last day. Nothing is
    done after the end of the case. What prepares a step is done before it.
    """
    simulation = _StepSimulation(timeline(facts), behaviour, policy, rng)
    for row in sorted(rulebook().order, key=lambda row: bool(policy.steps[row.key].prepared_by)):
        if policy.steps[row.key].ladder:
            simulation.do_steps(row)
    simulation.recompute_plan()
    return _with_outcome(simulation.plan.facts)


def _with_outcome(facts: CaseFacts) -> CaseFacts:
    """Return the facts with the outcome of an assessment that was done: it points to both tracks."""
    done = facts.done.get(StepRef(ASSESSMENT))
    if done is None or facts.preparation.assessment:
        return facts
    return replace(facts, preparation=facts.preparation._replace(assessment=Assessment(done, "beide")))


class _StepSimulation:
    """The steps of one case, done in the order in which their dates depend on each other."""

    def __init__(self, plan: Plan, behaviour: Behaviour, policy: HousePolicy, rng: Random) -> None:
        self.behaviour, self.policy, self.rng = behaviour, policy, rng
        self.done: dict[StepRef, date] = {}
        self._set_plan(plan)

    def do_steps(self, row: MilestoneRule) -> None:
        """Do the steps of one milestone rule."""
        if self.moved_keys and self.moved_keys & row.dependencies():
            self.recompute_plan()
        for milestone in self.steps[row.key]:
            if milestone.status in ("gepland", "afgeweken"):
                self._do_step(milestone)

    def recompute_plan(self) -> None:
        """Recompute the dates with the steps done since the last time."""
        if self.done:
            self._set_plan(plan_with_done(self.plan, self.done))
        self.done = {}

    def _set_plan(self, plan: Plan) -> None:
        self.plan, self.end = plan, _end_of_work(plan)
        self.moved_keys: set[str] = set()
        self.steps: dict[str, list[Milestone]] = defaultdict(list)
        for milestone in plan:
            self.steps[milestone.key].append(milestone)

    def _do_step(self, milestone: Milestone) -> None:
        day = self._day(milestone, self.behaviour.of(milestone.key))
        if day < self.end:
            self.done[milestone.ref] = day
            if dependent_rows(milestone.key):
                self.moved_keys.add(milestone.key)

    def _day(self, milestone: Milestone, behaviour: Behaviour) -> date:
        random = self.rng.random()
        last = last_date(milestone) or NOT_DONE
        if random < behaviour.never or last == NOT_DONE:
            return NOT_DONE
        if random < behaviour.never + behaviour.late:
            return last + timedelta(days=behaviour.days_late[random_below(self.rng, len(behaviour.days_late))])
        target = anchor_date(milestone, "target_on") or last
        return target + (last - target) // 2 if self.policy.steps[milestone.key].refers else target


def _end_of_work(plan: Plan) -> date:
    """Return the first day on which no step is done any more: the recovery that ends the case, or the day after it."""
    if plan.close_reason == "hersteld":
        return max(each.from_ for each in plan.facts.recoveries if each.from_ <= plan.ends_on)
    return plan.ends_on + timedelta(days=1)
