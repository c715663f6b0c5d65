"""Days of absence of a case, as the national statistics count them.

Source: CBS, begrippen Ziekteverzuimpercentage (calendar days, without leave around childbirth) and
Meldingsfrequentie ziekteverzuim; CBS, Standaard voor ziekteverzuim: an illness that follows another within four
weeks, or leave around childbirth, is a report of its own; partial work is no new report, and counts by the part that is
not worked. What lasts longer than two years counts no more.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from spoorboek.statute.days.calendar import DAY
from spoorboek.statute.events import DOUBLE, Event
from spoorboek.statute.facts import CaseFacts
from spoorboek.statute.reports.field_readers import ReportedEvents
from spoorboek.statute.reports.fold import fold_events, reports_by_kind
from spoorboek.statute.reports.withdrawn_events import WITHDRAWAL
from spoorboek.statute.timeline.interruptions import interruptions

COUNTED = timedelta(days=730)  # from the first sick day
WHOLE = 100  # percent of the contract hours
ABSENCE_KINDS = (
    "sick_reported",
    "first_day_corrected",
    "recovered",
    "relapsed",
    "capability_changed",
    "leave_recorded",
    "circumstance_recorded",
    "contract_end_set",
    "died",
    "found_double",
    WITHDRAWAL,
)


class AbsencePiece(NamedTuple):
    """Sick days with one share of absence, first and last inclusive (date.max while it lasts).

    `absent`: percent of the contract hours that is not worked; `is_report`: the first day is that of a sick report.
    """

    first: date
    last: date
    absent: int
    is_report: bool


def absence_pieces(events: Sequence[Event], ended_on: date | None) -> tuple[AbsencePiece, ...]:
    """Return the absence in a case, from its events of ABSENCE_KINDS; nothing of a case that was opened twice.

    `ended_on`: the day the case closed; None while it is open. Raises FactsError as `fold_events` does.
    """
    known = list(_answerable(events))
    reports = reports_by_kind(known)
    if reports[DOUBLE]:
        return ()
    facts = fold_events(known)
    ends = (ended_on, facts.died_on, facts.contract_ends_on, facts.first_sick_day + COUNTED - DAY)
    last = min(filter(None, ends))
    return tuple(piece for spell in _spells(facts, last) for piece in _pieces(*spell, reports))


def lost_hundredths(pieces: Iterable[AbsencePiece], first: date, last: date) -> int:
    """Return the days of absence within a period, in hundredths of a calendar day, each by the share not worked."""
    return sum(max((min(last, each.last) - max(first, each.first)).days + 1, 0) * each.absent for each in pieces)


def sick_reports(pieces: Iterable[AbsencePiece], first: date, last: date) -> int:
    """Count the sick reports of which the first day lies within a period."""
    return sum(each.is_report and first <= each.first <= last for each in pieces)


def _answerable(events: Iterable[Event]) -> Iterator[Event]:
    """Yield the events in order, without the withdrawals of what is not among them."""
    kept: set[object] = set()
    for event in sorted(events, key=lambda event: event.seq):
        if event.kind != WITHDRAWAL or event.data.get("report") in kept:
            kept.add(event.seq)
            yield event


def _spells(facts: CaseFacts, last: date) -> Iterator[tuple[date, date]]:
    """Yield first and last day of the sickness between recoveries and leave."""
    first = facts.first_sick_day
    for gap in interruptions(facts):
        if first < gap.from_ and first <= last:
            yield first, min(gap.from_ - DAY, last)
        if gap.until is None:
            return
        first = gap.until + DAY
    if first <= last:
        yield first, last


def _pieces(first: date, last: date, reports: ReportedEvents) -> Iterator[AbsencePiece]:
    """Divide sickness by what was worked; each begins as full absence, whatever was worked in the one before."""
    worked = {first: 0}
    for report in reports["capability_changed"]:
        if first <= (since := report.day("from")) <= last:
            worked[since] = int(report.event.data["percentage"])
    days = sorted(worked)
    for since, until in zip(days, [*(day - DAY for day in days[1:]), last], strict=True):
        yield AbsencePiece(since, until, WHOLE - worked[since], since == first)
