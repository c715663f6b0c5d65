"""What comes and goes in the course of a sickness, read from its reports: possibilities, prospects, standstill.

Reports are put in the order of the days they are about, so it does not matter when they were entered; of two about the
same day the later entry has the last word.
"""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from spoorboek.statute.days.calendar import DAY, dutch_date
from spoorboek.statute.errors import FactsError
from spoorboek.statute.facts import ReturnProspect, Spell
from spoorboek.statute.reports.field_readers import ReportedEvent, ReportedEvents


class Possibilities(NamedTuple):
    """What is known of the possibilities to work, as the facts of a case hold it."""

    none_since: date | None = None
    since: date | None = None
    marginal: Spell | None = None


def possibilities(reports: ReportedEvents) -> Possibilities:
    """Return how the possibilities stand: none, marginal, or more, and since when.

    They appear on the first day after there were none on which there are any, marginal ones included. Marginal ones
    end where a report says that there is more. Source: docs/wet/possibilities.md, How reports are read.
    """
    changes = [*reports["possibilities_changed"], *reports["possibilities_marginal"]]
    found, first = Possibilities(), True
    for report in sorted(changes, key=_from_then_seq):
        found = _changed(found, report, first)
        first = False
    return found


def _changed(before: Possibilities, report: ReportedEvent, first: bool) -> Possibilities:
    day, marginal = report.day("from"), before.marginal
    if report.event.kind == "possibilities_marginal":
        since = day if before.none_since else before.since
        return Possibilities(None, since, marginal if marginal and marginal.until is None else Spell(day))
    if not report.flag("possible"):
        return Possibilities(none_since=day)
    if marginal and marginal.until is None:
        marginal = Spell(marginal.from_, day - DAY) if marginal.from_ < day else None
    return Possibilities(None, day if first or before.none_since else before.since, marginal)


def _from_then_seq(report: ReportedEvent) -> tuple[date, int]:
    return report.day("from"), report.event.seq


def last_prospect(reports: list[ReportedEvent]) -> ReturnProspect | None:
    """Return the last prospect of a return, with the day on which it was lost when it was."""
    lasting = None
    for report in sorted(reports, key=_on_then_seq):
        day = report.day("on")
        if report.flag("within_3_months"):
            lasting = ReturnProspect(day, True)
        elif lasting is None or not lasting.within_3_months:
            lasting = ReturnProspect(day, False)
        elif lasting.lost_on is None:
            lasting = lasting._replace(lost_on=day)
    return lasting


def earlier_prospects(reports: list[ReportedEvent]) -> tuple[date, ...]:
    """Return the days on which a prospect was recorded before the last one."""
    return tuple(sorted({report.day("on") for report in reports if report.flag("within_3_months")}))[:-1]


def _on_then_seq(report: ReportedEvent) -> tuple[date, int]:
    return report.day("on"), report.event.seq


def spells(begun: list[ReportedEvent], ended: list[ReportedEvent], orphan: str) -> tuple[Spell, ...]:
    """Return each state that began, until the day before the first end after its beginning.

    FactsError for an end of what never began, with the words of `orphan`.
    """
    starts, ends = (sorted({report.day("on") for report in reports}) for reports in (begun, ended))
    if ends and (not starts or ends[0] <= starts[0]):
        raise FactsError(f"{orphan.format(day=dutch_date(ends[0]))} Meld eerst het begin, of corrigeer de datum.")
    return tuple(_spells(starts, ends))


def _spells(begun: list[date], ends: list[date]) -> Iterator[Spell]:
    for day in begun:
        end = next((end for end in ends if end > day), None)
        yield Spell(day, end - DAY if end else None)
