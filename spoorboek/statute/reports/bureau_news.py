"""What a bureau at work must hear the same working day: a change of what the employee can work."""

from collections.abc import Iterator, Sequence
from datetime import date

from spoorboek.statute.days.calendar import working_day_from
from spoorboek.statute.events import EventKind
from spoorboek.statute.referrals.referral import WITH_THE_CASE, ReferralFacts
from spoorboek.statute.reports.field_readers import ReportedEvent, ReportedEvents
from spoorboek.statute.second_track_facts import BureauNews

AT_WORK = ("aangemeld", "bevestigd", "intake_gepland", "intake_gehouden", "trajectplan", "loopt", "verlengd")
AT_REST = ("eindrapport", "nazorg", "afgesloten", "gestaakt", "ingetrokken", "vervangen", "geweigerd", "verlopen")
CAPABILITY = "belastbaarheid"
OF_BUREAUS: tuple[EventKind, ...] = ("trajectory_planned", "progress_reported", "referral_moved", "trajectory_ended")


def is_at_work(referral: ReferralFacts) -> bool:
    """Return whether its bureau has the case, also while the track rests, so that it must hear what changes."""
    return referral.end is None and referral.stage in AT_WORK


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
    """Return the news for a bureau by the working day it was known; of two of one day the later change counts.

    News is what somebody can work, and a functional profile that was recorded while a bureau was at work.
    """
    profiles = [each for each in reports["profile_recorded"] if is_news(each)]
    if not profiles and not reports["capability_changed"]:
        return ()
    at_work = AtWork()
    for kind in OF_BUREAUS:
        for report in reports[kind]:
            at_work.take(report)
    told = sorted(_told(reports))
    news: dict[date, BureauNews] = {}
    for report in (*reports["capability_changed"], *profiles):
        day = known_on(report)
        if ends := at_work.on(day):
            last = max(ends)
            news[day] = BureauNews(day, _heard(report, told), None if last == date.max else last)
    return tuple(news[day] for day in sorted(news))


def is_news(report: ReportedEvent) -> bool:
    """Return whether a functional profile is news: one that a bureau at work did not get with its registration."""
    return report.flag("at_work", default=False)


def known_on(report: ReportedEvent) -> date:
    """Return the working day on which a change of what somebody can work was known, and counted."""
    return working_day_from(max(_changed_on(report), report.event.on))


def _heard(report: ReportedEvent, told: Sequence[tuple[date, int]]) -> date | None:
    """Return the day on which a bureau heard of a change; of a profile only by what was recorded after it."""
    of_profile = report.event.kind == "profile_recorded"
    since = report.event.on if of_profile else _changed_on(report)
    return next((day for day, seq in told if day >= since and (not of_profile or seq > report.event.seq)), None)


def _changed_on(report: ReportedEvent) -> date:
    return report.maybe_day("from") or report.event.on


def _told(reports: ReportedEvents) -> Iterator[tuple[date, int]]:
    """Yield when a bureau was told, or said itself that something changed: the day, and the number of the report."""
    said = [each for each in reports["trajectory_changed"] if each.event.data["what"] == CAPABILITY]
    said += [each for each in reports["progress_reported"] if each.event.data.get("capability_changed")]
    yield from ((each.day("on"), each.event.seq) for each in said)
