"""Which days a term counted and which it did not: the stretches between its anchor and its date."""

from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple

from .calendar import DAY, dutch
from .counting import Gap
from .course import Course, days
from .terms import Adjusted, ByValue, Offset, Pick, Term


class Counted(NamedTuple):
    """The days a term counted, in stretches; `back` when it counted back from its anchor."""

    stretches: tuple[Gap, ...]
    back: bool

    @property
    def total(self) -> timedelta:
        """Return how many days were counted."""
        return sum((stretch.length for stretch in self.stretches), timedelta())


def counted(term: Term, course: Course) -> Counted | None:
    """Return the days that made the date of a term; None for terms of months and years, and of no days at all.

    The day of the anchor itself is not counted: "binnen zes weken na de eerste dag" begins on the day after it.
    """
    offset = _deciding(term, course)
    if offset is None or not offset.count or offset.unit not in ("sick", "cal"):
        return None
    anchor, back = course.day(offset.anchor), offset.count < 0
    reached = offset.after(anchor, course)
    whole = Gap(reached, anchor - DAY) if back else Gap(anchor + DAY, reached)
    gaps = () if offset.unit == "cal" else course.counting.gaps
    return Counted(tuple(_without(whole, gaps)), back)


def counted_line(term: Term, course: Course) -> str | None:
    """Word which days a term counted, stretch by stretch, with their sum."""
    found = counted(term, course)
    if found is None:
        return None
    *first, last = (f"{_span(stretch)} ({days(stretch.length)})" for stretch in found.stretches)
    each = f"{', '.join(first)} en {last}, samen {days(found.total)}" if first else last
    return f"{'Teruggeteld' if found.back else 'Geteld'}: {each}."


def _deciding(term: Term, course: Course) -> Offset | None:
    """Return the offset that gave the date: of several terms the one that was picked."""
    if isinstance(term, ByValue):
        return term.settled(course)
    if isinstance(term, Pick):
        day = term.on(course)
        return next((_deciding(part, course) for part in term.terms if part.on(course) == day), None)
    return _deciding(term.term, course) if isinstance(term, Adjusted) else term


def _without(whole: Gap, gaps: tuple[Gap, ...]) -> Iterator[Gap]:
    """Cut the days that do not count out of a stretch."""
    start = whole.from_
    for gap in gaps:
        if gap.until < start or gap.from_ > whole.until:
            continue
        if gap.from_ > start:
            yield Gap(start, gap.from_ - DAY)
        start = gap.until + DAY
    if start <= whole.until:
        yield Gap(start, whole.until)


def _span(stretch: Gap) -> str:
    if stretch.from_ == stretch.until:
        return dutch(stretch.from_)
    return f"{dutch(stretch.from_)} t/m {dutch(stretch.until)}"
