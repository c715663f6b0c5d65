"""The tally of a portfolio per week: work per role, late steps, second tracks per region, wages at risk."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple

from spoorboek.portfolio.case_sampling import SampledCase
from spoorboek.portfolio.portfolio import Portfolio
from spoorboek.portfolio.wages_at_risk import WagesAtRisk, wages_at_risk
from spoorboek.statute.actions import Action
from spoorboek.statute.facts import CaseFacts, StepRef
from spoorboek.statute.law.milestones import milestone_table
from spoorboek.statute.policy.house_policy import HousePolicy

WorkKind = Literal["stap", "stuk", "signaal"]
WORK_KINDS: tuple[WorkKind, ...] = ("stap", "stuk", "signaal")
SIGNALS = ("reminder", "warning", "withdrawal", "escalation")
FIRST_BUREAU = "1"


class PieceOfWork(NamedTuple):
    """A unit of work: the week it arrives (from 0), the role it is for, and its kind.

    `stap`: a step opens that this role has to do. `stuk`: it receives a document. `signaal`: it receives a reminder,
    warning, withdrawal or escalation.
    """

    week: int
    role: str
    kind: WorkKind


@dataclass(slots=True)
class Tally:
    """The counts of a whole portfolio. Weeks count from 0 at the first day of the portfolio.

    `came`: how often a step had to be done: it opened, or was done before it opened.
    """

    portfolio: Portfolio
    policy: HousePolicy
    cases: int = 0
    open_cases: Counter[int] = field(default_factory=Counter)
    work: Counter[PieceOfWork] = field(default_factory=Counter)
    came: Counter[str] = field(default_factory=Counter)
    late: Counter[tuple[int, str]] = field(default_factory=Counter)
    second_tracks: Counter[tuple[int, str]] = field(default_factory=Counter)
    wages: list[WagesAtRisk] = field(default_factory=list)

    def add(self, case: SampledCase, facts: CaseFacts, actions: Iterable[Action]) -> None:
        """Count one case: its facts after applying the behaviour, and its actions in the weeks of the portfolio."""
        portfolio, all_actions = self.portfolio, tuple(actions)
        self.cases += 1
        within = [action for action in all_actions if portfolio.since <= action.on <= portfolio.until]
        for action in within:
            self._count(portfolio.week(action.on), action, case.region)
        done = {ref for ref, day in facts.done.items() if portfolio.since <= day <= portfolio.until}
        opened = {StepRef(action.step, action.occurrence) for action in within if action.kind == "open"}
        self.came.update(ref.key for ref in done | opened if self._is_work(ref.key))
        self._count_open(facts.first_sick_day, all_actions)
        self.wages.extend(wages_at_risk(case, facts, all_actions, portfolio))

    def _count(self, week: int, action: Action, region: str) -> None:
        kind = action.kind
        if kind == "open" and self._is_work(action.step):
            self.work.update(PieceOfWork(week, role, "stap") for role in milestone_table()[action.step].who)
        elif kind == "mail":
            self.work[PieceOfWork(week, action.detail["to"], "stuk")] += 1
        elif kind in SIGNALS:
            self.work[PieceOfWork(week, action.detail["to"], "signaal")] += 1
        elif kind == "late":
            self.late[week, action.step] += 1
        elif kind == "referral" and action.name == FIRST_BUREAU:
            self.second_tracks[week, region] += 1

    def _is_work(self, key: str) -> bool:
        """Tell whether people have to do a step; one that only marks a date or a possibility is no work."""
        return self.policy.steps[key].nature == "task"

    def _count_open(self, first: date, actions: tuple[Action, ...]) -> None:
        """Count the case in every week in which it is open on some day."""
        closed = next((action.on for action in reversed(actions) if action.kind == "close"), date.max)
        if closed < self.portfolio.since or first > self.portfolio.until:
            return
        self.open_cases.update(range(self.portfolio.week(first), self.portfolio.week(closed) + 1))

    @property
    def total_at_risk(self) -> Decimal:
        """Return the wages at risk of all cases together, in euro."""
        return sum((each.euro for each in self.wages), Decimal(0))
