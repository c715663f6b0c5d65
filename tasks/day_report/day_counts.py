"""What is open on a day over all cases, read once, and what of it is within the reach of one person."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from sqlalchemy import func, select
from sqlmodel import Session, col

from models.tables import AWAITS_YES, OPEN, Case, Referral, WakeTrouble
from models.worklists.open_steps import OpenStep, StepGroup, open_steps
from tasks.outbox.undelivered import undelivered_mail
from tasks.views.desk.work_of_day import day_of_work

Value = TypeVar("Value")
EVERYTHING = 1_000_000  # steps: no installation has more open
GROUPS = (StepGroup.LATE, StepGroup.QUESTION, StepGroup.WEEK, StepGroup.PASSED, StepGroup.WAITING)


@dataclass(frozen=True, slots=True)
class DayCounts:
    """How much there is of each: what a report says of some cases, or of all.

    `today` and `week` are apart: a step of today is not counted in the week. `approvals`: referrals that wait for a
    yes; `failed_mail`: mails that only a person can settle; `stuck`: cases whose wake fails.
    """

    late: int = 0
    today: int = 0
    week: int = 0
    questions: int = 0
    passed: int = 0
    waiting: int = 0
    approvals: int = 0
    failed_mail: int = 0
    stuck: int = 0

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing asks for somebody today; what waits for another does not."""
        return not (
            self.late or self.today or self.week or self.questions or self.passed or self.approvals
            or self.failed_mail or self.stuck
        )  # fmt: skip


@dataclass(slots=True)
class OpenDay:
    """What is open on a day, by the id of the case: steps by group, referrals for a yes, failed mail, stuck cases."""

    on: date
    steps: Mapping[int, Sequence[tuple[StepGroup, OpenStep]]]
    approvals: Mapping[int, int]
    failed_mail: Mapping[int, int]
    stuck: Collection[int]
    cases: Collection[int] = field(default_factory=set)

    def of(self, cases: Collection[int] | None) -> list[tuple[StepGroup, OpenStep]]:
        """List the open steps of these cases, or of all, by group and then by day."""
        found = [each for steps in _those(self.steps, cases) for each in steps]
        return sorted(found, key=lambda each: (GROUPS.index(each[0]), each[1].day or date.max, each[1].number))

    def counts(self, cases: Collection[int] | None) -> DayCounts:
        """Count what is open in these cases, or in all."""
        counted: dict[StepGroup, int] = defaultdict(int)
        today = 0
        for steps in _those(self.steps, cases):
            for group, step in steps:
                counted[group] += 1
                today += group is StepGroup.WEEK and step.day == self.on
        return DayCounts(
            late=counted[StepGroup.LATE],
            today=today,
            week=counted[StepGroup.WEEK] - today,
            questions=counted[StepGroup.QUESTION],
            passed=counted[StepGroup.PASSED],
            waiting=counted[StepGroup.WAITING],
            approvals=sum(_those(self.approvals, cases)),
            failed_mail=sum(_those(self.failed_mail, cases)),
            stuck=len(self.stuck if cases is None else [each for each in self.stuck if each in cases]),
        )


def open_day(reading: Session, on: date) -> OpenDay:
    """Read what is open on a day in all cases."""
    steps: dict[int, list[tuple[StepGroup, OpenStep]]] = defaultdict(list)
    for group in GROUPS:
        for step in open_steps(reading, group, day_of_work(reading, None, group), limit=EVERYTHING):
            steps[step.case_id].append((group, step))
    waiting = select(col(Referral.case_id), func.count()).join(Case, col(Case.id) == col(Referral.case_id))
    waiting = waiting.where(col(Referral.status) == AWAITS_YES, col(Case.status) == OPEN)
    approvals = dict(reading.execute(waiting.group_by(col(Referral.case_id))).tuples().all())
    return OpenDay(on, steps, approvals, _failed_mail(reading), set(reading.scalars(select(col(WakeTrouble.case_id)))))


def _failed_mail(reading: Session) -> dict[int, int]:
    failed: dict[str, int] = defaultdict(int)
    for mail in undelivered_mail(reading):
        if mail.number and mail.needs_person:
            failed[mail.number] += 1
    ids = select(col(Case.number), col(Case.id)).where(col(Case.number).in_(failed), col(Case.status) == OPEN)
    return {id_: failed[number] for number, id_ in reading.execute(ids).tuples()}


def _those(found: Mapping[int, Value], cases: Collection[int] | None) -> Iterable[Value]:
    if cases is None:
        return found.values()
    return (found[each] for each in cases if each in found)
