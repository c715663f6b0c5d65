"""Sickness days: the unit in which most statutory terms are counted."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from spoorboek.statute.days.calendar import DAY


class Gap(NamedTuple):
    """Uncounted days, first and last inclusive: fully recovered days and days of leave."""

    from_: date
    until: date

    @property
    def length(self) -> timedelta:
        """Return the number of calendar days in the gap."""
        return self.until - self.from_ + DAY


@dataclass(frozen=True, slots=True)
class SicknessDays:
    """Counts sickness days from the first one (0), skipping gaps. `gaps` are sorted, disjoint, and after `start`.

    Source: BW 7:629(10), ZW 29(5), WIA 23(3): periods are added when they follow each other within four weeks.
    """

    start: date
    gaps: tuple[Gap, ...] = ()
    # The gaps with precomputed lengths, and the last one first: every date of a plan is computed from them.
    _spans: tuple[tuple[date, date, timedelta], ...] = field(init=False, repr=False, compare=False)
    _spans_back: tuple[tuple[date, date, timedelta], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_spans", tuple((gap.from_, gap.until, gap.length) for gap in self.gaps))
        object.__setattr__(self, "_spans_back", self._spans[::-1])

    def date_of(self, n: int) -> date:
        """Return the date on which `n` sickness days have passed since the first one (n = 0)."""
        return self.add(self.start, n)

    def add(self, anchor: date, days: int) -> date:
        """Return the date `days` sickness days after `anchor` (before it when negative)."""
        result = anchor + timedelta(days)
        if not self.gaps or not days:
            return result
        return self._forward(anchor, result) if days > 0 else self._back(anchor, result)

    def _forward(self, anchor: date, result: date) -> date:
        for first, last, length in self._spans:
            if result < first:
                break
            if last >= anchor:
                # An anchor inside a gap: counting starts on the first day after the gap.
                result += length if first > anchor else last - anchor
        return result

    def _back(self, anchor: date, result: date) -> date:
        for first, last, length in self._spans_back:
            if result > last:
                break
            if first <= anchor:
                result -= length if last < anchor else anchor - first
        return result

    def skipped(self, anchor: date, day: date) -> Iterator[Gap]:
        """Yield the parts of gaps that lie after `anchor` and before `day`."""
        for gap in self.gaps:
            if gap.until > anchor and gap.from_ < day:
                yield Gap(max(gap.from_, anchor + DAY), min(gap.until, day - DAY))

    def first_sick_day_from(self, day: date) -> date:
        """Return the day itself, or the first sick day after the gap in which it lies."""
        return next((gap.until + DAY for gap in self.gaps if gap.from_ <= day <= gap.until), day)

    def index(self, day: date) -> int:
        """Return the sickness day number of `day`, from 0; a day in a gap counts as the last sickness day before it."""
        skipped = sum(
            (Gap(gap.from_, min(gap.until, day)).length for gap in self.gaps if gap.from_ <= day), timedelta()
        )
        return (day - self.start - skipped).days

    @property
    def total(self) -> timedelta:
        """Return the length of all gaps together."""
        return sum((gap.length for gap in self.gaps), timedelta())
