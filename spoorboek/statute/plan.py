"""The plan of a case: its dated milestones. Made by `timeline`, read by everything else."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, NamedTuple, Protocol

from spoorboek.statute.facts import CaseFacts, StepRef

Force = Literal["statute", "policy", "norm", "information"]
PlanStatus = Literal["gepland", "gedaan", "vervallen", "afgeweken"]
DateAnchor = Literal["target_on", "due_on"]


class Milestone(NamedTuple):
    """One dated milestone of one case.

    `opens_on`: the day work can start. `target_on`: the date to plan for, never after `due_on`. `due_on`: the last
    lawful day, None where the law names none. `tolerated_until`: the last day UWV is known to accept.
    `reason`: why it lapsed or moved (Dutch). `variant`: a sub-kind (`verkort`, `volledig`) or None. `agreed_on`: the
    date agreed by a reasoned deviation. `trace`: the replacements that special rules made, for the explanation only.
    """

    key: str
    occurrence: int
    opens_on: date | None
    target_on: date | None
    due_on: date | None
    tolerated_until: date | None = None
    status: PlanStatus = "gepland"
    reason: str | None = None
    variant: str | None = None
    agreed_on: date | None = None
    trace: Any = None

    @property
    def ref(self) -> StepRef:
        """Return the step this milestone dates."""
        return StepRef(self.key, self.occurrence)

    @property
    def is_dated(self) -> bool:
        """Whether the step occurs in this case: a row that no date came of does not."""
        return bool(self.due_on or self.target_on or self.opens_on)


class DatedStep(Protocol):
    """What has the dates of a step: a milestone of a plan, or the state of a step."""

    @property
    def target_on(self) -> date | None:
        """The date the house plans for."""

    @property
    def due_on(self) -> date | None:
        """The last lawful day."""

    @property
    def agreed_on(self) -> date | None:
        """The date agreed by a reasoned deviation."""


def anchor_date(step: DatedStep, anchor: DateAnchor) -> date | None:
    """Return the target or the last lawful day of a step; a date agreed by deviation replaces both."""
    return step.agreed_on or (step.target_on if anchor == "target_on" else step.due_on)


def deadline(step: DatedStep) -> date | None:
    """Return the day by which a step must be done: the agreed date, else the last lawful day."""
    return step.agreed_on or step.due_on


def last_date(step: DatedStep) -> date | None:
    """Return the last date of a step: its deadline, else its target."""
    return deadline(step) or step.target_on


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole plan of one case under one version of the rules.

    `effective_first_sick_day`: the first sick day plus all uncounted days. `closed_on`: the day the case closes early
    (recovered 28 days, contract end, AOW), else None. `ends_on`: the last day of the case.
    `wait_ends_on`: W, the last day of the wait. `next_first_sick_day`: set when a new case begins after this one.
    `watches_referrals`: whether the rules have clocks of referrals; those of before had none.
    """

    rules: str
    facts: CaseFacts
    effective_first_sick_day: date
    closed_on: date | None
    close_reason: str | None
    ends_on: date
    wait_ends_on: date
    milestones: tuple[Milestone, ...]
    next_first_sick_day: date | None = None
    watches_referrals: bool = False

    def __iter__(self) -> Iterator[Milestone]:
        """Iterate over the milestones in the order of the milestone table."""
        return iter(self.milestones)

    def milestone(self, key: str, occurrence: int = 1) -> Milestone:
        """Return one milestone; KeyError when the plan has none with that key and occurrence."""
        for milestone in self.milestones:
            if milestone.key == key and milestone.occurrence == occurrence:
                return milestone
        raise KeyError(StepRef(key, occurrence))
