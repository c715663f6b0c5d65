"""Which days a term counted and which it did not: the stretches between its anchor and its date."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from spoorboek.statute.days.calendar import DAY, dutch_date
from spoorboek.statute.days.sickness_days import Gap
from spoorboek.statute.law.terms import Adjusted, ByValue, Offset, Pick, Term
from spoorboek.statute.timeline.course import Course, days_in_words
from spoorboek.statute.timeline.interruptions import interruptions

END_OF_WAIT = Offset("W")
LEFT_OUT = "Niet geteld: "
ADDED_UP = "BW 7:629 lid 10, Ziektewet art. 29 lid 5, Wet WIA art. 23 lid 3"


class CountedDays(NamedTuple):
    """The days a term counted, in stretches; `back` when it counted back from its anchor."""

    stretches: tuple[Gap, ...]
    back: bool

    @property
    def total(self) -> timedelta:
        """Return how many days were counted."""
        return sum((stretch.length for stretch in self.stretches), timedelta())


def counted_days(term: Term, course: Course) -> CountedDays | None:
    """Return the days that made the date of a term; None for terms of months and years, and of no days at all.

    The day of the anchor itself is not counted: "binnen zes weken na de eerste dag" begins on the day after it.
    """
    offset = deciding_offset(term, course)
    if offset is None or not offset.count or offset.unit not in ("sick", "cal"):
        return None
    anchor, back = course.day(offset.anchor), offset.count < 0
    reached = offset.after(anchor, course)
    whole = Gap(reached, anchor - DAY) if back else Gap(anchor + DAY, reached)
    gaps = () if offset.unit == "cal" else course.sickness_days.gaps
    return CountedDays(tuple(_without(whole, gaps)), back)


def counted_lines(term: Term, course: Course) -> Iterator[str]:
    """Word which days a term counted, stretch by stretch with their sum, and which days it did not, and why."""
    offset = deciding_offset(term, course)
    if offset is None:
        return
    found = counted_days(course.book.wait if offset == END_OF_WAIT else offset, course)
    if found:
        *first, last = (f"{_span(stretch)} ({days_in_words(stretch.length)})" for stretch in found.stretches)
        each = f"{', '.join(first)} en {last}, samen {days_in_words(found.total)}" if first else last
        yield f"{'Teruggeteld' if found.back else 'Geteld'}: {each}."
    if offset.anchor == END_OF_WAIT.anchor:
        yield from not_counted_lines(course, course.day("D"), course.legal_wait_end)
    elif offset.unit != "cal":
        anchor = course.day(offset.anchor)
        yield from not_counted_lines(course, *sorted((anchor, offset.after(anchor, course))))


def not_counted_lines(course: Course, after: date, before: date) -> Iterator[str]:
    """Word the days between two dates that do not count, the recovered ones apart from the leave, with the reason."""
    recovered = [gap for item in interruptions(course.facts) for gap in item.recovered]
    leaves = [Gap(item.from_, item.until) for item in sorted(course.facts.leaves)]
    for gaps, what, why in (
        (recovered, "hersteld", "minder dan vier weken achter elkaar, dus samengeteld, wat de oorzaak ook is"),
        (leaves, "verlof rond de bevalling", "telt niet mee en breekt de ziekte niet"),
    ):
        within = [gap for gap in gaps if after < gap.until and gap.from_ < before]
        if within:
            left_out = (Gap(max(gap.from_, after + DAY), gap.until) for gap in within)
            each = " en ".join(f"{days_in_words(gap.length)} {what} ({_span(gap)})" for gap in left_out)
            yield f"{LEFT_OUT}{each}: {why} ({ADDED_UP})."


def deciding_offset(term: Term, course: Course) -> Offset | None:
    """Return the offset that gave the date of a term: of several terms the one that was picked."""
    if isinstance(term, ByValue):
        return term.as_offset(course)
    if isinstance(term, Pick):
        day = term.on(course)
        return next((deciding_offset(part, course) for part in term.terms if part.on(course) == day), None)
    return deciding_offset(term.term, course) if isinstance(term, Adjusted) else term


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
        return dutch_date(stretch.from_)
    return f"{dutch_date(stretch.from_)} t/m {dutch_date(stretch.until)}"
