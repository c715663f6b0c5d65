"""The days a term counts and those it skips, as spans between its anchor and its date."""

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
ADDING_UP_BASIS = "BW 7:629 lid 10, Ziektewet art. 29 lid 5, Wet WIA art. 23 lid 3"


class CountedDays(NamedTuple):
    """The days a term counted, as spans; `back`: it counted back from its anchor."""

    spans: tuple[Gap, ...]
    back: bool

    @property
    def total(self) -> timedelta:
        """Return the total length of the counted days."""
        return sum((span.length for span in self.spans), timedelta())


def counted_days(term: Term, course: Course) -> CountedDays | None:
    """Return the days counted by a term; None for terms in months or years, and for offsets of zero days.

    The day of the anchor itself is not counted: "binnen zes weken na de eerste dag" begins on the day after it.
    """
    offset = deciding_offset(term, course)
    if offset is None or not offset.count or offset.unit not in ("sick", "cal"):
        return None
    anchor, back = course.day(offset.anchor), offset.count < 0
    reached = offset.after(anchor, course)
    span = Gap(reached, anchor - DAY) if back else Gap(anchor + DAY, reached)
    gaps = () if offset.unit == "cal" else course.sickness_days.gaps
    return CountedDays(tuple(_without_gaps(span, gaps)), back)


def counted_lines(term: Term, course: Course) -> Iterator[str]:
    """Yield Dutch lines: the days a term counted, with their total, and the uncounted days, with the reason."""
    offset = deciding_offset(term, course)
    if offset is None:
        return
    counted = counted_days(course.book.wait if offset == END_OF_WAIT else offset, course)
    if counted:
        *first, last = (f"{_format_span(span)} ({days_in_words(span.length)})" for span in counted.spans)
        spans_text = f"{', '.join(first)} en {last}, samen {days_in_words(counted.total)}" if first else last
        yield f"{'Teruggeteld' if counted.back else 'Geteld'}: {spans_text}."
    if offset.anchor == END_OF_WAIT.anchor:
        yield from not_counted_lines(course, course.day("D"), course.legal_wait_end)
    elif offset.unit != "cal":
        anchor = course.day(offset.anchor)
        yield from not_counted_lines(course, *sorted((anchor, offset.after(anchor, course))))


def not_counted_lines(course: Course, after: date, before: date) -> Iterator[str]:
    """Yield Dutch lines with the uncounted days between two dates and the reason, recovery and leave apart."""
    recovered = [gap for item in interruptions(course.facts) for gap in item.recovered]
    leaves = [Gap(item.from_, item.until) for item in sorted(course.facts.leaves)]
    others = [Gap(item.from_, item.until) for item in course.facts.uncounted]
    for gaps, kind, why, basis in (
        (
            recovered,
            "hersteld",
            "minder dan vier weken achter elkaar, dus samengeteld, wat de oorzaak ook is",
            ADDING_UP_BASIS,
        ),
        (leaves, "verlof rond de bevalling", "telt niet mee en breekt de ziekte niet", ADDING_UP_BASIS),
        (others, "vastgelegd als niet meetellend", "telt niet voor de wachttijd", "Wet WIA art. 23 lid 5"),
    ):
        gaps_between = [gap for gap in gaps if after < gap.until and gap.from_ < before]
        if gaps_between:
            clipped = (Gap(max(gap.from_, after + DAY), gap.until) for gap in gaps_between)
            gaps_text = " en ".join(f"{days_in_words(gap.length)} {kind} ({_format_span(gap)})" for gap in clipped)
            yield f"{LEFT_OUT}{gaps_text}: {why} ({basis})."


def deciding_offset(term: Term, course: Course) -> Offset | None:
    """Return the offset that gave the date of a term: for several terms the one that was picked."""
    if isinstance(term, ByValue):
        return term.as_offset(course)
    if isinstance(term, Pick):
        day = term.on(course)
        return next((deciding_offset(part, course) for part in term.terms if part.on(course) == day), None)
    return deciding_offset(term.term, course) if isinstance(term, Adjusted) else term


def _without_gaps(span: Gap, gaps: tuple[Gap, ...]) -> Iterator[Gap]:
    """Cut the gaps out of a span."""
    start = span.from_
    for gap in gaps:
        if gap.until < start or gap.from_ > span.until:
            continue
        if gap.from_ > start:
            yield Gap(start, gap.from_ - DAY)
        start = gap.until + DAY
    if start <= span.until:
        yield Gap(start, span.until)


def _format_span(span: Gap) -> str:
    if span.from_ == span.until:
        return dutch_date(span.from_)
    return f"{dutch_date(span.from_)} t/m {dutch_date(span.until)}"
