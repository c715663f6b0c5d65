"""Days of sickness: the only unit in which most terms of the law run."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from spoorboek.statute.days.calendar import DAY


class Gap(NamedTuple):
    """Days that do not count, first and last inclusive: fully recovered days and days of leave."""

    from_: date
    until: date

    @property
    def length(self) -> timedelta:
        """Return the number of calendar days of the gap."""
        return self.until - self.from_ + DAY


@dataclass(frozen=True, slots=True)
class SicknessDays:
    """Counts days of sickness from the first one (0), skipping gaps. `gaps` are sorted, apart, and after `start`.

    Source: BW 7:629(10), ZW 29(5), WIA 23(3): periods are added when they follow each other within four weeks.
    """

    start: date
    gaps: tuple[Gap, ...] = ()
    # The gaps with their lengths worked out once: every date of a plan passes here.
    _spans: tuple[tuple[date, date, timedelta], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_spans", tuple((gap.from_, gap.until, gap.length) for gap in self.gaps))

    def date_of(self, n: int) -> date:
        """Return the date on which `n` days of sickness have passed since the first one (n = 0)."""
        return self.add(self.start, n)

    def add(self, anchor: date, days: int) -> date:
        """Return the date `days` days of sickness after `anchor` (before it when negative)."""
        if not self.gaps or not days:
            return anchor + timedelta(days)
        return self._forward(anchor, days) if days > 0 else self._back(anchor, -days)

    def _forward(self, anchor: date, days: int) -> date:
        found = anchor + timedelta(days)
        for first, last, length in self._spans:
            if found < first:
                break
            if last >= anchor:
                # An anchor inside a gap: its first counted day is the first one after the gap.
                found += length if first > anchor else last - anchor
        return found

    def _back(self, anchor: date, days: int) -> date:
        found = anchor - timedelta(days)
        for first, last, length in reversed(self._spans):
            if found > last:
                break
            if first <= anchor:
                found -= length if last < anchor else anchor - first
        return found

    def skipped(self, anchor: date, day: date) -> Iterator[Gap]:
        """Walk the gaps (cut to size) that lie after `anchor` and before `day`."""
        for gap in self.gaps:
            if gap.until > anchor and gap.from_ < day:
                yield Gap(max(gap.from_, anchor + DAY), min(gap.until, day - DAY))

    def index(self, day: date) -> int:
        """Return which day of sickness `day` is, from 0; a day in a gap counts as the last one before it."""
        skipped = sum(
            (Gap(gap.from_, min(gap.until, day)).length for gap in self.gaps if gap.from_ <= day), timedelta()
        )
        return (day - self.start - skipped).days

    @property
    def total(self) -> timedelta:
        """Return all days that do not count together."""
        return sum((gap.length for gap in self.gaps), timedelta())
