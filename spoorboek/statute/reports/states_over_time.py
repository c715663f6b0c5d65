"""Derive states that come and go during a sickness from their reports: possibilities, prospects, standstill.

Reports are sorted by the day they are about, so the order of entry does not matter; of two about the same day the later
entry decides.
"""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from spoorboek.statute.days.calendar import DAY, dutch_date
from spoorboek.statute.errors import FactsError
from spoorboek.statute.facts import EarlyBenefit, ReturnProspect, SixtyPlus, Spell
from spoorboek.statute.reports.field_readers import ReportedEvent, ReportedEvents


class Possibilities(NamedTuple):
    """The possibilities to work, as stored in the facts of a case."""

    none_since: date | None = None
    since: date | None = None
    marginal: Spell | None = None


def possibilities(reports: ReportedEvents) -> Possibilities:
    """Return the possibilities to work: none, marginal or more, and since when.

    They appear on the first day with any possibilities, marginal ones included, after a period without. Marginal ones
    end when a report says that there are more.
    Source: docs/wet/possibilities.md, How reports are read.
    """
    changes = [*reports["possibilities_changed"], *reports["possibilities_marginal"]]
    state, first = Possibilities(), True
    for report in sorted(changes, key=_from_then_seq):
        state = _after_report(state, report, first)
        first = False
    return state


def _after_report(before: Possibilities, report: ReportedEvent, first: bool) -> Possibilities:
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
    """Return the last prospect of a return, with the day on which it was lost, if it was."""
    prospect = None
    for report in sorted(reports, key=_on_then_seq):
        day = report.day("on")
        if report.flag("within_3_months"):
            prospect = ReturnProspect(day, True)
        elif prospect is None or not prospect.within_3_months:
            prospect = ReturnProspect(day, False)
        elif prospect.lost_on is None:
            prospect = prospect._replace(lost_on=day)
    return prospect


def earlier_prospects(reports: list[ReportedEvent]) -> tuple[date, ...]:
    """Return the days on which a prospect was recorded before the last one."""
    return tuple(sorted({report.day("on") for report in reports if report.flag("within_3_months")}))[:-1]


def early_benefit(reports: list[ReportedEvent]) -> EarlyBenefit | None:
    """Return UWV's last decision on a benefit with a shortened wait."""
    if not reports:
        return None
    last = reports[-1]
    return EarlyBenefit(last.day("on"), last.day("from") if last.flag("granted") else None)


def sixty_plus(reports: list[ReportedEvent]) -> SixtyPlus | None:
    """Return whether the simplified assessment may be asked for, and since when both agree, as last reported."""
    if not reports or not reports[-1].flag("applies"):
        return None
    return SixtyPlus(reports[-1].maybe_day("on"))


def _on_then_seq(report: ReportedEvent) -> tuple[date, int]:
    return report.day("on"), report.event.seq


def spells(begun: list[ReportedEvent], ended: list[ReportedEvent], orphan: str) -> tuple[Spell, ...]:
    """Return a spell for each day a state began, until the day before the first end after it.

    FactsError with the text `orphan` for an end without an earlier beginning.
    """
    starts, ends = (sorted({report.day("on") for report in reports}) for reports in (begun, ended))
    if ends and (not starts or ends[0] <= starts[0]):
        raise FactsError(f"{orphan.format(day=dutch_date(ends[0]))} Meld eerst het begin, of corrigeer de datum.")
    return tuple(_spells(starts, ends))


def _spells(starts: list[date], ends: list[date]) -> Iterator[Spell]:
    for day in starts:
        end = next((end for end in ends if end > day), None)
        yield Spell(day, end - DAY if end else None)
