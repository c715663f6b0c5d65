"""The months an overview is about."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from spoorboek.statute.days.calendar import DAY, dutch_date

MONTH_NAMES = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
TWELVE_MONTHS, YEARS_BACK = "12", 3


class OverviewPeriod(NamedTuple):
    """A period, first and last day inclusive; `code` is how an address asks it, `name` how people read it."""

    code: str
    name: str
    first: date
    last: date

    @property
    def words(self) -> str:
        """Return the period with its days."""
        return f"{dutch_date(self.first)} tot en met {dutch_date(self.last)}"

    def months(self) -> Sequence["OverviewPeriod"]:
        """Return the calendar months of the period, each as far as it lies within it."""
        found, first = [], self.first
        while first <= self.last:
            following = month_after(first)
            found.append(OverviewPeriod("", month_name(first), first, min(following - DAY, self.last)))
            first = following
        return found


def overview_periods(on: date) -> Sequence[OverviewPeriod]:
    """Return the periods one may ask on a day: the last twelve months (this one until today), and calendar years."""
    back = date(on.year - 1, on.month, 1)
    twelve = OverviewPeriod(TWELVE_MONTHS, "Laatste twaalf maanden", month_after(back), on)
    years = [
        OverviewPeriod(str(year), str(year), date(year, 1, 1), min(date(year, 12, 31), on))
        for year in range(on.year, on.year - YEARS_BACK - 1, -1)
    ]
    return [twelve, *years]


def month_after(day: date) -> date:
    """Return the first day of the month after that of a day."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def month_name(day: date) -> str:
    """Return month and year as they stand below a bar: `mrt 26`."""
    return f"{MONTH_NAMES[day.month - 1]} {day.year % 100:02d}"
