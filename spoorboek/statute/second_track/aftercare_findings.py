"""Findings about the time after somebody began in new work: is it heard whether that lasts, and is it acted on."""

from collections.abc import Iterator
from datetime import date

from spoorboek.statute.days.calendar import DAY, dutch_date
from spoorboek.statute.facts import StepRef
from spoorboek.statute.second_track.findings import Finding, TrackView, days_after
from spoorboek.statute.second_track.trajectory_codes import LOST_WORK, NOT_REACHED

FIRST_CONTACT, LAST_CONTACT = "nazorg_4_weken", "nazorg_13_weken"


def no_aftercare(track: TrackView) -> Iterator[Finding]:
    """Find a contact after the start in new work that did not come in time; nobody who was reached is no contact.

    A contact counts for every moment it comes after, and for the one it is nearest to. After a loss of the work none is
    asked for.
    """
    start = _works_from(track)
    if start is None or _lost_on(track):
        return
    first, last = (track.days.add(start, days) for days in (track.norms.aftercare, track.norms.aftercare_again))
    between = days_after(first, (last - first).days // 2)
    for due, step, counts_from in ((first, FIRST_CONTACT, start), (last, LAST_CONTACT, between)):
        late = track.days.add_working(due, track.norms.report_grace)
        if track.on > late and not _is_held(track, step, counts_from):
            tried = [
                each.on for each in track.track.aftercare if each.outcome == NOT_REACHED and each.on >= counts_from
            ]
            words = f"; op {dutch_date(tried[-1])} werd niemand bereikt" if tried else ""
            yield track.finding("geen_nazorg", late + DAY, due=due, start=start, tried=words)
            return


def nothing_done_about_lost_work(track: TrackView) -> Iterator[Finding]:
    """Find new work that was lost, and nothing that followed: no extension, plan, report, or other bureau.

    Source: BBK 9: "dan zullen de probleemanalyse en het plan van aanpak moeten worden bijgesteld".
    """
    if lost := _lost_on(track):
        last = track.days.add(lost, track.norms.work_lost)
        if track.on > last and not any(day >= lost for day in _goes_on(track)):
            yield track.finding("werk_verloren", last + DAY, day=lost)


def _works_from(track: TrackView) -> date | None:
    """Return the first day of new work that somebody named, or that aftercare counts from; None before that."""
    reported, aftercare = track.track.moved("eindrapport"), track.track.moved("nazorg")
    named = (aftercare and aftercare.starts_on) or (reported and reported.starts_on)
    return named or (aftercare and aftercare.on)


def _is_held(track: TrackView, step: str, counts_from: date) -> bool:
    """Return whether somebody was reached from a day on, or the contact was reported done as a step."""
    reported = track.facts.done.get(StepRef(step, track.track.referral))
    reached = (each.on for each in track.track.aftercare if each.outcome != NOT_REACHED)
    return (reported is not None and reported <= track.on) or any(day >= counts_from for day in reached)


def _lost_on(track: TrackView) -> date | None:
    """Return the day on which it was first heard that the new work is over; None while it lasts, or does again."""
    reached = [each for each in track.track.aftercare if each.outcome != NOT_REACHED]
    if not reached or reached[-1].outcome != LOST_WORK:
        return None
    return next(each.on for each in reached if each.outcome == LOST_WORK)


def _goes_on(track: TrackView) -> Iterator[date]:
    """Yield the days on which something shows that the second track goes on, with this bureau or another."""
    yield from (plan.on for plan in track.track.plans)
    yield from (change.on for change in track.track.changes)
    yield from (report.on for report in track.track.reports)
    yield from (move.on for move in track.track.moves if move.to in ("verlengd", "vervangen"))
    yield from (referral.moves[0].on for referral in track.facts.referrals if referral.number > track.track.referral)
