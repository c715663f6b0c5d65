"""Make the tracks of a case of its events: one per referral of which anything was reported."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

from spoorboek.statute.events import Event
from spoorboek.statute.referrals.referral import Move
from spoorboek.statute.reports.referral_moves import MOVED, read_move
from spoorboek.statute.reports.withdrawn_events import without_withdrawn
from spoorboek.statute.second_track.trajectory import (
    Aftercare,
    Application,
    ApplicationLog,
    CapabilityChange,
    PlannedActivity,
    ProgressReport,
    ReportedActivity,
    SearchProfile,
    Track,
    TrackChange,
    TrackEnd,
    TrackPlan,
)

TRACK_KINDS = (
    "trajectory_planned",
    "progress_reported",
    "applications_reported",
    "trajectory_changed",
    "trajectory_ended",
)
AFTERCARE_CONTACT = "nazorg"
Data = Mapping[str, Any]
_Dated = TypeVar("_Dated", TrackPlan, ProgressReport, ApplicationLog, TrackChange, Aftercare, Move)


def tracks_of(events: Iterable[Event]) -> tuple[Track, ...]:
    """Return the tracks of a case by the number of their referral.

    Of two reports or logs over the same days of one referral the later entry replaces the earlier; of two ends too.
    """
    of_referral: dict[int, dict[str, list[Data]]] = defaultdict(lambda: defaultdict(list))
    changes: dict[date, date] = {}
    for event in without_withdrawn(events):
        if event.kind == "capability_changed":
            changes[date.fromisoformat(str(event.data.get("from", event.on)))] = event.on
        elif event.kind == "profile_recorded" and event.data.get("at_work"):
            changes[event.on] = event.on
        elif str(event.kind) in (*TRACK_KINDS, MOVED):
            of_referral[int(event.data["referral"])][event.kind].append(event.data)
    capability = tuple(CapabilityChange(*change) for change in sorted(changes.items()))
    tracks = (_track(number, reports) for number, reports in sorted(of_referral.items()))
    return tuple(replace(track, capability_changes=capability) for track in tracks)


def _track(number: int, reports: Mapping[str, list[Data]]) -> Track:
    changes = reports["trajectory_changed"]
    ends = reports["trajectory_ended"]
    return Track(
        referral=number,
        plans=_by_day(map(_plan, reports["trajectory_planned"])),
        reports=_by_day(
            {(each.from_, each.until): each for each in map(_report, reports["progress_reported"])}.values()
        ),
        logs=_by_day({(each.from_, each.until): each for each in map(_log, reports["applications_reported"])}.values()),
        changes=_by_day(_change(data) for data in changes if data["what"] != AFTERCARE_CONTACT),
        aftercare=_by_day(Aftercare(_day(each, "on"), each["outcome"]) for each in changes if "outcome" in each),
        end=TrackEnd(_day(ends[-1], "on"), ends[-1]["result"], ends[-1].get("reason")) if ends else None,
        moves=_by_day(read_move(each, MOVED) for each in reports[MOVED]),
    )


def _plan(data: Data) -> TrackPlan:
    search = data.get("search")
    return TrackPlan(
        on=_day(data, "on"),
        activities=tuple(
            PlannedActivity(each["kind"], _day(each, "from"), _day(each, "until"), each["hours"], each["goal"])
            for each in data["activities"]
        ),
        personal_profile=data["personal_profile"],
        search=search
        and SearchProfile(tuple(search["kinds"]), search["wished"], search["vacancies"], search["region"]),
        report_every=data.get("report_every"),
        signed={party: date.fromisoformat(day) for party, day in data["signed"].items()},
    )


def _report(data: Data) -> ProgressReport:
    return ProgressReport(
        from_=_day(data, "from"),
        until=_day(data, "until"),
        on=_day(data, "on"),
        phase=data["phase"],
        activities=tuple(ReportedActivity(**each) for each in data["activities"]),
        hours_used=data["hours_used"],
        hours_offered=data["hours_offered"],
        capability_changed=data["capability_changed"],
        plan_changes=data["plan_changes"],
        plan_kept=data.get("plan_kept"),
        first_track=data.get("first_track"),
        vacancies=data["vacancies"],
        texts=frozenset(data.get("texts", ())),
    )


def _log(data: Data) -> ApplicationLog:
    applications = (
        Application(_day(each, "on"), each["channel"], each["fits"], each["result"]) for each in data["applications"]
    )
    return ApplicationLog(
        from_=_day(data, "from"),
        until=_day(data, "until"),
        on=_day(data, "on"),
        applications=tuple(applications),
        reason=data.get("reason"),
        counted=data.get("sent", 0),
        counted_outside=data.get("outside", 0),
    )


def _change(data: Data) -> TrackChange:
    until = date.fromisoformat(data["until"]) if "until" in data else None
    return TrackChange(_day(data, "on"), data["what"], until, data.get("reason"), data.get("plan_changes"))


def _day(data: Data, name: str) -> date:
    return date.fromisoformat(data[name])


def _by_day(items: Iterable[_Dated]) -> tuple[_Dated, ...]:
    """Return items in order of their day, those of one day in order of entry."""
    return tuple(sorted(items, key=lambda each: each.on))
