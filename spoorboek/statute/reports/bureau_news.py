"""What a bureau at work must hear the same working day: a change of what the employee can work."""

from collections.abc import Iterator
from datetime import date

from spoorboek.statute.days.calendar import working_day_from
from spoorboek.statute.events import EventKind
from spoorboek.statute.referrals.referral import WITH_THE_CASE
from spoorboek.statute.reports.field_readers import ReportedEvent, ReportedEvents
from spoorboek.statute.second_track_facts import BureauNews

AT_WORK = ("aangemeld", "bevestigd", "intake_gepland", "intake_gehouden", "trajectplan", "loopt", "verlengd")
AT_REST = ("eindrapport", "nazorg", "afgesloten", "gestaakt", "ingetrokken", "vervangen", "geweigerd", "verlopen")
OF_BUREAUS: tuple[EventKind, ...] = ("trajectory_planned", "progress_reported", "referral_moved", "trajectory_ended")


class AtWork:
    """Since when each bureau is at work and when it was done, as its trajectory and the moves of its referral tell."""

    def __init__(self) -> None:
        self._begun: dict[int, date] = {}
        self._ended: dict[int, date] = {}

    def take(self, report: ReportedEvent) -> None:
        """Take in a report about a bureau, if it tells that it is at work or done."""
        kind, to = report.event.kind, report.event.data.get("to")
        if report.event.data.get("reason") == WITH_THE_CASE:
            return  # nobody is told anything any more, unless the case goes on
        if kind in ("trajectory_planned", "progress_reported") or to in AT_WORK:
            self._note(self._begun, report, "from" if kind == "progress_reported" else "on")
        elif kind == "trajectory_ended" or to in AT_REST:
            self._note(self._ended, report, "on")

    def on(self, day: date) -> list[date]:
        """Return when each bureau that is at work on a day is done; `date.max` when that is not known."""
        ends = ((begun, self._ended.get(number, date.max)) for number, begun in self._begun.items())
        return [end for begun, end in ends if begun <= day <= end]

    def _note(self, days: dict[int, date], report: ReportedEvent, name: str) -> None:
        number = int(report.event.data["referral"])
        days[number] = min(report.day(name), days.get(number, date.max))


def bureau_news(reports: ReportedEvents) -> tuple[BureauNews, ...]:
    """Return the news for a bureau by the working day it was known; of two of one day the later change counts."""
    if not reports["capability_changed"]:
        return ()
    at_work = AtWork()
    for kind in OF_BUREAUS:
        for report in reports[kind]:
            at_work.take(report)
    told = sorted(_told(reports))
    news: dict[date, BureauNews] = {}
    for report in reports["capability_changed"]:
        day = known_on(report)
        if ends := at_work.on(day):
            heard = next((each for each in told if each >= _changed_on(report)), None)
            last = max(ends)
            news[day] = BureauNews(day, heard, None if last == date.max else last)
    return tuple(news[day] for day in sorted(news))


def known_on(report: ReportedEvent) -> date:
    """Return the working day on which a change of what somebody can work was known, and counted."""
    return working_day_from(max(_changed_on(report), report.event.on))


def _changed_on(report: ReportedEvent) -> date:
    return report.maybe_day("from") or report.event.on


def _told(reports: ReportedEvents) -> Iterator[date]:
    """Yield the days on which a bureau was told, or said itself that something changed."""
    yield from (each.day("on") for each in reports["trajectory_changed"] if each.event.data["what"] == "belastbaarheid")
    yield from (each.day("on") for each in reports["progress_reported"] if each.event.data.get("capability_changed"))
