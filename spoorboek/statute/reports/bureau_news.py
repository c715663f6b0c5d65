"""What a bureau at work must hear the same working day: a change of what the employee can work."""

from collections.abc import Iterator
from datetime import date

from spoorboek.statute.days.calendar import working_day_from
from spoorboek.statute.reports.field_readers import ReportedEvents
from spoorboek.statute.second_track_facts import BureauNews

AT_WORK = ("aangemeld", "bevestigd", "intake_gepland", "intake_gehouden", "trajectplan", "loopt", "verlengd")
AT_REST = ("eindrapport", "nazorg", "afgesloten", "gestaakt", "ingetrokken", "vervangen", "geweigerd", "verlopen")


def bureau_news(reports: ReportedEvents) -> tuple[BureauNews, ...]:
    """Return the news for a bureau by the working day it was known; of two of one day the later change counts."""
    begun, ended = _begun(reports), _ended(reports)
    told = sorted(_told(reports))
    news: dict[date, BureauNews] = {}
    for report in reports["capability_changed"]:
        from_ = report.maybe_day("from") or report.event.on
        known_on = working_day_from(max(from_, report.event.on))
        working = [number for number, day in begun.items() if day <= known_on <= ended.get(number, date.max)]
        if working:
            last = max(ended.get(number, date.max) for number in working)
            heard = next((day for day in told if day >= from_), None)
            news[known_on] = BureauNews(known_on, heard, None if last == date.max else last)
    return tuple(news[day] for day in sorted(news))


def _begun(reports: ReportedEvents) -> dict[int, date]:
    """Return since when each bureau is at work, as far as its trajectory or the moves of its referral tell."""
    days: dict[int, date] = {}
    told = [(report, "on") for report in reports["trajectory_planned"]]
    told += [(report, "from") for report in reports["progress_reported"]]
    told += [(report, "on") for report in reports["referral_moved"] if report.event.data.get("to") in AT_WORK]
    for report, name in told:
        number = int(report.event.data["referral"])
        days[number] = min(report.day(name), days.get(number, date.max))
    return days


def _ended(reports: ReportedEvents) -> dict[int, date]:
    """Return when each bureau was done."""
    days: dict[int, date] = {}
    moved = [report for report in reports["referral_moved"] if report.event.data.get("to") in AT_REST]
    for report in [*reports["trajectory_ended"], *moved]:
        number = int(report.event.data["referral"])
        days[number] = min(report.day("on"), days.get(number, date.max))
    return days


def _told(reports: ReportedEvents) -> Iterator[date]:
    """Yield the days on which a bureau was told, or said itself that something changed."""
    yield from (each.day("on") for each in reports["trajectory_changed"] if each.event.data["what"] == "belastbaarheid")
    yield from (each.day("on") for each in reports["progress_reported"] if each.event.data.get("capability_changed"))
