"""Findings about the reports of a bureau and the applications of the employee."""

from collections.abc import Iterator

from spoorboek.statute.days.calendar import DAY
from spoorboek.statute.second_track.findings import NEVER, Finding, TrackView, period_words
from spoorboek.statute.second_track.trajectory import Application, ProgressReport
from spoorboek.statute.second_track.trajectory_codes import DROPPED, SEEKING


def late_report(track: TrackView) -> Iterator[Finding]:
    """Find that a progress report did not come by its day and the working days after it that the house allows.

    Source: BBK 9: "Hij dient periodiek te informeren naar de vorderingen".
    """
    due = track.report_due
    if not track.is_running or due == NEVER:
        return
    last = track.days.add_working(due, track.norms.report_grace)
    if track.on > last:
        yield track.finding("voortgang_te_laat", last + DAY, track.days.add(due, track.report_every), due=due)


def thin_report(track: TrackView) -> Iterator[Finding]:
    """Find a report that tells of no activity, or not what the aim was, what was done, with whom, and what follows."""
    for report in track.track.reports:
        if lacks := _lacks(report):
            yield track.finding(
                "voortgang_te_dun", report.on, period=period_words(report.from_, report.until), lacks=lacks
            )


def copied_report(track: TrackView) -> Iterator[Finding]:
    """Find a report of which the text of every activity stood in one earlier report already."""
    reports = track.track.reports
    for number, report in enumerate(reports):
        if report.texts and any(report.texts <= earlier.texts for earlier in reports[:number]):
            yield track.finding("voortgang_overgeschreven", report.on, period=period_words(report.from_, report.until))


def no_applications(track: TrackView) -> Iterator[Finding]:
    """Find a reported period of job seeking without any application, and without a reason why there is none.

    Source: BBK 9: "zonodig de werknemer aan te spreken wanneer deze onvoldoende initiatief neemt".
    """
    for report in track.track.reports:
        if report.phase == SEEKING and not _applied_or_excused(track, report):
            yield track.finding("geen_sollicitaties", report.on, period=period_words(report.from_, report.until))


def applications_elsewhere(track: TrackView) -> Iterator[Finding]:
    """Find a log of which more applications lie outside the search profile than the norm allows."""
    for log in track.track.logs:
        if log.outside * 100 > track.norms.outside * log.total:
            verb, period = "ligt" if log.outside == 1 else "liggen", period_words(log.from_, log.until)
            yield track.finding(
                "buiten_zoekprofiel", log.on, period=period, verb=verb, outside=log.outside, all=log.total
            )


def applications_of(track: TrackView) -> Iterator[Application]:
    """Yield every application that was logged."""
    for log in track.track.logs:
        yield from log.applications


def _applied_or_excused(track: TrackView, report: ProgressReport) -> bool:
    if any(report.from_ <= each.on <= report.until for each in applications_of(track)):
        return True
    logs = (log for log in track.track.logs if log.from_ <= report.until and log.until >= report.from_)
    return any(log.reason or log.counted for log in logs)


def _lacks(report: ProgressReport) -> str:
    """Say in Dutch what a report does not tell; empty when it tells everything."""
    if not report.activities:
        return "noemt geen enkele activiteit"
    if any(each.state == DROPPED and each.reason is None for each in report.activities):
        return "noemt een vervallen activiteit zonder reden"
    told = [each for each in report.activities if each.state != DROPPED]
    parts = {
        "waarvoor zij was": all(each.aim for each in told),
        "wat er is gedaan": all(each.done for each in told),
        "met wie": all(each.with_whom for each in told),
        "wat daarna is afgesproken": all(each.follow_up for each in told),
    }
    missing = [words for words, is_told in parts.items() if not is_told]
    return f"zegt niet van elke activiteit {' en '.join(missing)}" if missing else ""
