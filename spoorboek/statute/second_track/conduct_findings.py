"""Findings about what people did, or left undone, while a second track ran."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from spoorboek.statute.days.calendar import DAY, dutch_date, working_day_from
from spoorboek.statute.facts import Spell
from spoorboek.statute.second_track.findings import NEVER, Finding, TrackView, days_after
from spoorboek.statute.second_track.trajectory_codes import ACTIVITIES, STOPPED
from spoorboek.statute.timeline.dispute_days import first_act

PASSED_ON = "belastbaarheid_doorgeven"


def capability_not_passed_on(track: TrackView) -> Iterator[Finding]:
    """Find a change of capability that the bureau did not hear of on the working day it was known."""
    for from_, known_on in _capability_changes(track):
        last = working_day_from(known_on)
        told = [change.on for change in track.track.changes if change.what == "belastbaarheid"]
        told += [report.on for report in track.track.reports if report.capability_changed]
        told += [day for ref, day in track.facts.done.items() if ref.key == PASSED_ON and day <= track.on]
        if track.on > last and not any(day >= from_ for day in told):
            yield track.finding("belastbaarheid_niet_doorgegeven", last + DAY, track.report_due, day=from_)


def plan_not_adjusted(track: TrackView) -> Iterator[Finding]:
    """Find a change of capability after which the bureau does not say whether its plan changes.

    Source: BBK 5: "een (bijgestelde of geheel) andere aanpak moeten volgen".
    """
    reported = ((each.until, each.on) for each in track.track.reports if each.capability_changed)
    due = {}
    for from_, known_on in (*_capability_changes(track), *reported):
        if not any(day >= min(from_, known_on) for day in _answers(track)):
            due[track.days.add(known_on, track.norms.plan_answer)] = from_
    for last, from_ in sorted(due.items())[:1]:
        if track.on > last:
            yield track.finding("plan_niet_aangepast", last + DAY, day=from_)


def silence(track: TrackView) -> Iterator[Finding]:
    """Find more days than the norm without any activity; the last ones count once a report about them is late.

    Source: BBK 9: "de vinger aan de pols houden".
    """
    if track.begun is None:
        return
    covered = track.here_from(track.begun) - DAY
    for from_, until, known_on in sorted(_active_periods(track, track.begun)):
        days = track.days.between(covered, from_)
        if days > track.norms.silence:
            since = min(_silent_since(track, covered), known_on)
            yield track.finding("stilte", since, after=covered, days=days, until=f", tot {dutch_date(from_)}")
        covered = max(covered, until)
    since, last = _silent_since(track, covered), track.ended or track.on
    if last >= since:  # an end report tells of the last days before it
        yield track.finding("stilte", since, after=covered, days=track.days.between(covered, last + DAY), until="")


def stopped_without_reason(track: TrackView) -> Iterator[Finding]:
    """Find a track that was stopped and nobody said why.

    Source: BBK 9: "dan zullen de probleemanalyse en het plan van aanpak moeten worden bijgesteld".
    """
    end, stopped = track.track.end, track.track.moved("gestaakt")
    if end and end.result == STOPPED and not end.reason:
        yield track.finding("gestopt_zonder_reden", end.on, day=end.on)
    elif end is None and stopped and not stopped.reason:
        yield track.finding("gestopt_zonder_reden", stopped.on, day=stopped.on)


def end_without_word(track: TrackView) -> Iterator[Finding]:
    """Find a track whose last planned day passed without an end report or an extension."""
    last = max([*_planned_ends(track)], default=None)
    if last is None or not track.is_running:
        return
    due = track.days.add_working(last, track.norms.end_report)
    if track.on > due:
        yield track.finding("einde_zonder_bericht", due + DAY, day=last)


def first_track_dropped(track: TrackView) -> Iterator[Finding]:
    """Find that the first track was dropped, and no reason or advice of the bedrijfsarts says why.

    Source: BBK 5: "naast de eventueel nog lopende re-integratie-activiteiten gericht op herplaatsing".
    """
    stops = [change for change in track.track.changes if change.what == "spoor_1_gestopt"]
    days = [change.on for change in stops]
    days += [report.on for report in track.track.reports[-1:] if report.first_track == "gestopt"]
    advised = [advice for advice in track.facts.advice if advice.on <= track.on]
    if days and not any(change.reason for change in stops) and not (advised and advised[-1].track == 2):
        yield track.finding("spoor_1_gestopt", min(days), day=min(days))


def nothing_done_about_refusal(track: TrackView) -> Iterator[Finding]:
    """Find an employee who does not cooperate while the employer lets it be.

    Source: BBK 9: "zonodig de werknemer aan te spreken wanneer deze onvoldoende initiatief neemt".
    """
    for refusal in track.facts.refusals:
        due = days_after(refusal.from_, track.norms.refusal)
        act = first_act(track.facts, refusal)
        if _overlaps(track, refusal) and track.on > due and not (act and act <= track.on):
            yield track.finding("niet_opgetreden", max(due + DAY, track.begun or due), day=refusal.from_)


class Promise(NamedTuple):
    """What a bureau promised and did not do: in Dutch, and the day on which that was clear."""

    words: str
    broken_on: date


def nothing_done_about_bureau(track: TrackView) -> Iterator[Finding]:
    """Find a promise of the bureau that was not kept, and an employer who lets it be.

    A bureau that was spoken to gets some time; a new plan answers what the old one promised.
    Source: BBK 9: "Hij dient periodiek te informeren naar de vorderingen".
    """
    acts = [change.on for change in track.track.changes if change.what == "bureau_aangesproken"]
    for promise in _broken_promises(track):
        spoken = [day for day in acts if day >= promise.broken_on]
        given = days_after(spoken[-1], track.norms.promise_again) if spoken else promise.broken_on
        last = given if spoken else days_after(promise.broken_on, track.norms.promise)
        if track.ended is None and track.on > last:
            words = f", ook niet nadat het daarop is aangesproken op {dutch_date(spoken[-1])}" if spoken else ""
            yield track.finding("toezegging_niet_nagekomen", last + DAY, promise=promise.words, spoken=words)


def _capability_changes(track: TrackView) -> Iterator[tuple[date, date]]:
    """Yield the first day of each change from the begin of a track that runs, and the day it was known."""
    if track.begun is None or not track.is_running:
        return
    for change in track.track.capability_changes:
        known_on = max(change.from_, change.known_on)
        if track.begun <= known_on:
            yield change.from_, known_on


def _answers(track: TrackView) -> Iterator[date]:
    """Yield the days on which the bureau said what becomes of its plan."""
    yield from (plan.on for plan in track.track.plans[1:])
    yield from (each.on for each in track.track.changes if each.plan_changes is not None)
    yield from (each.on for each in track.track.reports if each.plan_changes or each.plan_kept)


def _active_periods(track: TrackView, begun: date) -> Iterator[tuple[date, date, date]]:
    """Yield the first and last day of what was done, and the day on which that was known."""
    yield begun, begun, begun
    yield from ((plan.on, plan.on, plan.on) for plan in track.track.plans)
    yield from ((each.from_, each.until, each.on) for each in track.track.reports if each.is_active)
    for log in track.track.logs:
        yield from ((each.on, each.on, log.on) for each in log.applications)


def _silent_since(track: TrackView, covered: date) -> date:
    """Return the first day on which the days after a covered one are called silent."""
    most = max(track.norms.silence, track.report_every)
    last = track.days.add_working(track.days.add(covered, most), track.norms.report_grace)
    return NEVER if last == NEVER else last + DAY


def _planned_ends(track: TrackView) -> Iterator[date]:
    """Yield each last day that was planned; days of rest after it was planned put it off."""
    planned = [(plan.on, plan.until) for plan in track.track.plans[-1:]]
    planned += [(change.on, change.until) for change in track.track.changes]
    planned += [(move.on, move.until) for move in track.track.moves]
    for on, until in planned:
        if until:
            last = max(until, track.here_from(on))
            yield track.days.add(track.here_from(on), (last - track.here_from(on)).days)


def _overlaps(track: TrackView, refusal: Spell) -> bool:
    """Tell whether a refusal that began is not over yet, and concerns the time of the track."""
    lasts = refusal.until is None or track.on <= refusal.until
    return lasts and track.begun is not None and (track.ended is None or refusal.from_ < track.ended)


def _broken_promises(track: TrackView) -> Iterator[Promise]:
    intake = track.track.moved("intake_gepland", "intake_gehouden")
    if intake and intake.to == "intake_gepland" and track.plan is None and intake.at:
        yield Promise(f"intake op {dutch_date(intake.at)}", track.here_from(intake.at))
    for each in track.plan.activities if track.plan else ():
        reports = track.track.reports
        about = [report for report in reports if report.until >= each.until]
        told = any(activity.kind == each.kind for report in reports for activity in report.activities)
        if each.is_module and about and not told:
            yield Promise(
                f"{ACTIVITIES[each.kind].label} tot en met {dutch_date(each.until)}",
                min(report.on for report in about),
            )
