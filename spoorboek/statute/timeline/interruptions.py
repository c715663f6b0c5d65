"""Runs of days without sickness, and what each does to the case: they do not count, or they end it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from spoorboek.statute.days.calendar import DAY
from spoorboek.statute.days.sickness_days import Gap, SicknessDays
from spoorboek.statute.facts import CaseFacts

ENDS_AFTER = timedelta(days=28)  # "minder dan vier weken": 27 recovered days still belong to the same case


@dataclass(frozen=True, slots=True)
class Interruption:
    """Days of recovery and leave that follow each other without a sick day between.

    `until` is None while it lasts; `recovered` are the recovered days that are not leave days, in order;
    `other_cause` tells that the sickness after the leave clearly has another cause.
    """

    from_: date
    until: date | None
    recovered: tuple[Gap, ...]
    other_cause: bool

    @property
    def recovered_days(self) -> timedelta:
        """Return the number of recovered days that count towards the four weeks."""
        return sum((gap.length for gap in self.recovered), timedelta())

    @property
    def outlasts_the_case(self) -> bool:
        """Tell whether four weeks of recovery are reached, or will be when nothing changes.

        Source: BW 7:629(10): "met een onderbreking van minder dan vier weken";
        docs/wet/counting.md, Interruptions.
        """
        return self.until is None or self.recovered_days >= ENDS_AFTER

    @property
    def ends_the_case(self) -> bool:
        """Tell whether the sickness after it, if any, is another case. Source: BW 7:629(10), WIA 23(3)."""
        return self.outlasts_the_case or self.other_cause

    @property
    def twenty_eighth_day(self) -> date:
        """Return the day on which 28 days of recovery have been reached; days of leave do not count."""
        missing = ENDS_AFTER
        for gap in self.recovered:
            if missing <= gap.length:
                return gap.from_ + missing - DAY
            missing -= gap.length
        raise ValueError("the interruption is shorter than four weeks")


def interruptions(facts: CaseFacts) -> tuple[Interruption, ...]:
    """Return the interruptions of a case in order; recoveries and leaves that touch or overlap are one interruption."""
    return tuple(_interruption(facts, run) for run in _runs(facts))


def sickness_days_of(facts: CaseFacts) -> SicknessDays:
    """Return how the days of sickness of a case are counted: without the interruptions that leave it the same case."""
    gaps = []
    for item in interruptions(facts):
        if item.ends_the_case or item.until is None:
            break
        gaps.append(Gap(item.from_, item.until))
    return SicknessDays(facts.first_sick_day, tuple(gaps))


def _runs(facts: CaseFacts) -> Iterator[Gap]:
    """Join all days without sickness that touch; a day far ahead stands for an open end."""
    spans = sorted(
        [Gap(item.from_, item.until or date.max) for item in facts.recoveries]
        + [Gap(item.from_, item.until) for item in facts.leaves]
    )
    while spans:
        run = spans.pop(0)
        while spans and (run.until == date.max or spans[0].from_ <= run.until + DAY):
            run = Gap(run.from_, max(run.until, spans.pop(0).until))
        yield run


def _interruption(facts: CaseFacts, run: Gap) -> Interruption:
    leaves = sorted(leave for leave in facts.leaves if run.from_ <= leave.from_ <= run.until)
    recovered = (Gap(item.from_, item.until or date.max) for item in sorted(facts.recoveries))
    free = tuple(
        piece for gap in recovered if run.from_ <= gap.from_ <= run.until for piece in _without(gap, [*leaves])
    )
    return Interruption(
        run.from_, None if run.until == date.max else run.until, free, any(not leave.same_cause for leave in leaves)
    )


def _without(gap: Gap, leaves: list[tuple[date, date, bool]]) -> Iterator[Gap]:
    """Cut the days of leave out of recovered days: they do not count towards the four weeks."""
    start = gap.from_
    for from_, until, _ in leaves:
        if until < start or from_ > gap.until:
            continue
        if from_ > start:
            yield Gap(start, from_ - DAY)
        start = until + DAY
    if start <= gap.until:
        yield Gap(start, gap.until)
