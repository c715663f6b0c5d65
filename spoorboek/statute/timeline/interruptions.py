"""Interruptions of the sickness, and whether each pauses the day count or ends the case."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from spoorboek.statute.days.calendar import DAY
from spoorboek.statute.days.sickness_days import Gap, SicknessDays
from spoorboek.statute.facts import CaseFacts

ENDS_AFTER = timedelta(days=28)  # "minder dan vier weken": 27 recovered days still belong to the same case


@dataclass(frozen=True, slots=True)
class Interruption:
    """Consecutive days of recovery and leave, without a sick day between.

    `until` is None while it lasts; `recovered`: the recovered days that are not leave days, in order; `leave_until`:
    the last day of leave in it; `other_cause`: the sickness after the leave clearly has another cause.
    """

    from_: date
    until: date | None
    recovered: tuple[Gap, ...]
    other_cause: bool
    leave_until: date | None = None

    @property
    def recovered_days(self) -> timedelta:
        """Return the number of recovered days that count towards the four weeks."""
        return sum((gap.length for gap in self.recovered), timedelta())

    @property
    def lasts_four_weeks(self) -> bool:
        """Return whether four weeks of recovery are reached, or will be if nothing changes.

        Source: BW 7:629(10): "met een onderbreking van minder dan vier weken";
        docs/wet/counting.md, Interruptions.
        """
        return self.until is None or self.recovered_days >= ENDS_AFTER

    @property
    def ends_the_case(self) -> bool:
        """Return whether sickness after this interruption, if any, is another case. Source: BW 7:629(10), WIA 23(3)."""
        return self.lasts_four_weeks or self.other_cause

    @property
    def twenty_eighth_day(self) -> date:
        """Return the 28th recovered day; days of leave do not count. ValueError when the recovery is shorter."""
        missing = ENDS_AFTER
        for gap in self.recovered:
            if missing <= gap.length:
                return gap.from_ + missing - DAY
            missing -= gap.length
        raise ValueError("the interruption is shorter than four weeks")


def interruptions(facts: CaseFacts) -> tuple[Interruption, ...]:
    """Return the interruptions of a case in order; recoveries and leaves that touch or overlap are one interruption."""
    return tuple(_make_interruption(facts, merged) for merged in _merged_gaps(facts))


def sickness_days_of(facts: CaseFacts) -> SicknessDays:
    """Return the sickness day counter of a case, which skips the interruptions that do not end the case."""
    return days_and_ending(facts)[0]


def days_and_ending(facts: CaseFacts) -> tuple[SicknessDays, Interruption | None]:
    """Return the sickness day counter of a case, and the interruption that ends the case, if any."""
    gaps: list[Gap] = []
    for item in interruptions(facts):
        if item.until is None or item.ends_the_case:
            return SicknessDays(facts.first_sick_day, tuple(gaps)), item
        gaps.append(Gap(item.from_, item.until))
    return SicknessDays(facts.first_sick_day, tuple(gaps)), None


def _merged_gaps(facts: CaseFacts) -> Iterator[Gap]:
    """Merge all adjacent or overlapping days without sickness; `date.max` represents an open end."""
    gaps = sorted(
        [Gap(item.from_, item.until or date.max) for item in facts.recoveries]
        + [Gap(item.from_, item.until) for item in facts.days_off]
    )
    while gaps:
        merged = gaps.pop(0)
        while gaps and (merged.until == date.max or gaps[0].from_ <= merged.until + DAY):
            merged = Gap(merged.from_, max(merged.until, gaps.pop(0).until))
        yield merged


def _make_interruption(facts: CaseFacts, merged: Gap) -> Interruption:
    leaves = sorted(leave for leave in facts.days_off if merged.from_ <= leave.from_ <= merged.until)
    recovered = (Gap(item.from_, item.until or date.max) for item in sorted(facts.recoveries))
    recovered_gaps = tuple(
        part
        for gap in recovered
        if merged.from_ <= gap.from_ <= merged.until
        for part in _without_leaves(gap, [*leaves])
    )
    return Interruption(
        merged.from_,
        None if merged.until == date.max else merged.until,
        recovered_gaps,
        any(not leave.same_cause for leave in leaves),
        max((leave.until for leave in leaves), default=None),
    )


def _without_leaves(gap: Gap, leaves: list[tuple[date, date, bool]]) -> Iterator[Gap]:
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
