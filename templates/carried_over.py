"""What a form takes over from the papers before it, so that people confirm and change instead of typing again."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

NO_TEXTS: Mapping[str, str] = MappingProxyType({})
NO_ROWS: Mapping[str, tuple[int, ...]] = MappingProxyType({})


class CarriedOver(NamedTuple):
    """What was agreed before, as a form shows it.

    `filled`: what stands in a field, by its name; of a choice its code, of a box `ja`. `rows`: by party the numbers of
    the lines for activities. `activities`: the ones to look back on, by party and number. `goal`: in words, with the
    day on which it is to be reached; `hours`: a week, by the plan, on the day of the form.
    """

    filled: Mapping[str, str] = NO_TEXTS
    rows: Mapping[str, tuple[int, ...]] = NO_ROWS
    activities: tuple[tuple[str, int], ...] = ()
    goal: str | None = None
    goal_on: date | None = None
    hours: str | None = None


NOTHING_CARRIED = CarriedOver()
